// Package scrape pulls samples from targets. Groups of targets flow in from
// discovery, samples flow out into a store; each target's health, labels and
// last error can be asked for. A target can neither exhaust memory nor block
// another: bodies, labels and time are bounded as the configuration says. The
// package does not know how targets were found nor where samples end up.
package scrape

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	httpconfig "github.com/prometheus/common/config"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	promscrape "github.com/prometheus/prometheus/scrape"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/util/logging"

	"github.com/lookout-monitor/lookout/internal/scrape/budget"
)

// Scraper scrapes the targets it is given.
type Scraper struct {
	logger     *slog.Logger
	registerer prometheus.Registerer
	manager    atomic.Pointer[promscrape.Manager]
	budgets    *budget.Budgets

	mu       sync.Mutex
	conf     *promconfig.Config
	variants []Variant
}

// Variant is a job that is like one of the configuration but for its name and how targets are asked. They come and go
// while that stays.
type Variant struct {
	Of, Name string
	Client   httpconfig.HTTPClientConfig
}

// New allocates a scraper that has nowhere to write yet.
func New(logger *slog.Logger, reg prometheus.Registerer) *Scraper {
	return &Scraper{logger: logger, registerer: reg, budgets: budget.New(time.Now, reg)}
}

// Open connects the scraper with the store that takes its samples.
func (s *Scraper) Open(store storage.AppendableV2) error {
	options := &promscrape.Options{
		DiscoveryReloadOnStartup: true,
		PassMetadataInContext:    true, // the target is what the budgets need to know
	}
	manager, err := promscrape.NewManager(options, s.logger.With("component", "scrape"), logging.NewJSONFileLogger, nil, s.budgets.Limit(lenient{store}), s.registerer)
	if err != nil {
		return fmt.Errorf("create scraper: %w", err)
	}
	s.manager.Store(manager)
	return nil
}

// Get returns the manager that remote write and the HTTP API look into, or an
// error before Open.
func (s *Scraper) Get() (*promscrape.Manager, error) {
	if m := s.manager.Load(); m != nil {
		return m, nil
	}
	return nil, errors.New("the scraper has not started yet")
}

// Apply takes over the scrape jobs of a configuration, and what their targets
// may send. Variants of its jobs stay. The jobs in scrape_config_files are read
// here once: a file that is edited later must wait for the next reload, whatever
// becomes of the variants meanwhile.
func (s *Scraper) Apply(conf *promconfig.Config, budgets []budget.Budget) error {
	jobs, err := conf.GetScrapeConfigs()
	if err != nil {
		return fmt.Errorf("read scrape configurations: %w", err)
	}
	read := *conf
	read.ScrapeConfigs, read.ScrapeConfigFiles = jobs, nil
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conf = &read
	if err := s.apply(); err != nil {
		return err
	}
	s.budgets.Apply(budgets)
	return nil
}

// Vary replaces the variants. Those of jobs that are not there are left out. One whose client cannot be built is an error,
// and asks as it did before or not at all: it must keep neither the others nor a reload from their effect.
func (s *Scraper) Vary(variants []Variant) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	usable, err := s.usable(variants)
	s.variants = usable
	return errors.Join(err, s.apply())
}

func (s *Scraper) usable(variants []Variant) (usable []Variant, err error) {
	for _, v := range variants {
		client, problem := httpconfig.NewClientFromConfig(v.Client, v.Name)
		if problem == nil {
			client.CloseIdleConnections()
			usable = append(usable, v)
			continue
		}
		err = errors.Join(err, fmt.Errorf("scrape job %q: %w", v.Name, problem))
		if i := slices.IndexFunc(s.variants, func(before Variant) bool { return before.Name == v.Name }); i >= 0 {
			usable = append(usable, s.variants[i])
		}
	}
	return usable, err
}

func (s *Scraper) apply() error {
	conf := *s.conf
	conf.ScrapeConfigs = slices.Clone(conf.ScrapeConfigs)
	for _, v := range s.variants {
		for _, job := range s.conf.ScrapeConfigs {
			if job.JobName == v.Of {
				varied := *job
				varied.JobName, varied.HTTPClientConfig = v.Name, v.Client
				conf.ScrapeConfigs = append(conf.ScrapeConfigs, &varied)
			}
		}
	}
	return s.manager.Load().ApplyConfig(&conf)
}

// Budgets tells how every target with a budget stands against it, those over it first.
func (s *Scraper) Budgets() []budget.Standing { return s.budgets.Targets() }

// TeamBudgets tells how every team with a budget stands against it, those over it first.
func (s *Scraper) TeamBudgets() []budget.TeamStanding { return s.budgets.Teams() }

// Check builds the HTTP client of every job and reports those that cannot be:
// a certificate or key that cannot be read shows only then.
func Check(conf *promconfig.Config) error {
	jobs, err := conf.GetScrapeConfigs()
	if err != nil {
		return fmt.Errorf("read scrape configurations: %w", err)
	}
	var problems []error
	for _, job := range jobs {
		client, err := httpconfig.NewClientFromConfig(job.HTTPClientConfig, job.JobName)
		if err != nil {
			problems = append(problems, fmt.Errorf("scrape job %q: %w", job.JobName, err))
			continue
		}
		client.CloseIdleConnections()
	}
	return errors.Join(problems...)
}

// Run scrapes what found delivers until ctx ends, then waits for scrapes
// under way.
func (s *Scraper) Run(ctx context.Context, found <-chan map[string][]*targetgroup.Group) error {
	manager := s.manager.Load()
	stop := context.AfterFunc(ctx, manager.Stop)
	defer stop()
	var forgetting sync.WaitGroup
	forgetting.Go(func() { s.budgets.Run(ctx) })
	err := manager.Run(found)
	forgetting.Wait()
	return err
}
