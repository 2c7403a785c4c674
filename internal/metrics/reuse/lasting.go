package reuse

import (
	"time"

	"github.com/prometheus/prometheus/promql/parser"
)

// Divides tells whether a step divides a range into steps that can be found again: a whole number of
// milliseconds, as the engine counts them, and at least one.
func Divides(step time.Duration, start, end time.Time) bool {
	return step >= time.Millisecond && step%time.Millisecond == 0 && !end.Before(start)
}

// Lasting tells whether the steps of an expression stay as they are once evaluated: whether each
// reads samples of its own time and before, whatever the range that it is evaluated in.
func Lasting(expr parser.Expr) bool {
	lasting := true
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		lasting = lasting && lastingNode(node)
		return nil
	})
	return lasting
}

func lastingNode(node parser.Node) bool {
	switch n := node.(type) {
	case *parser.VectorSelector:
		// A smoothed selector reads the sample after the step too.
		return !n.Smoothed && lastingTime(n.OriginalOffset, n.OriginalOffsetExpr, n.Timestamp, n.StartOrEnd)
	case *parser.MatrixSelector:
		return n.RangeExpr == nil
	case *parser.SubqueryExpr:
		return n.RangeExpr == nil && n.StepExpr == nil && lastingTime(n.OriginalOffset, n.OriginalOffsetExpr, n.Timestamp, n.StartOrEnd)
	case *parser.Call:
		// info looks its labels up over the whole range.
		return n.Func.Name != "info"
	}
	return true
}

// lastingTime refuses what may lie after the step (negative offsets, a fixed time) and what depends
// on the whole range (@ start(), durations that are computed).
func lastingTime(offset time.Duration, computed *parser.DurationExpr, at *int64, bound parser.ItemType) bool {
	return offset >= 0 && computed == nil && at == nil && bound == 0
}
