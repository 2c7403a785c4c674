package api

import (
	"net/http"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// otlpPath is where Prometheus takes OTLP; here another package answers there.
const otlpPath = "/otlp/v1/metrics"

// prometheusRoutes declares every route of Prometheus' API v1 with the scope
// it needs. A route that a later Prometheus adds does not answer until it
// stands here; a test compares the table with the library's source.
var prometheusRoutes = []gateway.Route{
	{Method: http.MethodOptions, Path: "/{path...}", Scope: gateway.Open, Summary: "cross-origin preflight"},

	{Method: http.MethodGet, Path: "/query", Scope: gateway.ReadMetrics, Summary: "evaluate an expression at one instant"},
	{Method: http.MethodPost, Path: "/query", Scope: gateway.ReadMetrics, Summary: "the same, parameters in the body"},
	{Method: http.MethodGet, Path: "/query_range", Scope: gateway.ReadMetrics, Summary: "evaluate an expression over a range"},
	{Method: http.MethodPost, Path: "/query_range", Scope: gateway.ReadMetrics, Summary: "the same, parameters in the body"},
	{Method: http.MethodGet, Path: "/query_exemplars", Scope: gateway.ReadMetrics, Summary: "exemplars of an expression's series"},
	{Method: http.MethodPost, Path: "/query_exemplars", Scope: gateway.ReadMetrics, Summary: "the same, parameters in the body"},
	{Method: http.MethodGet, Path: "/format_query", Scope: gateway.ReadMetrics, Summary: "an expression, prettily laid out"},
	{Method: http.MethodPost, Path: "/format_query", Scope: gateway.ReadMetrics, Summary: "the same, parameters in the body"},
	{Method: http.MethodGet, Path: "/parse_query", Scope: gateway.ReadMetrics, Summary: "an expression's syntax tree"},
	{Method: http.MethodPost, Path: "/parse_query", Scope: gateway.ReadMetrics, Summary: "the same, parameters in the body"},
	{Method: http.MethodGet, Path: "/labels", Scope: gateway.ReadMetrics, Summary: "label names"},
	{Method: http.MethodPost, Path: "/labels", Scope: gateway.ReadMetrics, Summary: "the same, parameters in the body"},
	{Method: http.MethodGet, Path: "/label/{name}/values", Scope: gateway.ReadMetrics, Summary: "values of a label"},
	{Method: http.MethodGet, Path: "/series", Scope: gateway.ReadMetrics, Summary: "series that match selectors"},
	{Method: http.MethodPost, Path: "/series", Scope: gateway.ReadMetrics, Summary: "the same, parameters in the body"},
	{Method: http.MethodGet, Path: "/metadata", Scope: gateway.ReadMetrics, Summary: "type, help and unit of metrics"},
	{Method: http.MethodPost, Path: "/read", Scope: gateway.ReadMetrics, Summary: "remote read"},

	{Method: http.MethodGet, Path: "/scrape_pools", Scope: gateway.ReadMetrics, Summary: "names of the scrape jobs"},
	{Method: http.MethodGet, Path: "/scrape_pools/config", Scope: gateway.ReadStatus, Summary: "configuration of a scrape job"},
	{Method: http.MethodGet, Path: "/targets", Scope: gateway.ReadMetrics, Summary: "targets with their state"},
	{Method: http.MethodGet, Path: "/targets/metadata", Scope: gateway.ReadMetrics, Summary: "metadata as targets report it"},
	{Method: http.MethodGet, Path: "/targets/relabel_steps", Scope: gateway.ReadStatus, Summary: "what each relabelling rule did to a target"},
	{Method: http.MethodGet, Path: "/alertmanagers", Scope: gateway.ReadAlerts, Summary: "external Alertmanagers in use"},

	{Method: http.MethodGet, Path: "/search/metric_names", Scope: gateway.ReadMetrics, Summary: "search metric names (experimental)"},
	{Method: http.MethodPost, Path: "/search/metric_names", Scope: gateway.ReadMetrics, Summary: "the same, parameters in the body"},
	{Method: http.MethodGet, Path: "/search/label_names", Scope: gateway.ReadMetrics, Summary: "search label names (experimental)"},
	{Method: http.MethodPost, Path: "/search/label_names", Scope: gateway.ReadMetrics, Summary: "the same, parameters in the body"},
	{Method: http.MethodGet, Path: "/search/label_values", Scope: gateway.ReadMetrics, Summary: "search label values (experimental)"},
	{Method: http.MethodPost, Path: "/search/label_values", Scope: gateway.ReadMetrics, Summary: "the same, parameters in the body"},

	{Method: http.MethodGet, Path: "/alerts", Scope: gateway.ReadAlerts, Summary: "alerts that rules hold pending or firing"},
	{Method: http.MethodGet, Path: "/rules", Scope: gateway.ReadAlerts, Summary: "rules with health and last evaluation"},

	{Method: http.MethodGet, Path: "/status/config", Scope: gateway.ReadStatus, Summary: "running configuration, secrets hidden"},
	{Method: http.MethodGet, Path: "/status/runtimeinfo", Scope: gateway.ReadStatus, Summary: "state of the process"},
	{Method: http.MethodGet, Path: "/status/buildinfo", Scope: gateway.ReadStatus, Summary: "version"},
	{Method: http.MethodGet, Path: "/status/flags", Scope: gateway.ReadStatus, Summary: "settings under Prometheus' flag names"},
	{Method: http.MethodGet, Path: "/status/tsdb", Scope: gateway.ReadStatus, Summary: "cardinality of the head"},
	{Method: http.MethodGet, Path: "/status/tsdb/blocks", Scope: gateway.ReadStatus, Summary: "blocks on disk"},
	{Method: http.MethodGet, Path: "/status/self_metrics", Scope: gateway.ReadStatus, Summary: "own metrics as JSON"},
	{Method: http.MethodGet, Path: "/status/walreplay", Scope: gateway.ReadStatus, Summary: "progress of the replay at start"},
	{Method: http.MethodGet, Path: "/features", Scope: gateway.ReadStatus, Summary: "features that are on"},
	{Method: http.MethodGet, Path: "/notifications", Scope: gateway.ReadStatus, Summary: "notices of the server to its operator"},
	{Method: http.MethodGet, Path: "/notifications/live", Scope: gateway.ReadStatus, Summary: "the same as a stream"},
	{Method: http.MethodGet, Path: "/openapi.yaml", Scope: gateway.Open, Summary: "description of this API"},

	{Method: http.MethodPost, Path: "/write", Scope: gateway.WriteMetrics, MaxBody: maxPushedBody, Summary: "remote write, protocols 1 and 2"},

	{Method: http.MethodPost, Path: "/admin/tsdb/delete_series", Scope: gateway.Admin, Audit: "series.delete", Summary: "mark samples as deleted"},
	{Method: http.MethodPut, Path: "/admin/tsdb/delete_series", Scope: gateway.Admin, Audit: "series.delete", Summary: "mark samples as deleted"},
	{Method: http.MethodPost, Path: "/admin/tsdb/clean_tombstones", Scope: gateway.Admin, Audit: "tombstones.clean", Summary: "free the space of deleted samples"},
	{Method: http.MethodPut, Path: "/admin/tsdb/clean_tombstones", Scope: gateway.Admin, Audit: "tombstones.clean", Summary: "free the space of deleted samples"},
	{Method: http.MethodPost, Path: "/admin/tsdb/snapshot", Scope: gateway.Admin, Audit: "snapshot.create", Summary: "consistent copy inside the data folder"},
	{Method: http.MethodPut, Path: "/admin/tsdb/snapshot", Scope: gateway.Admin, Audit: "snapshot.create", Summary: "consistent copy inside the data folder"},
}
