package doors

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// entrance is a door that requests come through: what a good one is, and the bad ones.
type entrance struct {
	name   string
	method string
	path   string
	http2  bool
	header []string
	good   body
	code   int // of the answer to the good one
	bad    []input
}

// input is a bad request. What it leaves out is as in the good one.
type input struct {
	name    string
	method  string
	path    string
	header  []string
	body    body
	code    int
	want    string // in the answer
	counter string // that of answers with this code, if it is left out
}

const protobuf = "Content-Type: application/x-protobuf"

func entrances(t *testing.T) []entrance {
	now, hour := time.Now().UnixMilli(), time.Hour.Milliseconds()
	return append([]entrance{{
		name: "push gateway", method: http.MethodPost, path: "/metrics/job/nightly", good: text("good 1\n"), code: http.StatusOK,
		bad: []input{
			{name: "wrong type", header: []string{"Content-Type: application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"}, body: text("plain 1\n"), code: 400, want: "protocol buffers", counter: `lookout_push_refused_total{reason="body"}`},
			{name: "HTML", header: []string{"Content-Type: text/html"}, body: text("<html>"), code: 400, want: "text format", counter: `lookout_push_refused_total{reason="body"}`},
			{name: "unknown encoding", header: []string{"Content-Encoding: zstd"}, body: text("x"), code: 400, want: "send it as it is, or as gzip", counter: `lookout_push_refused_total{reason="body"}`},
			{name: "truncated", body: text("good 1\nbad{a=\"b"), code: 400, want: "text format", counter: `lookout_push_refused_total{reason="body"}`},
			{name: "truncated gzip", header: []string{"Content-Encoding: gzip"}, body: text(truncated("good 1\n")), code: 400, want: "unexpected EOF", counter: `lookout_push_refused_total{reason="body"}`},
			{name: "label conflict", body: text("x{a=\"1\",a=\"2\"} 1\n"), code: 400, want: "duplicate", counter: `lookout_push_refused_total`},
			{name: "type conflict", path: "/metrics/job/other", body: text("# TYPE good counter\ngood 1\n"), code: 400, want: "inconsistent", counter: `lookout_push_refused_total{reason="inconsistent"}`},
			{name: "clock skew", body: text("x 1 1000\n"), code: 400, want: "must not have timestamps", counter: `lookout_push_refused_total{reason="inconsistent"}`},
			{name: "a gigabyte", body: huge("x 1\n"), code: 413, want: "bytes", counter: `lookout_push_refused_total{reason="size"}`},
			{name: "gzip bomb", header: []string{"Content-Encoding: gzip"}, body: bomb("x 1\n"), code: 413, want: "decompressed", counter: `lookout_push_refused_total{reason="size"}`},
			{name: "wrong method", method: http.MethodPatch, code: 404, want: "nothing is at PATCH"},
		},
	}, {
		name: "OTLP over gRPC", method: http.MethodPost, path: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", http2: true,
		header: []string{"Content-Type: application/grpc", "Te: trailers"}, good: text(frame("")), code: http.StatusOK,
		bad: []input{
			{name: "wrong type", header: []string{"Content-Type: text/plain"}, code: 415, want: "this port speaks gRPC", counter: `lookout_otlp_requests_refused_total{reason="content_type"}`},
			{name: "garbage", body: text(frame("garbage")), code: 200, want: "unmarshal", counter: `lookout_otlp_requests_refused_total{reason="body"}`},
			{name: "truncated", body: text(frame("garbage")[:8]), code: 200, want: "unexpected EOF", counter: `lookout_otlp_requests_refused_total{reason="body"}`},
			{name: "a gigabyte", body: text("\x00\x40\x00\x00\x00"), code: 200, want: "larger than max", counter: `lookout_otlp_requests_refused_total{reason="size"}`},
		},
	}, {
		name: "remote write", method: http.MethodPost, path: "/api/v1/write", header: []string{protobuf, "Content-Encoding: snappy"},
		good: text(written(t, now, "__name__", "good", "job", "writer")), code: http.StatusNoContent,
		bad: []input{
			{name: "wrong type", header: []string{"Content-Type: application/json"}, code: 415, want: "application/json"},
			{name: "unknown message", header: []string{protobuf + ";proto=unknown.Request"}, code: 415, want: "unknown.Request"},
			{name: "wrong encoding", header: []string{"Content-Encoding: gzip"}, code: 415, want: "gzip"},
			{name: "truncated", body: text(written(t, now, "__name__", "good")[:8]), code: 400, want: "corrupt"},
			{name: "garbage", body: text("\x0bgarbage"), code: 400, want: "corrupt"},
			// Protocol 1 has no word for a part of a request; what cannot be a series is left out, counted and logged, as by Prometheus.
			{name: "label conflict", body: text(written(t, now, "__name__", "x", "a", "1", "a", "2")), code: 204, counter: `prometheus_api_remote_write_invalid_labels_samples_total`},
			{name: "no name", body: text(written(t, now, "a", "1")), code: 204, counter: `prometheus_api_remote_write_invalid_labels_samples_total`},
			{name: "a day behind", body: text(written(t, now-24*hour, "__name__", "good", "job", "writer")), code: 400, want: "too old"},
			{name: "a day ahead", body: text(written(t, now+24*hour, "__name__", "good", "job", "writer")), code: 400, want: "out of bounds"},
			{name: "a gigabyte", body: huge("\x00"), code: 400, want: "longer than the"},
			{name: "claims four gigabytes", body: text("\xff\xff\xff\xff\x0f\x00"), code: 400, want: "limit"},
		},
	}, {
		name: "remote write 2", method: http.MethodPost, path: "/prometheus/api/v1/write",
		header: []string{protobuf + ";proto=io.prometheus.write.v2.Request", "Content-Encoding: snappy", "X-Prometheus-Remote-Write-Version: 2.0.0"},
		good:   text(written2(t, now, []uint32{1, 2}, "__name__", "good2")), code: http.StatusNoContent,
		bad: []input{
			{name: "symbols that are not there", body: text(written2(t, now, []uint32{1, 99}, "__name__", "x")), code: 400, want: "ymbol"},
			{name: "label conflict", body: text(written2(t, now, []uint32{1, 2, 3, 2, 3, 4}, "__name__", "x", "a", "b")), code: 400, want: "a"},
			{name: "a day ahead", body: text(written2(t, now+24*hour, []uint32{1, 2}, "__name__", "good2")), code: 400, want: "out of bounds"},
			{name: "a gigabyte", body: huge("\x00"), code: 400, want: "longer than the"},
		},
	}, {
		name: "heartbeats", method: http.MethodPost, path: "/heartbeat/backup", good: text("done"), code: http.StatusOK,
		bad: []input{
			{name: "unknown name", path: "/heartbeat/nobody", code: 404, want: `no heartbeat is called`, counter: `lookout_heartbeat_requests_total{outcome="unknown"}`},
			{name: "impossible name", path: "/heartbeat/" + strings.Repeat("%F0%9F%92%A9", 1000), code: 404, want: "is no name of a heartbeat", counter: `lookout_heartbeat_requests_total{outcome="unknown"}`},
			{name: "a gigabyte", body: huge("log\n"), code: 413, want: "tail -c", counter: `lookout_heartbeat_requests_total{outcome="refused"}`},
			{name: "wrong method", method: http.MethodDelete, code: 405, want: "takes GET, POST, not DELETE"},
		},
	}, {
		name: "posted alerts", method: http.MethodPost, path: "/alertmanager/api/v2/alerts", header: []string{"Content-Type: application/json"},
		good: text(`[{"labels": {"alertname": "Good"}}]`), code: http.StatusOK,
		bad: []input{
			{name: "wrong type", header: []string{"Content-Type: text/plain"}, code: 415, want: "text/plain"},
			{name: "truncated", body: text(`[{"labels": {"alertname": "Go`), code: 400, want: "unexpected EOF"},
			{name: "no labels", body: text(`[{"labels": {}}]`), code: 400, want: "label", counter: `alertmanager_alerts_invalid_total`},
			{name: "labels twice the same but for what is empty", body: text(`[{"labels": {"a b": "", "": "x"}}]`), code: 400, want: "label", counter: `alertmanager_alerts_invalid_total`},
			{name: "ends before it starts", body: text(`[{"labels": {"alertname": "Bad"}, "startsAt": "2026-01-02T00:00:00Z", "endsAt": "2026-01-01T00:00:00Z"}]`), code: 400, want: "start", counter: `alertmanager_alerts_invalid_total`},
			{name: "a gigabyte", body: huge(" "), code: 413, want: "4194304 bytes"},
			{name: "wrong method", method: http.MethodPut, code: 405, want: "takes GET, POST"},
		},
	}, {
		name: "silences", method: http.MethodPost, path: "/alertmanager/api/v2/silences", header: []string{"Content-Type: application/json"},
		good: text(silence("a", "2100-01-01T00:00:00Z")), code: http.StatusOK,
		bad: []input{
			{name: "wrong type", header: []string{"Content-Type: text/plain"}, code: 415, want: "text/plain"},
			{name: "truncated", body: text(silence("a", "2100-01-01T00:00:00Z")[:40]), code: 400, want: "unexpected EOF"},
			{name: "matches everything", body: text(strings.Replace(silence("a", "2100-01-01T00:00:00Z"), `"b"`, `""`, 1)), code: 400, want: "matcher"},
			{name: "over already", body: text(silence("a", "2000-01-02T00:00:00Z")), code: 400, want: "past"},
			{name: "a gigabyte", body: huge(" "), code: 413, want: "1048576 bytes"},
		},
	}, {
		name: "probes", method: http.MethodGet, path: "/probe?module=http_2xx&target=" + "127.0.0.1:1", code: http.StatusOK,
		bad: []input{
			{name: "unknown module", path: "/probe?module=nothing&target=127.0.0.1", code: 400, want: `unknown module "nothing"; there are`, counter: `lookout_probes_refused_total{reason="module"}`},
			{name: "no target", path: "/probe?module=http_2xx", code: 400, want: "target parameter is missing", counter: `lookout_probes_refused_total{reason="target"}`},
			{name: "odd target", path: "/probe?module=http_2xx&target=%00%0d%0aHost:x", code: 200, want: "probe_success 0", counter: `lookout_probes_total{outcome="failure",prober="http"}`},
			{name: "huge target", path: "/probe?module=http_2xx&target=" + strings.Repeat("x", 60<<10), code: 400, want: "may have 2048 bytes", counter: `lookout_probes_refused_total{reason="target"}`},
		},
	}}, otlp("/v1/metrics"), otlp("/prometheus/api/v1/otlp/v1/metrics"))
}

