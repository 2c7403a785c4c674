package scrape

import (
	"context"
	"errors"

	"github.com/prometheus/prometheus/model/histogram"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
)

// lenient makes a sample that comes too late cost only itself. A store with a window for late samples has a word of its
// own for what lies beyond it, which the library does not know and fails the whole scrape for.
type lenient struct{ store storage.AppendableV2 }

func (l lenient) AppenderV2(ctx context.Context) storage.AppenderV2 {
	return lenientAppender{l.store.AppenderV2(ctx)}
}

type lenientAppender struct{ storage.AppenderV2 }

// Append tells of a sample that is too late in the word that the library counts and goes on after.
func (l lenientAppender) Append(ref storage.SeriesRef, lset promlabels.Labels, st, t int64, v float64, h *histogram.Histogram, fh *histogram.FloatHistogram, opts storage.AOptions) (storage.SeriesRef, error) {
	ref, err := l.AppenderV2.Append(ref, lset, st, t, v, h, fh, opts)
	if errors.Is(err, storage.ErrTooOldSample) {
		return ref, storage.ErrOutOfBounds
	}
	return ref, err
}
