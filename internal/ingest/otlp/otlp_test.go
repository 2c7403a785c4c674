package otlp

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	grpcgzip "google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/status"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memory is a store that refuses samples of series named "late", and all when
// it is broken.
type memory struct {
	mu      sync.Mutex
	samples []string
	broken  bool
}

func (m *memory) AppenderV2(context.Context) storage.AppenderV2 { return &transaction{store: m} }

type transaction struct {
	storage.AppenderV2
	store *memory
	added []string
}

func (a *transaction) Append(_ storage.SeriesRef, ls labels.Labels, _, t int64, v float64, h *histogram.Histogram, _ *histogram.FloatHistogram, _ storage.AOptions) (storage.SeriesRef, error) {
	if ls.Get("__name__") == "late" {
		return 0, storage.ErrOutOfOrderSample
	}
	value := fmt.Sprint(v)
	if h != nil {
		value = h.String()
	}
	a.added = append(a.added, fmt.Sprintf("%s %s @%d", ls, value, t))
	return 1, nil
}

func (a *transaction) Commit() error {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	if a.store.broken {
		return errors.New("disk is full")
	}
	a.store.samples = append(a.store.samples, a.added...)
	return nil
}

func (a *transaction) Rollback() error { return nil }

var now = time.Unix(1_700_000_000, 0)

