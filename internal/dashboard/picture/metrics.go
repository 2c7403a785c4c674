package picture

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	pictures *prometheus.CounterVec
	crashes  prometheus.Counter
}

func newMetrics(registerer prometheus.Registerer) *metrics {
	m := &metrics{
		pictures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lookout_dashboard_pictures_total",
			Help: "Pictures of dashboards that were asked for, by result: drawn, refused (the request was wrong), busy (too many at a time) or failed.",
		}, []string{"result"}),
		crashes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "lookout_dashboard_picture_crashes_total",
			Help: "Panels that are missing in a picture because drawing them broke down; the log says how.",
		}),
	}
	for _, result := range []string{"drawn", "refused", "busy", "failed"} {
		m.pictures.WithLabelValues(result)
	}
	registerer.MustRegister(m.pictures, m.crashes)
	return m
}

func (m *metrics) count(err error) {
	_, wrong := errors.AsType[*InvalidError](err)
	result := "failed"
	switch {
	case err == nil:
		result = "drawn"
	case wrong || errors.Is(err, ErrNoPanel):
		result = "refused"
	case errors.Is(err, ErrBusy):
		result = "busy"
	}
	m.pictures.WithLabelValues(result).Inc()
}
