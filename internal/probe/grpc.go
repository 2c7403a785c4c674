package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/version"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// GRPC is how to ask for gRPC health.
type GRPC struct {
	Service   string               `yaml:"service,omitempty" help:"The service to ask about." default:"the server as a whole"`
	TLS       bool                 `yaml:"tls,omitempty" help:"Use TLS."`
	TLSConfig httpconfig.TLSConfig `yaml:"tls_config,omitempty" help:"Certificates and names, as everywhere in Prometheus."`
	Family    Family               `yaml:",inline"`
}

// largestHealth bounds an answer, which is one number.
const largestHealth = 64 << 10

func defaultGRPC() GRPC { return GRPC{Family: Family{Fallback: true}} }

// UnmarshalYAML fills in the defaults first.
func (g *GRPC) UnmarshalYAML(unmarshal func(any) error) error {
	*g = defaultGRPC()
	type plain GRPC
	return unmarshal((*plain)(g))
}

// Validate refuses what cannot be meant.
func (g *GRPC) Validate() error { return g.Family.check() }

func askGRPC(ctx context.Context, q Question, r *report) error {
	module := q.How.GRPC
	phases := r.gauges("probe_grpc_duration_seconds", "Duration of gRPC request by phase", "phase")
	statusCode := r.gauge("probe_grpc_status_code", "Response gRPC status code")
	usedTLS := r.gauge("probe_grpc_ssl", "Indicates if SSL was used for the connection")
	phases.WithLabelValues("resolve")
	host, port, err := grpcTarget(q.Target)
	if err != nil {
		return err
	}
	addr, took, err := r.resolve(ctx, host, module.Family)
	phases.WithLabelValues("resolve").Set(took.Seconds())
	if err != nil {
		return err
	}
	conn, err := module.connect(net.JoinHostPort(addr.String(), port), host)
	if err != nil {
		return err
	}
	defer conn.Close()

	began := time.Now()
	serving, from, err := module.check(ctx, conn)
	phases.WithLabelValues("check").Set(time.Since(began).Seconds())
	statusCode.Set(float64(status.Code(err)))
	if info, ok := from.AuthInfo.(credentials.TLSInfo); ok {
		usedTLS.Set(1)
		r.tlsMetrics(&info.State)
	}
	r.serving(serving, err)
	return judgeHealth(serving, err)
}

// grpcTarget is a host and a port, with or without a scheme.
func grpcTarget(target string) (host, port string, err error) {
	if !strings.HasPrefix(target, "http://") && !strings.HasPrefix(target, "https://") {
		target = "http://" + target
	}
	u, err := url.Parse(target)
	if err != nil || u.Hostname() == "" {
		return "", "", errors.New("the target needs a host and a port, such as orders.example.org:9090")
	}
	return u.Hostname(), portOf(u), nil
}

func (g *GRPC) connect(address, host string) (*grpc.ClientConn, error) {
	secured := insecure.NewCredentials()
	if g.TLS {
		conf, err := newTLSConfig(&g.TLSConfig, host)
		if err != nil {
			return nil, err
		}
		secured = credentials.NewTLS(conf)
	}
	conn, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(secured),
		grpc.WithUserAgent("Lookout/"+version.Version), grpc.WithDisableServiceConfig(),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largestHealth)), grpc.WithNoProxy())
	if err != nil {
		return nil, fmt.Errorf("prepare gRPC client: %w", err)
	}
	return conn, nil
}

func (g *GRPC) check(ctx context.Context, conn *grpc.ClientConn) (string, *peer.Peer, error) {
	from := &peer.Peer{}
	answer, err := grpc_health_v1.NewHealthClient(conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: g.Service}, grpc.Peer(from))
	if err != nil {
		return "", from, err
	}
	return answer.GetStatus().String(), from, nil
}

// serving tells each state that a service may be in, and which one it is.
func (r *report) serving(state string, err error) {
	states := r.gauges("probe_grpc_healthcheck_response", "Response HealthCheck response", "serving_status")
	for _, name := range grpc_health_v1.HealthCheckResponse_ServingStatus_name {
		states.WithLabelValues(name).Set(0)
	}
	r.status = state
	if err != nil {
		r.status = status.Code(err).String()
	} else {
		states.WithLabelValues(state).Set(1)
	}
	r.step("answered %s", r.status)
}

func judgeHealth(state string, err error) error {
	switch code := status.Code(err); {
	case code == codes.Unimplemented:
		return errors.New("the server has no grpc.health.v1.Health service")
	case code == codes.NotFound:
		return errors.New("the server does not know this service")
	case err != nil:
		return fmt.Errorf("ask for health: %s: %s", code, status.Convert(err).Message())
	case state != grpc_health_v1.HealthCheckResponse_SERVING.String():
		return fmt.Errorf("the service is %s, not SERVING", state)
	}
	return nil
}
