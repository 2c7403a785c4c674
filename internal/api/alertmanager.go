package api

import (
	"net/http"

	"github.com/lookout-monitor/lookout/internal/alert"
	"github.com/lookout-monitor/lookout/internal/gateway"
)

// AlertmanagerRoutes declares Alertmanager's API, to be mounted under
// /alertmanager.
func AlertmanagerRoutes(a *alert.Alertmanager) []gateway.Route {
	v2 := a.HandlerV2()
	var routes []gateway.Route
	for _, operation := range a.Routes() {
		routes = append(routes, gateway.Route{
			Method: operation.Method, Path: operation.Path, Handler: v2,
			Scope:   alertScope(operation.Method),
			MaxBody: maxAlertBody,
			Summary: "Alertmanager's API v2",
		})
	}
	return append(routes, gateway.Route{
		Method: http.MethodGet, Path: "/api/v1/alerts", Scope: gateway.ReadAlerts, Handler: a.HandlerV1Alerts(),
		Summary: "alerts in the envelope of API v1, which federating clients still read",
	})
}

// maxAlertBody lies above what the pipeline itself takes, so that its own,
// clearer refusal is the one that is seen.
const maxAlertBody = 32 << 20

// alertScope is what an operation needs by what its method does.
func alertScope(method string) gateway.Scope {
	switch method {
	case http.MethodGet, http.MethodHead:
		return gateway.ReadAlerts
	case http.MethodOptions:
		return gateway.Open
	default:
		return gateway.WriteAlerts
	}
}