func newReceiver(t testing.TB, m *memory, c Config, prom promconfig.OTLPConfig) *Receiver {
	t.Helper()
	r, err := New(Options{
		Write: m, Config: c, Lookback: 5 * time.Minute, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
		Prometheus: func() *promconfig.Config { return &promconfig.Config{OTLPConfig: prom} },
		MaxAge:     func() time.Duration { return time.Hour },
		Now:        func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// message is a request with metrics of the service shop.
func message(add ...func(pmetric.MetricSlice)) pmetricotlp.ExportRequest {
	md := pmetric.NewMetrics()
	resource := md.ResourceMetrics().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "shop")
	resource.Resource().Attributes().PutStr("deployment.environment", "test")
	metrics := resource.ScopeMetrics().AppendEmpty().Metrics()
	for _, a := range add {
		a(metrics)
	}
	return pmetricotlp.NewExportRequestFromMetrics(md)
}

func gauge(name string, value float64, at time.Time) func(pmetric.MetricSlice) {
	return func(s pmetric.MetricSlice) {
		m := s.AppendEmpty()
		m.SetName(name)
		p := m.SetEmptyGauge().DataPoints().AppendEmpty()
		p.SetDoubleValue(value)
		p.SetTimestamp(pcommon.NewTimestampFromTime(at))
	}
}

func sum(name string, temporality pmetric.AggregationTemporality, value int64, from, at time.Time) func(pmetric.MetricSlice) {
	return func(s pmetric.MetricSlice) {
		m := s.AppendEmpty()
		m.SetName(name)
		m.SetEmptySum().SetIsMonotonic(true)
		m.Sum().SetAggregationTemporality(temporality)
		p := m.Sum().DataPoints().AppendEmpty()
		p.SetIntValue(value)
		p.SetStartTimestamp(pcommon.NewTimestampFromTime(from))
		p.SetTimestamp(pcommon.NewTimestampFromTime(at))
	}
}

func export(t *testing.T, r *Receiver, request pmetricotlp.ExportRequest) Outcome {
	t.Helper()
	outcome, err := r.Export(t.Context(), request.Metrics())
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

func (m *memory) has(t *testing.T, want ...string) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	got := slices.DeleteFunc(slices.Clone(m.samples), func(s string) bool { return strings.Contains(s, "target_info") })
	if !slices.Equal(got, want) {
		t.Errorf("samples are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheBlockOfPrometheusIsHonoured(t *testing.T) {
	m := &memory{}
	r := newReceiver(t, m, DefaultConfig(), promconfig.OTLPConfig{
		TranslationStrategy: promconfig.DefaultOTLPConfig.TranslationStrategy, PromoteResourceAttributes: []string{"deployment.environment"},
	})
	export(t, r, message(gauge("queue.length", 3, now), sum("orders", pmetric.AggregationTemporalityCumulative, 4, now, now)))
	m.has(t, `{__name__="queue_length", deployment_environment="test", job="shop"} 3 @1700000000000`,
		`{__name__="orders_total", deployment_environment="test", job="shop"} 4 @1700000000000`)
	if got := testutil.ToFloat64(r.metrics.points); got != 2 {
		t.Errorf("%v data points were counted", got)
	}
}

func TestWhatCannotBeTakenIsRejectedPointByPoint(t *testing.T) {
	for _, c := range []struct {
		name, reason string
		bad          func(pmetric.MetricSlice)
		points       int
	}{
		{"late", "out of order", gauge("late", 1, now), 1},
		{"ahead", "clock", gauge("ahead", 1, now.Add(time.Hour)), 1},
		{"old", "clock", sum("old", pmetric.AggregationTemporalityCumulative, 1, now, now.Add(-2*time.Hour)), 1},
		{"no time", "clock", gauge("timeless", 1, time.Unix(0, 0)), 1},
		{"no temporality", "no aggregation temporality", sum("x", pmetric.AggregationTemporalityUnspecified, 1, now, now), 1},
		{"delta", "max_delta_streams: 0", sum("x", pmetric.AggregationTemporalityDelta, 1, now, now), 1},
		{"empty", "no data of a type", func(s pmetric.MetricSlice) { s.AppendEmpty().SetName("x") }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &memory{}
			r := newReceiver(t, m, Config{}, promconfig.DefaultOTLPConfig)
			outcome := export(t, r, message(gauge("before", 1, now), c.bad, gauge("after", 2, now)))
			m.has(t, `{__name__="before", job="shop"} 1 @1700000000000`, `{__name__="after", job="shop"} 2 @1700000000000`)
			if outcome.Rejected != c.points || !strings.Contains(outcome.Reason, c.reason) {
				t.Errorf("outcome is %+v", outcome)
			}
			if got := testutil.ToFloat64(r.metrics.rejected); got != float64(c.points) {
				t.Errorf("%v data points were counted as rejected", got)
			}
		})
	}
}

func TestDeltaStreamsAreSummedUp(t *testing.T) {
	m := &memory{}
	r := newReceiver(t, m, Config{MaxDeltaStreams: 1}, promconfig.DefaultOTLPConfig)
	delta := func(name string, value int64, second int) func(pmetric.MetricSlice) {
		at := now.Add(time.Duration(second) * time.Second)
		return sum(name, pmetric.AggregationTemporalityDelta, value, at.Add(-time.Second), at)
	}
	export(t, r, message(delta("orders", 3, 1)))
	export(t, r, message(delta("orders", 4, 2)))
	if o := export(t, r, message(delta("orders", 5, 2))); o.Rejected != 1 {
		t.Errorf("a data point that is out of order: %+v", o)
	}
	if o := export(t, r, message(delta("more", 1, 3))); o.Rejected != 1 || !strings.Contains(o.Reason, "max_delta_streams") {
		t.Errorf("a stream beyond the bound: %+v", o)
	}
	m.has(t, `{__name__="orders_total", job="shop"} 3 @1700000001000`, `{__name__="orders_total", job="shop"} 7 @1700000002000`)
}

func TestDeltaStreamsThatFallSilentAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		r := newReceiver(t, m, Config{MaxDeltaStreams: 1}, promconfig.DefaultOTLPConfig)
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := r.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		export(t, r, message(sum("a", pmetric.AggregationTemporalityDelta, 1, now, now)))
		time.Sleep(maxStale + 2*time.Minute)
		if o := export(t, r, message(sum("b", pmetric.AggregationTemporalityDelta, 1, now, now))); o.Rejected != 0 {
			t.Errorf("the silent stream still takes the only place: %+v", o)
		}
		stop()
		running.Wait()
	})
}

