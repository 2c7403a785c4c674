// Package grpcmetrics counts and times what a gRPC server answers. Calls flow in through two interceptors; series flow
// out, counter and histogram under the names of go-grpc-middleware, which existing dashboards draw. It refuses to know
// what the calls mean, and is a package of its own so that services without gRPC do not carry it.
package grpcmetrics

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/lookout-monitor/lookout/instrument/internal/bounded"
)

// mostMethods bounds the method labels where a server answers methods that it does not know.
const mostMethods = 300

// Metrics counts calls.
type Metrics struct {
	methods  *bounded.Values
	inFlight prometheus.Gauge
	handled  *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

// New registers the metrics, usually with a service's Registry.
func New(registry prometheus.Registerer) (*Metrics, error) {
	m := &Metrics{
		methods: bounded.New(mostMethods),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "grpc_server_in_flight", Help: "Calls that are being answered.",
		}),
		handled: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "grpc_server_handled_total", Help: "Calls answered.",
		}, []string{"grpc_type", "grpc_service", "grpc_method", "grpc_code"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "grpc_server_handling_seconds", Help: "Time from the start of a call to the end of its handler.",
			Buckets:                         []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
			NativeHistogramBucketFactor:     1.1,
			NativeHistogramMaxBucketNumber:  100,
			NativeHistogramMinResetDuration: time.Hour,
		}, []string{"grpc_type", "grpc_service", "grpc_method"}),
	}
	for _, collector := range []prometheus.Collector{m.inFlight, m.handled, m.duration} {
		if err := registry.Register(collector); err != nil {
			return nil, fmt.Errorf("register gRPC metrics (once per registry): %w", err)
		}
	}
	return m, nil
}

// Unary is for grpc.ChainUnaryInterceptor.
func (m *Metrics) Unary(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (answer any, err error) {
	err = m.watch("unary", info.FullMethod, func() error {
		answer, err = handle(ctx, request)
		return err
	})
	return answer, err
}

// Stream is for grpc.ChainStreamInterceptor.
func (m *Metrics) Stream(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	return m.watch(kind(info), info.FullMethod, func() error { return handle(server, stream) })
}

func kind(info *grpc.StreamServerInfo) string {
	switch {
	case info.IsClientStream && info.IsServerStream:
		return "bidi_stream"
	case info.IsClientStream:
		return "client_stream"
	}
	return "server_stream"
}

func (m *Metrics) watch(kind, fullMethod string, call func() error) error {
	m.inFlight.Inc()
	start := time.Now()
	code := codes.Internal // what a client sees of a panic
	defer func() {
		m.inFlight.Dec()
		service, method := m.labels(fullMethod)
		m.handled.WithLabelValues(kind, service, method, code.String()).Inc()
		m.duration.WithLabelValues(kind, service, method).Observe(time.Since(start).Seconds())
	}()
	err := call()
	code = codeOf(err)
	return err
}

// codeOf also reads what gRPC makes of a context's own errors.
func codeOf(err error) codes.Code {
	code := status.Code(err)
	if code == codes.Unknown {
		code = status.FromContextError(err).Code()
	}
	if code > codes.Unauthenticated {
		return codes.Unknown
	}
	return code
}

func (m *Metrics) labels(fullMethod string) (service, method string) {
	name := m.methods.Keep(strings.ToValidUTF8(strings.TrimPrefix(fullMethod, "/"), ""))
	service, method, found := strings.Cut(name, "/")
	if !found {
		return bounded.Other, bounded.Other
	}
	return service, method
}
