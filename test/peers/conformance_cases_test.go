package peers

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/golang/snappy"
	"github.com/prometheus/prometheus/prompb"
)

// expressions are asked at one instant and over a range.
var expressions = []string{
	`rw_temperature`,
	`rw_awkward`,
	`rw_native`,
	`{"rw_utf8", "schlüssel.mit punkt"=~"wert.+"}`,
	`sum by (job) (rate(rw_requests_total[5m]))`,
	`histogram_quantile(0.9, sum by (le) (rate(rw_latency_bucket[5m])))`,
	`histogram_quantile(0.9, rate(rw_native[5m]))`,
	`histogram_avg(rw_native)`,
	`topk(1, rw_temperature) by (job)`,
	`quantile_over_time(0.5, rw_temperature[5m:30s])`,
	`count_values("value", rw_requests_total)`,
	`label_replace(rw_temperature, "host", "$1", "instance", "(.):.+")`,
	`rw_requests_total offset 5m / on (job, instance) rw_requests_total`,
	`absent(rw_nothing{job="api"})`,
	`rw_temperature > bool 0 and on (job) rw_awkward`,
	`predict_linear(rw_requests_total[10m], 3600)`,
	`-1 ^ 0.5`,
	`1 / 0`,
	`scalar(rw_temperature{job="api", instance="a:1"})`,
}

// brokenExpressions are refused, or fail while they are evaluated.
var brokenExpressions = []string{
	``,
	`sum(`,
	`rate(rw_temperature)`,
	`{job=~".*"}`,
	`rw_temperature * on () rw_temperature`,
	`label_replace(rw_temperature, "x y", "", "job", "(")`,
	`rw_temperature[5m] + 1`,
	`nonsense(rw_temperature)`,
}

func conformanceCases(end time.Time) []conformanceCase {
	var all []conformanceCase
	all = append(all, queryCases(end)...)
	all = append(all, seriesCases(end)...)
	all = append(all, stateCases()...)
	all = append(all, writeCases(end)...)
	return append(all, refusedCases(end)...)
}

