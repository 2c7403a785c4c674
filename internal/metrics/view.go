package metrics

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/util/annotations"
)

// View says which series a reader may see. It is an argument of every read of
// the room, never hidden in a context, so that forgetting it does not compile.
// The zero View sees nothing.
type View struct {
	everything bool
	matchers   []*promlabels.Matcher
}

// Everything is the view of the local administrator and of Lookout's own rules.
func Everything() View { return View{everything: true} }

// Only limits a view to the series that match all of the matchers; with none
// it sees nothing.
func Only(matchers ...*promlabels.Matcher) View { return View{matchers: matchers} }

// String writes a view, each as no other.
func (v View) String() string {
	if v.everything {
		return "everything"
	}
	return fmt.Sprintf("%q", v.matchers)
}

// narrow adds the view's matchers to those that a caller asked with.
func (v View) narrow(asked []*promlabels.Matcher) []*promlabels.Matcher {
	return append(slices.Clone(asked), v.matchers...)
}

// Read returns what the view may see of the database and of remote_read.
func (r *Room) Read(v View) storage.SampleAndChunkQueryable {
	return scoped{restrict(r.all, v), "all " + v.String(), &r.readsRemote}
}

// ReadLocal is Read without remote endpoints, for federation and for
// restoring the state of alerts.
func (r *Room) ReadLocal(v View) storage.SampleAndChunkQueryable {
	return scoped{restrict(r.db.Load(), v), "local " + v.String(), new(atomic.Bool)}
}

// scoped says whose series a queryable shows, so that nobody is given the
// remembered answer of somebody else.
type scoped struct {
	storage.SampleAndChunkQueryable
	scope  string
	remote *atomic.Bool // whether others may change what is read without a word
}

// scopeOf returns the scope of a queryable, and whether answers may be
// remembered for it: only those are whose every change goes through Write.
func scopeOf(q storage.Queryable) (string, bool) {
	s, ok := q.(scoped)
	return s.scope, ok && !s.remote.Load()
}

func restrict(all storage.SampleAndChunkQueryable, v View) storage.SampleAndChunkQueryable {
	switch {
	case v.everything:
		return all
	case len(v.matchers) == 0:
		return nothing{}
	}
	return restricted{all: all, view: v}
}

// nothing is what a view without matchers reads from.
type nothing struct{}

func (nothing) Querier(_, _ int64) (storage.Querier, error) { return storage.NoopQuerier(), nil }

func (nothing) ChunkQuerier(_, _ int64) (storage.ChunkQuerier, error) {
	return storage.NoopChunkedQuerier(), nil
}

// restricted forces the matchers of a view onto every select and label lookup.
type restricted struct {
	all  storage.SampleAndChunkQueryable
	view View
}

func (r restricted) Querier(mint, maxt int64) (storage.Querier, error) {
	q, err := r.all.Querier(mint, maxt)
	if err != nil {
		return nil, err
	}
	return restrictedQuerier{restrictedLabels{q, r.view}, q}, nil
}

func (r restricted) ChunkQuerier(mint, maxt int64) (storage.ChunkQuerier, error) {
	q, err := r.all.ChunkQuerier(mint, maxt)
	if err != nil {
		return nil, err
	}
	return restrictedChunkQuerier{restrictedLabels{q, r.view}, q}, nil
}

type restrictedLabels struct {
	storage.LabelQuerier
	view View
}

func (q restrictedLabels) LabelValues(ctx context.Context, name string, hints *storage.LabelHints, asked ...*promlabels.Matcher) ([]string, annotations.Annotations, error) {
	return q.LabelQuerier.LabelValues(ctx, name, hints, q.view.narrow(asked)...)
}

func (q restrictedLabels) LabelNames(ctx context.Context, hints *storage.LabelHints, asked ...*promlabels.Matcher) ([]string, annotations.Annotations, error) {
	return q.LabelQuerier.LabelNames(ctx, hints, q.view.narrow(asked)...)
}

type restrictedQuerier struct {
	restrictedLabels
	querier storage.Querier
}

func (q restrictedQuerier) Select(ctx context.Context, sorted bool, hints *storage.SelectHints, asked ...*promlabels.Matcher) storage.SeriesSet {
	return q.querier.Select(ctx, sorted, hints, q.view.narrow(asked)...)
}

type restrictedChunkQuerier struct {
	restrictedLabels
	querier storage.ChunkQuerier
}

func (q restrictedChunkQuerier) Select(ctx context.Context, sorted bool, hints *storage.SelectHints, asked ...*promlabels.Matcher) storage.ChunkSeriesSet {
	return q.querier.Select(ctx, sorted, hints, q.view.narrow(asked)...)
}
