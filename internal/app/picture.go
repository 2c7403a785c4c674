package app

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"

	"github.com/lookout-monitor/lookout/internal/dashboard/picture"
	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
	"github.com/lookout-monitor/lookout/internal/metrics"
)

// pictureQueries answers what pictures of dashboards ask, with the engine and
// the limits that the query API has.
type pictureQueries struct {
	engine *metrics.Engine
	read   storage.Queryable
}

// mostEntries is how many options of a variable are taken, as on the page.
const mostEntries = 10_000

// Range evaluates an expression at each step.
func (p pictureQueries) Range(ctx context.Context, expr string, from, to time.Time, step time.Duration) ([]picture.Series, error) {
	query, err := p.engine.NewRangeQuery(ctx, p.read, nil, expr, from, to, step)
	if err != nil {
		return nil, err
	}
	defer query.Close()
	matrix, err := query.Exec(ctx).Matrix()
	if err != nil {
		return nil, err
	}
	out := make([]picture.Series, len(matrix))
	for i, series := range matrix {
		out[i].Labels = series.Metric.Map()
		for _, point := range series.Floats {
			out[i].Points = append(out[i].Points, picture.Point{At: point.T, Value: point.F})
		}
		for _, point := range series.Histograms {
			out[i].Histograms = append(out[i].Histograms, histogramAt(point.T, point.H))
		}
	}
	return out, nil
}

// Instant evaluates an expression at one moment.
func (p pictureQueries) Instant(ctx context.Context, expr string, at time.Time) ([]picture.Series, error) {
	query, err := p.engine.NewInstantQuery(ctx, p.read, nil, expr, at)
	if err != nil {
		return nil, err
	}
	defer query.Close()
	result := query.Exec(ctx)
	if scalar, err := result.Scalar(); err == nil {
		return []picture.Series{{Labels: map[string]string{}, Points: []picture.Point{{At: scalar.T, Value: scalar.V}}}}, nil
	}
	vector, err := result.Vector()
	if err != nil {
		return nil, err
	}
	out := make([]picture.Series, len(vector))
	for i, sample := range vector {
		out[i].Labels = sample.Metric.Map()
		if sample.H != nil {
			out[i].Histograms = []picture.Histogram{histogramAt(sample.T, sample.H)}
		} else {
			out[i].Points = []picture.Point{{At: sample.T, Value: sample.F}}
		}
	}
	return out, nil
}

func histogramAt(at int64, h *histogram.FloatHistogram) picture.Histogram {
	out := picture.Histogram{At: at, Count: h.Count}
	for buckets := h.AllBucketIterator(); buckets.Next(); {
		if b := buckets.At(); b.Count > 0 && !math.IsInf(b.Lower, 0) && !math.IsInf(b.Upper, 0) {
			out.Buckets = append(out.Buckets, picture.Bucket{Low: b.Lower, High: b.Upper, Count: b.Count})
		}
	}
	return out
}

// Entries answers what a query variable asks.
func (p pictureQueries) Entries(ctx context.Context, q variable.Question, from, to time.Time) ([]string, error) {
	if q.Kind == "query_result" {
		return p.results(ctx, q.Match, to)
	}
	var matchers []*labels.Matcher
	if q.Match != "" {
		var err error
		if matchers, err = metrics.NewParser().ParseMetricSelector(q.Match); err != nil {
			return nil, fmt.Errorf("read %q: %w", q.Match, err)
		}
	}
	querier, err := p.read.Querier(from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return nil, err
	}
	defer func() { _ = querier.Close() }()
	hints := &storage.LabelHints{Limit: mostEntries}
	var entries []string
	switch q.Kind {
	case "label_names":
		entries, _, err = querier.LabelNames(ctx, hints, matchers...)
	case "label_values":
		entries, _, err = querier.LabelValues(ctx, q.Label, hints, matchers...)
	case "metrics":
		entries, _, err = querier.LabelValues(ctx, model.MetricNameLabel, hints, matchers...)
	default:
		return seriesTexts(querier.Select(ctx, true, &storage.SelectHints{Start: from.UnixMilli(), End: to.UnixMilli(), Func: "series", Limit: mostEntries}, matchers...))
	}
	return slices.Clone(entries), err
}

func seriesTexts(set storage.SeriesSet) ([]string, error) {
	var out []string
	for set.Next() && len(out) < mostEntries {
		out = append(out, seriesText(set.At().Labels()))
	}
	return out, set.Err()
}

// results are texts in the form that regular expressions of dashboards are
// written for: name{label="value"} 1 1521630638000.
func (p pictureQueries) results(ctx context.Context, expr string, at time.Time) ([]string, error) {
	series, err := p.Instant(ctx, expr, at)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, s := range series[:min(len(series), mostEntries)] {
		for _, point := range s.Points {
			out = append(out, fmt.Sprintf("%s %s %d", seriesText(labels.FromMap(s.Labels)), strconv.FormatFloat(point.Value, 'f', -1, 64), point.At))
		}
	}
	return out, nil
}

func seriesText(set labels.Labels) string {
	var pairs []string
	set.Range(func(l labels.Label) {
		if l.Name != model.MetricNameLabel {
			pairs = append(pairs, l.Name+"="+strconv.Quote(l.Value))
		}
	})
	return set.Get(model.MetricNameLabel) + "{" + strings.Join(pairs, ",") + "}"
}
