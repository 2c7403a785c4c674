package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/net/netutil"
)

// Bounds of the listener: as Prometheus' web.max-connections and
// web.read-timeout, and a header that must arrive promptly.
const (
	maxConnections    = 512
	readTimeout       = 5 * time.Minute
	readHeaderTimeout = 10 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10
	shutdownTimeout   = 10 * time.Second
)

// Server listens and answers with whatever handler it holds at the moment, so
// that it can already answer "still starting" while the store replays.
type Server struct {
	listener net.Listener
	handler  atomic.Pointer[http.Handler]
	logger   *slog.Logger
}

// Listen opens the address for a server that answers with h.
func Listen(address string, h http.Handler, logger *slog.Logger) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w (another Lookout? `lookout doctor` tells who holds the port; --listen chooses another)", address, err)
	}
	s := &Server{listener: listener, logger: logger}
	s.Use(h)
	return s, nil
}

// Addr is the address that was opened, with its real port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Use swaps the handler; requests under way finish with the old one.
func (s *Server) Use(h http.Handler) { s.handler.Store(&h) }

// Close gives the address back; it is for a server that did not run, and has
// no effect after Run.
func (s *Server) Close() error {
	if err := s.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("close %s: %w", s.Addr(), err)
	}
	return nil
}

// Run serves until ctx ends, then lets requests under way finish.
func (s *Server) Run(ctx context.Context) error {
	requests, cancel := context.WithCancel(context.Background())
	defer cancel()
	server := &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*s.handler.Load()).ServeHTTP(w, r) }),
		ReadTimeout:       readTimeout,
		ReadHeaderTimeout: readHeaderTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelDebug),
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { stopped <- shutdown(server, cancel) })
	defer stop()
	if err := server.Serve(netutil.LimitListener(s.listener, maxConnections)); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve http: %w", err)
	}
	return <-stopped
}

// shutdown lets requests finish for a while, then ends those that stream
// without an end of their own, and what is left after that.
func shutdown(server *http.Server, cancelRequests context.CancelFunc) error {
	grace := time.AfterFunc(shutdownTimeout/2, cancelRequests)
	defer grace.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return server.Close()
	}
	return nil
}
