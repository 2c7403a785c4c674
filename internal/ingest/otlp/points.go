package otlp

import (
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

// rejections count the data points that are not taken, and keep one reason.
type rejections struct {
	points int
	reason error
}

func (r *rejections) add(points int, reason error) {
	r.points += points
	if r.reason == nil {
		r.reason = reason
	}
}

func (r *rejections) take(other rejections) {
	if other.reason != nil {
		r.add(other.points, other.reason)
	}
}

func (r *rejections) outcome() Outcome {
	if r.reason == nil {
		return Outcome{}
	}
	return Outcome{Rejected: r.points, Reason: shortened(r.reason.Error())}
}

// maxReason bounds what a sender is told, in bytes: a reason quotes labels,
// which may be as long as a message.
const maxReason = 1000

func shortened(reason string) string {
	if len(reason) <= maxReason {
		return reason
	}
	return strings.ToValidUTF8(reason[:maxReason], "") + "…"
}

// dropUnusable takes out metrics that cannot become series, so that they do
// not keep the others from it.
func dropUnusable(md pmetric.Metrics, deltaToo bool) (dropped rejections) {
	eachScope(md, func(metrics pmetric.MetricSlice) {
		metrics.RemoveIf(func(m pmetric.Metric) bool {
			points, temporality := pointsOf(m)
			switch {
			case m.Type() == pmetric.MetricTypeEmpty:
				dropped.add(0, fmt.Errorf("metric %q has no data of a type that is known", m.Name()))
			case temporality == pmetric.AggregationTemporalityUnspecified:
				dropped.add(points, fmt.Errorf("metric %q has no aggregation temporality", m.Name()))
			case temporality == pmetric.AggregationTemporalityDelta && !deltaToo:
				dropped.add(points, fmt.Errorf("metric %q is of delta temporality, which otlp_receiver.max_delta_streams: 0 refuses; export cumulative ones", m.Name()))
			default:
				return false
			}
			return true
		})
	})
	return dropped
}

// maxAhead is how far ahead of our clock a sender's may be, as for remote write.
const maxAhead = 10 * time.Minute

// dropUntimely takes out data points whose time the store would refuse anyway.
// Left in, a single one from 1970 would have target_info written for all the
// years until now.
func dropUntimely(md pmetric.Metrics, oldest, newest time.Time) (dropped rejections) {
	from, to := pcommon.NewTimestampFromTime(oldest), pcommon.NewTimestampFromTime(newest)
	untimely := func(at pcommon.Timestamp) bool { return at < from || at > to }
	eachScope(md, func(metrics pmetric.MetricSlice) {
		metrics.RemoveIf(func(m pmetric.Metric) bool {
			before, _ := pointsOf(m)
			removePoints(m, untimely)
			left, _ := pointsOf(m)
			if left < before {
				dropped.add(before-left, fmt.Errorf("metric %q has data points that are not from between %s and %s: is the sender's clock right?",
					m.Name(), oldest.UTC().Format(time.RFC3339), newest.UTC().Format(time.RFC3339)))
			}
			return left == 0
		})
	})
	return dropped
}

func removePoints(m pmetric.Metric, untimely func(pcommon.Timestamp) bool) {
	number := func(p pmetric.NumberDataPoint) bool { return untimely(p.Timestamp()) }
	switch m.Type() {
	case pmetric.MetricTypeGauge:
		m.Gauge().DataPoints().RemoveIf(number)
	case pmetric.MetricTypeSum:
		m.Sum().DataPoints().RemoveIf(number)
	case pmetric.MetricTypeSummary:
		m.Summary().DataPoints().RemoveIf(func(p pmetric.SummaryDataPoint) bool { return untimely(p.Timestamp()) })
	case pmetric.MetricTypeHistogram:
		m.Histogram().DataPoints().RemoveIf(func(p pmetric.HistogramDataPoint) bool { return untimely(p.Timestamp()) })
	case pmetric.MetricTypeExponentialHistogram:
		m.ExponentialHistogram().DataPoints().RemoveIf(func(p pmetric.ExponentialHistogramDataPoint) bool { return untimely(p.Timestamp()) })
	}
}

// hasDelta tells whether any metric is of delta temporality.
func hasDelta(md pmetric.Metrics) (found bool) {
	eachScope(md, func(metrics pmetric.MetricSlice) {
		for _, m := range metrics.All() {
			_, temporality := pointsOf(m)
			found = found || temporality == pmetric.AggregationTemporalityDelta
		}
	})
	return found
}

func eachScope(md pmetric.Metrics, visit func(pmetric.MetricSlice)) {
	for _, resource := range md.ResourceMetrics().All() {
		for _, scope := range resource.ScopeMetrics().All() {
			visit(scope.Metrics())
		}
	}
}

// pointsOf counts a metric's data points and tells its temporality; a gauge and
// a summary have none and count as cumulative.
func pointsOf(m pmetric.Metric) (int, pmetric.AggregationTemporality) {
	switch m.Type() {
	case pmetric.MetricTypeGauge:
		return m.Gauge().DataPoints().Len(), pmetric.AggregationTemporalityCumulative
	case pmetric.MetricTypeSummary:
		return m.Summary().DataPoints().Len(), pmetric.AggregationTemporalityCumulative
	case pmetric.MetricTypeSum:
		return m.Sum().DataPoints().Len(), m.Sum().AggregationTemporality()
	case pmetric.MetricTypeHistogram:
		return m.Histogram().DataPoints().Len(), m.Histogram().AggregationTemporality()
	case pmetric.MetricTypeExponentialHistogram:
		return m.ExponentialHistogram().DataPoints().Len(), m.ExponentialHistogram().AggregationTemporality()
	}
	return 0, pmetric.AggregationTemporalityUnspecified
}

// tolerant is an appender that counts the samples the store refuses and goes
// on: one that comes too late must not take its whole request with it.
type tolerant struct {
	storage.AppenderV2
	rejected *rejections
}

func (a *tolerant) Append(ref storage.SeriesRef, ls labels.Labels, st, t int64, v float64, h *histogram.Histogram, fh *histogram.FloatHistogram, opts storage.AOptions) (storage.SeriesRef, error) {
	if err := reduce(h, fh); err != nil {
		a.rejected.add(1, fmt.Errorf("series %s: %w", ls, err))
		return 0, nil
	}
	ref, err := a.AppenderV2.Append(ref, ls, st, t, v, h, fh, opts)
	var partial *storage.AppendPartialError
	if _, fatal := partial.Handle(err); fatal != nil { // of a partial error only exemplars were refused
		a.rejected.add(1, fmt.Errorf("series %s: %w", ls, err))
		return 0, nil //nolint:nilerr // one point is refused, and counted; the others are taken
	}
	return ref, nil
}

// reduce brings histograms that are finer than the store keeps to its finest.
func reduce(h *histogram.Histogram, fh *histogram.FloatHistogram) error {
	if h != nil && histogram.IsExponentialSchemaReserved(h.Schema) && h.Schema > histogram.ExponentialSchemaMax {
		return h.ReduceResolution(histogram.ExponentialSchemaMax)
	}
	if fh != nil && histogram.IsExponentialSchemaReserved(fh.Schema) && fh.Schema > histogram.ExponentialSchemaMax {
		return fh.ReduceResolution(histogram.ExponentialSchemaMax)
	}
	return nil
}
