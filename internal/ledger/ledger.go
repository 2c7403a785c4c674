// Package ledger remembers every target that was ever found, because one that
// vanishes from discovery is the failure that no rule on `up` sees. States of
// discovery flow in and on to whoever scrapes; the targets that are missing flow
// out, as a list and as series with the labels they had. What is announced is
// not missing: retired by a person, by a policy, or by a change of the job's
// configuration. The package does not know how targets are found or scraped.
package ledger

import (
	"context"
	"database/sql"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"github.com/prometheus/prometheus/storage"

	"github.com/lookout-monitor/lookout/internal/gauges"
)

// State is what discovery knows at a time: the groups of every job.
type State = map[string][]*targetgroup.Group

// Options is what a ledger is built of.
type Options struct {
	DB    *sql.DB              // keeps it; must have been migrated
	Write storage.AppendableV2 // takes the series
	// Complete tells whether all these mechanisms have delivered since they were started.
	Complete   func(discovery.Configs) bool
	Now        func() time.Time
	Logger     *slog.Logger
	Registerer prometheus.Registerer
}

// Ledger is the memory of targets.
type Ledger struct {
	Options
	metrics ownMetrics

	mu       sync.Mutex
	jobs     map[string]*job
	policies policies
	latest   State     // nil until discovery has taken over the configuration
	changed  time.Time // when the configuration last changed
	unsaved  changes
	noted    time.Time // when it was last written down that targets are still there
	series   *gauges.Writer
	written  time.Time
}

// New allocates a ledger that remembers nothing yet.
func New(o Options) *Ledger {
	l := &Ledger{Options: o, jobs: map[string]*job{}, unsaved: newChanges(), series: gauges.New(o.Write)}
	l.metrics = newOwnMetrics(l)
	return l
}

// Open reads what was remembered before.
func (l *Ledger) Open(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	jobs, err := readJobs(ctx, l.DB)
	if err != nil {
		return err
	}
	l.jobs, l.noted = jobs, l.Now()
	return nil
}

// Change is a configuration to take over.
type Change struct {
	Config
	Jobs     []*promconfig.ScrapeConfig
	Settings map[string]discovery.Configs // how each job's targets are found
	Follow   func() error                 // has discovery take it over
}

// Apply takes over a configuration, together with discovery. Jobs that find
// other targets now, or call them otherwise, begin a new page: which of the old
// ones are not found any more, the change has announced.
func (l *Ledger) Apply(c Change) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	policies, err := newPolicies(c.Config)
	if err != nil {
		return err
	}
	next := map[string]*job{}
	for _, conf := range c.Jobs {
		j := &job{name: conf.JobName, conf: conf, settings: c.Settings[conf.JobName], entries: map[key]*entry{}}
		if j.fingerprint, err = fingerprint(conf, j.settings); err != nil {
			return err
		}
		next[conf.JobName] = j
	}
	if err := c.Follow(); err != nil {
		return err
	}
	l.policies, l.latest, l.changed = policies, nil, l.Now()
	for name, j := range l.jobs {
		j.gone = next[name] == nil
	}
	for name, j := range next {
		if before := l.jobs[name]; before != nil {
			j.takeOver(before)
		}
		l.jobs[name] = j
		l.unsaved.jobs[name] = true
	}
	l.judge()
	return nil
}

// Observe enters a state of discovery.
func (l *Ledger) Observe(state State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.latest = state
	for name, j := range l.jobs {
		j.found = nil
		if groups, known := state[name]; known && j.conf != nil {
			j.found = j.read(groups)
		}
	}
	l.judge()
}

// How often the ledger looks at the clock, and how often it writes down which
// targets are still there.
const (
	tick      = time.Second
	noteEvery = time.Minute
	// unsure is how long after a change of the configuration a state may still
	// be of before. The one that is of after follows within that time.
	unsure = time.Second
)

// Run judges as time passes and writes the series until ctx ends.
func (l *Ledger) Run(ctx context.Context) error {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			l.mu.Lock()
			defer l.mu.Unlock()
			l.note(l.now())
			l.save()
			return nil
		case <-ticker.C:
			l.mu.Lock()
			l.judge()
			l.mu.Unlock()
		}
	}
}

// now is in the precision that the database keeps.
func (l *Ledger) now() time.Time { return l.Now().UTC().Truncate(time.Millisecond) }

// judge holds what is found against what is remembered.
func (l *Ledger) judge() {
	now := l.now()
	if l.latest != nil && now.Sub(l.changed) >= unsure {
		for _, j := range l.jobs {
			l.judgeJob(j, now)
		}
		if now.Sub(l.noted) >= noteEvery {
			l.note(now)
		}
	}
	l.retireByPolicy(now)
	if !l.unsaved.empty() || now.Sub(l.written) >= gauges.Refresh {
		l.written = now
		if err := l.series.Write(now, l.samples()); err != nil {
			l.Logger.Error("series of missing targets not written", "err", err)
		}
	}
	l.save()
}

// note remembers until when the targets of each job were there.
func (l *Ledger) note(now time.Time) {
	l.noted = now
	for name, j := range l.jobs {
		if !j.complete.IsZero() {
			j.seen = now
			l.unsaved.jobs[name] = true
		}
	}
}
