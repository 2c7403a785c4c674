package app

import (
	"log/slog"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/version"
)

// ownMetrics are Lookout's metrics about itself, all in one registry.
type ownMetrics struct {
	registry *prometheus.Registry

	// Each figure stands under Lookout's name and under the one Prometheus
	// gives it, which existing dashboards and alerts look for.
	successful []prometheus.Gauge
	lastTime   []prometheus.Gauge
}

func newOwnMetrics() *ownMetrics {
	registry := prometheus.NewRegistry()
	factory := promauto.With(registry)
	own := &ownMetrics{registry: registry}
	for _, prefix := range []string{"lookout", "prometheus"} {
		own.successful = append(own.successful, factory.NewGauge(prometheus.GaugeOpts{
			Name: prefix + "_config_last_reload_successful",
			Help: "Whether the last configuration reload attempt was successful.",
		}))
		own.lastTime = append(own.lastTime, factory.NewGauge(prometheus.GaugeOpts{
			Name: prefix + "_config_last_reload_success_timestamp_seconds",
			Help: "Timestamp of the last successful configuration reload.",
		}))
	}
	factory.NewGauge(prometheus.GaugeOpts{
		Name: "lookout_build_info",
		Help: "What this binary was built from; always 1.",
		ConstLabels: prometheus.Labels{
			"version": version.Version, "revision": version.GetRevision(), "goversion": version.GoVersion,
			"prometheus": moduleVersion("github.com/prometheus/prometheus"), "alertmanager": moduleVersion("github.com/prometheus/alertmanager"),
		},
	}).Set(1)
	registry.MustRegister(
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(
			collectors.MetricsGC, collectors.MetricsScheduler,
			collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/sync/mutex/wait/total:seconds$`)},
		)),
	)
	return own
}

func (o *ownMetrics) reloaded(successful bool, at time.Time) {
	value := 0.0
	if successful {
		value = 1
		for _, g := range o.lastTime {
			g.Set(float64(at.UnixMilli()) / 1000)
		}
	}
	for _, g := range o.successful {
		g.Set(value)
	}
}

// Gather collects our registry and the few metrics that the libraries put into
// the default one whether asked or not.
func (o *ownMetrics) Gather() ([]*dto.MetricFamily, error) {
	return prometheus.Gatherers{o.registry, prometheus.GathererFunc(strays)}.Gather()
}

func strays() ([]*dto.MetricFamily, error) {
	all, err := prometheus.DefaultGatherer.Gather()
	var found []*dto.MetricFamily
	for _, family := range all {
		if name := family.GetName(); strings.HasPrefix(name, "prometheus_remote_storage_") || strings.HasPrefix(name, "prometheus_template_") {
			found = append(found, family)
		}
	}
	return found, err
}

// moduleVersion is the version of a library inside this binary.
func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, m := range info.Deps {
		if m.Path == path {
			return strings.TrimPrefix(m.Version, "v")
		}
	}
	return "unknown"
}

// Share of the memory this process may have, by cgroup or machine, from which
// on the collector works harder rather than let the process be killed.
const memoryShare = 0.9

// limitMemory sets the collector's limit, unless the environment already does.
func limitMemory(logger *slog.Logger) {
	_, err := memlimit.SetGoMemLimitWithOpts(
		memlimit.WithRatio(memoryShare),
		memlimit.WithProvider(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)),
	)
	if err != nil {
		logger.Warn("memory limit not set", "err", err)
	}
}
