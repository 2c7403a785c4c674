// Package reuse remembers what range queries answered, so that a dashboard that is opened again, or
// refreshed on a wall, has its newest steps evaluated and no others. Queries flow in as a key, a
// range and a way to evaluate any part of the range; news of what was written flows in beside them.
// What flows out are queries that answer as if all of it had been evaluated.
//
// A step may be remembered because it reads samples that are as old as itself or older: nothing that
// is written later changes it, except samples that come late. A commit that holds such a sample
// shortens what is remembered to the steps before it. The package does not know what an expression
// computes, where samples are kept, or who asks.
package reuse

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/util/annotations"
)

const (
	// settling is how old a step is before it is remembered: scrapes are committed some seconds after
	// the time that they carry.
	settling = time.Minute
	// forgotten is how long after it was evaluated as a whole an answer is no longer continued.
	forgotten = 10 * time.Minute
	// leastSteps is how many steps an answer has at least to be worth remembering.
	leastSteps = 8
)

// Options are what a memory needs. Now is time.Now but for tests.
type Options struct {
	MaxBytes   int64 // about; the answers that nobody asked for longest go first
	Now        func() time.Time
	Registerer prometheus.Registerer
}

// Memory holds answers. It is safe for concurrent use.
type Memory struct {
	options Options
	steps   *prometheus.CounterVec

	mu      sync.Mutex
	answers map[Key]*answer
	bytes   int64

	// changes counts what has made remembered steps doubtful: an answer that was evaluated while it
	// moved is not kept.
	changes atomic.Int64
	// newest is the newest remembered step in milliseconds: what is written after it concerns nobody.
	newest atomic.Int64
}

// Key says which answers continue each other.
type Key struct {
	Scope    string // whose series were seen
	Expr     string
	Step     time.Duration
	Phase    time.Duration // of the steps: what is left of their times after whole steps
	Lookback time.Duration
}

// KeyOf returns the key of a range query.
func KeyOf(scope, expr string, start time.Time, step, lookback time.Duration) Key {
	return Key{scope, expr, step, time.Duration(start.UnixMilli()) * time.Millisecond % step, lookback}
}

// answer is a matrix with all steps of [from, to], in milliseconds.
type answer struct {
	matrix    promql.Matrix
	warnings  annotations.Annotations
	from, to  int64
	bytes     int64
	evaluated time.Time // as a whole
	asked     time.Time
}

// New returns an empty memory.
func New(o Options) *Memory {
	m := &Memory{options: o, answers: map[Key]*answer{}}
	m.steps = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "lookout_query_steps_total", Help: "Steps of range queries, by whether they were evaluated or remembered from an earlier answer.",
	}, []string{"origin"})
	o.Registerer.MustRegister(m.steps, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "lookout_query_memory_bytes", Help: "About what remembered answers of range queries occupy.",
	}, m.size))
	return m
}

func (m *Memory) size() float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return float64(m.bytes)
}

// Written takes note of a commit whose oldest sample has this time, in milliseconds.
func (m *Memory) Written(oldest int64) {
	if oldest > m.settled() && oldest > m.newest.Load() {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.changes.Add(1)
	for key, a := range m.answers {
		if a.to < oldest {
			continue
		}
		m.drop(key)
		if to := before(oldest, a.from, key.Step.Milliseconds()); to >= a.from {
			m.put(key, a.part(a.from, to))
		}
	}
	m.findNewest()
}

// before is the last step in front of a time; steps begin at from.
func before(at, from, step int64) int64 {
	if at <= from {
		return from - step
	}
	return from + (at-1-from)/step*step
}

// Forget drops everything: samples were deleted, or the meaning of expressions has changed.
func (m *Memory) Forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.changes.Add(1)
	m.answers, m.bytes = map[Key]*answer{}, 0
	m.findNewest()
}

// Evaluate prepares a query over the part of a range that begins at start.
type Evaluate func(start time.Time) (promql.Query, error)

