// Package otlp takes metrics as OpenTelemetry's SDKs and collectors push them,
// over HTTP and over gRPC. Requests flow in, samples flow out to the appender
// it was given, named and labelled as Prometheus does by the otlp block of its
// configuration. What cannot be taken of a request is refused point by point
// and told to the sender as a partial success. The package does not know where
// samples are kept.
package otlp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	deltatocumulative "github.com/open-telemetry/opentelemetry-collector-contrib/processor/deltatocumulativeprocessor"
	"github.com/prometheus/client_golang/prometheus"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/storage"
	otlptranslator "github.com/prometheus/prometheus/storage/remote/otlptranslator/prometheusremotewrite"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/metric/noop"
)

// Options are what a receiver needs from its surroundings.
type Options struct {
	Write      storage.AppendableV2
	Config     Config
	Prometheus func() *promconfig.Config // of which the otlp block counts, at each request
	MaxAge     func() time.Duration      // of samples that the store may take
	Lookback   time.Duration             // of queries; target_info is written often enough for it
	Logger     *slog.Logger
	Registerer prometheus.Registerer
	Now        func() time.Time
}

// Receiver turns OTLP metrics into samples. It is safe for concurrent use.
type Receiver struct {
	Options
	metrics *metrics
	sums    processor.Metrics // turns delta into cumulative; nil where delta is refused
	slots   chan struct{}
}

// Outcome is what became of a request that was taken.
type Outcome struct {
	Rejected int    // data points
	Reason   string // of one of them; empty when all were taken
}

// Bounds of requests, for both transports alike. A message in memory takes
// several times its bytes.
const (
	maxMessage  = 10 << 20
	maxRequests = 8 // read and converted at a time; further ones wait
	slotWait    = 10 * time.Second
	bodyTimeout = 30 * time.Second
	maxStale    = 5 * time.Minute // a delta stream that is silent for so long begins anew
)

// New returns a receiver; Close ends it.
func New(o Options) (*Receiver, error) {
	r := &Receiver{Options: o, metrics: newMetrics(o.Registerer), slots: make(chan struct{}, maxRequests)}
	if o.Config.MaxDeltaStreams == 0 {
		return r, nil
	}
	next, err := consumer.NewMetrics(func(context.Context, pmetric.Metrics) error { return nil })
	if err != nil {
		return nil, fmt.Errorf("prepare delta streams: %w", err)
	}
	factory := deltatocumulative.NewFactory()
	settings := processor.Settings{
		ID:                component.NewID(factory.Type()),
		TelemetrySettings: component.TelemetrySettings{MeterProvider: noop.NewMeterProvider()},
	}
	config := &deltatocumulative.Config{MaxStale: maxStale, MaxStreams: o.Config.MaxDeltaStreams}
	if r.sums, err = factory.CreateMetrics(context.Background(), settings, config, next); err != nil {
		return nil, fmt.Errorf("prepare delta streams: %w", err)
	}
	return r, nil
}

// Run forgets delta streams that fell silent, until ctx ends.
func (r *Receiver) Run(ctx context.Context) error {
	if r.sums == nil {
		<-ctx.Done()
		return nil
	}
	if err := r.sums.Start(ctx, nil); err != nil {
		return fmt.Errorf("sum up delta streams: %w", err)
	}
	<-ctx.Done()
	return r.sums.Shutdown(context.WithoutCancel(ctx))
}

// ErrBusy marks a request that came while too many others were under way.
var ErrBusy = errors.New("too many OTLP requests at a time; try again shortly")

// slot waits for one of the places in which requests are read and converted.
func (r *Receiver) slot(ctx context.Context) (release func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, slotWait)
	defer cancel()
	select {
	case r.slots <- struct{}{}:
		return func() { <-r.slots }, nil
	case <-ctx.Done():
		r.metrics.refused.WithLabelValues(refusedBusy).Inc()
		return nil, ErrBusy
	}
}

// Export appends what can be appended of md, which it may modify. An error
// means that nothing was, and that the same request may succeed later.
func (r *Receiver) Export(ctx context.Context, md pmetric.Metrics) (Outcome, error) {
	points := md.DataPointCount()
	var rejected rejections
	rejected.take(dropUnusable(md, r.sums != nil))
	rejected.take(dropUntimely(md, r.Now().Add(-r.MaxAge()), r.Now().Add(maxAhead)))
	if err := r.accumulate(ctx, md, &rejected); err != nil {
		return Outcome{}, err
	}
	if err := r.append(ctx, md, &rejected); err != nil {
		return Outcome{}, err
	}
	// A histogram is several samples; no more can be rejected than was sent.
	rejected.points = min(rejected.points, points)
	r.metrics.points.Add(float64(points - rejected.points))
	r.metrics.rejected.Add(float64(rejected.points))
	if rejected.reason != nil {
		r.Logger.Debug("otlp data points rejected", "points", rejected.points, "err", rejected.reason)
	}
	return rejected.outcome(), nil
}

// accumulate makes delta streams cumulative. What it drops was out of order, or
// of a stream beyond the bound.
func (r *Receiver) accumulate(ctx context.Context, md pmetric.Metrics, rejected *rejections) error {
	if r.sums == nil || !hasDelta(md) {
		return nil
	}
	before := md.DataPointCount()
	if err := r.sums.ConsumeMetrics(ctx, md); err != nil {
		return fmt.Errorf("sum up delta streams: %w", err)
	}
	if dropped := before - md.DataPointCount(); dropped > 0 {
		rejected.add(dropped, fmt.Errorf("delta data points are out of order, or their streams are more than otlp_receiver.max_delta_streams (%d)", r.Config.MaxDeltaStreams))
	}
	return nil
}

func (r *Receiver) append(ctx context.Context, md pmetric.Metrics, rejected *rejections) (err error) {
	app := &tolerant{AppenderV2: r.Write.AppenderV2(ctx), rejected: rejected}
	warnings, err := otlptranslator.NewPrometheusConverter(app).FromMetrics(ctx, md, r.settings())
	if ctx.Err() != nil {
		return errors.Join(ctx.Err(), app.Rollback())
	}
	if err != nil {
		rejected.add(0, err)
	}
	for _, warning := range warnings {
		r.metrics.warnings.Inc()
		r.Logger.Debug("otlp metrics translated with a warning", "warning", warning)
	}
	if err := app.Commit(); err != nil {
		return fmt.Errorf("append samples: %w", err)
	}
	return nil
}

// settings follow the otlp block as it is at the moment.
func (r *Receiver) settings() otlptranslator.Settings {
	c := r.Prometheus().OTLPConfig
	return otlptranslator.Settings{
		AddMetricSuffixes:                    c.TranslationStrategy.ShouldAddSuffixes(),
		AllowUTF8:                            !c.TranslationStrategy.ShouldEscape(),
		PromoteResourceAttributes:            otlptranslator.NewPromoteResourceAttributes(c),
		KeepIdentifyingResourceAttributes:    c.KeepIdentifyingResourceAttributes,
		ConvertHistogramsToNHCB:              c.ConvertHistogramsToNHCB,
		PromoteScopeMetadata:                 c.PromoteScopeMetadata,
		LookbackDelta:                        r.Lookback,
		LabelNameUnderscoreSanitization:      c.LabelNameUnderscoreSanitization,
		LabelNamePreserveMultipleUnderscores: c.LabelNamePreserveMultipleUnderscores,
	}
}
