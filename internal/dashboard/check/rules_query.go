package check

import (
	"slices"
	"strings"
	"time"

	prommodel "github.com/prometheus/common/model"
	promlabels "github.com/prometheus/prometheus/model/labels"
	promparser "github.com/prometheus/prometheus/promql/parser"

	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
)

func document() Rule {
	return Rule{"document", Warning, "Something in the document could not be read as it was meant.", "Change what the message names.", "a variable whose query asks for itself",
		func(r *reading, report report) {
			for _, w := range r.document.Warnings {
				report(place{path: w.Path}, "%s", w.Message)
			}
		}}
}

func queryParse() Rule {
	return Rule{"query-parse", Error, "A query is no PromQL, whatever the values of variables are.", "Correct the query; Explore shows where it ends to make sense.", "`sum(rate(x_total[5m])`",
		func(r *reading, report report) {
			for _, q := range r.queries {
				if q.err != nil {
					report(q.place(), "the query does not parse: %v", q.err)
				}
			}
		}}
}

func metricExists() Rule {
	return Rule{"metric-exists", Warning, "A query names a metric that does not exist.", "Correct the name, or collect the metric.", "`sum(rate(http_request_total[5m]))`, where only `http_requests_total` is collected",
		func(r *reading, report report) {
			if r.options.Metrics == nil {
				return
			}
			missing, exists := r.missing()
			if names := namesOf(missing); !exists && len(names) > 1 {
				report(place{}, "none of the %d metrics that the queries name exists, such as %s: what this dashboard is about is not collected", len(names), names[0])
				return
			}
			for _, m := range missing {
				report(m.query.place(), "there is no metric %s", m.name)
			}
		}}
}

// missed is a metric that a query asks for in vain.
type missed struct {
	query query
	name  string
}

// missing lists what does not exist, once for each query, and tells whether any metric that is named exists.
func (r *reading) missing() (missing []missed, exists bool) {
	seen := map[string]bool{}
	r.inspect(func(q query, node promparser.Node, _ []promparser.Node) {
		v, ok := node.(*promparser.VectorSelector)
		if !ok || metricName(v) == "" {
			return
		}
		name := metricName(v)
		key := q.target.Path + " " + name
		switch {
		case r.options.Metrics.names[name]:
			exists = true
		case !seen[key]:
			seen[key] = true
			missing = append(missing, missed{q, name})
		}
	})
	return missing, exists
}

