package demo

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// workers is how many requests a service works on at once.
const workers = 20

// house is where one service lives. It can be closed and opened again at the same addresses.
type house struct {
	service service
	shop    *Shop

	mu      sync.Mutex
	chance  *rand.Rand
	address string
	watched Target
	stop    func() // nil while closed
}

const anyPort = "127.0.0.1:0"

func (h *house) open(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.address == "" {
		h.address, h.watched = anyPort, Target{Service: h.service.name, Metrics: anyPort, Dashboards: anyPort}
	}
	watch, err := watched(h.service.name, h.watched)
	if err != nil {
		return err
	}
	slots := make(chan struct{}, workers)
	err = watch.Saturation("workers", func() (inUse, limit float64) { return float64(len(slots)), workers })
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", h.address)
	if err != nil {
		return err
	}
	if err := watch.Listen(ctx); err != nil {
		_ = listener.Close()
		return err
	}
	h.address = listener.Addr().String()
	h.watched.Metrics, h.watched.Dashboards = watch.MetricsAddr().String(), watch.DashboardsAddr().String()
	server := &http.Server{Handler: watch.Handler(h.routes(slots)), ReadHeaderTimeout: time.Second}
	h.stop = h.serve(server, listener, watch.Run)
	return nil
}

// serve runs the API and what watches it, and returns what ends both.
func (h *house) serve(server *http.Server, listener net.Listener, watch func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var both sync.WaitGroup
	ended := func(err error) {
		if err != nil && !errors.Is(err, http.ErrServerClosed) {
			h.shop.logger.Warn("a demo service stopped", "service", h.service.name, "error", err)
		}
	}
	both.Go(func() { ended(server.Serve(listener)) })
	both.Go(func() { ended(watch(ctx)) })
	return func() {
		cancel()
		_ = server.Close()
		both.Wait()
	}
}

func (h *house) close() {
	h.mu.Lock()
	stop := h.stop
	h.stop = nil
	h.mu.Unlock()
	if stop != nil {
		stop()
	}
}

func (h *house) isOpen() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stop != nil
}

func (h *house) api() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.address
}

func (h *house) target() Target {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.watched
}

func (h *house) routes(slots chan struct{}) http.Handler {
	mux := http.NewServeMux()
	for _, route := range h.service.routes {
		mux.HandleFunc(route.pattern, func(w http.ResponseWriter, r *http.Request) {
			select {
			case slots <- struct{}{}:
				defer func() { <-slots }()
				w.WriteHeader(h.answer(r.Context(), route))
			default:
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		})
	}
	return mux
}

// answer works for as long as the route takes, asks those it depends on, and fails when one of them does.
func (h *house) answer(ctx context.Context, route route) (code int) {
	takes, fails := h.fate(route.takes)
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		return http.StatusServiceUnavailable
	}
	if fails {
		return http.StatusInternalServerError
	}
	for _, c := range route.calls {
		if !h.shop.ask(ctx, c) {
			return http.StatusBadGateway
		}
	}
	return http.StatusOK
}

// fate is how long this request takes and whether it fails: one in 500 on a good day, two in five in an incident.
func (h *house) fate(usual time.Duration) (takes time.Duration, fails bool) {
	now, name := h.shop.now(), h.service.name
	h.mu.Lock()
	defer h.mu.Unlock()
	takes, rate := time.Duration((0.5+h.chance.Float64())*float64(usual)), 0.002
	if h.shop.plan.suffers(name, Slowness, now) {
		takes = takes*10 + 300*time.Millisecond
	}
	if h.shop.plan.suffers(name, Errors, now) {
		rate = 0.4
	}
	return takes, h.chance.Float64() < rate
}