func TestOverHTTP(t *testing.T) {
	request := message(gauge("x", 1, now), gauge("late", 1, now))
	asPB, err := request.MarshalProto()
	if err != nil {
		t.Fatal(err)
	}
	asText, err := request.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, contentType, encoding string
		body                        []byte
		broken                      bool
		code                        int
		refused                     string
		answer                      string // what the answer contains
	}{
		{"protobuf", asProtobuf, "", asPB, false, 200, "", "out of order"},
		{"gzip", asProtobuf, "gzip", zipped(t, asPB), false, 200, "", "out of order"},
		{"json", "application/json; charset=utf-8", "", asText, false, 200, "", `"rejectedDataPoints":"1"`},
		{"text", "text/plain", "", asText, false, 415, refusedType, "send application/x-protobuf"},
		{"no type", "", "", asPB, false, 415, refusedType, "send application/x-protobuf"},
		{"truncated", asProtobuf, "", asPB[:len(asPB)-3], false, 400, refusedBody, "read message"},
		{"broken json", asJSON, "", []byte("{"), false, 400, refusedBody, `"code":3`},
		{"no gzip", asProtobuf, "gzip", asPB, false, 400, refusedBody, "gzip"},
		{"truncated gzip", asProtobuf, "gzip", zipped(t, asPB)[:20], false, 400, refusedBody, "read body"},
		{"other compression", asProtobuf, "br", asPB, false, 400, refusedBody, "br"},
		{"gzip bomb", asProtobuf, "gzip", zipped(t, make([]byte, maxMessage+1)), false, 413, refusedSize, "smaller batches"},
		{"huge", asProtobuf, "", make([]byte, maxMessage+1), false, 413, refusedSize, "smaller batches"},
		{"store broken", asProtobuf, "", asPB, true, 503, refusedStore, "disk is full"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newReceiver(t, &memory{broken: c.broken}, DefaultConfig(), promconfig.DefaultOTLPConfig)
			req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/metrics", bytes.NewReader(c.body))
			req.Header.Set("Content-Type", c.contentType)
			req.Header.Set("Content-Encoding", c.encoding)
			w := httptest.NewRecorder()
			req.Body = http.MaxBytesReader(w, req.Body, maxMessage)
			r.Route("/v1/metrics").Handler.ServeHTTP(w, req)
			text := strings.ReplaceAll(w.Body.String(), " ", "")
			if w.Code != c.code || !strings.Contains(text, strings.ReplaceAll(c.answer, " ", "")) {
				t.Errorf("%d: %q", w.Code, w.Body)
			}
			wantType, _, _ := strings.Cut(c.contentType, ";")
			if c.code == 415 {
				wantType = asJSON
			}
			if got := w.Header().Get("Content-Type"); got != wantType {
				t.Errorf("the answer is %s, want %s", got, wantType)
			}
			if c.refused != "" && testutil.ToFloat64(r.metrics.refused.WithLabelValues(c.refused)) != 1 {
				t.Errorf("not counted as refused for %s", c.refused)
			}
			if (w.Header().Get("Retry-After") != "") != (c.code == 503) {
				t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
			}
		})
	}
}

func TestRequestsBeyondTheBoundAreToldToComeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newReceiver(t, &memory{}, Config{}, promconfig.DefaultOTLPConfig)
		for range maxRequests {
			if _, err := r.slot(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/metrics", strings.NewReader(""))
		req.Header.Set("Content-Type", asProtobuf)
		w := httptest.NewRecorder()
		r.serve(w, req)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("%d: %s", w.Code, w.Body)
		}
		if got := testutil.ToFloat64(r.metrics.refused.WithLabelValues(refusedBusy)); got != 1 {
			t.Errorf("counted %v times", got)
		}
	})
}

