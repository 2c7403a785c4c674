// Package forward passes alerts on to external Alertmanagers, those of the
// alerting block. Alerts of the rules flow in, are queued per Alertmanager and
// flow out over its HTTP API. It does not know about grouping, silences or
// receivers; whoever it forwards to does.
package forward

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"

	"github.com/prometheus/client_golang/prometheus"
	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"github.com/prometheus/prometheus/notifier"
	promrules "github.com/prometheus/prometheus/rules"
)

// Alerts wait in a queue of this many while their Alertmanager does not
// answer, and go out in batches; both are Prometheus' defaults.
const (
	queueCapacity = 10_000
	batchSize     = notifier.DefaultMaxBatchSize
)

// Forwarder sends alerts to the Alertmanagers that discovery finds.
type Forwarder struct {
	manager *notifier.Manager
	send    promrules.NotifyFunc
}

// New allocates a forwarder; alerts link back to graphs below externalURL.
func New(externalURL *url.URL, names model.ValidationScheme, logger *slog.Logger, reg prometheus.Registerer) *Forwarder {
	options := &notifier.Options{
		QueueCapacity:   queueCapacity,
		MaxBatchSize:    batchSize,
		DrainOnShutdown: true,
		Registerer:      reg,
	}
	manager := notifier.NewManager(options, names, logger.With("component", "forward"))
	return &Forwarder{manager: manager, send: promrules.SendAlerts(manager, externalURL.String())}
}

// Check builds the HTTP client of every external Alertmanager and reports those
// that cannot be built: a key that cannot be read shows only then.
func Check(conf *promconfig.Config) error {
	var problems []error
	for name, am := range conf.AlertingConfig.AlertmanagerConfigs.ToMap() {
		client, err := httpconfig.NewClientFromConfig(am.HTTPClientConfig, "alertmanager")
		if err != nil {
			problems = append(problems, fmt.Errorf("alerting: alertmanagers: %s: %w", name, err))
			continue
		}
		client.CloseIdleConnections()
	}
	return errors.Join(problems...)
}

// Apply takes over the alerting block of a configuration.
func (f *Forwarder) Apply(conf *promconfig.Config) error {
	if err := f.manager.ApplyConfig(conf); err != nil {
		return fmt.Errorf("apply external alertmanagers: %w", err)
	}
	return nil
}

// Notify queues alerts; it is a rules.NotifyFunc and never blocks.
func (f *Forwarder) Notify(ctx context.Context, expr string, alerts ...*promrules.Alert) {
	f.send(ctx, expr, alerts...)
}

// Run sends to what found delivers until ctx ends, then sends what is queued; a
// batch under way at that moment may be lost, and the rules send it again after
// the next start.
func (f *Forwarder) Run(ctx context.Context, found <-chan map[string][]*targetgroup.Group) error {
	stop := context.AfterFunc(ctx, f.manager.Stop)
	defer stop()
	f.manager.Run(found)
	return nil
}

// Alertmanagers are the addresses alerts go to now.
func (f *Forwarder) Alertmanagers() []*url.URL { return f.manager.Alertmanagers() }

// DroppedAlertmanagers are those that relabelling removed.
func (f *Forwarder) DroppedAlertmanagers() []*url.URL { return f.manager.DroppedAlertmanagers() }