func silence(label, ends string) string {
	return fmt.Sprintf(`{"matchers": [{"name": %q, "value": "b", "isRegex": false, "isEqual": true}], "startsAt": "2000-01-01T00:00:00Z", "endsAt": %q, "createdBy": "me", "comment": "because"}`, label, ends)
}

// otlp is OpenTelemetry's door over HTTP.
func otlp(path string) entrance {
	const asJSON = "Content-Type: application/json"
	point := func(at string, attributes string) body {
		return text(`{"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "otlp_good", "gauge": {"dataPoints": [{"asDouble": 1, "timeUnixNano": "` + at + `", "attributes": [` + attributes + `]}]}}]}]}]}`)
	}
	return entrance{
		name: "OTLP at " + path, method: http.MethodPost, path: path, header: []string{asJSON},
		good: point(fmt.Sprint(time.Now().UnixNano()), ""), code: http.StatusOK,
		bad: []input{
			{name: "wrong type", header: []string{"Content-Type: text/plain"}, code: 415, want: "send application/x-protobuf or application/json", counter: `lookout_otlp_requests_refused_total{reason="content_type"}`},
			{name: "no type", header: []string{"Content-Type: "}, code: 415, want: "content type", counter: `lookout_otlp_requests_refused_total{reason="content_type"}`},
			{name: "unknown encoding", header: []string{"Content-Encoding: br"}, code: 400, want: "send it as it is, or as gzip", counter: `lookout_otlp_requests_refused_total{reason="body"}`},
			{name: "truncated", body: text(`{"resourceMetrics": [{"scope`), code: 400, want: "read message as application/json", counter: `lookout_otlp_requests_refused_total{reason="body"}`},
			{name: "truncated gzip", header: []string{"Content-Encoding: gzip"}, body: text(truncated("{}")), code: 400, want: "unexpected EOF", counter: `lookout_otlp_requests_refused_total{reason="body"}`},
			{name: "JSON said to be protocol buffers", header: []string{protobuf}, code: 400, want: "read message as application/x-protobuf", counter: `lookout_otlp_requests_refused_total{reason="body"}`},
			{name: "label conflict", body: point(fmt.Sprint(time.Now().UnixNano()), `{"key": "a.b", "value": {"stringValue": "1"}}, {"key": "a_b", "value": {"stringValue": "2"}}`), code: 200, counter: `lookout_otlp_translation_warnings_total`},
			{name: "a day behind", body: point(fmt.Sprint(time.Now().Add(-24*time.Hour).UnixNano()), ""), code: 200, want: "rejectedDataPoints", counter: `lookout_otlp_data_points_rejected_total`},
			{name: "a day ahead", body: point(fmt.Sprint(time.Now().Add(24*time.Hour).UnixNano()), ""), code: 200, want: "rejectedDataPoints", counter: `lookout_otlp_data_points_rejected_total`},
			{name: "a gigabyte", body: huge(" "), code: 413, want: "export in smaller batches", counter: `lookout_otlp_requests_refused_total{reason="size"}`},
			{name: "gzip bomb", header: []string{"Content-Encoding: gzip"}, body: bomb(" "), code: 413, want: "export in smaller batches", counter: `lookout_otlp_requests_refused_total{reason="size"}`},
			{name: "wrong method", method: http.MethodGet, code: 405, want: "takes POST, not GET"},
		},
	}
}

