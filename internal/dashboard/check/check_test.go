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
		{"no such metric", one(`nosuch`, ""), "metric-exists"},
		{"rate of a gauge", one(`rate(temperature[$__rate_interval])`, ""), "rate-of-gauge"},
		{"deriv of a gauge", one(`deriv(temperature[5m])`, ""), ""},
		{"deriv of a counter", one(`deriv(x_total[5m])`, ""), "delta-of-counter"},
		{"rate of a sum", one(`rate(sum(x_total)[5m:])`, ""), "rate-of-sum"},
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
		{"highest paths", one(`topk(5, sum by (path) (x_total))`, ""), ""},
		{"fixed source", strings.ReplaceAll(one(`x_total`, ""), "$datasource", "abc"), "datasource-variable"},
		{"no unit", strings.ReplaceAll(one(`x_total`, ""), `"unit":"s"`, ""), "unit-missing"},
		{"no title", strings.ReplaceAll(one(`x_total`, ""), `"title":"T"`, `"title":""`), "panel-title"},
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
