package unit

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
)

// TestFormatAsThePageDoes reads the vectors that the page's tests hold @grafana/data against.
func TestFormatAsThePageDoes(t *testing.T) {
	content, err := os.ReadFile("../../../ui/src/dashboard/grafana/testdata/units.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Values   []float64
		Decimals []*int
		Units    map[string][]string
	}
	if err := json.Unmarshal(content, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors.Units) < 250 {
		t.Fatalf("only %d units", len(vectors.Units))
	}
	for id, texts := range vectors.Units {
		for i, want := range texts {
			if strings.Contains(want, "Invalid date") && id == "clocks" {
				continue // a stopwatch that runs longer than there are dates
			}
			value, decimals := vectors.Values[i%len(vectors.Values)], vectors.Decimals[i/len(vectors.Values)]
			if have := Format(id, value, Style{Decimals: decimals}).String(); have != want {
				t.Errorf("%v as %q with %s decimals: have %q, want %q", value, id, places(decimals), have, want)
			}
		}
	}
}

func places(decimals *int) string {
	if decimals == nil {
		return "useful"
	}
	return string(rune('0' + *decimals))
}

func TestFormatFromNow(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for since, want := range map[time.Duration]string{
		10 * time.Second: "a few seconds ago", 50 * time.Second: "a minute ago", 10 * time.Minute: "10 minutes ago", -3 * time.Hour: "in 3 hours",
		26 * time.Hour: "a day ago", 400 * 24 * time.Hour: "a year ago",
	} {
		if have := Format(fromNow, float64(now.Add(-since).UnixMilli()), Style{Now: now}).String(); have != want {
			t.Errorf("%s: have %q, want %q", since, have, want)
		}
	}
}

func FuzzFormat(f *testing.F) {
	f.Add("bytes", 1536.0, 2)
	f.Add("time:[x", -1e300, -5)
	f.Add("si:", 0.0, 1000)
	f.Fuzz(func(_ *testing.T, id string, value float64, decimals int) {
		Format(id, value, Style{Decimals: &decimals})
		Format(id, value, Style{})
	})
}