// Query prepares a range query that evaluates only what is not remembered.
func (m *Memory) Query(key Key, start, end time.Time, evaluate Evaluate) (promql.Query, error) {
	q := &query{memory: m, key: key, from: start.UnixMilli(), step: key.Step.Milliseconds(), changes: m.changes.Load()}
	q.to = q.from + (end.UnixMilli()-q.from)/q.step*q.step
	q.settled = before(m.settled()+1, q.from, q.step)
	if q.known = m.recall(key, q.from); q.known != nil {
		q.known = q.known.part(q.from, min(q.known.to, q.to-q.step))
		start = time.UnixMilli(q.known.to + q.step)
	}
	inner, err := evaluate(start)
	q.Query = inner
	return q, err
}

func (m *Memory) settled() int64 { return m.options.Now().Add(-settling).UnixMilli() }

// recall returns what is known from a time on; nil when that is nothing.
func (m *Memory) recall(key Key, from int64) *answer {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.options.Now()
	a := m.answers[key]
	if a == nil || a.from > from || a.to < from || now.Sub(a.evaluated) > forgotten || now.Before(a.evaluated) {
		return nil
	}
	a.asked = now
	known := *a
	return &known
}

// keep remembers an answer, unless something became doubtful since its evaluation began.
func (m *Memory) keep(key Key, a *answer, changes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.changes.Load() != changes || a.bytes+bytesOfKey(key) > m.options.MaxBytes/4 {
		return
	}
	m.drop(key)
	m.put(key, a)
	for m.bytes > m.options.MaxBytes {
		m.dropOldest()
	}
	m.findNewest()
}

func (m *Memory) put(key Key, a *answer) {
	m.answers[key] = a
	m.bytes += a.bytes + bytesOfKey(key)
}

func (m *Memory) drop(key Key) {
	if a := m.answers[key]; a != nil {
		m.bytes -= a.bytes + bytesOfKey(key)
		delete(m.answers, key)
	}
}

func (m *Memory) dropOldest() {
	var oldest Key
	var asked time.Time
	for key, a := range m.answers {
		if asked.IsZero() || a.asked.Before(asked) {
			oldest, asked = key, a.asked
		}
	}
	m.drop(oldest)
}

func (m *Memory) findNewest() {
	var newest int64
	for _, a := range m.answers {
		newest = max(newest, a.to)
	}
	m.newest.Store(newest)
}

// query is a range query whose first steps may be known already.
type query struct {
	promql.Query // evaluates what is not known
	memory       *Memory
	key          Key
	known        *answer // nil when all is evaluated
	from, to     int64   // first and last step
	step         int64
	settled      int64 // the last step that may be remembered
	changes      int64
}

// Exec evaluates what is not known and joins it to what is.
func (q *query) Exec(ctx context.Context) *promql.Result {
	result := q.Query.Exec(ctx)
	if result.Err != nil {
		return result
	}
	news, err := result.Matrix()
	if err != nil {
		return &promql.Result{Err: err, Warnings: result.Warnings}
	}
	known := q.known
	if known == nil {
		known = &answer{to: q.from - q.step, evaluated: q.memory.options.Now()}
	}
	// The engine takes the evaluated matrix back when the query is closed, so all of it is copied.
	whole := &answer{
		matrix:   join(known.matrix, news),
		warnings: both(known.warnings, result.Warnings),
		from:     q.from, to: q.to, evaluated: known.evaluated, asked: q.memory.options.Now(),
	}
	q.count(known)
	if settled := min(q.to, q.settled); (settled-q.from)/q.step >= leastSteps {
		q.memory.keep(q.key, whole.part(q.from, settled), q.changes)
	}
	return &promql.Result{Value: whole.matrix, Warnings: whole.warnings}
}

func (q *query) count(known *answer) {
	remembered := (known.to-q.from)/q.step + 1
	q.memory.steps.WithLabelValues("remembered").Add(float64(remembered))
	q.memory.steps.WithLabelValues("evaluated").Add(float64((q.to-q.from)/q.step + 1 - remembered))
}

func both(a, b annotations.Annotations) annotations.Annotations {
	if len(a) == 0 {
		return b
	}
	all := maps.Clone(a)
	return all.Merge(b)
}
