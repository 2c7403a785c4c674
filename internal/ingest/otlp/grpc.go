package otlp

import (
	"context"
	"net/http"
	"time"

	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	_ "google.golang.org/grpc/encoding/gzip" // registers the compression that exporters may choose
	"google.golang.org/grpc/status"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// grpcPath is the method that SDKs and collectors call.
const grpcPath = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"

// frameBytes go before a message.
const frameBytes = 5

// GRPCRoute is the receiver over gRPC, for a listener that speaks HTTP/2. It is
// a route like any other, so that a request is judged, bounded and counted
// before gRPC reads any of its bytes.
func (r *Receiver) GRPCRoute() gateway.Route {
	service := grpc.NewServer(grpc.MaxRecvMsgSize(maxMessage))
	pmetricotlp.RegisterGRPCServer(service, &exporter{receiver: r})
	return gateway.Route{
		Method: http.MethodPost, Path: grpcPath, Scope: gateway.WriteMetrics, MaxBody: maxMessage + frameBytes,
		Handler: r.admit(service), Summary: "OTLP metrics over gRPC",
	}
}

// admit lets requests in as there is room; gRPC reads 503 as "unavailable",
// after which exporters try again.
func (r *Receiver) admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		release, err := r.slot(req.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		defer release()
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout)) // as over plain HTTP
		next.ServeHTTP(w, req)
	})
}

// exporter is the service behind the route.
type exporter struct {
	pmetricotlp.UnimplementedGRPCServer
	receiver *Receiver
}

// Export implements pmetricotlp.GRPCServer.
func (e *exporter) Export(ctx context.Context, request pmetricotlp.ExportRequest) (pmetricotlp.ExportResponse, error) {
	outcome, err := e.receiver.Export(ctx, request.Metrics())
	if err != nil {
		e.receiver.metrics.refused.WithLabelValues(refusedStore).Inc()
		return pmetricotlp.NewExportResponse(), status.Error(codes.Unavailable, err.Error())
	}
	return responseTo(outcome), nil
}