// TestWhatIsSent tries every door that requests come through.
func TestWhatIsSent(t *testing.T) {
	grpc, target := freeAddress(t), testkit.NewTarget(t, "good 1\n")
	s := testkit.Start(t, testkit.Setup{Lookout: fmt.Sprintf(`
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs: [{job_name: neighbour, static_configs: [{targets: [%q]}]}]
otlp_receiver: {grpc: %q}
pushgateway: {max_groups: 100}
heartbeats: [{name: backup, period: 1d, grace: 1h}]
`, target.Address, grpc)})
	for _, door := range entrances(t) {
		t.Run(door.name, func(t *testing.T) { door.try(t, s, "http://"+grpc) })
	}
	t.Run("10,000 pushed groups", func(t *testing.T) { tryGroups(t, s) })
	t.Run("too many posted alerts", func(t *testing.T) { tryAlerts(t, s) })
	t.Run("10,000 unknown heartbeats", func(t *testing.T) { tryNames(t, s) })
	neighbourUnharmed(t, s)
}

func (door entrance) try(t *testing.T, s *testkit.Server, grpc string) {
	base := s.URL
	if door.http2 {
		base = grpc
	}
	client := sender(t, door.http2)
	good := func(t *testing.T) {
		if code, answer, err := send(client, door.method, base+door.path, header(door.header...), door.good.open()); err != nil || code != door.code {
			t.Fatalf("a good one is answered %d %s %v", code, answer, err)
		}
	}
	good(t)
	for _, bad := range door.bad {
		t.Run(bad.name, func(t *testing.T) {
			if bad.method == "" {
				bad.method = door.method
			}
			if bad.path == "" {
				bad.path = door.path
			}
			if bad.body == nil {
				bad.body = door.good
			}
			if bad.counter == "" {
				bad.counter = fmt.Sprintf(`lookout_http_requests_total{code="%d"`, bad.code)
			}
			headers := append(door.header[:len(door.header):len(door.header)], bad.header...)
			bounded(t, mostHeld, func() {
				counted(t, s, bad.counter, func() {
					code, answer, err := send(client, bad.method, base+bad.path, header(headers...), bad.body.open())
					if err != nil || code != bad.code || !strings.Contains(answer, bad.want) {
						t.Errorf("answered %d %.500q %v, want %d with %q", code, answer, err, bad.code, bad.want)
					}
				})
			})
			good(t)
		})
	}
}

