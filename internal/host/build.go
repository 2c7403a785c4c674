package host

import (
	"runtime"
	"runtime/debug"

	"github.com/prometheus/client_golang/prometheus"
)

const collectorModule = "github.com/prometheus/node_exporter"

// buildInfo is node_exporter_build_info, with the version of the collectors that are
// built in: dashboards list their hosts from this metric's instance label.
func buildInfo() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "node_exporter_build_info",
		Help: "A metric with a constant '1' value labeled by the version of the built-in node_exporter collectors and the Go version and platform they were built for.",
		ConstLabels: prometheus.Labels{
			"version": collectorVersion(), "revision": "", "branch": "", "tags": "",
			"goversion": runtime.Version(), "goos": runtime.GOOS, "goarch": runtime.GOARCH,
		},
	}, func() float64 { return 1 })
}

func collectorVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dep := range info.Deps {
		if dep.Path == collectorModule {
			return dep.Version
		}
	}
	return "unknown"
}
