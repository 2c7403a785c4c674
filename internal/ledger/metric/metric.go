// Package metric remembers which metrics the targets of a job delivered, and
// misses those that none of them delivers any more. Answers of the query engine
// flow in, once a minute and only for the metrics that the configuration names;
// the missing ones flow out as series. It is judged by job, never by target: a
// metric may move from one node to another. The package does not know how
// samples came to be stored, so it sees untyped and pushed ones as well.
package metric

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"

	"github.com/lookout-monitor/lookout/internal/gauges"
)

const (
	every = time.Minute
	// settled is how long a job must have delivered a metric before that is
	// missed: what was tried out for a moment is not.
	settled = 10 * time.Minute
	// maxNames bounds what is remembered.
	maxNames = 10_000
)

var family = gauges.Family{
	Name: "lookout_metric_missing",
	Help: "1 for each watched metric that targets of the job delivered and none delivers any more, while some are up.",
}

// Options is what a ledger of metrics is built of.
type Options struct {
	DB    *sql.DB              // keeps it; must have been migrated
	Store storage.AppendableV2 // takes the series
	// Ask evaluates an expression and returns the labels of each series.
	Ask        func(ctx context.Context, expression string, at time.Time) ([]labels.Labels, error)
	Now        func() time.Time
	Logger     *slog.Logger
	Registerer prometheus.Registerer
}

type key struct{ job, name string }

// entry is what is remembered of a metric.
type entry struct{ first, missing time.Time }

// Ledger is the memory of metrics.
type Ledger struct {
	Options
	refused prometheus.Counter

	mu      sync.Mutex
	watches []watch
	entries map[key]entry
	stored  map[key]entry // as the database has them
	series  *gauges.Writer
}

// New allocates a ledger that remembers nothing yet.
func New(o Options) *Ledger {
	return &Ledger{
		Options: o, entries: map[key]entry{}, series: gauges.New(o.Store),
		refused: promauto.With(o.Registerer).NewCounter(prometheus.CounterOpts{
			Name: "lookout_ledger_metrics_refused_total",
			Help: "Times a watched metric was not remembered because there are too many; it will not be missed.",
		}),
	}
}

// Apply takes over what is to be watched. What no entry names any more is
// forgotten when the ledger looks next.
func (l *Ledger) Apply(conf []Watch) error {
	watches := make([]watch, len(conf))
	for i, c := range conf {
		var err error
		if watches[i], err = compile(c); err != nil {
			return fmt.Errorf("ledger.metrics: %w", err)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.watches = watches
	return nil
}

// Run looks once a minute, and writes the series more often, until ctx ends.
func (l *Ledger) Run(ctx context.Context) error {
	ticker := time.NewTicker(gauges.Refresh)
	defer ticker.Stop()
	looked := l.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if now := l.Now(); now.Sub(looked) >= every {
			looked = now
			if err := l.Look(ctx); err != nil && ctx.Err() == nil {
				l.Logger.Error("watched metrics not looked at", "err", err)
			}
		}
		if err := l.Write(); err != nil {
			l.Logger.Error("series of missing metrics not written", "err", err)
		}
	}
}

// Look holds what is delivered against what is remembered. If anything cannot
// be asked, nothing is judged.
func (l *Ledger) Look(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.Now().UTC().Truncate(time.Millisecond)
	up := map[string]bool{}
	delivered := map[key]bool{}
	if len(l.watches) > 0 {
		jobs, err := l.Ask(ctx, "group by (job) (up == 1)", now)
		if err != nil {
			return fmt.Errorf("ask for jobs that are up: %w", err)
		}
		for _, set := range jobs {
			up[set.Get(model.JobLabel)] = true
		}
	}
	for _, w := range l.watches {
		names, err := l.Ask(ctx, w.query, now)
		if err != nil {
			return fmt.Errorf("ask for metrics: %w", err)
		}
		for _, set := range names {
			delivered[key{set.Get(model.JobLabel), set.Get(model.MetricNameLabel)}] = true
		}
	}
	l.enter(delivered, now)
	l.judge(delivered, up, now)
	return l.save(ctx)
}

func (l *Ledger) enter(delivered map[key]bool, now time.Time) {
	for k := range delivered {
		e, known := l.entries[k]
		if !known && len(l.entries) >= maxNames {
			l.refused.Inc()
			continue
		}
		if !known {
			e.first = now
		}
		e.missing = time.Time{}
		l.entries[k] = e
	}
}

// judge decides what it means that a metric is not delivered. A job of which no
// target is up is judged when one is again.
func (l *Ledger) judge(delivered map[key]bool, up map[string]bool, now time.Time) {
	for k, e := range l.entries {
		after, watched := l.forgets(k)
		switch {
		case !watched, !e.missing.IsZero() && now.Sub(e.missing) >= after:
			delete(l.entries, k)
		case delivered[k], !e.missing.IsZero(), !up[k.job]:
		case now.Sub(e.first) < settled:
			delete(l.entries, k)
		default:
			e.missing = now
			l.entries[k] = e
			l.Logger.Warn("metric is missing", "job", k.job, "metric", k.name)
		}
	}
}

// forgets returns after how long a missing metric is forgotten, by the first
// entry that names it.
func (l *Ledger) forgets(k key) (after time.Duration, watched bool) {
	for _, w := range l.watches {
		if w.job.MatchString(k.job) && w.names.MatchString(k.name) {
			return w.after, true
		}
	}
	return 0, false
}

// Missing is a metric that its job has delivered and delivers no more.
type Missing struct {
	Job    string    `json:"job"`
	Metric string    `json:"metric"`
	Since  time.Time `json:"since"`
}

// Missing lists them, by job and name.
func (l *Ledger) Missing() []Missing {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := []Missing{}
	for k, e := range l.entries {
		if !e.missing.IsZero() {
			list = append(list, Missing{k.job, k.name, e.missing})
		}
	}
	slices.SortFunc(list, func(a, b Missing) int { return cmp.Or(cmp.Compare(a.Job, b.Job), cmp.Compare(a.Metric, b.Metric)) })
	return list
}

// Write writes the series of what is missing, and ends those of what is not any more.
func (l *Ledger) Write() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.series.Write(l.Now(), l.samples())
}

func (l *Ledger) samples() iter.Seq[gauges.Sample] {
	return func(yield func(gauges.Sample) bool) {
		for k, e := range l.entries {
			if e.missing.IsZero() {
				continue
			}
			set := labels.FromStrings(model.MetricNameLabel, family.Name, model.JobLabel, k.job, "metric", k.name)
			if !yield(gauges.Sample{Family: family, Labels: set, Value: 1}) {
				return
			}
		}
	}
}