// tryGroups pushes more groups than there may be.
func tryGroups(t *testing.T, s *testkit.Server) {
	client := sender(t, false)
	bounded(t, mostHeld, func() {
		counted(t, s, `lookout_push_refused_total{reason="full"}`, func() {
			codes := map[int]int{}
			for i := range 10_000 {
				code, answer, err := send(client, http.MethodPut, fmt.Sprintf("%s/metrics/job/many/instance/%d", s.URL, i), nil, strings.NewReader("many 1\n"))
				if codes[code]++; err != nil || code != http.StatusOK && !strings.Contains(answer, "pushgateway.max_groups") {
					t.Fatalf("answered %d %q %v", code, answer, err)
				}
			}
			if taken := codes[http.StatusOK]; taken > 100 || codes[http.StatusInsufficientStorage] != 10_000-taken {
				t.Errorf("answers by code: %v", codes)
			}
		})
	})
}

// tryNames checks in under names that are not configured; none of them may become a series of its own.
func tryNames(t *testing.T, s *testkit.Server) {
	client := sender(t, false)
	bounded(t, mostHeld, func() {
		counted(t, s, `lookout_heartbeat_requests_total{outcome="unknown"}`, func() {
			for i := range 10_000 {
				if code, answer, err := send(client, http.MethodPost, fmt.Sprintf("%s/heartbeat/unknown-%d", s.URL, i), nil, nil); err != nil || code != http.StatusNotFound {
					t.Fatalf("answered %d %q %v", code, answer, err)
				}
			}
		})
	})
	if _, metrics := s.Get("/metrics"); strings.Contains(metrics, "unknown-") {
		t.Error("names that nobody configured are in the metrics")
	}
}

// tryAlerts posts as many alerts as fit into a request.
func tryAlerts(t *testing.T, s *testkit.Server) {
	client := sender(t, false)
	var many strings.Builder
	for i := 0; many.Len() < 4<<20-100; i++ {
		fmt.Fprintf(&many, `,{"labels":{"a":"%d"}}`, i)
	}
	bounded(t, mostHeld, func() {
		counted(t, s, "lookout_alerts_refused_total", func() {
			code, answer, err := send(client, http.MethodPost, s.URL+"/alertmanager/api/v2/alerts", header("Content-Type: application/json"), strings.NewReader("["+many.String()[1:]+"]"))
			if err != nil || code != http.StatusInsufficientStorage || !strings.Contains(answer, "there is no room for") {
				t.Errorf("answered %d %.300q %v", code, answer, err)
			}
		})
	})
}