func namesOf(missing []missed) []string {
	var names []string
	for _, m := range missing {
		names = append(names, m.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// gaugeEndings are the ends of names that no counter has.
var gaugeEndings = []string{"_ratio", "_percent", "_percentage", "_timestamp_seconds", "_celsius", "_in_use", "_in_flight", "_info",
	"_free_bytes", "_avail_bytes", "_available_bytes", "_size_bytes"}

func (r *reading) gauge(name string) bool {
	if kind := r.options.Metrics.kind(name); kind != "" {
		return kind == "gauge"
	}
	return slices.ContainsFunc(gaugeEndings, func(end string) bool { return strings.HasSuffix(name, end) })
}

func rateOfGauge() Rule {
	return Rule{"rate-of-gauge", Warning, "rate, irate or increase over a gauge, which takes each fall for a restart.", "Use deriv or delta, or the counter that was meant.", "`rate(node_memory_MemFree_bytes[5m])`",
		func(r *reading, report report) {
			r.inspect(func(q query, node promparser.Node, _ []promparser.Node) {
				if c, ok := node.(*promparser.Call); ok && ofCounters(c.Func.Name) {
					if v, _ := ranged(c); v != nil && r.gauge(metricName(v)) {
						report(q.place(), "%s over %s, which is a gauge", c.Func.Name, metricName(v))
					}
				}
			})
		}}
}

func ofCounters(function string) bool {
	return function == "rate" || function == "irate" || function == "increase"
}

func deltaOfCounter() Rule {
	return Rule{"delta-of-counter", Warning, "delta, idelta or deriv over a counter, which takes each restart for a fall.", "Use increase or rate.", "`delta(http_requests_total[5m])`",
		func(r *reading, report report) {
			r.inspect(func(q query, node promparser.Node, _ []promparser.Node) {
				c, ok := node.(*promparser.Call)
				if !ok || c.Func.Name != "delta" && c.Func.Name != "idelta" && c.Func.Name != "deriv" {
					return
				}
				v, _ := ranged(c)
				if v == nil {
					return
				}
				kind := r.options.Metrics.kind(metricName(v))
				if kind == "counter" || kind == "" && strings.HasSuffix(metricName(v), "_total") {
					report(q.place(), "%s over %s, which is a counter", c.Func.Name, metricName(v))
				}
			})
		}}
}

func rateOfSum() Rule {
	return Rule{"rate-of-sum", Warning, "A rate of a sum: when one instance restarts, the sum falls and the rate jumps.", "Take the rate first: sum(rate(x[…])).", "`rate(sum(x_total)[5m:])`",
		func(r *reading, report report) {
			r.inspect(func(q query, node promparser.Node, _ []promparser.Node) {
				c, ok := node.(*promparser.Call)
				if !ok || !ofCounters(c.Func.Name) || len(c.Args) == 0 {
					return
				}
				sub, ok := c.Args[0].(*promparser.SubqueryExpr)
				if !ok {
					return
				}
				if a, ok := inner(sub.Expr).(*promparser.AggregateExpr); ok && a.Op == promparser.SUM && !ofOneProcess(a) {
					report(q.place(), "%s of a sum", c.Func.Name)
				}
			})
		}}
}

// ofOneProcess tells whether what is summed restarts together.
func ofOneProcess(a *promparser.AggregateExpr) bool {
	return slices.ContainsFunc([]string{"instance", "pod"}, func(l string) bool { return slices.Contains(a.Grouping, l) != a.Without })
}

func inner(e promparser.Expr) promparser.Expr {
	for {
		p, ok := e.(*promparser.ParenExpr)
		if !ok {
			return e
		}
		e = p.Expr
	}
}

var intervalLength, _ = time.ParseDuration(variable.Interval)

// longWindow is a window that an author chose to look at, rather than to have enough samples.
const longWindow = 30 * time.Minute

func rateInterval() Rule {
	return Rule{"rate-interval", Warning, "rate or irate over $__interval or a fixed short window: without samples when zoomed in, or blind to most when zoomed out.", "Write [$__rate_interval].", "`rate(x_total[1m])`",
		func(r *reading, report report) {
			r.inspect(func(q query, node promparser.Node, _ []promparser.Node) {
				c, ok := node.(*promparser.Call)
				if !ok || !ofCounters(c.Func.Name) {
					return
				}
				_, m := ranged(c)
				switch {
				case m == nil, c.Func.Name == "increase": // over a step of its own it counts for each bar
				case m.Range == intervalLength:
					report(q.place(), "%s over [$__interval]: write [$__rate_interval]", c.Func.Name)
				case m.Range%time.Second == 0 && m.Range < longWindow && !q.target.Instant && q.panel.Type == "timeseries":
					report(q.place(), "%s over a fixed [%s]: write [$__rate_interval]", c.Func.Name, prommodel.Duration(m.Range))
				}
			})
		}}
}

func regexEverything() Rule {
	return Rule{"regex-everything", Warning, "A matcher that everything matches.", "Leave it out.", "`x_total{job=~\".*\"}`",
		func(r *reading, report report) {
			r.inspect(func(q query, node promparser.Node, _ []promparser.Node) {
				if v, ok := node.(*promparser.VectorSelector); ok {
					for _, m := range v.LabelMatchers {
						if m.Value == ".*" && m.Type == promlabels.MatchRegexp {
							report(q.place(), `%s=~".*" matches everything: leave it out`, m.Name)
						}
					}
				}
			})
		}}
}

func noMetricName() Rule {
	return Rule{"no-metric-name", Warning, "A selector without a metric's name, or with an unbounded expression for it, reads every series.", "Name the metric.", "`{job=\"shop\"}`",
		func(r *reading, report report) {
			r.inspect(func(q query, node promparser.Node, _ []promparser.Node) {
				v, ok := node.(*promparser.VectorSelector)
				if !ok || v.Name != "" {
					return
				}
				for _, m := range v.LabelMatchers {
					if m.Name == "__name__" && !strings.HasPrefix(m.Value, ".") {
						return
					}
				}
				report(q.place(), "%s does not bound the metric's name", v)
			})
		}}
}

func histogramLE() Rule {
	return Rule{"histogram-le", Error, "histogram_quantile over buckets whose le was aggregated away.", "Keep le: sum by (le, …).", "`histogram_quantile(0.9, sum(rate(x_bucket[5m])))`",
		func(r *reading, report report) {
			r.inspect(func(q query, node promparser.Node, _ []promparser.Node) {
				c, ok := node.(*promparser.Call)
				if !ok || c.Func.Name != "histogram_quantile" || len(c.Args) < 2 {
					return
				}
				a, ok := inner(c.Args[1]).(*promparser.AggregateExpr)
				if ok && slices.Contains(a.Grouping, "le") == a.Without && selectsBuckets(a) && !grouped(a) {
					report(q.place(), "histogram_quantile over a %s that drops le", a.Op)
				}
			})
		}}
}

// grouped tells whether a variable chooses labels, le perhaps among them.
func grouped(a *promparser.AggregateExpr) bool {
	return slices.ContainsFunc(a.Grouping, func(l string) bool { return strings.Contains(l, variable.Some) })
}

func selectsBuckets(e promparser.Expr) bool {
	found := false
	promparser.Inspect(e, func(node promparser.Node, _ []promparser.Node) error {
		v, ok := node.(*promparser.VectorSelector)
		found = found || ok && strings.HasSuffix(v.Name, "_bucket")
		return nil
	})
	return found
}
