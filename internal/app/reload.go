package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"runtime/debug"
	"time"

	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"

	"github.com/lookout-monitor/lookout/internal/alert"
	"github.com/lookout-monitor/lookout/internal/config"
	"github.com/lookout-monitor/lookout/internal/discover"
	"github.com/lookout-monitor/lookout/internal/gateway"
	"github.com/lookout-monitor/lookout/internal/ledger"
)

// reloadOutcome is how the last attempt to load the configuration went.
type reloadOutcome struct {
	err         error
	lastSuccess time.Time
}

// load reads the configuration. Its secrets are hidden in the log from here on,
// beside those of the one in effect.
func (a *App) load() (*loaded, error) {
	environment := config.Environment{Listen: a.address(), Hostname: a.hostname, LookupEnv: os.LookupEnv}
	return load(a.options.Source, environment, a.logger, func(next *config.Config) {
		if current := a.config.Load(); current != nil {
			a.secrets.hide(next, current.Config)
			return
		}
		a.secrets.hide(next)
	})
}

// address is where this Lookout listens: as opened, or as asked before that.
func (a *App) address() string {
	if a.server != nil {
		return a.server.Addr()
	}
	return a.options.Listen
}

// prepare does the fallible work of notifying that changes nothing yet.
func (a *App) prepare(conf *loaded) (*alert.Plan, error) {
	plan, err := a.alerts.Prepare(conf.Alertmanager)
	if err != nil {
		return nil, fmt.Errorf("prepare receivers: %w", err)
	}
	return plan, nil
}

// Reload loads the configuration again. A bad one changes nothing; the error
// says why, and so do the log, the status page and the metric.
func (a *App) Reload() error {
	a.reloading.Lock()
	defer a.reloading.Unlock()
	if err := a.replace(); err != nil {
		a.failed(err)
		a.logger.Error("configuration not reloaded, the previous one stays in effect", "err", err)
		return err
	}
	a.succeeded()
	a.logger.Info("configuration reloaded", "files", a.config.Load().Files)
	return nil
}

func (a *App) replace() error {
	next, err := a.load()
	if err != nil {
		a.alerts.ConfigRejected()
		return err
	}
	plan, err := a.prepare(next)
	if err != nil {
		return err
	}
	if err := a.swap(next, plan); err != nil {
		return errors.Join(err, a.rollback())
	}
	a.warnOfRestart(a.config.Load().Config, next.Config)
	a.config.Store(next)
	return nil
}

// rollback puts the previous configuration into effect again, after a part
// refused the next one: a certificate file that cannot be read shows only when
// its client is built.
func (a *App) rollback() error {
	previous := a.config.Load()
	plan, err := a.prepare(previous)
	if err != nil {
		return fmt.Errorf("return to the previous configuration: %w", err)
	}
	if err := a.swap(previous, plan); err != nil {
		return fmt.Errorf("return to the previous configuration: %w", err)
	}
	return nil
}

// swap puts a configuration into effect, stores first and producers last; what
// is scraped here must know its targets before the scraper does, and the scraper
// must know a job before discovery delivers its targets.
func (a *App) swap(conf *loaded, plan *alert.Plan) error {
	prom := conf.Prometheus
	jobs, err := discover.ScrapeJobs(prom)
	if err != nil {
		return err
	}
	conventions := discover.Sources(conf.Discover.Entries(), conf.Environment, a.found)
	maps.Copy(jobs, conventions)
	a.prober.Apply(conf.Probing.Modules, conf.Probing.Jobs)
	a.legacy.Apply(conf.LegacyStatus)
	for _, step := range []func() error{
		func() error { return a.room.Apply(prom, keep(conf.Config)) },
		func() error { return a.engine.Apply(prom) },
		func() error { return a.scraper.Apply(prom, conf.Budgets) },
		func() error { return a.follow(conf, jobs) },
		func() error { return a.delivered.Apply(conf.Ledger.Metrics) },
		func() error { a.found.Retain(conventions); return nil },
		func() error { return a.forward.Apply(prom) },
		func() error { return a.receivers.Follow(discover.AlertmanagerJobs(prom)) },
		func() error { return a.rules.Apply(prom, conf.rules) },
		// It forgets jobs that are gone, so it comes when nothing else can fail.
		func() error { return a.heartbeats.Apply(context.Background(), conf.Heartbeats) },
		func() error { a.prober.Settle(); a.legacy.Settle(); return nil },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	debug.SetGCPercent(prom.Runtime.GoGC)
	a.setLogLevel(prom.Runtime.LogLevel)
	a.pushed.Apply(conf.Pushgateway)
	a.boards.Apply(conf.Dashboards)
	a.handover.Apply(conf.GrafanaSync)
	a.alerts.SetAlertLabels(prom.GlobalConfig.ExternalLabels, prom.AlertingConfig.AlertRelabelConfigs)
	a.alerts.Apply(plan)
	return nil
}

// follow has discovery and the ledger of what it finds take over the scrape
// jobs, together, so that what a reload ends is not missed.
func (a *App) follow(conf *loaded, settings map[string]discovery.Configs) error {
	jobs, err := conf.Prometheus.GetScrapeConfigs()
	if err != nil {
		return fmt.Errorf("read scrape configurations: %w", err)
	}
	return a.ledger.Apply(ledger.Change{
		Config: conf.Ledger, Jobs: jobs, Settings: settings,
		Follow: func() error { return a.targets.Follow(settings) },
	})
}

// setLogLevel follows runtime.log_level, where it is set to another level than
// its default: that one leaves what the command line says.
func (a *App) setLogLevel(level promconfig.LogLevel) {
	if a.options.SetLogLevel == nil {
		return
	}
	if level == promconfig.DefaultConfig.Runtime.LogLevel {
		level = ""
	}
	a.options.SetLogLevel(string(level))
}

// warnOfRestart names settings that a reload accepts but cannot put into
// effect.
func (a *App) warnOfRestart(before, after *config.Config) {
	if before.Metrics.Query != after.Metrics.Query {
		a.logger.Warn("query limits changed; they take effect at the next start")
	}
	if before.OTLP != after.OTLP {
		a.logger.Warn("otlp_receiver settings changed; they take effect at the next start")
	}
	if !reflect.DeepEqual(before.Web, after.Web) {
		a.logger.Warn("web settings changed; they take effect at the next start")
	}
}

// reloadOnSignal is a reload that whoever may send this process a signal asked
// for. How it went stands where reloads are reported: log, page and metric.
func (a *App) reloadOnSignal(ctx context.Context) {
	detail := "successful"
	if err := a.Reload(); err != nil {
		detail = err.Error()
	}
	entry := gateway.Entry{Actor: "signal", Action: "config.reload", Detail: detail}
	if err := a.audit.Append(ctx, entry); err != nil {
		a.logger.Error("audit entry lost", "err", err, "action", entry.Action)
	}
}

func (a *App) succeeded() {
	now := time.Now().UTC()
	a.reload.Store(&reloadOutcome{lastSuccess: now})
	a.own.reloaded(true, now)
}

func (a *App) failed(err error) {
	a.reload.Store(&reloadOutcome{err: err, lastSuccess: a.reload.Load().lastSuccess})
	a.own.reloaded(false, time.Time{})
}
