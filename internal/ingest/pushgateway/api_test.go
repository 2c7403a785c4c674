package pushgateway

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

const protobufType = "Content-Type: application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"

func TestGroupLabels(t *testing.T) {
	for _, c := range []struct {
		path   string
		base64 bool
		want   string // labels, or what the error contains
	}{
		{"x", false, `map[job:x]`},
		{"x/", false, `map[job:x]`},
		{"x/a/1/b/2", false, `map[a:1 b:2 job:x]`},
		{"x/a/", false, `map[a: job:x]`},
		{"x/a@base64/=", false, `map[a: job:x]`},
		{"x/a@base64/L3Zhci90bXA=", false, `map[a:/var/tmp job:x]`},
		{"x/a@base64/_-8", false, "not UTF-8"},
		{"L3Zhci90bXA", true, `map[job:/var/tmp]`},
		{"x/job/y", false, `map[job:x]`},
		{"", false, "job name is required"},
		{"=", true, "job name is required"},
		{"%", true, "no base64"},
		{"x/a", false, "has no value"},
		{"x/a/1/b", false, `"b" has no value`},
		{"x/a@base64/!!", false, "no base64"},
		{"x/__a/b", false, `"__a" is no name`},
		{"x/1a/b", false, `"1a" is no name`},
		{"x/ä/b", false, "is no name"},
	} {
		labels, err := groupLabels(c.path, c.base64)
		got := fmt.Sprint(labels)
		if err != nil {
			got = err.Error()
		}
		if err == nil && got != c.want || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.path, got, c.want)
		}
	}
}

