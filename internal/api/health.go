package api

import (
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// Health is what the routes about Lookout itself are answered from.
type Health struct {
	Gatherer prometheus.Gatherer
	Reload   func(r *http.Request) error
}

// Routes declares health, own metrics, reload and profiles.
func (h Health) Routes() []gateway.Route {
	routes := []gateway.Route{
		{Method: http.MethodGet, Path: "/-/healthy", Scope: gateway.Open, Handler: says("Lookout is healthy.\n"), Summary: "200 while the process runs"},
		{Method: http.MethodGet, Path: "/-/ready", Scope: gateway.Open, Handler: says("Lookout is ready.\n"), Summary: "200 once every other route answers"},
		{Method: http.MethodGet, Path: "/metrics", Scope: gateway.ReadStatus, Handler: promhttp.HandlerFor(h.Gatherer, promhttp.HandlerOpts{EnableOpenMetrics: true}), Summary: "own metrics"},
		{Method: http.MethodPost, Path: "/-/reload", Scope: gateway.Admin, Handler: http.HandlerFunc(h.reload), Summary: "load the configuration again"},
		{Method: http.MethodPut, Path: "/-/reload", Scope: gateway.Admin, Handler: http.HandlerFunc(h.reload), Summary: "load the configuration again"},
	}
	for _, profile := range []struct {
		path    string
		handler http.HandlerFunc
	}{
		{"/debug/pprof/", pprof.Index},
		{"/debug/pprof/cmdline", pprof.Cmdline},
		{"/debug/pprof/profile", pprof.Profile},
		{"/debug/pprof/symbol", pprof.Symbol},
		{"/debug/pprof/trace", pprof.Trace},
	} {
		routes = append(routes, gateway.Route{Method: http.MethodGet, Path: profile.path, Scope: gateway.Admin, Handler: profile.handler, Summary: "profiles of the process"})
	}
	return routes
}

func says(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) })
}

func (h Health) reload(w http.ResponseWriter, r *http.Request) {
	if err := h.Reload(r); err != nil {
		http.Error(w, "failed to reload config: "+err.Error(), http.StatusInternalServerError)
	}
}
