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
}

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
	for _, f := range config.Folders {
		watcher := folder.New(f, s.options.Store, s.options.Logger)
		wg.Go(func() { _ = watcher.Run(ctx, looking) })
	}
	for _, g := range config.Git {
		watcher := git.New(g, git.Options{Dir: filepath.Join(s.options.Dir, url.PathEscape(g.Source())), Keeper: s.options.Store, Logger: s.options.Logger})
		wg.Go(func() { _ = watcher.Run(ctx) })
	}
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
