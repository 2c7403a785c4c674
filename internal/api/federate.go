package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/histogram"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// federation serves the newest sample of each selected series in an exposition
// format, so that another Prometheus can scrape it.
type federation struct {
	local    storage.Queryable
	config   func() *promconfig.Config
	parser   parser.Parser
	lookback time.Duration
	logger   *slog.Logger
	failures prometheus.Counter
	warnings prometheus.Counter
	now      func() time.Time
}

func newFederation(p Prometheus) *federation {
	factory := promauto.With(p.Registerer)
	return &federation{
		local: p.Local, config: p.Config, parser: p.Parser, lookback: p.Lookback,
		logger: p.Logger.With("component", "federation"), now: time.Now,
		failures: factory.NewCounter(prometheus.CounterOpts{
			Name: "prometheus_web_federation_errors_total",
			Help: "Total number of errors that occurred while sending federation responses.",
		}),
		warnings: factory.NewCounter(prometheus.CounterOpts{
			Name: "prometheus_web_federation_warnings_total",
			Help: "Total number of warnings that occurred while sending federation responses.",
		}),
	}
}

func (f *federation) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, fmt.Sprintf("error parsing form values: %v", err), http.StatusBadRequest)
		return
	}
	selectors, err := f.parser.ParseMetricSelectors(r.Form["match[]"])
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	samples, err := f.newest(r.Context(), selectors)
	if err != nil {
		f.failures.Inc()
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	format := expfmt.NegotiateAccept(r.Header,
		expfmt.NewFormat(expfmt.TypeProtoDelim), expfmt.NewFormat(expfmt.TypeProtoText),
		expfmt.NewFormat(expfmt.TypeProtoCompact), expfmt.NewFormat(expfmt.TypeTextPlain))
	w.Header().Set("Content-Type", string(format))
	if err := f.encode(expfmt.NewEncoder(w, format), samples, carriesHistograms(format)); err != nil && !errors.Is(err, r.Context().Err()) {
		f.failures.Inc()
		f.logger.Error("federation failed", "err", err)
	}
}

// carriesHistograms tells whether a format has a form for native histograms;
// only the protobuf ones do.
func carriesHistograms(format expfmt.Format) bool {
	switch format.FormatType() {
	case expfmt.TypeProtoDelim, expfmt.TypeProtoText, expfmt.TypeProtoCompact:
		return true
	}
	return false
}

// newestSample is the last sample of a series within the lookback.
type newestSample struct {
	labels    promlabels.Labels
	millis    int64
	value     float64
	histogram *histogram.FloatHistogram // nil for a float
}

func (s newestSample) name() string { return s.labels.Get(model.MetricNameLabel) }

// newest selects the series and takes each one's last sample, sorted by name
// and kind so that a family stands together.
func (f *federation) newest(ctx context.Context, selectors [][]*promlabels.Matcher) ([]newestSample, error) {
	now := f.now()
	oldest := now.Add(-f.lookback).UnixMilli()
	querier, err := f.local.Querier(oldest, now.UnixMilli())
	if err != nil {
		return nil, err
	}
	defer func() { _ = querier.Close() }()
	hints := &storage.SelectHints{Start: oldest, End: now.UnixMilli()}
	sets := make([]storage.SeriesSet, len(selectors))
	for i, matchers := range selectors {
		sets[i] = querier.Select(ctx, true, hints, matchers...)
	}
	all := storage.NewMergeSeriesSet(sets, 0, storage.ChainedSeriesMerge)
	samples, err := collectSeries(all)
	f.warnings.Add(float64(len(all.Warnings())))
	slices.SortStableFunc(samples, func(a, b newestSample) int {
		return cmp.Or(cmp.Compare(a.name(), b.name()), cmp.Compare(a.kind(), b.kind()))
	})
	return samples, err
}

func collectSeries(set storage.SeriesSet) ([]newestSample, error) {
	var samples []newestSample
	var it chunkenc.Iterator
	for set.Next() {
		series := set.At()
		it = series.Iterator(it)
		sample, found, err := last(it)
		if err != nil {
			return nil, err
		}
		// No exposition format has a stale marker; the reader's own lookback
		// ends a series that stopped.
		if !found || sample.stale() {
			continue
		}
		sample.labels = series.Labels()
		samples = append(samples, sample)
	}
	return samples, set.Err()
}

// last reads a series to its end and returns the last sample.
func last(it chunkenc.Iterator) (newest newestSample, found bool, err error) {
	for kind := it.Next(); kind != chunkenc.ValNone; kind = it.Next() {
		found = true
		switch kind {
		case chunkenc.ValFloat:
			newest.millis, newest.value = it.At()
			newest.histogram = nil
		default:
			newest.millis, newest.histogram = it.AtFloatHistogram(nil)
		}
	}
	return newest, found, it.Err()
}

func (s newestSample) stale() bool {
	if s.histogram != nil {
		return value.IsStaleNaN(s.histogram.Sum)
	}
	return value.IsStaleNaN(s.value)
}

var _ http.Handler = (*federation)(nil)
