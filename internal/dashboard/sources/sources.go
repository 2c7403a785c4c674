package sources

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/collect"
	"github.com/lookout-monitor/lookout/internal/dashboard/folder"
	"github.com/lookout-monitor/lookout/internal/discover"
)

// Options is what Sources need.
type Options struct {
	Store      *dashboard.Store
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
	s.forget(ctx, config)
	for _, f := range config.Folders {
		watcher := folder.New(f, s.options.Store, s.options.Logger)
		wg.Go(func() { _ = watcher.Run(ctx, looking) })
	}
	wg.Go(func() { _ = s.collector.Run(ctx) })
	select {
	case <-ctx.Done():
	case <-s.applied:
	}
}

// forget marks dashboards of folders as stale that are configured no longer.
func (s *Sources) forget(ctx context.Context, config Config) {
	known, err := s.options.Store.Sources(ctx, dashboard.Folder)
	if err != nil {
		s.options.Logger.Error("folders with dashboards not listed", "err", err)
		return
	}
	for _, name := range known {
		if slices.ContainsFunc(config.Folders, func(f folder.Config) bool { return f.Source() == name }) {
			continue
		}
		if _, err := s.options.Store.Deliver(ctx, dashboard.Delivery{Kind: dashboard.Folder, Name: name}); err != nil {
			s.options.Logger.Error("dashboards of a folder that is gone not marked", "folder", name, "err", err)
		}
	}
}
