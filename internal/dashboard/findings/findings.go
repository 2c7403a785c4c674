// Package findings keeps what the check finds of every dashboard there is. The
// dashboards flow in from their store, and from the rooms that know it which
// metrics exist; findings flow out, those of one dashboard or the counts of all.
// A version is checked when somebody looks, and once; the list never waits for
// it. The package refuses to know the rules and how findings are shown.
package findings

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/check"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Store has the dashboards.
type Store interface {
	List(context.Context) ([]dashboard.Summary, error)
	Get(ctx context.Context, uid string) (dashboard.Dashboard, error)
}

// Options is what a Keeper needs.
type Options struct {
	Store   Store
	Metrics func(context.Context) (*check.Metrics, error) // that exist at the moment
	Check   func(model.Document, *check.Metrics) []check.Finding
	Now     func() time.Time
	Logger  *slog.Logger
}

// Keeper remembers the findings of the newest version of each dashboard.
type Keeper struct {
	options Options
	wanted  chan struct{} // holds a token when the list lacks something
	turn    chan struct{} // holds a token while one dashboard is checked

	// Belong to who has the turn.
	metrics *check.Metrics
	asked   time.Time

	mu   sync.Mutex
	age  int // of metrics: counts how often they have changed
	kept map[string]checked
}

// checked is what was found of one version.
type checked struct {
	version, age int
	at           time.Time
	findings     []check.Finding
	own          map[string]any // what the document says to Lookout
}

const (
	// metricsAge is how long the list of metrics is believed.
	metricsAge = time.Minute
	// patience bounds how long that list and one document may take.
	patience = 10 * time.Second
)

// New returns a keeper that has checked nothing.
func New(o Options) *Keeper {
	return &Keeper{options: o, wanted: make(chan struct{}, 1), turn: make(chan struct{}, 1), kept: map[string]checked{}}
}

// Report is what was found of a dashboard.
type Report struct {
	Version  int
	Checked  time.Time
	Findings []check.Finding // the worst first
}

// Of returns what is found of the newest version of a dashboard. It checks it
// if nobody has, or if other metrics exist than when somebody did.
func (k *Keeper) Of(ctx context.Context, uid string) (Report, error) {
	all, err := k.options.Store.List(ctx)
	if err != nil {
		return Report{}, err
	}
	i := slices.IndexFunc(all, func(s dashboard.Summary) bool { return s.UID == uid })
	if i < 0 {
		return Report{}, dashboard.ErrUnknown
	}
	c, err := k.check(ctx, all[i])
	if err != nil {
		return Report{}, err
	}
	findings := slices.Concat([]check.Finding{}, c.findings, k.together(all)[uid])
	slices.SortStableFunc(findings, func(a, b check.Finding) int { return b.Severity.Rank() - a.Severity.Rank() })
	return Report{Version: c.version, Checked: c.at, Findings: findings}, nil
}

// check returns what was found of a dashboard, now or when it was last checked.
func (k *Keeper) check(ctx context.Context, of dashboard.Summary) (checked, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return checked{}, fmt.Errorf("check dashboard %s: others are checked at the moment: %w", of.UID, ctx.Err())
	}
	if err := k.learn(ctx); err != nil {
		return checked{}, fmt.Errorf("check dashboard %s: %w", of.UID, err)
	}
	if c, fresh := k.fresh(of); fresh {
		return c, nil
	}
	found, err := k.options.Store.Get(ctx, of.UID)
	if err != nil {
		return checked{}, err
	}
	metrics := k.metrics
	if of.Source.Kind == dashboard.Builtin {
		metrics = nil // these draw whatever there may be one day
	}
	all, err := k.judge(found, metrics)
	if err != nil {
		return checked{}, err
	}
	c := checked{version: found.Version, at: k.options.Now(), findings: all}
	c.own = map[string]any{"lookout": found.Model.Normal.Raw["lookout"]}
	k.mu.Lock()
	defer k.mu.Unlock()
	c.age = k.age
	k.kept[of.UID] = c
	return c, nil
}

// judge checks a document. One that breaks the check down takes nobody along.
func (k *Keeper) judge(d dashboard.Dashboard, metrics *check.Metrics) (found []check.Finding, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			k.options.Logger.Error("check of a dashboard broke down, which is a mistake in Lookout: please report it", "uid", d.UID, "err", problem, "stack", string(debug.Stack()))
			err = fmt.Errorf("check dashboard %s: it broke the check down, which is a mistake in Lookout: %v", d.UID, problem)
		}
	}()
	return k.options.Check(d.Model, metrics), nil
}

// learn asks which metrics exist, if what is known of them is old.
func (k *Keeper) learn(ctx context.Context) error {
	now := k.options.Now()
	if !k.asked.IsZero() && now.Sub(k.asked) < metricsAge {
		return nil
	}
	metrics, err := k.options.Metrics(ctx)
	if err != nil {
		return fmt.Errorf("list metrics: %w", err)
	}
	k.asked = now
	if metrics.Same(k.metrics) {
		return nil
	}
	k.metrics = metrics
	k.mu.Lock()
	defer k.mu.Unlock()
	k.age++
	return nil
}

// fresh returns what was found of a dashboard, and whether that still holds.
func (k *Keeper) fresh(of dashboard.Summary) (checked, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c, known := k.kept[of.UID]
	return c, known && c.version == of.Version && c.age == k.age
}
