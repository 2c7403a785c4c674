package alert

import (
	"hash/fnv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics are those that Alertmanager's own program adds to what its packages
// register, so that existing dashboards and alerts about it keep working.
type metrics struct {
	requestDuration *prometheus.HistogramVec
	received        *prometheus.CounterVec
	invalid         prometheus.Counter
	noRoom          prometheus.Counter
	receivers       prometheus.Gauge
	integrations    prometheus.Gauge
	inhibitionRules prometheus.Gauge
	configOK        prometheus.Gauge
	configTime      prometheus.Gauge
	configHash      prometheus.Gauge
}

func newMetrics(reg prometheus.Registerer) *metrics {
	f := promauto.With(reg)
	gauge := func(name, help string) prometheus.Gauge {
		return f.NewGauge(prometheus.GaugeOpts{Namespace: "alertmanager", Name: name, Help: help})
	}
	// Alerts that arrive over HTTP are counted by the API as version="v2";
	// those of our own rules never pass through it.
	own := prometheus.Labels{"version": "rules"}
	gauge("cluster_enabled", "Indicates whether the clustering is enabled or not.")
	return &metrics{
		requestDuration: f.NewHistogramVec(prometheus.HistogramOpts{
			Name:                            "alertmanager_http_request_duration_seconds",
			Help:                            "Histogram of latencies for HTTP requests.",
			Buckets:                         prometheus.DefBuckets,
			NativeHistogramBucketFactor:     1.1,
			NativeHistogramMaxBucketNumber:  100,
			NativeHistogramMinResetDuration: time.Hour,
		}, []string{"handler", "method", "code"}),
		received: f.NewCounterVec(prometheus.CounterOpts{
			Name:        "alertmanager_alerts_received_total",
			Help:        "The total number of received alerts.",
			ConstLabels: own,
		}, []string{"status"}),
		invalid: f.NewCounter(prometheus.CounterOpts{
			Name:        "alertmanager_alerts_invalid_total",
			Help:        "The total number of received alerts that were invalid.",
			ConstLabels: own,
		}),
		noRoom: f.NewCounter(prometheus.CounterOpts{
			Name: "lookout_alerts_refused_total",
			Help: "Alerts that others posted and that were not taken, because too many are held.",
		}),
		receivers:       gauge("receivers", "Number of configured receivers."),
		integrations:    gauge("integrations", "Number of configured integrations."),
		inhibitionRules: gauge("inhibition_rules", "Number of configured inhibition rules."),
		configOK:        gauge("config_last_reload_successful", "Whether the last configuration reload attempt was successful."),
		configTime:      gauge("config_last_reload_success_timestamp_seconds", "Timestamp of the last successful configuration reload."),
		configHash:      gauge("config_hash", "Hash of the currently loaded alertmanager configuration. Note that this is not a cryptographically strong hash."),
	}
}

// applied notes that a configuration has taken over.
func (m *metrics) applied(p *Plan) {
	m.receivers.Set(float64(len(p.receivers)))
	m.integrations.Set(float64(p.integrations))
	m.inhibitionRules.Set(float64(len(p.conf.InhibitRules)))
	m.configOK.Set(1)
	m.configTime.SetToCurrentTime()
	m.configHash.Set(hash(p.conf.String()))
}

// hash tells one text from another within the 53 bits of a float's mantissa.
func hash(text string) float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // cannot fail
	return float64(h.Sum64() >> 16)
}
