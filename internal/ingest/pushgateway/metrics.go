package pushgateway

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Reasons for which a push is refused.
const (
	refusedRequest      = "request"      // path, time to live or encoding
	refusedBody         = "body"         // neither text nor protocol buffers
	refusedSize         = "size"         // bytes or samples in one push
	refusedInconsistent = "inconsistent" // with itself or with what is there
	refusedFull         = "full"         // groups or samples altogether
	refusedDisk         = "disk"         // could not be kept
)

// metrics are what the store tells of itself on Lookout's own page.
type metrics struct {
	refused    *prometheus.CounterVec
	expired    prometheus.Counter
	unreadable prometheus.Counter
}

func newMetrics(reg prometheus.Registerer) *metrics {
	factory := promauto.With(reg)
	m := &metrics{
		refused: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "lookout_push_refused_total",
			Help: "Pushes to the push gateway that were refused, by reason.",
		}, []string{"reason"}),
		expired: factory.NewCounter(prometheus.CounterOpts{
			Name: "lookout_push_groups_expired_total",
			Help: "Pushed groups that ended because their time to live had passed.",
		}),
		unreadable: factory.NewCounter(prometheus.CounterOpts{
			Name: "lookout_push_groups_unreadable_total",
			Help: "Pushed groups whose files could not be read at the start and were put aside.",
		}),
	}
	for _, reason := range []string{refusedRequest, refusedBody, refusedSize, refusedInconsistent, refusedFull, refusedDisk} {
		m.refused.WithLabelValues(reason)
	}
	return m
}

// watch registers the sizes that are read off the store at each scrape.
func (*metrics) watch(reg prometheus.Registerer, size func() (groups, samples int)) {
	factory := promauto.With(reg)
	factory.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "lookout_push_groups",
		Help: "Pushed groups that are kept.",
	}, func() float64 { groups, _ := size(); return float64(groups) })
	factory.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "lookout_push_samples",
		Help: "Samples in all pushed groups.",
	}, func() float64 { _, samples := size(); return float64(samples) })
}
