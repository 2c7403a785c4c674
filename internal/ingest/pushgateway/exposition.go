package pushgateway

import (
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/version"
	"google.golang.org/protobuf/proto"
)

// Gather merges what all groups have of each metric. The series are the
// groups' own, which never change.
func (s *Store) Gather() ([]*dto.MetricFamily, error) {
	merged := map[string]*dto.MetricFamily{}
	for _, g := range s.Groups() {
		for _, f := range append(g.times(), g.Families...) {
			whole := merged[f.GetName()]
			if whole == nil {
				whole = &dto.MetricFamily{Name: f.Name, Help: f.Help, Type: f.Type, Unit: f.Unit}
				merged[f.GetName()] = whole
			}
			whole.Metric = append(whole.Metric, f.Metric...)
		}
	}
	return slices.Collect(maps.Values(merged)), nil
}

// gatherer is everything that a scrape of the push gateway gets, by name.
func (a *API) gatherer() prometheus.Gatherer {
	return prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) {
		pushed, err := a.store.Gather()
		if err != nil {
			return nil, err
		}
		own, err := a.requests.registry.Gather()
		all := append(pushed, own...)
		slices.SortFunc(all, func(x, y *dto.MetricFamily) int { return strings.Compare(x.GetName(), y.GetName()) })
		return all, err
	})
}

// requestMetrics are those of Pushgateway's own metrics that dashboards of it
// show, under its names and in its exposition.
type requestMetrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.SummaryVec
	size     *prometheus.SummaryVec
}

const (
	buildName    = "pushgateway_build_info"
	requestsName = "pushgateway_http_requests_total"
	durationName = "pushgateway_http_push_duration_seconds"
	sizeName     = "pushgateway_http_push_size_bytes"
)

// ownFamilies are the names that nobody may push something else under.
func ownFamilies() []*dto.MetricFamily {
	family := func(name string, kind dto.MetricType) *dto.MetricFamily {
		return &dto.MetricFamily{Name: proto.String(name), Type: kind.Enum()}
	}
	return []*dto.MetricFamily{
		family(buildName, dto.MetricType_GAUGE), family(requestsName, dto.MetricType_COUNTER),
		family(durationName, dto.MetricType_SUMMARY), family(sizeName, dto.MetricType_SUMMARY),
	}
}

func newRequestMetrics() *requestMetrics {
	m := &requestMetrics{registry: prometheus.NewRegistry()}
	factory := promauto.With(m.registry)
	quantiles := map[float64]float64{0.1: 0.01, 0.5: 0.05, 0.9: 0.01}
	m.requests = factory.NewCounterVec(prometheus.CounterOpts{
		Name: requestsName, Help: "Total HTTP requests processed by the Pushgateway, excluding scrapes.",
	}, []string{"code", "handler", "method"})
	m.duration = factory.NewSummaryVec(prometheus.SummaryOpts{
		Name: durationName, Help: "HTTP request duration for pushes to the Pushgateway.", Objectives: quantiles,
	}, []string{"method"})
	m.size = factory.NewSummaryVec(prometheus.SummaryOpts{
		Name: sizeName, Help: "HTTP request size for pushes to the Pushgateway.", Objectives: quantiles,
	}, []string{"method"})
	factory.NewGauge(prometheus.GaugeOpts{
		Name: buildName, Help: "What this push gateway was built from, which is Lookout; always 1.",
		ConstLabels: prometheus.Labels{
			"version": version.Version, "revision": version.GetRevision(), "branch": version.Branch,
			"goversion": version.GoVersion, "goos": runtime.GOOS, "goarch": runtime.GOARCH,
		},
	}).Set(1)
	return m
}

func (m *requestMetrics) count(handler string, next http.HandlerFunc) http.Handler {
	return promhttp.InstrumentHandlerCounter(m.requests.MustCurryWith(prometheus.Labels{"handler": handler}), next)
}

func (m *requestMetrics) measure(next http.HandlerFunc) http.HandlerFunc {
	return promhttp.InstrumentHandlerRequestSize(m.size, promhttp.InstrumentHandlerDuration(m.duration, next))
}
