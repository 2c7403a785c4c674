package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/textparse"
)

func TestExpositionIsWhatItSays(t *testing.T) {
	for _, n := range []int{1, 100, 1000} {
		response := httptest.NewRecorder()
		target{exposition(n, 0.5)}.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		parser, err := textparse.New(response.Body.Bytes(), response.Header().Get("Content-Type"), nil, textparse.ParserOptions{})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for {
			entry, err := parser.Next()
			if err != nil {
				break
			}
			if entry == textparse.EntrySeries {
				text, _, _ := parser.Series()
				seen[string(text)] = true
			}
		}
		if len(seen) != n {
			t.Errorf("exposition(%d) serves %d different series", n, len(seen))
		}
	}
}

func TestValuesMove(t *testing.T) {
	for _, f := range exposition(1000, 0.5) {
		for _, s := range f.series {
			before, after := s.value(1000), s.value(1000+3600)
			if s.kind == 'c' && after <= before {
				t.Errorf("counter %s does not grow: %v, %v", s.text, before, after)
			}
			if s.kind == 'g' && after == before {
				t.Errorf("gauge %s does not move", s.text)
			}
		}
	}
}

func TestParseLabels(t *testing.T) {
	got, err := parseLabels(`http_requests_total{code="200",route="/api/{id}/x"} `)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"__name__": "http_requests_total", "code": "200", "route": "/api/{id}/x"}
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s = %q, want %q", name, got[name], value)
		}
	}
}

func TestTicksSurviveASpaceInTheName(t *testing.T) {
	const stat = "42 (a) b) S 1 42 42 0 -1 4194560 1 0 0 0 150 50 0 0 20 0 8 0 1"
	if got := ticks(stat); got != 200 {
		t.Errorf("ticks = %v, want 200", got)
	}
}

func TestQuantile(t *testing.T) {
	l := latencies{100, 2, 3, 1, 4}
	if l.quantile(0.5) != 3 || l.quantile(0.95) != 100 {
		t.Errorf("median %v, p95 %v", l.quantile(0.5), l.quantile(0.95))
	}
}

func TestRatioOfPairsIgnoresWhatHitsBoth(t *testing.T) {
	quiet, disturbed := 1.0, 50.0
	a := latencies{11 * quiet, 11 * disturbed, 11 * quiet, 11 * disturbed}
	b := latencies{10 * quiet, 10 * disturbed, 10 * quiet, 10 * disturbed}
	if got := a.against(b); got < 1.09 || got > 1.11 {
		t.Errorf("ratio = %v, want 1.1", got)
	}
}

func TestDayFitsTheQuestions(t *testing.T) {
	for _, q := range questions {
		if q.over > 20*time.Hour {
			t.Errorf("%q asks for more than the day that is filled", q.name)
		}
	}
}