// with makes parameters of names and values in turn.
func with(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func queryCases(end time.Time) []conformanceCase {
	at, from := fmt.Sprint(end.Unix()), fmt.Sprint(end.Add(-10*time.Minute).Unix())
	var cases []conformanceCase
	for _, expr := range append(expressions, brokenExpressions...) {
		instant, ranged := with("query", expr, "time", at), with("query", expr, "start", from, "end", at, "step", "30s")
		cases = append(cases,
			conformanceCase{path: "/api/v1/query", params: instant, agree: unordered},
			conformanceCase{path: "/api/v1/query_range", params: ranged},
			conformanceCase{path: "/api/v1/format_query", params: with("query", expr)},
			conformanceCase{path: "/api/v1/parse_query", params: with("query", expr)})
	}
	return append(cases,
		conformanceCase{path: "/api/v1/query", form: true, params: with("query", "rw_temperature", "time", at)},
		conformanceCase{path: "/api/v1/query_range", form: true, params: with("query", "rw_temperature", "start", from, "end", at, "step", "60")},
		conformanceCase{path: "/api/v1/query", params: with("query", "rw_temperature[1m]", "time", at)},
		conformanceCase{path: "/api/v1/query", params: with("query", `"text"`, "time", at)},
		conformanceCase{path: "/api/v1/query", params: with("query", "rw_temperature", "time", at, "limit", "2")},
		conformanceCase{path: "/api/v1/query", params: with("query", "rw_temperature", "time", end.Add(4*time.Minute).UTC().Format(time.RFC3339), "lookback_delta", "1m")},
		conformanceCase{path: "/api/v1/query", params: with("query", "rw_temperature", "time", at, "stats", "all"), agree: shape},
		conformanceCase{path: "/api/v1/query_exemplars", params: with("query", "rw_latency_bucket", "start", from, "end", at)},
	)
}

func seriesCases(end time.Time) []conformanceCase {
	at, from := fmt.Sprint(end.Unix()), fmt.Sprint(end.Add(-10*time.Minute).Unix())
	return []conformanceCase{
		{path: "/api/v1/series", params: with("match[]", `{__name__=~"rw_.+"}`, "start", from, "end", at)},
		{path: "/api/v1/series", form: true, params: with("match[]", "rw_temperature", "match[]", "rw_awkward", "start", from, "end", at)},
		{path: "/api/v1/series", params: with("match[]", "rw_temperature", "start", from, "end", at, "limit", "1")},
		{path: "/api/v1/series", params: with("match[]", "rw_temperature", "start", "1", "end", "2")},
		{path: "/api/v1/labels", params: with("match[]", `{__name__=~"rw_.+"}`)},
		{path: "/api/v1/labels"},
		{path: "/api/v1/labels", params: with("limit", "2")},
		{path: "/api/v1/label/job/values"},
		{path: "/api/v1/label/job/values", params: with("match[]", "rw_temperature", "start", from, "end", at)},
		{path: "/api/v1/label/U__schl_fc_ssel_2e_mit_20_punkt/values"},
		{path: "/api/v1/label/nothing/values"},
		{path: "/api/v1/metadata"},
		{path: "/api/v1/metadata", params: with("metric", "app_queue")},
		{path: "/api/v1/metadata", params: with("limit", "1"), agree: status}, // which one is left to chance
		{path: "/api/v1/search/metric_names", params: with("search[]", "rw_", "match[]", `{__name__=~"rw_.+"}`), agree: unordered},
		{path: "/api/v1/search/label_names", params: with("search[]", "inst", "match[]", `{__name__=~"rw_.+"}`), agree: unordered},
		{path: "/api/v1/search/label_values", params: with("label", "job", "search[]", "a", "match[]", `{__name__=~"rw_.+"}`), agree: unordered},
		{path: "/federate", params: with("match[]", `{__name__=~"rw_.+"}`), agree: lines},
		{path: "/federate", agree: lines},
	}
}

// stateCases are about the server rather than its samples.
func stateCases() []conformanceCase {
	evaluation := []string{"lastEvaluation", "evaluationTime", "activeAt"}
	// The global URL has the server's own name in it, which Prometheus takes from the
	// machine and Lookout from the address it listens on.
	scrape := []string{"lastScrape", "lastScrapeDuration", "globalUrl"}
	return []conformanceCase{
		{path: "/api/v1/targets", volatile: scrape},
		{path: "/api/v1/targets", params: with("state", "active", "scrapePool", "app"), volatile: scrape},
		{path: "/api/v1/targets", params: with("state", "dropped")},
		{path: "/api/v1/targets/metadata", agree: unordered},
		{path: "/api/v1/targets/metadata", params: with("match_target", `{job="app"}`, "metric", "app_queue")},
		{path: "/api/v1/scrape_pools"},
		{path: "/api/v1/scrape_pools/config", params: with("scrape_pool", "down")},
		{path: "/api/v1/targets/relabel_steps", params: with("scrapePool", "dropped", "labels", `{"__address__":"127.0.0.1:9"}`)},
		{path: "/api/v1/alertmanagers"},
		{path: "/api/v1/rules", volatile: evaluation},
		{path: "/api/v1/rules", params: with("type", "alert", "rule_name[]", "Always"), volatile: evaluation},
		{path: "/api/v1/rules", params: with("rule_group[]", "failing"), volatile: evaluation},
		{path: "/api/v1/rules", params: with("group_limit", "1"), volatile: append(evaluation, "groupNextToken")},
		{path: "/api/v1/alerts", volatile: evaluation},
		{path: "/api/v1/status/config", differs: "Lookout bounds the size of a scrape when nothing else is configured"},
		{path: "/api/v1/status/flags", agree: shape, differs: "Lookout has settings of its own and only lists those that exist under a flag of Prometheus"},
		{path: "/api/v1/status/buildinfo", agree: shape},
		{path: "/api/v1/status/runtimeinfo", agree: shape},
		{path: "/api/v1/status/tsdb", agree: shape},
		{path: "/api/v1/status/tsdb/blocks", agree: shape},
		{path: "/api/v1/status/walreplay", agree: shape},
		{path: "/api/v1/status/self_metrics", agree: status},
		{path: "/api/v1/features", agree: status},
		{path: "/api/v1/notifications", agree: same},
		{path: "/api/v1/openapi.yaml", agree: status},
	}
}

func writeCases(end time.Time) []conformanceCase {
	const protobuf = "application/x-protobuf"
	read := func(types ...prompb.ReadRequest_ResponseType) []byte {
		raw, err := (&prompb.ReadRequest{
			AcceptedResponseTypes: types,
			Queries: []*prompb.Query{{
				StartTimestampMs: end.Add(-5 * time.Minute).UnixMilli(), EndTimestampMs: end.UnixMilli(),
				Matchers: []*prompb.LabelMatcher{{Type: prompb.LabelMatcher_RE, Name: "__name__", Value: "rw_.+"}},
			}},
		}).Marshal()
		if err != nil {
			panic(err) // a literal of this file
		}
		return snappy.Encode(nil, raw)
	}
	return []conformanceCase{
		{method: "samples ", path: "/api/v1/read", body: read(prompb.ReadRequest_SAMPLES), bodyType: protobuf, agree: octets},
		{method: "chunks ", path: "/api/v1/read", body: read(prompb.ReadRequest_STREAMED_XOR_CHUNKS), bodyType: protobuf, agree: octets},
		{method: "garbage ", path: "/api/v1/read", body: []byte("garbage"), bodyType: protobuf},
		{method: "garbage ", path: "/api/v1/write", body: []byte("garbage"), bodyType: protobuf},
		{method: "uncompressed garbage ", path: "/api/v1/write", body: snappy.Encode(nil, []byte("garbage")), bodyType: protobuf},
		{method: "text ", path: "/api/v1/write", body: []byte("garbage"), bodyType: "text/plain"},
		{method: "garbage ", path: "/api/v1/otlp/v1/metrics", body: []byte("garbage"), bodyType: protobuf, agree: status},
	}
}

func refusedCases(end time.Time) []conformanceCase {
	at := fmt.Sprint(end.Unix())
	return []conformanceCase{
		{path: "/api/v1/query"},
		{path: "/api/v1/query", params: with("query", "up", "time", "yesterday")},
		{path: "/api/v1/query", params: with("query", "up", "timeout", "soon")},
		{path: "/api/v1/query", params: with("query", "up", "limit", "-1")},
		{path: "/api/v1/query_range", params: with("query", "up", "start", at, "end", "1", "step", "15")},
		{path: "/api/v1/query_range", params: with("query", "up", "start", "1", "end", at, "step", "1")},
		{path: "/api/v1/query_range", params: with("query", "up", "start", "1", "end", at, "step", "0")},
		{path: "/api/v1/query_range", params: with("query", "up", "start", "1", "end", at, "step", "-1")},
		{path: "/api/v1/query_range", params: with("query", "up")},
		{path: "/api/v1/query_exemplars", params: with("query", "sum(")},
		{path: "/api/v1/series"},
		{path: "/api/v1/series", params: with("match[]", "{}")},
		{path: "/api/v1/series", params: with("match[]", "rw_temperature[5m]")},
		{path: "/api/v1/labels", params: with("limit", "many")},
		{path: "/api/v1/label/%00/values"},
		{path: "/api/v1/metadata", params: with("limit", "many")},
		{path: "/api/v1/rules", params: with("type", "other")},
		{path: "/api/v1/rules", params: with("group_limit", "0")},
		{path: "/api/v1/targets/relabel_steps"},
		{path: "/api/v1/scrape_pools/config", params: with("scrape_pool", "none")},
		{path: "/api/v1/nonsense", agree: status},
		{path: "/federate", params: with("match[]", "sum("), agree: lines},
		{method: http.MethodPost, path: "/api/v1/admin/tsdb/delete_series"},
		{method: http.MethodPost, path: "/api/v1/admin/tsdb/delete_series", params: with("match[]", "rw_utf8", "start", at)},
		{method: http.MethodPost, path: "/api/v1/admin/tsdb/clean_tombstones"},
		{method: http.MethodPost, path: "/api/v1/admin/tsdb/snapshot", agree: shape},
		{method: http.MethodDelete, path: "/api/v1/query", agree: status},
	}
}
