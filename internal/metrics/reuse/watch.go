package reuse

import (
	"context"
	"errors"
	"math"

	"github.com/prometheus/prometheus/model/histogram"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
)

// Store takes samples.
type Store interface {
	storage.Appendable
	storage.AppendableV2
}

// Watch returns the store's own door, with the memory told of what is committed through it.
func (m *Memory) Watch(s Store) Store { return watched{s, m} }

type watched struct {
	store  Store
	memory *Memory
}

func (w watched) Appender(ctx context.Context) storage.Appender {
	return &appender{Appender: w.store.Appender(ctx), oldest: oldest{math.MaxInt64, w.memory}}
}

func (w watched) AppenderV2(ctx context.Context) storage.AppenderV2 {
	return &appenderV2{AppenderV2: w.store.AppenderV2(ctx), oldest: oldest{math.MaxInt64, w.memory}}
}

// oldest is the time of the oldest sample of a transaction, in milliseconds.
type oldest struct {
	at     int64
	memory *Memory
}

func (o *oldest) see(at int64, err error) {
	if at < o.at && (err == nil || wasAppended(err)) {
		o.at = at
	}
}

// wasAppended is true of an error that concerns what came with a sample, not the sample.
func wasAppended(err error) bool {
	var partial *storage.AppendPartialError
	return errors.As(err, &partial)
}

// committed tells the memory, once what was appended can be read. A commit that failed may have
// written a part.
func (o *oldest) committed() {
	if o.at != math.MaxInt64 {
		o.memory.Written(o.at)
	}
}

type appender struct {
	storage.Appender
	oldest oldest
}

func (a *appender) Append(ref storage.SeriesRef, l promlabels.Labels, t int64, v float64) (storage.SeriesRef, error) {
	ref, err := a.Appender.Append(ref, l, t, v)
	a.oldest.see(t, err)
	return ref, err
}

func (a *appender) AppendHistogram(ref storage.SeriesRef, l promlabels.Labels, t int64, h *histogram.Histogram, fh *histogram.FloatHistogram) (storage.SeriesRef, error) {
	ref, err := a.Appender.AppendHistogram(ref, l, t, h, fh)
	a.oldest.see(t, err)
	return ref, err
}

func (a *appender) AppendSTZeroSample(ref storage.SeriesRef, l promlabels.Labels, t, st int64) (storage.SeriesRef, error) {
	ref, err := a.Appender.AppendSTZeroSample(ref, l, t, st)
	a.oldest.see(st, err)
	return ref, err
}

func (a *appender) AppendHistogramSTZeroSample(ref storage.SeriesRef, l promlabels.Labels, t, st int64, h *histogram.Histogram, fh *histogram.FloatHistogram) (storage.SeriesRef, error) {
	ref, err := a.Appender.AppendHistogramSTZeroSample(ref, l, t, st, h, fh)
	a.oldest.see(st, err)
	return ref, err
}

func (a *appender) Commit() error {
	defer a.oldest.committed()
	return a.Appender.Commit()
}

// appenderV2 need not see start times: the database writes no zeroes at them unless it is told to.
type appenderV2 struct {
	storage.AppenderV2
	oldest oldest
}

func (a *appenderV2) Append(ref storage.SeriesRef, l promlabels.Labels, st, t int64, v float64, h *histogram.Histogram, fh *histogram.FloatHistogram, o storage.AppendV2Options) (storage.SeriesRef, error) {
	ref, err := a.AppenderV2.Append(ref, l, st, t, v, h, fh, o)
	a.oldest.see(t, err)
	return ref, err
}

func (a *appenderV2) Commit() error {
	defer a.oldest.committed()
	return a.AppenderV2.Commit()
}
