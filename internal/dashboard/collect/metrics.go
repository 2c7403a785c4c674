package collect

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	fetches *prometheus.CounterVec
}

func newMetrics(registerer prometheus.Registerer) *metrics {
	m := &metrics{fetches: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "lookout_dashboard_fetches_total",
		Help: "Requests to services for their lists of dashboards and their files, by result: full, unchanged or failed.",
	}, []string{"result"})}
	for _, result := range []string{"full", "unchanged", "failed"} {
		m.fetches.WithLabelValues(result)
	}
	registerer.MustRegister(m.fetches)
	return m
}
