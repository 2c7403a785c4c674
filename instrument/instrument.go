// Package instrument makes a Go service follow Lookout's conventions: metrics at :19100/metrics, the service's own
// dashboards at :19101/grafana, and requests, errors, durations and saturation under names that the built-in
// dashboards and alerts know. Requests and readings flow in through [Service.Handler] and [Service.Saturation];
// what flows out is served to allowed networks only, because it is sensitive. It refuses to know who scrapes,
// and it needs nothing but the standard library and client_golang; gRPC is in the subpackage grpcmetrics.
package instrument

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Service is one service that can be watched. Its methods may be called from many goroutines at once.
type Service struct {
	config   Config
	registry *prometheus.Registry
	logger   *slog.Logger
	requests *requests
	used     *saturation

	mu    sync.Mutex // for the listeners of doors
	doors []*door
}

// door is one of the two ports.
type door struct {
	purpose  string // "metrics" or "dashboards", as people read it
	field    string // of Config, for error messages
	address  string
	handler  http.Handler
	listener net.Listener
}

// New checks config and registers the metrics. Nothing listens until [Service.Listen] or [Service.Run].
func New(config Config) (*Service, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, fmt.Errorf("instrument service: %w", err)
	}
	s := &Service{config: config, registry: prometheus.NewRegistry(), logger: config.Logger}
	s.requests = newRequests(config.Route)
	s.used = newSaturation(config.Logger)
	collectors := append(s.requests.collectors(), s.used, config.info())
	if err := registerAll(s.registry, append(collectors, runtimeCollectors()...)); err != nil {
		return nil, fmt.Errorf("instrument service %q: its name makes a metric that exists already, choose another: %w", config.Name, err)
	}
	shelf := &shelf{files: config.Dashboards, folder: config.Folder}
	if _, err := shelf.list(); err != nil {
		return nil, fmt.Errorf("instrument service: read Dashboards: %w", err)
	}
	s.open(shelf)
	return s, nil
}

// open builds both doors behind one guard.
func (s *Service) open(shelf *shelf) {
	refused := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "instrument_requests_refused_total",
		Help: "Requests for metrics or dashboards from networks that AllowFrom does not name.",
	}, []string{"door"})
	s.registry.MustRegister(refused)

	metrics := http.NewServeMux()
	metrics.Handle("GET /metrics", promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{
		Registry: s.registry, EnableOpenMetrics: true, MaxRequestsInFlight: 8,
	}))
	guard := func(purpose string, next http.Handler) http.Handler {
		return &guard{allowed: s.config.AllowFrom, refused: refused.WithLabelValues(purpose), next: next, purpose: purpose}
	}
	s.doors = []*door{
		{purpose: "metrics", field: "MetricsAddress", address: s.config.MetricsAddress, handler: guard("metrics", metrics)},
		{purpose: "dashboards", field: "DashboardsAddress", address: s.config.DashboardsAddress, handler: guard("dashboards", s.named(shelf.handler()))},
	}
}

// named tells the collector whose dashboards these are; a 304 carries it too, so a new release shows at once.
func (s *Service) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Service-Name", s.config.Name)
		w.Header().Set("Service-Version", s.config.Version)
		next.ServeHTTP(w, r)
	})
}

// Registry is where the service registers metrics of its own; they appear at /metrics.
func (s *Service) Registry() *prometheus.Registry { return s.registry }

// Listen takes both ports. Calling it before [Service.Run] is optional; it lets a service fail early and ask for its addresses.
func (s *Service) Listen(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.doors {
		if d.listener != nil {
			continue
		}
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", d.address)
		if err != nil {
			s.close()
			return fmt.Errorf("listen for %s (where another program has the port, set %s in instrument.Config): %w", d.purpose, d.field, err)
		}
		d.listener = listener
	}
	return nil
}

func (s *Service) close() {
	for _, d := range s.doors {
		if d.listener != nil {
			_ = d.listener.Close()
			d.listener = nil
		}
	}
}

// MetricsAddr is where metrics are served: nil before [Service.Listen].
func (s *Service) MetricsAddr() net.Addr { return s.addr(s.doors[0]) }

// DashboardsAddr is where dashboards are served: nil before [Service.Listen].
func (s *Service) DashboardsAddr() net.Addr { return s.addr(s.doors[1]) }

func (s *Service) addr(d *door) net.Addr {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d.listener == nil {
		return nil
	}
	return d.listener.Addr()
}

// Run serves both ports until ctx ends, then lets answers that are under way finish. It returns nil after an ordered end.
func (s *Service) Run(ctx context.Context) error {
	if err := s.Listen(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, len(s.doors))
	for _, d := range s.doors {
		go func() {
			defer cancel() // a door alone is no service: both end together
			ended <- d.serve(ctx)
		}()
	}
	s.logger.Info("instrument listens", "metrics", s.MetricsAddr().String(), "dashboards", s.DashboardsAddr().String())
	var errs []error
	for range s.doors {
		errs = append(errs, <-ended)
	}
	return errors.Join(errs...)
}

// grace is how long an answer that is under way may take once the service stops.
const grace = 5 * time.Second

func (d *door) serve(ctx context.Context) error {
	server := &http.Server{
		Handler:           d.handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(d.listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve %s: %w", d.purpose, err)
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := server.Shutdown(ending); err != nil {
		_ = server.Close()
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve %s: %w", d.purpose, err)
	}
	return nil
}
