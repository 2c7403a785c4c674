package check

import (
	"cmp"
	"fmt"
	"strings"

	promlabels "github.com/prometheus/prometheus/model/labels"
	promparser "github.com/prometheus/prometheus/promql/parser"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
)

// reading is a dashboard with its queries understood.
type reading struct {
	document model.Document
	panels   []model.Panel // rows left out
	queries  []query
	options  Options
}

// query is one PromQL query of a panel.
type query struct {
	panel  model.Panel
	target model.Target
	expr   promparser.Expr // nil if it does not parse
	err    error
}

func (q query) place() place {
	return place{panel: q.panel, path: q.target.Path + ".expr", raws: []map[string]any{q.target.Raw}}
}

func panelPlace(p model.Panel, field string) place { return place{panel: p, path: p.Path + field} }

func finding(r Rule, at place, message string, args ...any) Finding {
	return Finding{
		Rule: r.Name, Severity: r.Severity, Path: cmp.Or(at.path, "$"), Panel: at.panel.ID, Title: shortened(at.panel.Title), Message: shortened(fmt.Sprintf(message, args...)),
	}
}

// longestText bounds what a finding repeats of a document.
const longestText = 1000

func shortened(text string) string {
	if len(text) <= longestText {
		return text
	}
	return strings.ToValidUTF8(text[:longestText], "") + "…"
}

func read(document model.Document, o Options) *reading {
	r := &reading{document: document, options: o}
	scopes := variable.Placeholders(document.Normal.Variables)
	document.Normal.Walk(func(p model.Panel, _ string) {
		if p.Type == "row" {
			return
		}
		r.panels = append(r.panels, p)
		for _, t := range p.Targets {
			if strings.TrimSpace(t.Expr) != "" && speaksPromQL(t.Datasource) {
				r.queries = append(r.queries, parse(p, t, scopes, o.Parser))
			}
		}
	})
	return r
}

// parse tries one guess of the variables' values after the other, and keeps what the first made of it.
func parse(p model.Panel, t model.Target, scopes []variable.Scope, parser promparser.Parser) query {
	q := query{panel: p, target: t}
	for _, scope := range scopes {
		expr, err := parser.ParseExpr(variable.Interpolate(t.Expr, scope, variable.PromQL))
		if err == nil {
			q.expr, q.err = expr, nil
			return q
		}
		q.err = cmp.Or(q.err, err)
	}
	return q
}

func speaksPromQL(d *model.Datasource) bool {
	if d == nil || d.Type == "" {
		return true
	}
	return strings.Contains(d.Type, "prometheus") || d.Type == "mimir" || d.Type == "victoriametrics-metrics-datasource" || d.Type == "victoriametrics-datasource"
}

// inspect visits every node of every query that parses, with its ancestors.
func (r *reading) inspect(visit func(q query, node promparser.Node, above []promparser.Node)) {
	for _, q := range r.queries {
		if q.expr != nil {
			promparser.Inspect(q.expr, func(node promparser.Node, above []promparser.Node) error {
				visit(q, node, above)
				return nil
			})
		}
	}
}

// metricName is empty where the name is a variable's or there is none.
func metricName(v *promparser.VectorSelector) string {
	name := v.Name
	for _, m := range v.LabelMatchers {
		if m.Name == "__name__" && m.Type == promlabels.MatchEqual {
			name = m.Value
		}
	}
	if strings.Contains(name, variable.Some) || strings.Contains(name, "$") {
		return ""
	}
	return name
}

// ranged returns the selector of a function over a range, and how long the range is.
func ranged(c *promparser.Call) (*promparser.VectorSelector, *promparser.MatrixSelector) {
	for _, arg := range c.Args {
		if m, ok := arg.(*promparser.MatrixSelector); ok {
			v, _ := m.VectorSelector.(*promparser.VectorSelector)
			return v, m
		}
	}
	return nil, nil
}
