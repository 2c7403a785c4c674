package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	promparser "github.com/prometheus/prometheus/promql/parser"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

const known = "# TYPE temperature gauge\ntemperature 1\nhttp_requests_total{code=\"200\"} 3\nx_bucket 1\nx_total 1\n"

// one is a dashboard with one good panel but for what a case changes.
func one(expr, more string) string {
	return fmt.Sprintf(`{"uid":"x","title":"X","schemaVersion":42,"panels":[{"id":1,"type":"timeseries","title":"T","gridPos":{"x":0,"y":0,"w":12,"h":8},
		"fieldConfig":{"defaults":{"unit":"s"},"overrides":[]},"datasource":{"type":"prometheus","uid":"$datasource"}%s,
		"targets":[{"refId":"A","expr":%q,"legendFormat":"{{path}}"}]}]}`, more, expr)
}

func TestRules(t *testing.T) {
	cases := []struct{ name, document, want string }{
		{"good", one(`sum(rate(x_total[$__rate_interval]))`, ""), ""},
		{"parse", one(`sum(rate(`, ""), "query-parse"},
		{"variable outside of quotes", one(`topk(5, x_total{a="$b"})`, ""), ""},
		{"nothing is collected", one(`nosuch + neither`, ""), "metric-exists"},
		{"no such metric", one(`nosuch`, ""), "metric-exists"},
		{"rate of a gauge", one(`rate(temperature[$__rate_interval])`, ""), "rate-of-gauge"},
		{"deriv of a gauge", one(`deriv(temperature[5m])`, ""), ""},
		{"deriv of a counter", one(`deriv(x_total[5m])`, ""), "delta-of-counter"},
		{"rate of a sum", one(`rate(sum(x_total)[5m:])`, ""), "rate-of-sum"},
		{"rate of a sum of one process", one(`rate(sum by (instance) (x_total)[5m:])`, ""), ""},
		{"rate of a sum of all but codes", one(`rate(sum without (code) (x_total)[5m:])`, ""), ""},
		{"rate of a sum of all instances", one(`rate(sum without (instance, pod) (x_total)[5m:])`, ""), "rate-of-sum"},
		{"sum over time of a sum", one(`sum_over_time(sum(x_total)[5m:])`, ""), ""},
		{"fixed window", one(`rate(x_total[5m])`, ""), "rate-interval"},
		{"interval", one(`rate(x_total[$__interval])`, ""), "rate-interval"},
		{"increase of each step", one(`increase(x_total[$__interval])`, ""), ""},
		{"a day", one(`rate(x_total[1d])`, ""), ""},
		{"everything", one(`x_total{a=~".*"}`, ""), "regex-everything"},
		{"no name", one(`{job="a"}`, ""), "no-metric-name"},
		{"any name", one(`{__name__=~".+",job="a"}`, ""), "no-metric-name"},
		{"name in braces", one(`{"x_total"}`, ""), ""},
		{"le lost", one(`histogram_quantile(0.9, sum(rate(x_bucket[$__rate_interval])))`, ""), "histogram-le"},
		{"le kept", one(`histogram_quantile(0.9, sum by (le) (rate(x_bucket[$__rate_interval])))`, ""), ""},
		{"a line a path", one(`sum by (path) (x_total)`, ""), "legend-series"},
		{"few paths", one(`sum by (path) (rate(nginx_ingress_controller_requests[$__rate_interval]))`, `,"lookout":{"ignore":["metric-exists"]}`), ""},
		{"highest paths", one(`topk(5, sum by (path) (x_total))`, ""), ""},
		{"fixed source", strings.ReplaceAll(one(`x_total`, ""), "$datasource", "abc"), "datasource-variable"},
		{"no unit", strings.ReplaceAll(one(`x_total`, ""), `"unit":"s"`, ""), "unit-missing"},
		{"states for numbers", strings.ReplaceAll(one(`x_total`, ""), `"unit":"s"`, `"mappings":[{"type":"value","options":{"0":{"text":"down"},"1":{"text":"up"}}}]`), ""},
		{"a word for one number", strings.ReplaceAll(one(`x_total`, ""), `"unit":"s"`, `"mappings":[{"type":"value","options":{"0":{"text":"no limit"}}}, {"type":"special","options":{"match":"null"}}]`), "unit-missing"},
		{"no title", strings.ReplaceAll(one(`x_total`, ""), `"title":"T"`, `"title":""`), "panel-title"},
		{"what scraping and alerts make", one(`sum(up) + sum(scrape_samples_scraped) + sum(ALERTS)`, ""), ""},
		{"ignored", one(`nosuch`, `,"lookout":{"ignore":["metric-exists"]}`), ""},
		{"logs", strings.ReplaceAll(one(`{a="b"} |= "x"`, ""), `"prometheus"`, `"loki"`), ""},
		{"main", strings.ReplaceAll(one(`x_total`, ""), `"uid":"x"`, `"uid":"x-main"`), "main-signals"},
		{"main too high", strings.NewReplacer(`"uid":"x"`, `"uid":"x-main"`, `"h":8`, `"h":40`, `"title":"T"`, `"title":"Traffic, errors, latency, saturation"`).Replace(one(`x_total`, "")), "main-screen"},
	}
	metrics, err := ReadMetrics(strings.NewReader(known))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			document, err := model.Parse([]byte(c.document), model.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			var have []string
			for _, f := range Check(document, Options{Parser: promparser.NewParser(promparser.Options{}), Metrics: metrics}) {
				have = append(have, f.Rule)
			}
			if have = slices.Compact(have); strings.Join(have, " ") != c.want {
				t.Errorf("have %v, want %q", have, c.want)
			}
		})
	}
}

