package sources

import (
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/collect"
	"github.com/lookout-monitor/lookout/internal/dashboard/folder"
	"github.com/lookout-monitor/lookout/internal/dashboard/git"
	"github.com/lookout-monitor/lookout/internal/discover"
)

// Options is what Sources need.
type Options struct {
	Store      *dashboard.Store
	Dir        string // where repositories are checked out
	Shipped    Shipped
	Found      func() []discover.Candidate // services that discovery came across
	Logger     *slog.Logger
	Registerer prometheus.Registerer
}

// Sources are all places that dashboards come from.
type Sources struct {
	options   Options
	collector *collect.Collector
	applied   chan struct{} // holds a token when there is a new configuration
	mu        sync.Mutex
	config    Config
	watched   []watcher // of the configuration that runs
}

// watcher keeps the store agreeing with a folder or a repository.
type watcher interface{ Account() dashboard.Account }

// looking is how often a folder is looked at.
const looking = 3 * time.Second

// New returns sources without configuration.
func New(o Options) *Sources {
	s := &Sources{options: o, config: Default(), applied: make(chan struct{}, 1)}
	s.collector = collect.New(collect.Options{
		Keeper: o.Store, Instances: s.instances, Interval: s.interval, Now: time.Now, Logger: o.Logger, Registerer: o.Registerer,
	})
	return s
}

// Services tells how the dashboards of each service fare.
func (s *Sources) Services() []collect.Account { return s.collector.Accounts() }

// NotAsked counts the services that are beyond the bound.
func (s *Sources) NotAsked() int { return s.collector.NotAsked() }

// Accounts tells how every source of dashboards fares: folders and repositories in the order of the
// configuration, then services by name.
func (s *Sources) Accounts() []dashboard.Account {
	s.mu.Lock()
	watched := s.watched
	s.mu.Unlock()
	accounts := []dashboard.Account{}
	for _, w := range watched {
		accounts = append(accounts, w.Account())
	}
	for _, a := range s.Services() {
		accounts = append(accounts, dashboard.Account{
			Kind: dashboard.Service, Name: a.Service, Places: a.URLs, LastAsked: &a.LastAsked, LastSuccess: a.LastSuccess,
			Release: a.Release, Dashboards: a.Dashboards, Error: a.Error, Refused: a.Refused,
		})
	}
	return accounts
}

// Apply puts a configuration into effect, at once or as soon as Run runs.
func (s *Sources) Apply(c Config) {
	s.mu.Lock()
	s.config = c
	s.mu.Unlock()
	select {
	case s.applied <- struct{}{}:
	default: // one is waiting already
	}
}

func (s *Sources) current() Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config
}

func (s *Sources) interval() time.Duration { return time.Duration(s.current().Interval) }

func (s *Sources) instances() []collect.Instance {
	c := s.current()
	return slices.Concat(c.Instances(), Found(s.options.Found()))
}

// Run reads all sources until ctx ends; each new configuration starts them anew.
func (s *Sources) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		s.runUntilApplied(ctx)
	}
	return nil
}

func (s *Sources) runUntilApplied(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	config := s.current()
	s.deliverBuiltin(ctx, config)
	s.forget(ctx, dashboard.Folder, func(name string) bool {
		return slices.ContainsFunc(config.Folders, func(f folder.Config) bool { return f.Source() == name })
	})
	s.forget(ctx, dashboard.Git, func(name string) bool {
		return slices.ContainsFunc(config.Git, func(g git.Config) bool { return g.Source() == name })
	})
	s.sweep(config)
	var watched []watcher
	for _, f := range config.Folders {
		w := folder.New(f, s.options.Store, time.Now, s.options.Logger)
		watched = append(watched, w)
		wg.Go(func() { _ = w.Run(ctx, looking) })
	}
	for _, g := range config.Git {
		w := git.New(g, git.Options{Dir: filepath.Join(s.options.Dir, checkout(g)), Keeper: s.options.Store, Now: time.Now, Logger: s.options.Logger})
		watched = append(watched, w)
		wg.Go(func() { _ = w.Run(ctx) })
	}
	s.mu.Lock()
	s.watched = watched
	s.mu.Unlock()
	wg.Go(func() { _ = s.collector.Run(ctx) })
	select {
	case <-ctx.Done():
	case <-s.applied:
	}
}

// forget marks dashboards as stale whose source is configured no longer.
func (s *Sources) forget(ctx context.Context, kind dashboard.Kind, configured func(name string) bool) {
	known, err := s.options.Store.Sources(ctx, kind)
	if err != nil {
		s.options.Logger.Error("sources of dashboards not listed", "kind", kind, "err", err)
		return
	}
	for _, name := range known {
		if configured(name) {
			continue
		}
		if _, err := s.options.Store.Deliver(ctx, dashboard.Delivery{Kind: kind, Name: name}); err != nil {
			s.options.Logger.Error("dashboards of a source that is gone not marked", "kind", kind, "source", name, "err", err)
		}
	}
}

// checkout is what the folder of a repository's files is called.
func checkout(g git.Config) string { return url.PathEscape(g.Source()) }

// sweep removes the files of repositories that are configured no longer.
func (s *Sources) sweep(config Config) {
	var used []string
	for _, g := range config.Git {
		used = append(used, checkout(g))
	}
	removed, err := git.Sweep(s.options.Dir, used)
	if len(removed) > 0 {
		s.options.Logger.Info("checkouts of repositories that are not configured any more removed", "names", removed)
	}
	if err != nil {
		s.options.Logger.Warn("checkouts of repositories that are not configured any more stay: remove them by hand", "err", err)
	}
}
