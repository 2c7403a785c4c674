// Package gauges writes what Lookout itself knows straight into a store, as
// series with labels of their own, which a scrape of /metrics would overwrite
// and deliver late. All present samples of one writer flow in at a time; samples
// flow out, and a mark at the end of each series that was there before and is
// no more. The package does not know what the samples mean.
package gauges

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/metadata"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
)

// Refresh is how often series are to be written while nothing changes: as often
// as Lookout scrapes itself, and well within the time that a query looks back.
const Refresh = 15 * time.Second

// Family is a metric.
type Family struct{ Name, Help, Unit string }

// Sample is the present value of one series.
type Sample struct {
	Family Family
	Labels labels.Labels // with the name of the metric
	Value  float64
}

// Writer writes one set of series. It is for one goroutine at a time.
type Writer struct {
	store   storage.AppendableV2
	written map[uint64]labels.Labels
	last    int64
}

// New returns a writer into store that has written nothing yet.
func New(store storage.AppendableV2) *Writer {
	return &Writer{store: store, written: map[uint64]labels.Labels{}}
}

// Write writes the samples, and ends the series that are not among them. An
// error writes nothing.
func (w *Writer) Write(now time.Time, samples iter.Seq[Sample]) error {
	return w.replace(now, w.written, samples)
}

// Update is Write for a part of the series, those of before; the others go on as
// they are.
func (w *Writer) Update(now time.Time, before, samples iter.Seq[Sample]) error {
	part := map[uint64]labels.Labels{}
	for s := range before {
		if hash := s.Labels.Hash(); w.written[hash].Len() > 0 {
			part[hash] = s.Labels
		}
	}
	return w.replace(now, part, samples)
}

func (w *Writer) replace(now time.Time, before map[uint64]labels.Labels, samples iter.Seq[Sample]) error {
	// Two writes within a millisecond, or a clock set back, must not be two
	// values of one moment.
	at := max(now.UnixMilli(), w.last+1)
	app := w.store.AppenderV2(context.Background())
	written := make(map[uint64]labels.Labels, len(before))
	for s := range samples {
		written[s.Labels.Hash()] = s.Labels
		options := storage.AOptions{
			MetricFamilyName: s.Family.Name,
			Metadata:         metadata.Metadata{Type: model.MetricTypeGauge, Unit: s.Family.Unit, Help: s.Family.Help},
		}
		if _, err := app.Append(0, s.Labels, 0, at, s.Value, nil, nil, options); err != nil {
			return errors.Join(fmt.Errorf("append %s: %w", s.Family.Name, explained(err)), app.Rollback())
		}
	}
	for hash, series := range before {
		if _, goesOn := written[hash]; goesOn {
			continue
		}
		if _, err := app.Append(0, series, 0, at, math.Float64frombits(value.StaleNaN), nil, nil, storage.AOptions{}); err != nil {
			return errors.Join(fmt.Errorf("end %s: %w", series.Get(model.MetricNameLabel), explained(err)), app.Rollback())
		}
	}
	if err := app.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	for hash := range before {
		delete(w.written, hash)
	}
	maps.Copy(w.written, written)
	w.last = at
	return nil
}

// explained says what a refusal means that a writer meets only after a restart:
// before that it knows the time of its last sample itself. Samples from the
// future stay the newest until then, whatever is written beside them.
func explained(err error) error {
	if errors.Is(err, storage.ErrOutOfOrderSample) || errors.Is(err, storage.ErrTooOldSample) || errors.Is(err, storage.ErrOutOfBounds) {
		return fmt.Errorf("%w: the store has newer samples, so this machine's clock was probably set back; writing goes on when it has caught up", err)
	}
	return err
}
