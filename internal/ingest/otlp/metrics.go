package otlp

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Reasons for which a whole request is refused.
const (
	refusedType  = "content_type"
	refusedSize  = "size"
	refusedBody  = "body"
	refusedBusy  = "busy"
	refusedStore = "store"
)

type metrics struct {
	points   prometheus.Counter
	rejected prometheus.Counter
	warnings prometheus.Counter
	refused  *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	factory := promauto.With(reg)
	m := &metrics{
		points: factory.NewCounter(prometheus.CounterOpts{
			Name: "lookout_otlp_data_points_total",
			Help: "Data points that were taken over OTLP.",
		}),
		rejected: factory.NewCounter(prometheus.CounterOpts{
			Name: "lookout_otlp_data_points_rejected_total",
			Help: "Data points that were rejected as part of an OTLP request: too late, too far ahead, out of order, or of a kind that cannot be kept.",
		}),
		warnings: factory.NewCounter(prometheus.CounterOpts{
			Name: "lookout_otlp_translation_warnings_total",
			Help: "Warnings on the way from OTLP to samples, such as labels that become the same one.",
		}),
		refused: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "lookout_otlp_requests_refused_total",
			Help: "OTLP requests that were refused as a whole, by reason.",
		}, []string{"reason"}),
	}
	for _, reason := range []string{refusedType, refusedSize, refusedBody, refusedBusy, refusedStore} {
		m.refused.WithLabelValues(reason)
	}
	return m
}