func TestOverGRPC(t *testing.T) {
	m := &memory{}
	r := newReceiver(t, m, DefaultConfig(), promconfig.DefaultOTLPConfig)
	log := slog.New(slog.DiscardHandler)
	router, err := gateway.NewRouter([]gateway.Route{r.GRPCRoute()}, gateway.RouterOptions{Metrics: gateway.NewMetrics(prometheus.NewRegistry()), Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	server, err := gateway.ListenHTTP2("127.0.0.1:0", router, log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := server.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	defer running.Wait()
	defer stop()
	connection, err := grpc.NewClient(server.Addr(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	client := pmetricotlp.NewGRPCClient(connection)

	for range 2 {
		response, err := client.Export(t.Context(), message(gauge("x", 1, now), gauge("late", 1, now)), grpc.UseCompressor(grpcgzip.Name))
		if err != nil || response.PartialSuccess().RejectedDataPoints() != 1 || !strings.Contains(response.PartialSuccess().ErrorMessage(), "out of order") {
			t.Errorf("%v: %v", err, response.PartialSuccess().ErrorMessage())
		}
	}
	m.has(t, slices.Repeat([]string{`{__name__="x", job="shop"} 1 @1700000000000`}, 2)...)

	huge := message(func(s pmetric.MetricSlice) { s.AppendEmpty().SetDescription(strings.Repeat("x", maxMessage)) })
	if _, err := client.Export(t.Context(), huge); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("a huge message as it is: %v", err)
	}
	if _, err := client.Export(t.Context(), huge, grpc.UseCompressor(grpcgzip.Name)); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("a huge message: %v", err)
	}
	garbage := grpc.ForceCodec(bytesAsTheyAre{})
	if err := connection.Invoke(t.Context(), grpcPath, []byte("garbage"), &[]byte{}, garbage); status.Code(err) != codes.Internal {
		t.Errorf("garbage: %v", err)
	}
	var http2 http.Protocols
	http2.SetUnencryptedHTTP2(true)
	http2Client := &http.Client{Transport: &http.Transport{Protocols: &http2}}
	response, err := http2Client.Post("http://"+server.Addr()+grpcPath, "text/plain", nil)
	if err != nil || response.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("another protocol: %v %v", response, err)
	}
	http2Client.CloseIdleConnections()
	for reason, want := range map[string]float64{refusedSize: 2, refusedBody: 1, refusedType: 1, refusedStore: 0} {
		if n := testutil.ToFloat64(r.metrics.refused.WithLabelValues(reason)); n != want {
			t.Errorf("%s was counted %v times, want %v", reason, n, want)
		}
	}
	m.mu.Lock()
	m.broken = true
	m.mu.Unlock()
	if _, err := client.Export(t.Context(), message(gauge("x", 1, now))); status.Code(err) != codes.Unavailable {
		t.Errorf("a store that is broken: %v", err)
	}
}

// bytesAsTheyAre is a codec that encodes nothing.
type bytesAsTheyAre struct{}

func (bytesAsTheyAre) Marshal(v any) ([]byte, error) { return v.([]byte), nil }
func (bytesAsTheyAre) Unmarshal([]byte, any) error   { return nil }
func (bytesAsTheyAre) Name() string                  { return "proto" }

func TestConfigIsChecked(t *testing.T) {
	for text, want := range map[string]string{"": "", "127.0.0.1:4317": "", ":4317": "", "off": "", "4317": "grpc: "} {
		err := (&Config{GRPC: text}).Validate()
		if (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for configured, want := range map[string]string{"": "127.0.0.1:4317 false", "off": " true", ":9": ":9 true"} {
		address, asked := (&Config{GRPC: configured}).Address()
		if got := fmt.Sprintf("%s %t", address, asked); got != want {
			t.Errorf("%q: %s, want %s", configured, got, want)
		}
	}
	if (&Config{MaxDeltaStreams: -1}).Validate() == nil {
		t.Error("a negative bound is taken")
	}
}

func zipped(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
