// Package discover finds what to talk to: targets to scrape and external
// Alertmanagers to tell. Discovery settings flow in, one set per job; groups
// of addresses with their labels flow out, as a stream of whole states. Every
// mechanism that Prometheus ships is known. Beside these it runs the entries of
// the discover: block, whose kinds are a folder each below this one, and keeps a
// journal of what they found, left out and failed at. The package does not know
// what a sample is.
package discover

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"
)

// Mechanisms are the metrics that all discoverers of one process share. They
// are registered once, however many discoverers there are.
type Mechanisms struct {
	registerer prometheus.Registerer
	metrics    *discovery.SDMetrics
	crashes    prometheus.Counter
}

// RegisterMechanisms registers the metrics of every known mechanism.
func RegisterMechanisms(reg prometheus.Registerer) (*Mechanisms, error) {
	if err := discovery.RegisterK8sClientMetricsWithPrometheus(reg); err != nil {
		return nil, fmt.Errorf("register kubernetes client metrics: %w", err)
	}
	metrics, err := discovery.CreateAndRegisterSDMetrics(reg)
	if err != nil {
		return nil, fmt.Errorf("register discovery metrics: %w", err)
	}
	crashes := promauto.With(reg).NewCounter(prometheus.CounterOpts{
		Name: "lookout_discovery_crashes_total",
		Help: "Times a mechanism of scrape_configs or alertmanagers broke down over an answer; it is started again after a while, and the log says which one.",
	})
	return &Mechanisms{registerer: reg, metrics: metrics, crashes: crashes}, nil
}

// Discoverer follows the discovery settings of one purpose.
type Discoverer struct {
	manager *discovery.Manager
	cancel  context.CancelFunc
	rounds  *rounds
}

// New makes a discoverer; purpose ("scrape", "notify") names it in metrics.
func New(purpose string, m *Mechanisms, logger *slog.Logger) (*Discoverer, error) {
	ctx, cancel := context.WithCancel(context.Background())
	manager := discovery.NewManager(ctx, logger.With("component", "discovery", "purpose", purpose), m.registerer, m.metrics,
		discovery.Name(purpose), discovery.HTTPClientOptions(boundedConnections()...))
	if manager == nil {
		cancel()
		return nil, fmt.Errorf("register metrics of %s discovery", purpose)
	}
	return &Discoverer{manager: manager, cancel: cancel, rounds: &rounds{crashes: m.crashes}}, nil
}

// Run follows until ctx ends.
func (d *Discoverer) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, d.cancel)
	defer stop()
	if err := d.manager.Run(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// Found is the stream of states: for each job all groups known at that moment.
func (d *Discoverer) Found() <-chan map[string][]*targetgroup.Group { return d.manager.SyncCh() }

// Follow replaces what is followed.
func (d *Discoverer) Follow(jobs map[string]discovery.Configs) error {
	return d.manager.ApplyConfig(d.rounds.watch(jobs))
}

// Complete tells whether each of these mechanisms has delivered since it was
// started: before that, nothing found does not mean that nothing is there.
func (d *Discoverer) Complete(settings discovery.Configs) bool { return d.rounds.complete(settings) }

// ScrapeJobs are the discovery settings of a configuration's scrape jobs.
func ScrapeJobs(conf *promconfig.Config) (map[string]discovery.Configs, error) {
	scrapes, err := conf.GetScrapeConfigs()
	if err != nil {
		return nil, fmt.Errorf("read scrape configurations: %w", err)
	}
	jobs := make(map[string]discovery.Configs, len(scrapes))
	for _, s := range scrapes {
		jobs[s.JobName] = s.ServiceDiscoveryConfigs
	}
	return jobs, nil
}

// AlertmanagerJobs are the discovery settings of external Alertmanagers.
func AlertmanagerJobs(conf *promconfig.Config) map[string]discovery.Configs {
	jobs := map[string]discovery.Configs{}
	for name, am := range conf.AlertingConfig.AlertmanagerConfigs.ToMap() {
		jobs[name] = am.ServiceDiscoveryConfigs
	}
	return jobs
}
