package handover

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

	"github.com/lookout-monitor/lookout/internal/dashboard"
)

// Store is where dashboards are.
type Store interface {
	List(ctx context.Context) ([]dashboard.Summary, error)
	Get(ctx context.Context, uid string) (dashboard.Dashboard, error)
}

// Options is what a Syncer needs.
type Options struct {
	Store      Store
	DB         *sql.DB // remembers what was handed on
	Now        func() time.Time
	Logger     *slog.Logger
	Registerer prometheus.Registerer
}

// Syncer keeps every configured Grafana like the store.
type Syncer struct {
	options Options
	metrics metrics
	applied chan struct{} // holds a token when there is a new configuration

	mu       sync.Mutex
	config   []Grafana
	accounts map[string]Account
}

// Account is how a Grafana fares.
type Account struct {
	Name        string     `json:"name"`
	URL         string     `json:"url"`
	Selected    int        `json:"selected"` // dashboards that are handed on to it
	LastSuccess *time.Time `json:"lastSuccess"`
	Error       string     `json:"error,omitempty"` // why the last comparison did not come to its end
	Failures    []Failure  `json:"failures"`        // dashboards that Grafana did not take
}

// New returns a syncer without configuration.
func New(o Options) *Syncer {
	return &Syncer{options: o, metrics: newMetrics(o.Registerer), applied: make(chan struct{}, 1), accounts: map[string]Account{}}
}

// Check says whether a configuration could be put into effect.
func Check(config []Grafana) error {
	named := map[string]bool{}
	for _, g := range config {
		if named[g.Called()] {
			return fmt.Errorf("grafana_sync: two are called %q: give one of them another name", g.Called())
		}
		named[g.Called()] = true
		if _, err := newAPI(g); err != nil {
			return err
		}
	}
	return nil
}

// Apply puts a configuration into effect, at once or as soon as Run runs.
func (s *Syncer) Apply(config []Grafana) {
	s.mu.Lock()
	s.config = config
	s.mu.Unlock()
	select {
	case s.applied <- struct{}{}:
	default: // one is waiting already
	}
}

// Accounts tells how every Grafana fares, by name.
func (s *Syncer) Accounts() []Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Account{}
	for _, account := range s.accounts {
		all = append(all, account)
	}
	slices.SortFunc(all, func(a, b Account) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Run hands on until ctx ends; each new configuration starts it anew.
func (s *Syncer) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		s.runUntilApplied(ctx)
	}
	return nil
}

func (s *Syncer) runUntilApplied(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	for _, g := range s.begin() {
		wg.Go(func() { s.keep(ctx, g) })
	}
	select {
	case <-ctx.Done():
	case <-s.applied:
	}
}

// begin opens an account for every configured Grafana and closes those of the others.
func (s *Syncer) begin() []Grafana {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.accounts
	s.accounts = map[string]Account{}
	for _, g := range s.config {
		account := before[g.Called()]
		account.Name, account.URL = g.Called(), g.URL
		if account.Failures == nil {
			account.Failures = []Failure{}
		}
		s.accounts[g.Called()] = account
	}
	for name := range before {
		if _, stays := s.accounts[name]; !stays {
			s.metrics.drop(name)
		}
	}
	return slices.Clone(s.config)
}

// keep compares one Grafana again and again.
func (s *Syncer) keep(ctx context.Context, g Grafana) {
	api, err := newAPI(g)
	if err != nil {
		s.settle(g, result{}, err)
		return
	}
	defer api.client.CloseIdleConnections()
	r := &round{grafana: g, api: api, store: s.options.Store, memory: memory{s.options.DB}}
	s.metrics.begin(g.Called(), s.options.Now())
	for ctx.Err() == nil {
		done, err := r.run(ctx)
		if ctx.Err() != nil {
			return
		}
		s.settle(g, done, err)
		pause(ctx, max(time.Duration(g.Interval), waitOf(err)))
	}
}

// settle writes down how a comparison went.
func (s *Syncer) settle(g Grafana, done result, err error) {
	name := g.Called()
	if err != nil {
		s.options.Logger.Warn("dashboards not handed on", "grafana", name, "err", err)
	}
	if done.pushed+done.deleted > 0 {
		s.options.Logger.Info("dashboards handed on", "grafana", name, "pushed", done.pushed, "deleted", done.deleted)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	account := s.accounts[name]
	account.Selected, account.Error = done.selected, ""
	account.Failures = append([]Failure{}, done.failures...)
	if err != nil {
		account.Error = err.Error()
	} else {
		now := s.options.Now()
		account.LastSuccess = &now
	}
	s.accounts[name] = account
	s.metrics.settle(name, done, err, s.options.Now())
}

// waitOf is how long Grafana asked to be left alone, at most ten minutes.
func waitOf(err error) time.Duration {
	if r, ok := errors.AsType[*refused](err); ok {
		return min(r.wait, 10*time.Minute)
	}
	return 0
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
