// Package heartbeat hears from cron jobs: each checks in over HTTP when it
// starts, ends or fails, and is judged by when it is due. Check-ins flow in and
// are in the database before they are answered; series that say which job is
// late, failed or running too long flow out into a store, written at the moment
// that becomes true, so that a rule sees it at its next evaluation. The package
// does not know what a job does, nor who is told about it.
package heartbeat

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/prometheus/storage"

	"github.com/lookout-monitor/lookout/internal/gauges"
)

// Kind is what a check-in says.
type Kind string

// The kinds of check-in.
const (
	Success Kind = "success" // a run has ended well
	Start   Kind = "start"   // a run has begun
	Fail    Kind = "fail"    // a run has ended badly
)

// Options is what the watch is built of.
type Options struct {
	DB         *sql.DB              // keeps what was heard; must have been migrated
	Write      storage.AppendableV2 // takes the series
	Now        func() time.Time
	Logger     *slog.Logger
	Registerer prometheus.Registerer
}

// Watch knows the jobs and what was last heard of each.
type Watch struct {
	Options
	requests *prometheus.CounterVec
	changed  chan struct{} // a verdict may change sooner than was thought

	mu      sync.Mutex
	jobs    map[string]*watched
	series  *gauges.Writer
	planned time.Time // when Run looks at the jobs next
}

// watched is a job with what is remembered of it.
type watched struct {
	Job
	plan plan
	record
}

// New allocates a watch that has no jobs yet.
func New(o Options) *Watch {
	w := &Watch{Options: o, changed: make(chan struct{}, 1), jobs: map[string]*watched{}, series: gauges.New(o.Write)}
	w.requests = promauto.With(o.Registerer).NewCounterVec(prometheus.CounterOpts{
		Name: "lookout_heartbeat_requests_total",
		Help: "Check-ins of cron jobs, by outcome: taken, unknown (no such heartbeat), refused (the body cannot be read or is too long), failed (not kept).",
	}, []string{"outcome"})
	for _, outcome := range []string{"taken", "unknown", "refused", "failed"} {
		w.requests.WithLabelValues(outcome)
	}
	return w
}

// Apply takes over the jobs of a configuration. What was heard of those that
// stay is kept; one whose schedule changed has a full period from now. When it
// returns their series are in the store, so that rules that start afterwards
// find them. An error changes nothing.
func (w *Watch) Apply(ctx context.Context, conf Config) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	known, err := readRecords(ctx, w.DB)
	if err != nil {
		return err
	}
	now := w.now()
	jobs := make(map[string]*watched, len(conf))
	for _, job := range conf {
		plan, err := job.plan()
		if err != nil {
			return fmt.Errorf("heartbeat %q: %w", job.Name, err)
		}
		r := known[job.Name]
		if r.schedule != job.schedule() {
			r.schedule, r.since = job.schedule(), now
		}
		jobs[job.Name] = &watched{Job: job, plan: plan, record: r}
	}
	if err := replaceRecords(ctx, w.DB, jobs); err != nil {
		return err
	}
	w.jobs = jobs
	w.write(now)
	w.wake()
	return nil
}

// errUnknown is a check-in of a job that is not configured.
var errUnknown = errors.New("unknown heartbeat")

// Hear takes a check-in. It is on disk when Hear returns.
func (w *Watch) Hear(ctx context.Context, name string, kind Kind, message string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	job, ok := w.jobs[name]
	if !ok {
		return errUnknown
	}
	now := w.now()
	next := job.hear(kind, message, now)
	if err := writeRecord(ctx, w.DB, name, next); err != nil {
		return err
	}
	before := *job
	job.record = next
	// At full hours many check in at once: each writes its own series alone.
	if err := w.series.Update(now, before.samples(now), job.samples(now)); err != nil {
		w.notWritten(err)
	}
	if at := job.judge(now).changes; !at.IsZero() && at.Before(w.planned) {
		w.wake()
	}
	return nil
}

// now is in the precision that the database keeps, so that a verdict is the
// same before and after a restart.
func (w *Watch) now() time.Time { return w.Now().UTC().Truncate(time.Millisecond) }

func (w *Watch) wake() {
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// Run writes the series until ctx ends. They are not marked as ended then: what
// fires goes on firing through a restart.
func (w *Watch) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
			w.mu.Lock()
			w.write(w.now())
			w.mu.Unlock()
		case <-w.changed:
		}
		timer.Reset(w.pause())
	}
}

// pause is how long no series changes by itself, as things are.
func (w *Watch) pause() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	pause := gauges.Refresh
	for _, job := range w.jobs {
		if at := job.judge(now).changes; !at.IsZero() {
			pause = min(pause, at.Sub(now))
		}
	}
	pause = max(pause, time.Millisecond)
	w.planned = now.Add(pause)
	return pause
}

// write puts all series into the store. A failure is tried again at the next
// refresh; the store counts what it could not write.
func (w *Watch) write(now time.Time) {
	if err := w.series.Write(now, samples(w.jobs, now)); err != nil {
		w.notWritten(err)
	}
}

func (w *Watch) notWritten(err error) {
	w.Logger.Error("series of heartbeats not written", "err", err)
}

// sorted returns the jobs by name.
func (w *Watch) sorted() []*watched {
	jobs := make([]*watched, 0, len(w.jobs))
	for _, job := range w.jobs {
		jobs = append(jobs, job)
	}
	slices.SortFunc(jobs, func(a, b *watched) int { return strings.Compare(a.Name, b.Name) })
	return jobs
}
