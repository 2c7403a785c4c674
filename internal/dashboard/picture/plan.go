package picture

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
)

// place is where a panel stands: what names mean there, which time it shows, how wide it is.
type place struct {
	scope    variable.Scope
	from, to time.Time
	width    float64
}

// question is one query with everything filled in.
type question struct {
	target    model.Target
	expr      string
	step      time.Duration
	instant   bool
	oneOfMany bool
	fill      func(string) string
}

// plan is what a panel is going to ask, and why it does not ask some of it.
func plan(panel model.Panel, at place, variables []model.Variable) ([]question, []string) {
	var questions []question
	var notices []string
	for _, target := range panel.Targets {
		if target.Hide || strings.TrimSpace(target.Expr) == "" {
			continue
		}
		if why := unanswered(target, panel.Datasource, variables); why != "" {
			notices = append(notices, why)
			continue
		}
		questions = append(questions, questionsOf(panel, target, at)...)
	}
	for i := range questions {
		questions[i].oneOfMany = len(questions) > 1
	}
	return questions, notices
}

// questionsOf makes of a query one over the range, one for its end, or both.
func questionsOf(panel model.Panel, target model.Target, at place) []question {
	computed, scope := steps(panel, target, at)
	q := question{
		target: target, expr: variable.Interpolate(target.Expr, scope, variable.PromQL), step: computed.Step,
		fill: func(text string) string { return variable.Interpolate(text, scope, variable.Text) },
	}
	var out []question
	if target.Range || !target.Instant {
		out = append(out, q)
	}
	if target.Instant {
		q.instant = true
		out = append(out, q)
	}
	return out
}

func steps(panel model.Panel, target model.Target, at place) (variable.Computed, variable.Scope) {
	points := panel.MaxDataPoints
	if points == 0 {
		points = max(1, int(at.width))
	}
	computed := variable.Steps{
		Range: at.to.Sub(at.from), Points: points, Factor: frame.Object(target.Raw).NumberOr("intervalFactor", 1),
		Panel: variable.Interpolate(panel.Interval, at.scope, variable.Glob),
		Query: variable.Interpolate(target.Interval, at.scope, variable.Glob),
	}.Compute()
	scope := maps.Clone(at.scope)
	computed.Bind(scope)
	variable.BindRange(scope, at.from, at.to)
	return computed, scope
}

var logQuery = regexp.MustCompile("\\}\\s*(\\|=|\\|~|!=\\s*[\"`]|\\|\\s*(json|logfmt|line_format|pattern|unwrap)\\b)")

// unanswered says why nobody here can answer a query; "" when Lookout does. Its own data source is the one
// there is, so that a data source counts by its type alone.
func unanswered(target model.Target, panels *model.Datasource, variables []model.Variable) string {
	ds := target.Datasource
	if ds == nil {
		ds = panels
	}
	if ds == nil {
		ds = &model.Datasource{}
	}
	switch {
	case ds.UID == model.GrafanaUID:
		return "This asks Grafana itself: there is nothing to show here."
	case ds.UID == model.DashboardUID:
		return "This shows another panel's results: open the dashboard for it."
	case ds.Type == "" && logQuery.MatchString(target.Expr):
		return "Logs are not set up."
	}
	kind := sourceType(*ds, variables)
	if speaksPromQL[kind] {
		return ""
	}
	if what := sourceKinds[kind]; what != "" {
		return what + " are not set up."
	}
	return kind + " data sources are not supported."
}

var speaksPromQL = map[string]bool{
	"prometheus": true, "mimir": true, "grafana-amazonprometheus-datasource": true, "grafana-azureprometheus-datasource": true,
	"victoriametrics-datasource": true, "victoriametrics-metrics-datasource": true,
}

var sourceKinds = map[string]string{
	"loki": "Logs", "elasticsearch": "Logs", "grafana-opensearch-datasource": "Logs", "victoriametrics-logs-datasource": "Logs",
	"tempo": "Traces", "jaeger": "Traces", "zipkin": "Traces",
}

func sourceType(ds model.Datasource, variables []model.Variable) string {
	for _, ref := range variable.References(ds.UID) {
		for _, v := range variables {
			if v.Name == ref.Name && v.Type == "datasource" {
				return v.Query
			}
		}
	}
	if ds.Type != "" && ds.Type != "datasource" && len(variable.References(ds.Type)) == 0 {
		return ds.Type
	}
	return "prometheus"
}

// answers is what came of a panel's questions.
type answers struct {
	frames  []*frame.Frame
	notices []string
	err     error
}

// Thousands of lines say nothing, and tables may be long. Where an answer was cut, the panel says so.
const (
	mostLines  = 1000
	mostRows   = 10_000
	mostValues = 2_000_000 // of all queries of a panel
	mostSteps  = 11_000    // of a query, as everywhere
)

// ask asks one question after the other: panels are drawn side by side, and no more questions at a time.
func ask(ctx context.Context, asker Asker, questions []question, at place) answers {
	var out answers
	var problems []error
	room := mostValues
	for _, q := range questions {
		series, err := answer(ctx, asker, q, at)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", q.target.RefID, err))
			continue
		}
		if most := q.most(); len(series) > most {
			out.notices = append(out.notices, fmt.Sprintf("The first %d of %d series are shown.", most, len(series)))
			series = series[:most]
		}
		if fits := fitting(series, &room); fits < len(series) {
			out.notices = append(out.notices, fmt.Sprintf("The first %d of %d series are shown: together they have too many values.", fits, len(series)))
			series = series[:fits]
		}
		out.frames = append(out.frames, framesOf(series, q)...)
	}
	out.err = errors.Join(problems...)
	return out
}

// fitting is how many series there is room for.
func fitting(series []Series, room *int) int {
	for i, s := range series {
		*room -= len(s.Points)
		for _, h := range s.Histograms {
			*room -= 1 + len(h.Buckets)
		}
		if *room < 0 {
			return i
		}
	}
	return len(series)
}

func (q question) most() int {
	if q.instant {
		return mostRows
	}
	return mostLines
}

func answer(ctx context.Context, asker Asker, q question, at place) ([]Series, error) {
	if q.instant {
		return asker.Instant(ctx, q.expr, at.to)
	}
	from, to := onStep(at.from, q.step), onStep(at.to, q.step)
	if steps := (to.UnixMilli() - from.UnixMilli()) / q.step.Milliseconds(); steps < 0 || steps > mostSteps {
		return nil, errors.New("the range is too long for its steps: ask for a shorter one")
	}
	return asker.Range(ctx, q.expr, from, to, q.step)
}

// onStep moves a moment down to a multiple of the step, as the page asks.
func onStep(at time.Time, step time.Duration) time.Time {
	millis := step.Milliseconds()
	return time.UnixMilli(at.UnixMilli() / millis * millis)
}
