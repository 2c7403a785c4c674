package otlp

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	_ "google.golang.org/grpc/encoding/gzip" // registers the compression that exporters may choose
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// grpcPath is the method that SDKs and collectors call.
const grpcPath = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"

// asGRPC begins the content type of every request of gRPC.
const asGRPC = "application/grpc"

// frameBytes go before a message.
const frameBytes = 5

// GRPCRoute is the receiver over gRPC, for a listener that speaks HTTP/2. It is
// a route like any other, so that a request is judged, bounded and counted
// before gRPC reads any of its bytes.
func (r *Receiver) GRPCRoute() gateway.Route {
	service := grpc.NewServer(grpc.MaxRecvMsgSize(maxMessage), grpc.StatsHandler(unreadable{r.metrics}))
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
		if media := req.Header.Get("Content-Type"); !strings.HasPrefix(media, asGRPC) {
			r.metrics.refused.WithLabelValues(refusedType).Inc()
			http.Error(w, fmt.Sprintf("content type %q: this port speaks gRPC, send %s; OTLP over HTTP goes to /v1/metrics of the main port", media, asGRPC), http.StatusUnsupportedMediaType)
			return
		}
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

// unreadable counts requests that gRPC answers itself, because it could not read their message.
type unreadable struct{ metrics *metrics }

// HandleRPC implements stats.Handler.
func (u unreadable) HandleRPC(_ context.Context, event stats.RPCStats) {
	end, ok := event.(*stats.End)
	if !ok || end.Error == nil {
		return
	}
	switch status.Code(end.Error) {
	case codes.Unavailable: // Export has counted it
	case codes.ResourceExhausted:
		u.metrics.refused.WithLabelValues(refusedSize).Inc()
	default:
		u.metrics.refused.WithLabelValues(refusedBody).Inc()
	}
}

// TagRPC implements stats.Handler.
func (unreadable) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

// TagConn implements stats.Handler.
func (unreadable) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn implements stats.Handler.
func (unreadable) HandleConn(context.Context, stats.ConnStats) {}
