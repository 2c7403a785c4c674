package app

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"time"

	promlabels "github.com/prometheus/prometheus/model/labels"
	promrules "github.com/prometheus/prometheus/rules"

	"github.com/lookout-monitor/lookout/internal/config"
	"github.com/lookout-monitor/lookout/internal/discover"
	"github.com/lookout-monitor/lookout/internal/metrics"
	"github.com/lookout-monitor/lookout/internal/metrics/reuse"
	"github.com/lookout-monitor/lookout/internal/scrape"
)

// Exemplars held in memory where storage.exemplars sets no number: room for
// them is set aside at the start, some 60 bytes each.
const maxExemplars = 20_000

// flushDeadline is how long a stop waits for remote write, as Prometheus does.
const flushDeadline = time.Minute

func (a *App) newRoom(conf *config.Config) *metrics.Room {
	exemplars := int64(maxExemplars)
	if e := conf.Prometheus.StorageConfig.ExemplarsConfig; e != nil && e.MaxExemplars > 0 {
		exemplars = e.MaxExemplars
	}
	return metrics.New(metrics.Options{
		Dir:           a.metricsDir(),
		Keep:          keep(conf),
		MaxExemplars:  exemplars,
		Answers:       a.answers,
		FlushDeadline: flushDeadline,
		Logger:        a.logger,
		Registerer:    a.own.registry,
	})
}

// newAnswers makes the memory of what was answered; nil when the configuration wants none.
func (a *App) newAnswers(conf *config.Config) *reuse.Memory {
	most := int64(conf.Metrics.Query.Remember)
	if most == 0 {
		return nil
	}
	return reuse.New(reuse.Options{MaxBytes: most, Now: time.Now, Registerer: a.own.registry})
}

func keep(conf *config.Config) metrics.Keep {
	return metrics.Keep{
		Time:             conf.Metrics.Retention,
		Size:             int64(conf.Metrics.RetentionSize),
		Percentage:       conf.Metrics.RetentionPercentage,
		OutOfOrderWindow: conf.Metrics.OutOfOrderWindow,
	}
}

func (a *App) metricsDir() string { return filepath.Join(a.dataDir, "metrics") }

func (a *App) openEngine(conf *config.Config) (*metrics.Engine, error) {
	q := conf.Metrics.Query
	limits := metrics.QueryLimits{Timeout: q.Timeout, MaxSamples: q.MaxSamples, MaxConcurrency: q.MaxConcurrency, Lookback: q.Lookback}
	return metrics.OpenEngine(a.metricsDir(), limits, a.evaluationInterval, a.answers, a.logger.With("component", "queries"), a.own.registry)
}

// evaluationInterval is what subqueries without a step use.
func (a *App) evaluationInterval() time.Duration {
	if conf := a.config.Load(); conf != nil {
		return time.Duration(conf.Prometheus.GlobalConfig.EvaluationInterval)
	}
	return time.Minute
}

// notify takes what fires from the rules to our own pipeline and to the
// external Alertmanagers.
func (a *App) notify(ctx context.Context, expr string, alerts ...*promrules.Alert) {
	a.addMessages(alerts)
	a.alerts.Notify(ctx, expr, alerts...)
	a.forward.Notify(ctx, expr, alerts...)
}

// vary makes the jobs known that targets with an access of their own need.
func (a *App) vary(variants []discover.Variant) error {
	jobs := make([]scrape.Variant, len(variants))
	for i, v := range variants {
		jobs[i] = scrape.Variant(v)
	}
	return a.scraper.Vary(jobs)
}

// addMessages puts beside an alert about a check what its endpoint said. The
// message is not in the alert's labels nor in any series, so it is looked up
// here, on the way from the rules to people.
func (a *App) addMessages(alerts []*promrules.Alert) {
	for _, alert := range alerts {
		message := a.legacy.Message(alert.Labels.Get("job"), alert.Labels.Get("instance"), alert.Labels.Get("check"))
		if message == "" || alert.Annotations.Has("message") {
			continue
		}
		annotations := promlabels.NewBuilder(alert.Annotations)
		annotations.Set("message", message)
		alert.Annotations = annotations.Labels()
	}
}

// replayProgress says how far the store has come with opening.
func (a *App) replayProgress() string {
	status, err := a.room.Admin().WALReplayStatus()
	if err != nil || status.Max == 0 {
		return "opening the metrics store"
	}
	return fmt.Sprintf("replaying the write-ahead log, segment %d of %d", status.Current-status.Min, status.Max-status.Min)
}

// externalURL is how people reach this Lookout: as configured, else by the
// address that was opened, with the host's name where that says "anywhere".
func externalURL(conf *config.Config, address, hostname string) *url.URL {
	if conf.Web.ExternalURL != nil {
		return conf.Web.ExternalURL
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		host, port = address, ""
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = hostname
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}
}
