package handover

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	success *prometheus.GaugeVec
	pushed  *prometheus.CounterVec
	deleted *prometheus.CounterVec
	refused *prometheus.GaugeVec
}

func newMetrics(r prometheus.Registerer) metrics {
	byGrafana := []string{"grafana"}
	m := metrics{
		success: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "lookout_grafana_sync_last_success_timestamp_seconds",
			Help: "When a Grafana was last compared with the dashboards here to the end; before the first time, when Lookout began to.",
		}, byGrafana),
		pushed:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lookout_grafana_sync_pushed_total", Help: "Dashboards that were created or changed in a Grafana."}, byGrafana),
		deleted: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "lookout_grafana_sync_deleted_total", Help: "Dashboards that were deleted in a Grafana."}, byGrafana),
		refused: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "lookout_grafana_sync_refused", Help: "Dashboards that a Grafana does not take."}, byGrafana),
	}
	r.MustRegister(m.success, m.pushed, m.deleted, m.refused)
	return m
}

func (m metrics) begin(grafana string, now time.Time) {
	m.success.WithLabelValues(grafana).Set(float64(now.Unix()))
	m.pushed.WithLabelValues(grafana)
	m.deleted.WithLabelValues(grafana)
	m.refused.WithLabelValues(grafana)
}

func (m metrics) settle(grafana string, done result, err error, now time.Time) {
	m.pushed.WithLabelValues(grafana).Add(float64(done.pushed))
	m.deleted.WithLabelValues(grafana).Add(float64(done.deleted))
	m.refused.WithLabelValues(grafana).Set(float64(len(done.failures)))
	if err == nil {
		m.success.WithLabelValues(grafana).Set(float64(now.Unix()))
	}
}

func (m metrics) drop(grafana string) {
	m.success.DeleteLabelValues(grafana)
	m.pushed.DeleteLabelValues(grafana)
	m.deleted.DeleteLabelValues(grafana)
	m.refused.DeleteLabelValues(grafana)
}
