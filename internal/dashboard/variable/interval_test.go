package variable

import (
	"testing"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// The same cases stand in the page's interval.test.ts.
func TestCompute(t *testing.T) {
	for name, c := range map[string]struct {
		steps                Steps
		interval, rate, step time.Duration
	}{
		"the scrape interval is the least": {Steps{Range: time.Hour, Points: 1000}, 15 * time.Second, time.Minute, 15 * time.Second},
		"a day":                            {Steps{Range: 24 * time.Hour, Points: 1000}, time.Minute, 75 * time.Second, time.Minute},
		"a month":                          {Steps{Range: 720 * time.Hour, Points: 1000}, 30 * time.Minute, 1815 * time.Second, 30 * time.Minute},
		"the panel's minimum":              {Steps{Range: time.Hour, Points: 1000, Panel: ">1m"}, time.Minute, 75 * time.Second, time.Minute},
		"a minimum step":                   {Steps{Range: time.Hour, Points: 1000, Query: "1m"}, time.Minute, 4 * time.Minute, time.Minute},
		"a slower scrape":                  {Steps{Range: time.Hour, Points: 1000, Scraping: time.Minute}, time.Minute, 4 * time.Minute, time.Minute},
		"half the resolution":              {Steps{Range: 24 * time.Hour, Points: 1000, Factor: 2}, 2 * time.Minute, 135 * time.Second, 2 * time.Minute},
		"as long as the rate looks back":   {Steps{Range: time.Hour, Points: 1000, Query: "$__rate_interval"}, 15 * time.Second, time.Minute, time.Minute},
		"never too many points":            {Steps{Range: 100 * time.Hour, Points: 100_000, Scraping: time.Second}, 33 * time.Second, 34 * time.Second, 33 * time.Second},
		"no width yet":                     {Steps{Range: time.Hour}, time.Hour, 3615 * time.Second, time.Hour},
	} {
		if have, want := c.steps.Compute(), (Computed{c.interval, c.rate, c.step}); have != want {
			t.Errorf("%s: have %v, want %v", name, have, want)
		}
	}
}

func TestResolve(t *testing.T) {
	ask := func(q Question) ([]string, error) {
		if q.Label == "pod" {
			return []string{"pod-10 of " + q.Match, "pod-9 of " + q.Match}, nil
		}
		return []string{"east", "west"}, nil
	}
	variables := []model.Variable{
		{Type: "query", Name: "pod", Query: `label_values(up{zone=~"$zone"}, pod)`, Refresh: 1, Sort: 3, Regex: `/(pod-\d+)/`},
		{Type: "query", Name: "zone", Query: "label_values(zone)", Refresh: 1, Multi: true, IncludeAll: true},
		{Type: "custom", Name: "size", Query: `small : 1, large : 2`},
		{Type: "interval", Name: "step", Query: "1m,5m", Raw: map[string]any{"auto": true}},
	}
	for text, c := range map[string]struct {
		wanted map[string][]string
		want   string
	}{
		"$zone":      {nil, "(east|west)"},
		"${zone}":    {map[string][]string{"zone": {"west", "gone"}}, "west"},
		"$pod":       {nil, "pod-9"},
		"$size":      {map[string][]string{"size": {"large"}}, "2"},
		"$step":      {nil, "2m"},
		"${step} ok": {map[string][]string{"step": {"5m"}}, "5m ok"},
	} {
		scope, err := Resolve(Request{Variables: variables, Wanted: c.wanted, Around: Scope{}, Range: time.Hour, Ask: ask})
		if err != nil {
			t.Fatal(err)
		}
		if have := Interpolate(text, scope, PromQL); have != c.want {
			t.Errorf("%s: have %s, want %s", text, have, c.want)
		}
	}
}
