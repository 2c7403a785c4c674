package metrics

import (
	"context"
	"fmt"
	"time"

	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"

	"github.com/lookout-monitor/lookout/internal/metrics/reuse"
)

// The engine counts the samples it holds, but it also sets aside room for
// every step of a series before the first sample is counted: one subquery of
// ten years by the second takes gigabytes and never reaches the limit. So what
// a query would set aside is bounded as well, before it is evaluated.

// sparseness is how many times more steps than samples a query may have: real
// series have gaps, and gaps are not counted as samples.
const sparseness = 4

// NewInstantQuery prepares a query at one time. The context, options and
// errors are those of the engine; so is the result.
func (e *Engine) NewInstantQuery(ctx context.Context, q storage.Queryable, opts promql.QueryOpts, expr string, at time.Time) (promql.Query, error) {
	if _, err := e.check(expr, at, at, 0); err != nil {
		return nil, err
	}
	return e.Engine.NewInstantQuery(ctx, e.bounded(q), opts, expr, at)
}

// NewRangeQuery prepares a query over a range. Steps that an earlier answer had are not evaluated again.
func (e *Engine) NewRangeQuery(ctx context.Context, q storage.Queryable, opts promql.QueryOpts, expr string, start, end time.Time, step time.Duration) (promql.Query, error) {
	lasting, err := e.check(expr, start, end, step)
	if err != nil {
		return nil, err
	}
	evaluate := func(from time.Time) (promql.Query, error) {
		return e.Engine.NewRangeQuery(ctx, e.bounded(q), opts, expr, from, end, step)
	}
	scope, lastingScope := scopeOf(q)
	if e.answers == nil || !lasting || !lastingScope || !reuse.Divides(step, start, end) {
		return evaluate(start)
	}
	var lookback time.Duration
	if opts != nil {
		lookback = opts.LookbackDelta()
	}
	return e.answers.Query(reuse.KeyOf(scope, expr, start, step, lookback), start, end, evaluate)
}

// check refuses a subquery of more steps than a query may hold samples, and
// tells whether what the expression answers for a step stays so.
func (e *Engine) check(text string, start, end time.Time, step time.Duration) (lasting bool, err error) {
	expr, err := e.parser.ParseExpr(text)
	if err != nil {
		return false, err
	}
	lasting = reuse.Lasting(expr)
	if expr, err = promql.PreprocessExpr(expr, start, end, step); err != nil {
		return false, err
	}
	return lasting, e.checkSteps(expr, end.Sub(start))
}

// checkSteps walks down from node, whose subqueries are evaluated over span
// and their own range before it.
func (e *Engine) checkSteps(node parser.Node, span time.Duration) error {
	if sub, ok := node.(*parser.SubqueryExpr); ok {
		step := sub.Step
		if step == 0 {
			step = e.defaultStep()
		}
		span += sub.Range
		if steps := span / step; int64(steps) > int64(e.maxSamples) {
			return fmt.Errorf("query would need too many samples: the subquery with step %v over %v takes %d steps for each series, the limit is %d samples; widen its step or shorten its range", step, span, steps, e.maxSamples)
		}
	}
	for child := range parser.ChildrenIter(node) {
		if err := e.checkSteps(child, span); err != nil {
			return err
		}
	}
	return nil
}

// bounded returns the queryable with the number of series of each select
// bounded by the steps that are evaluated for each of them.
func (e *Engine) bounded(q storage.Queryable) storage.Queryable {
	return storage.QueryableFunc(func(mint, maxt int64) (storage.Querier, error) {
		querier, err := q.Querier(mint, maxt)
		if err != nil {
			return nil, err
		}
		return boundedQuerier{querier, int64(e.maxSamples) * sparseness}, nil
	})
}

type boundedQuerier struct {
	storage.Querier
	room int64 // steps, over all series of a select
}

func (q boundedQuerier) Select(ctx context.Context, sorted bool, hints *storage.SelectHints, matchers ...*promlabels.Matcher) storage.SeriesSet {
	set := q.Querier.Select(ctx, sorted, hints, matchers...)
	steps := int64(1)
	if hints != nil && hints.Step > 0 {
		steps += (hints.End - hints.Start) / hints.Step
	}
	return &boundedSet{SeriesSet: set, steps: steps, most: q.room / steps}
}

// boundedSet ends with an error at the first series too many.
type boundedSet struct {
	storage.SeriesSet
	steps, most, seen int64
}

func (s *boundedSet) Next() bool {
	if s.seen > s.most {
		return false
	}
	if !s.SeriesSet.Next() {
		return false
	}
	s.seen++
	return s.seen <= s.most
}

func (s *boundedSet) Err() error {
	if s.seen > s.most {
		return promql.ErrTooManySamples(fmt.Sprintf("%d series over %d steps each; select fewer series, widen the step or shorten the range: query execution", s.seen, s.steps))
	}
	return s.SeriesSet.Err()
}
