package grpcmetrics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
)

func TestARealServersCallsAreCounted(t *testing.T) {
	registry := prometheus.NewRegistry()
	metrics, err := New(registry)
	require.NoError(t, err)
	server := grpc.NewServer(grpc.ChainUnaryInterceptor(metrics.Unary), grpc.ChainStreamInterceptor(metrics.Stream))
	checks := health.NewServer()
	grpc_health_v1.RegisterHealthServer(server, checks)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go server.Serve(listener)
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	defer conn.Close()
	client := grpc_health_v1.NewHealthClient(conn)

	_, err = client.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{})
	require.NoError(t, err)
	_, err = client.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{Service: "nobody"})
	require.Equal(t, codes.NotFound, status.Code(err))
	ctx, cancel := context.WithCancel(t.Context())
	watch, err := client.Watch(ctx, &grpc_health_v1.HealthCheckRequest{})
	require.NoError(t, err)
	_, err = watch.Recv()
	require.NoError(t, err)
	require.EqualValues(t, 1, testutil.ToFloat64(metrics.inFlight))
	cancel()
	server.GracefulStop()

	require.NoError(t, testutil.GatherAndCompare(registry, strings.NewReader(`
# HELP grpc_server_handled_total Calls answered.
# TYPE grpc_server_handled_total counter
grpc_server_handled_total{grpc_code="Canceled",grpc_method="Watch",grpc_service="grpc.health.v1.Health",grpc_type="server_stream"} 1
grpc_server_handled_total{grpc_code="NotFound",grpc_method="Check",grpc_service="grpc.health.v1.Health",grpc_type="unary"} 1
grpc_server_handled_total{grpc_code="OK",grpc_method="Check",grpc_service="grpc.health.v1.Health",grpc_type="unary"} 1
# HELP grpc_server_in_flight Calls that are being answered.
# TYPE grpc_server_in_flight gauge
grpc_server_in_flight 0
`), "grpc_server_handled_total", "grpc_server_in_flight"))
	count, err := testutil.GatherAndCount(registry, "grpc_server_handling_seconds")
	require.NoError(t, err)
	require.Equal(t, 2, count)
}

func TestCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want codes.Code
	}{
		{nil, codes.OK},
		{io.ErrUnexpectedEOF, codes.Unknown},
		{status.Error(codes.NotFound, "no"), codes.NotFound},
		{fmt.Errorf("read: %w", context.DeadlineExceeded), codes.DeadlineExceeded},
		{context.Canceled, codes.Canceled},
		{status.Error(4711, "made up"), codes.Unknown},
	} {
		require.Equal(t, c.want, codeOf(c.err), "%v", c.err)
	}
}

func TestMethodsAreBoundedAndPanicsCounted(t *testing.T) {
	metrics, err := New(prometheus.NewRegistry())
	require.NoError(t, err)
	info := &grpc.StreamServerInfo{IsClientStream: true, IsServerStream: true}
	for i := range 1000 {
		info.FullMethod = fmt.Sprintf("/made.Up/M%d", i)
		require.Error(t, metrics.Stream(nil, nil, info, func(any, grpc.ServerStream) error { return errors.New("unknown method") }))
	}
	require.Equal(t, mostMethods+1, testutil.CollectAndCount(metrics.handled))
	require.Panics(t, func() {
		metrics.Stream(nil, nil, info, func(any, grpc.ServerStream) error { panic("oops") })
	})
	require.EqualValues(t, 1, testutil.ToFloat64(metrics.handled.WithLabelValues("bidi_stream", "other", "other", "Internal")))
}

func TestRegisteringTwiceIsRefused(t *testing.T) {
	registry := prometheus.NewRegistry()
	_, err := New(registry)
	require.NoError(t, err)
	_, err = New(registry)
	require.ErrorContains(t, err, "once per registry")
}