// TestNothingCollectedIsToldOnce keeps a dashboard of something that nobody runs from one finding a query.
func TestNothingCollectedIsToldOnce(t *testing.T) {
	metrics := NewMetrics([]string{"up"}, nil)
	for expr, want := range map[string]int{`a + b + c`: 1, `a + b + up`: 2, `a + a + up`: 1, `a`: 1, `up{job="x"}`: 0} {
		if have := len(findingsOf(t, one(expr, ""), Options{Metrics: metrics})); have != want {
			t.Errorf("%s: %d findings, want %d", expr, have, want)
		}
	}
}

func findingsOf(t *testing.T, document string, o Options) []Finding {
	t.Helper()
	parsed, err := model.Parse([]byte(document), model.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	o.Parser = promparser.NewParser(promparser.Options{})
	return Check(parsed, o)
}

// four is a main dashboard with a panel for each signal; changes make it a worse one.
func four(changes ...string) string {
	panel := func(y int, title, expr string) string {
		return fmt.Sprintf(`{"type":"timeseries","title":%q,"gridPos":{"x":0,"y":%d,"w":24,"h":5},"fieldConfig":{"defaults":{"unit":"s"}},
			"datasource":{"type":"prometheus","uid":"$ds"},"targets":[{"refId":"A","expr":%q}]}`, title, y, expr)
	}
	panels := []string{
		panel(0, "Asked", `sum(rate(http_requests_total[$__rate_interval]))`),
		panel(5, "Refused", `sum(rate(http_requests_total{code=~"5.."}[$__rate_interval]))`),
		panel(10, "How long", `histogram_quantile(0.9, sum by (le) (rate(x_bucket[$__rate_interval])))`),
		panel(15, "How full", `max(pool_in_use / pool_size)`),
	}
	return strings.NewReplacer(changes...).Replace(`{"uid":"shop-main","title":"Shop","schemaVersion":42,"panels":[` + strings.Join(panels, ",") + `]}`)
}

func TestMainDashboards(t *testing.T) {
	cases := []struct{ name, document, want string }{
		{"all signals on a screen", four(), ""},
		{"another dashboard", four(`shop-main`, `shop-stock`, `"y":15`, `"y":90`, `pool_in_use / pool_size`, `x`), ""},
		{"line 23 still fits", four(`"y":15,"w":24,"h":5`, `"y":15,"w":24,"h":8`), ""},
		{"line 24 does not", four(`"y":15,"w":24,"h":5`, `"y":15,"w":24,"h":9`), "main-screen: the dashboard is 24 lines high; a screen shows 23"},
		{"no traffic", four(`sum(rate(http_requests_total[`, `sum(rate(y[`), "main-signals: no panel draws traffic"},
		{"recorded traffic", four(`sum(rate(http_requests_total[$__rate_interval]))`, `service:http_requests:rate5m`), ""},
		{"successes are no errors", four(`code=~`, `code!~`), "main-signals: no panel draws errors"},
		{"a title tells", four(`code=~`, `code!~`, `Refused`, `Requests without errors`), ""},
		{"no latency", four(`histogram_quantile(0.9, sum by (le) (rate(x_bucket[$__rate_interval])))`, `x`), "main-signals: no panel draws latency"},
		{"counts of durations are no latency", four(`histogram_quantile(0.9, sum by (le) (rate(x_bucket[$__rate_interval])))`, `rate(http_request_duration_seconds_count[$__rate_interval])`), "main-signals: no panel draws latency"},
		{"all but errors", four(`code=~\"5..`, `code!=\"500`), "main-signals: no panel draws errors"},
		{"no saturation", four(`pool_in_use / pool_size`, `x`), "main-signals: no panel draws saturation"},
		{"switched off", four(`"refId":"A","expr":"max(`, `"refId":"A","hide":true,"expr":"max(`), "main-signals: no panel draws saturation"},
		{"folded away", four(`{"type":"timeseries","title":"How full"`, `{"type":"row","collapsed":true,"title":"More","gridPos":{"y":14,"h":1,"w":24},"panels":[{"type":"timeseries","title":"How full"`,
			`max(pool_in_use / pool_size)"}]}`, `max(pool_in_use / pool_size)"}]}]}`), "main-signals: no panel draws saturation"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var have []string
			for _, f := range findingsOf(t, c.document, Options{}) {
				have = append(have, f.Rule+": "+f.Message)
			}
			if strings.Join(have, "\n") != c.want {
				t.Errorf("have %q, want %q", have, c.want)
			}
		})
	}
}

// TestFindingsAreBounded judges a document with very much wrong, under a very long title.
func TestFindingsAreBounded(t *testing.T) {
	targets := strings.Repeat(`{"refId": "A", "expr": "rate(up[`+strings.Repeat("9", 2000)+`"},`, 3000)
	document, err := model.Parse([]byte(`{"uid": "a", "title": "A", "schemaVersion": 42, "panels": [{"id": 1, "type": "timeseries", "title": "`+strings.Repeat("ä", 2000)+`", "targets": [`+targets[:len(targets)-1]+`]}]}`), model.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	found := Check(document, Options{Parser: promparser.NewParser(promparser.Options{})})
	if len(found) != mostFindings {
		t.Errorf("there are %d findings", len(found))
	}
	for _, f := range found {
		if n := len(f.Title) + len(f.Message); n > 2100 {
			t.Fatalf("title and message have %d bytes", n)
		}
	}
}