func TestProtobufAndGzip(t *testing.T) {
	w := newWorld(t)
	var body bytes.Buffer
	for _, value := range []float64{1, 2} { // the last of one name counts
		_, err := protodelim.MarshalTo(&body, &dto.MetricFamily{
			Name: proto.String("size"), Type: dto.MetricType_GAUGE.Enum(),
			Metric: []*dto.Metric{{Gauge: &dto.Gauge{Value: proto.Float64(value)}, Label: []*dto.LabelPair{{Name: proto.String("job"), Value: proto.String("other")}}}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	w.push(http.MethodPut, "/metrics/job/pb", body.String(), protobufType)
	w.push(http.MethodPut, "/metrics/job/gz", zipped(t, body.Bytes()), protobufType, "Content-Encoding: gzip")
	w.push(http.MethodPut, "/metrics/job/text", zipped(t, []byte("# TYPE size gauge\nsize 3\n")), "Content-Encoding: gzip")
	equal(t, w.metrics(), "size{instance=\"\",job=\"gz\"} 2\nsize{instance=\"\",job=\"pb\"} 2\nsize{instance=\"\",job=\"text\"} 3\n")
}

func TestBadRequestsAreToldWhatIsWrong(t *testing.T) {
	bomb := zipped(t, bytes.Repeat([]byte("a"), maxBody+1))
	for _, c := range []struct {
		name, path, body string
		headers          []string
		code             int
		reason, text     string
	}{
		{"line not ended", "/metrics/job/a", "x 1", nil, http.StatusBadRequest, refusedBody, "last line ended"},
		{"json", "/metrics/job/a", `{"x": 1}`, []string{"Content-Type: application/json"}, http.StatusBadRequest, refusedBody, "text format"},
		{"truncated protobuf", "/metrics/job/a", "\x20ab", []string{protobufType}, http.StatusBadRequest, refusedBody, "not complete"},
		{"broken protobuf", "/metrics/job/a", "\x02\xff\xff", []string{protobufType}, http.StatusBadRequest, refusedBody, "metric family 1"},
		{"no gzip", "/metrics/job/a", "x 1\n", []string{"Content-Encoding: gzip"}, http.StatusBadRequest, refusedBody, "gzip"},
		{"truncated gzip", "/metrics/job/a", zipped(t, []byte("x 1\n"))[:12], []string{"Content-Encoding: gzip"}, http.StatusBadRequest, refusedBody, "unexpected EOF"},
		{"other encoding", "/metrics/job/a", "x 1\n", []string{"Content-Encoding: br"}, http.StatusBadRequest, refusedBody, `"br"`},
		{"gzip bomb", "/metrics/job/a", bomb, []string{"Content-Encoding: gzip"}, http.StatusRequestEntityTooLarge, refusedSize, "decompressed"},
		{"long body", "/metrics/job/a", strings.Repeat(" ", maxBody+1), nil, http.StatusRequestEntityTooLarge, refusedSize, "bytes"},
		{"ttl", "/metrics/job/a?ttl=soon", "x 1\n", nil, http.StatusBadRequest, refusedRequest, "?ttl"},
		{"ttl header", "/metrics/job/a", "x 1\n", []string{"Lookout-TTL: -1h"}, http.StatusBadRequest, refusedRequest, "Lookout-TTL"},
		{"path", "/metrics/job/a/b", "x 1\n", nil, http.StatusBadRequest, refusedRequest, "has no value"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			code, answer := w.send(http.MethodPut, c.path, c.body, c.headers...)
			if code != c.code || !strings.Contains(answer, c.text) {
				t.Errorf("%d: %s", code, answer)
			}
			equal(t, len(w.store.Groups()), 0)
			equal(t, counted(t, w, c.reason), 1)
		})
	}
}

func TestJSONAPI(t *testing.T) {
	w := newWorld(t)
	w.push(http.MethodPut, "/metrics/job/a", "x 1.5\n# TYPE s summary\ns{quantile=\"0.5\"} 2\ns_sum 3\ns_count 4\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n")
	_, body := w.send(http.MethodGet, "/pushgateway/api/v1/metrics", "")
	equal(t, strings.TrimSpace(body), `{"data":[{`+
		`"h":{"time_stamp":"2023-11-14T22:13:20Z","type":"HISTOGRAM","metrics":[{"buckets":{"+Inf":"2","1":"1"},"count":"2","labels":{"instance":"","job":"a"},"sum":"3"}]},`+
		`"labels":{"job":"a"},"last_push_successful":true,`+
		`"push_failure_time_seconds":{"time_stamp":"0001-01-01T00:00:00Z","type":"GAUGE","help":"Last Unix time when changing this group in the Pushgateway failed.","metrics":[{"labels":{"instance":"","job":"a"},"value":"0"}]},`+
		`"push_time_seconds":{"time_stamp":"2023-11-14T22:13:20Z","type":"GAUGE","help":"Last Unix time when changing this group in the Pushgateway succeeded.","metrics":[{"labels":{"instance":"","job":"a"},"value":"1.7e+09"}]},`+
		`"s":{"time_stamp":"2023-11-14T22:13:20Z","type":"SUMMARY","metrics":[{"count":"4","labels":{"instance":"","job":"a"},"quantiles":{"0.5":"2"},"sum":"3"}]},`+
		`"x":{"time_stamp":"2023-11-14T22:13:20Z","type":"UNTYPED","metrics":[{"labels":{"instance":"","job":"a"},"value":"1.5"}]}}],"status":"success"}`)
	_, body = w.send(http.MethodGet, "/pushgateway/api/v1/status", "")
	var status struct {
		Data struct {
			Flags map[string]string
			Build map[string]string `json:"build_information"`
		}
	}
	if err := json.Unmarshal([]byte(body), &status); err != nil || status.Data.Flags["persistence.file"] != w.dir || status.Data.Build["goVersion"] == "" {
		t.Errorf("%v: %s", err, body)
	}
}

func TestFamiliesThatNoScrapeCouldReadAreRefused(t *testing.T) {
	series := func(m *dto.Metric, labels ...string) []*dto.Metric {
		for i := 0; i < len(labels); i += 2 {
			m.Label = append(m.Label, &dto.LabelPair{Name: &labels[i], Value: &labels[i+1]})
		}
		return []*dto.Metric{m}
	}
	gauge := func() *dto.Metric { return &dto.Metric{Gauge: &dto.Gauge{}} }
	count := func(name, label string, nanos int32) *dto.MetricFamily {
		exemplar := &dto.Exemplar{Timestamp: &timestamppb.Timestamp{Nanos: nanos}, Label: []*dto.LabelPair{{Name: proto.String("a"), Value: &label}}}
		return &dto.MetricFamily{Name: &name, Type: dto.MetricType_COUNTER.Enum(), Metric: series(&dto.Metric{Counter: &dto.Counter{Exemplar: exemplar}})}
	}
	bucket := count("x", "b", -1).Metric[0].Counter.Exemplar
	for _, c := range []struct {
		name, want string
		family     *dto.MetricFamily
	}{
		{"no name", "no name of a metric", &dto.MetricFamily{Metric: series(&dto.Metric{Counter: &dto.Counter{}})}},
		{"no value", "has no value of its type", &dto.MetricFamily{Name: proto.String("x"), Metric: series(gauge())}},
		{"unknown type", "has no value of its type", &dto.MetricFamily{Name: proto.String("x"), Type: dto.MetricType(77).Enum(), Metric: series(gauge())}},
		{"reserved label", "no name of a label", &dto.MetricFamily{Name: proto.String("x"), Type: dto.MetricType_GAUGE.Enum(), Metric: series(gauge(), "__x__", "1")}},
		{"label twice", "twice", &dto.MetricFamily{Name: proto.String("x"), Type: dto.MetricType_GAUGE.Enum(), Metric: series(gauge(), "a", "1", "a", "2")}},
		{"no UTF-8", "not UTF-8", &dto.MetricFamily{Name: proto.String("x"), Type: dto.MetricType_GAUGE.Enum(), Metric: series(gauge(), "a", "\xff")}},
		{"help", "help of metric x is not UTF-8", &dto.MetricFamily{Name: proto.String("x"), Help: proto.String("\xff"), Type: dto.MetricType_GAUGE.Enum(), Metric: series(gauge())}},
		{"unit", `in the unit "bytes"`, &dto.MetricFamily{Name: proto.String("x"), Unit: proto.String("bytes"), Type: dto.MetricType_GAUGE.Enum(), Metric: series(gauge())}},
		{"exemplar's time", "time of an exemplar", count("x", "b", -1)},
		{"exemplar's label", "no label of an exemplar", count("x", "\xff", 0)},
		{"bucket's exemplar", "time of an exemplar", &dto.MetricFamily{Name: proto.String("x"), Type: dto.MetricType_HISTOGRAM.Enum(), Metric: series(&dto.Metric{Histogram: &dto.Histogram{Bucket: []*dto.Bucket{{Exemplar: bucket}}}})}},
		{"quantile", "cannot have a label", &dto.MetricFamily{Name: proto.String("x"), Type: dto.MetricType_SUMMARY.Enum(), Metric: series(&dto.Metric{Summary: &dto.Summary{}}, "quantile", "1")}},
		{"bucket", "cannot have a label", &dto.MetricFamily{Name: proto.String("x"), Type: dto.MetricType_HISTOGRAM.Enum(), Metric: series(&dto.Metric{Histogram: &dto.Histogram{}}, "le", "1")}},
	} {
		w := newWorld(t)
		err := w.store.Push(Push{Labels: map[string]string{"job": "a"}, Families: map[string]*dto.MetricFamily{"x": c.family}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestUnitsAndExemplarsArePassedOn(t *testing.T) {
	w := newWorld(t)
	name, at := "sent_bytes_total", timestamppb.New(w.now)
	exemplar := &dto.Exemplar{Value: proto.Float64(1), Timestamp: at, Label: []*dto.LabelPair{{Name: proto.String("trace"), Value: proto.String("t")}}}
	family := &dto.MetricFamily{Name: &name, Unit: proto.String("bytes"), Type: dto.MetricType_COUNTER.Enum(), Metric: []*dto.Metric{{Counter: &dto.Counter{Exemplar: exemplar}}}}
	if err := w.store.Push(Push{Labels: map[string]string{"job": "a"}, Families: map[string]*dto.MetricFamily{name: family}}); err != nil {
		t.Fatal(err)
	}
	_, body := w.send(http.MethodGet, "/pushgateway/metrics", "", "Accept: application/openmetrics-text; version=1.0.0")
	if !strings.Contains(body, `# {trace="t"} 1.0`) || !strings.HasSuffix(body, "# EOF\n") {
		t.Error(body)
	}
}

func TestWhoReadsIsRemembered(t *testing.T) {
	w := newWorld(t)
	if !w.api.LastRead().IsZero() {
		t.Error("nobody has read yet")
	}
	w.scrape()
	equal(t, w.api.LastRead(), w.now)
}

func counted(t *testing.T, w *world, reason string) float64 {
	t.Helper()
	var m dto.Metric
	if err := w.store.metrics.refused.WithLabelValues(reason).Write(&m); err != nil {
		t.Fatal(err)
	}
	return m.GetCounter().GetValue()
}

func zipped(t testing.TB, content []byte) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// FuzzPush holds that whatever is taken can be scraped, read again after a
// restart and pushed once more.
func FuzzPush(f *testing.F) {
	f.Add("x/a/1", false, []byte("# TYPE x counter\nx{a=\"b\"} 1\n"), false)
	f.Add("eA", true, []byte("\x0a\x0a\x01x\x18\x01\x22\x03\x1a\x01\x00"), true)
	f.Fuzz(func(t *testing.T, path string, base64 bool, body []byte, protobuf bool) {
		labels, err := groupLabels(path, base64)
		if err != nil {
			return
		}
		for _, name := range slices.Sorted(maps.Keys(labels)) {
			if !utf8.ValidString(labels[name]) {
				t.Fatalf("label %s is not UTF-8", name)
			}
		}
		contentType := ""
		if protobuf {
			_, contentType, _ = strings.Cut(protobufType, ": ")
		}
		families, err := parse(body, contentType, 100)
		if err != nil {
			return
		}
		w := newWorld(t)
		if err := w.store.Push(Push{Labels: labels, Families: families}); err != nil {
			return
		}
		before := w.scrape()
		w.open()
		equal(t, w.scrape(), before)
		again, err := parse(body, contentType, 100)
		if err == nil {
			err = w.store.Push(Push{Labels: labels, Families: again, Replace: true})
		}
		if err != nil {
			t.Fatalf("pushed once more: %v", err)
		}
		equal(t, w.scrape(), before)
	})
}

func TestSlowPushesDoNotKeepOthersOut(t *testing.T) {
	w := newWorld(t)
	w.api.patience = 100 * time.Millisecond
	server := httptest.NewServer(w.mux)
	defer server.Close()
	var slow []net.Conn
	for range maxParsing {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "PUT /metrics/job/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx"); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, conn)
	}
	for len(w.api.parsing) < maxParsing && counted(t, w, refusedBody) == 0 {
		time.Sleep(time.Millisecond)
	}
	w.push(http.MethodPut, "/metrics/job/quick", "x 1\n")
	for _, conn := range slow {
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		equal(t, answer.StatusCode, http.StatusBadRequest)
	}
	equal(t, counted(t, w, refusedBody), maxParsing)
}

func TestADeletedGroupIsInTheAuditLog(t *testing.T) {
	w := newWorld(t)
	w.push(http.MethodPut, "/metrics/job/backup/instance/db1", "a 1\n")
	for _, path := range []string{"/metrics/job/other", "/metrics/job/backup/instance/db1", "/pushgateway/metrics/job/backup/instance/db1"} {
		if code, answer := w.send(http.MethodDelete, path, ""); code != http.StatusAccepted {
			t.Fatalf("%s: %d %s", path, code, answer)
		}
	}
	equal(t, w.recorded, []string{"push.delete map[instance:db1 job:backup]"})
}
