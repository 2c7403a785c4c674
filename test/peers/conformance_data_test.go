package peers

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/golang/snappy"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/prompb"
)

// history is how far back the written samples reach: little enough for an empty
// Prometheus to accept all of it, and new enough at its end to be federated.
const (
	history = 20 * time.Minute
	step    = 15 * time.Second
)

// writtenSeries is the data that both servers hold: counters with a reset, gauges with
// awkward values, a classic and a native histogram, and exemplars.
func writtenSeries(end time.Time) []prompb.TimeSeries {
	var all []prompb.TimeSeries
	for i, job := range []string{"api", "db"} {
		for _, instance := range []string{"a:1", "b:2"} {
			all = append(all,
				floats(end, func(n int) float64 { return float64((n * (7 + i)) % 300) }, "__name__", "rw_requests_total", "instance", instance, "job", job),
				floats(end, func(n int) float64 { return math.Sin(float64(n+i)) * 100 }, "__name__", "rw_temperature", "instance", instance, "job", job))
		}
	}
	all = append(all,
		floats(end, func(n int) float64 { return []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e-300, 0}[n%5] }, "__name__", "rw_awkward", "job", "api"),
		floats(end, func(n int) float64 { return float64(n) }, "__name__", "rw_utf8", "job", "api", "schlüssel.mit punkt", "wert \"\\\n"))
	for i, le := range []string{"+Inf", "0.1", "1", "10"} {
		s := floats(end, func(n int) float64 { return float64(n * []int{10, 3, 7, 9}[i]) }, "__name__", "rw_latency_bucket", "job", "api", "le", le)
		s.Exemplars = []prompb.Exemplar{{
			Labels: []prompb.Label{{Name: "trace_id", Value: "trace-" + le}}, Value: 0.05, Timestamp: end.Add(-time.Minute).UnixMilli(),
		}}
		all = append(all, s)
	}
	return append(all, native(end))
}

func floats(end time.Time, value func(n int) float64, labels ...string) prompb.TimeSeries {
	s := prompb.TimeSeries{Labels: pairs(labels...)}
	for n := range int(history / step) {
		at := end.Add(-history + time.Duration(n+1)*step)
		s.Samples = append(s.Samples, prompb.Sample{Timestamp: at.UnixMilli(), Value: value(n)})
	}
	return s
}

func native(end time.Time) prompb.TimeSeries {
	s := prompb.TimeSeries{Labels: pairs("__name__", "rw_native", "job", "api")}
	for n := range int(history / step) {
		at := end.Add(-history + time.Duration(n+1)*step)
		count := uint64(4 * (n + 1))
		s.Histograms = append(s.Histograms, prompb.FromIntHistogram(at.UnixMilli(), &histogram.Histogram{
			Count: count, Sum: float64(count) * 1.5, Schema: 1, ZeroThreshold: 0.001,
			PositiveSpans:   []histogram.Span{{Offset: 0, Length: 2}},
			PositiveBuckets: []int64{int64(count / 4), int64(count / 2)},
		}))
	}
	return s
}

func pairs(names ...string) []prompb.Label {
	var labels []prompb.Label
	for i := 0; i < len(names); i += 2 {
		labels = append(labels, prompb.Label{Name: names[i], Value: names[i+1]})
	}
	return labels
}

// remoteWrite sends series to a server as another Prometheus would.
func remoteWrite(t *testing.T, server string, series []prompb.TimeSeries) {
	t.Helper()
	raw, err := (&prompb.WriteRequest{Timeseries: series}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	answer := post(t, server+"/api/v1/write", "application/x-protobuf", snappy.Encode(nil, raw))
	if answer.status != http.StatusNoContent {
		t.Fatalf("remote write to %s: %d: %s", server, answer.status, answer.body)
	}
}

// answer is what a server says to one request.
type answer struct {
	status      int
	contentType string
	body        []byte
}

func post(t *testing.T, url, contentType string, body []byte) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	if contentType == "application/x-protobuf" {
		r.Header.Set("Content-Encoding", "snappy")
	}
	return send(t, r)
}

func send(t *testing.T, r *http.Request) answer {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("read the answer to %s: %v", r.URL, err)
	}
	return answer{status: resp.StatusCode, contentType: resp.Header.Get("Content-Type"), body: body}
}

// conformanceConfig is the configuration that both servers run.
func conformanceConfig(t *testing.T, target string) string {
	t.Helper()
	rules := writeFile(t, "rules.yml", `
groups:
  - name: judged
    interval: 1s
    labels: {group: judged}
    rules:
      - {record: "job:rw_temperature:one", expr: "count by (job) (rw_temperature) / 2"}
      - alert: Always
        expr: vector(3)
        labels: {severity: info}
        annotations: {summary: "the value is {{ $value }} in {{ $externalLabels.region }}"}
      - {alert: Waiting, expr: "vector(1)", for: 1d, keep_firing_for: 5m}
      - {alert: Never, expr: "vector(0) > 1"}
  - name: failing
    interval: 1s
    rules:
      - {record: "broken:one", expr: "rw_temperature * on () rw_temperature"}
`)
	return writeFile(t, "prometheus.yml", fmt.Sprintf(`
global:
  scrape_interval: 1s
  evaluation_interval: 1s
  external_labels: {region: eu}
rule_files: [%s]
scrape_configs:
  - job_name: app
    static_configs: [{targets: ["%s"], labels: {tier: web}}]
  - job_name: down
    static_configs: [{targets: ["127.0.0.1:9"]}]
    basic_auth: {username: reader, password: hidden}
  - job_name: dropped
    static_configs: [{targets: ["127.0.0.1:9"]}]
    relabel_configs: [{action: drop, source_labels: [__address__], regex: ".+"}]
`, rules, target))
}
