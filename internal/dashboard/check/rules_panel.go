package check

import (
	"slices"
	"strings"

	promparser "github.com/prometheus/prometheus/promql/parser"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// unbounded are labels that have a value for each caller or each address.
var unbounded = []string{"path", "url", "uri", "user", "user_id", "client_ip", "remote_addr", "request_id", "trace_id", "session", "container_id"}

// fewPaths begin the metrics whose path is that of a rule or is shortened, so that
// there are few.
var fewPaths = []string{"nginx_ingress_controller_", "certmanager_"}

func legendSeries() Rule {
	return Rule{"legend-series", Warning, "A graph draws a series for each value of a label that has no bound.", "Aggregate without the label, or draw the highest: topk(10, …).", "`sum by (path) (rate(x_total[5m]))` with the legend `{{path}}`",
		func(r *reading, report report) {
			r.inspect(func(q query, node promparser.Node, above []promparser.Node) {
				a, ok := node.(*promparser.AggregateExpr)
				if !ok || a.Without || len(above) > 0 || q.panel.Type != "timeseries" {
					return
				}
				for _, label := range a.Grouping {
					few := label == "path" && hasFewPaths(a)
					if slices.Contains(unbounded, label) && strings.Contains(q.target.LegendFormat, label) && a.Op != promparser.TOPK && a.Op != promparser.BOTTOMK && !few {
						report(q.place(), "a line for each %s: aggregate without it, or take topk", label)
					}
				}
			})
		}}
}

func hasFewPaths(a *promparser.AggregateExpr) bool {
	few := false
	promparser.Inspect(a, func(node promparser.Node, _ []promparser.Node) error {
		v, ok := node.(*promparser.VectorSelector)
		few = few || ok && slices.ContainsFunc(fewPaths, func(start string) bool { return strings.HasPrefix(metricName(v), start) })
		return nil
	})
	return few
}

func datasourceVariable() Rule {
	return Rule{"datasource-variable", Warning, "A query asks a data source by its name in one Grafana.", `Add a variable of the type datasource and write {"type": "prometheus", "uid": "${datasource}"}.`, "`\"datasource\": {\"type\": \"prometheus\", \"uid\": \"P1809F7CD0C75ACF3\"}`",
		func(r *reading, report report) {
			for _, q := range r.queries {
				d := q.target.Datasource
				at := q.place()
				at.path = q.target.Path
				switch {
				case d == nil:
					report(at, "the query leaves the data source to the default one: use the variable")
				case d.UID != "" && !strings.Contains(d.UID, "$") && !strings.HasPrefix(d.UID, "-- "):
					report(at, "the query asks the data source %q: use the variable", d.UID)
				}
			}
		}}
}

func unitMissing() Rule {
	return Rule{"unit-missing", Info, "A panel shows numbers without a unit.", "Set the unit; none says that a plain number is meant.", "a graph of bytes that says 1200000",
		func(r *reading, report report) {
			for _, p := range r.panels {
				if slices.Contains([]string{"timeseries", "stat", "gauge", "bargauge"}, p.Type) && len(p.Targets) > 0 && !hasUnit(p) && !showsStates(p) {
					report(panelPlace(p, ""), "the panel has no unit")
				}
			}
		}}
}

func hasUnit(p model.Panel) bool {
	if unit, _ := p.FieldConfig.Defaults["unit"].(string); unit != "" {
		return true
	}
	return slices.ContainsFunc(p.FieldConfig.Overrides, func(o model.Override) bool {
		return slices.ContainsFunc(o.Property, func(p model.Property) bool { return p.ID == "unit" })
	})
}

// showsStates tells whether a panel shows words instead of its numbers: two and
// more are mapped. One may stand for a limit that is not set, beside numbers.
func showsStates(p model.Panel) bool {
	mappings, _ := p.FieldConfig.Defaults["mappings"].([]any)
	words := 0
	for _, m := range mappings {
		mapping, _ := m.(map[string]any)
		options, _ := mapping["options"].(map[string]any)
		switch mapping["type"] {
		case "value":
			words += len(options)
		case "range", "regex":
			words++
		}
	}
	return words > 1 || p.Options["textMode"] == "name"
}

func panelTitle() Rule {
	return Rule{"panel-title", Info, "A panel has no title.", "Say in a title what is drawn.", "`\"title\": \"\"`",
		func(r *reading, report report) {
			for _, p := range r.panels {
				if p.Type != "text" && strings.TrimSpace(p.Title) == "" && len(p.Targets) > 0 {
					report(panelPlace(p, ""), "the panel has no title")
				}
			}
		}}
}
