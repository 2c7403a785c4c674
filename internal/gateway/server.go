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
	drainTimeout      = 10 * time.Second
	drainPoll         = 5 * time.Millisecond
	shutdownTimeout   = 5 * time.Second
)

// Server listens and answers with whatever handler it holds at the moment, so
// that it can already answer "still starting" while the store replays.
type Server struct {
	listener  net.Listener
	protocols *http.Protocols // nil is what net/http speaks by itself
	current   atomic.Pointer[serving]
	requests  context.Context // of every request; ends those that outstay a drain
	cancel    context.CancelFunc
	logger    *slog.Logger
}

// serving is a handler and the number of requests inside it.
type serving struct {
	handler http.Handler
	inside  atomic.Int64
}

func (s *serving) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.inside.Add(1)
	defer s.inside.Add(-1)
	s.handler.ServeHTTP(w, r)
}

// Listen opens the address for a server that answers with h.
func Listen(address string, h http.Handler, logger *slog.Logger) (*Server, error) {
	listener, err := net.Listen("tcp", address) //nolint:noctx // opening a port does not wait
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w (another Lookout? `lookout doctor` tells who holds the port; --listen chooses another)", address, err)
	}
	return newServer(listener, h, logger), nil
}

// ListenHTTP2 opens an address for clients that speak HTTP/2 at once and
// without TLS, as those of gRPC do.
func ListenHTTP2(address string, h http.Handler, logger *slog.Logger) (*Server, error) {
	listener, err := net.Listen("tcp", address) //nolint:noctx // opening a port does not wait
	if err != nil {
		return nil, err
	}
	s := newServer(listener, h, logger)
	s.protocols = new(http.Protocols)
	s.protocols.SetUnencryptedHTTP2(true)
	return s, nil
}

func newServer(listener net.Listener, h http.Handler, logger *slog.Logger) *Server {
	requests, cancel := context.WithCancel(context.Background())
	s := &Server{listener: listener, requests: requests, cancel: cancel, logger: logger}
	s.Use(h)
	return s
}

// Addr is the address that was opened, with its real port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Use swaps the handler; requests under way finish with the old one.
func (s *Server) Use(h http.Handler) { s.current.Store(&serving{handler: h}) }

// Drain answers new requests with 503 and returns when none is left inside the
// handler, so that what it works with can be closed. Requests that stream
// without an end, or take too long, are ended after some seconds.
func (s *Server) Drain() error {
	old := s.current.Swap(&serving{handler: Stopping()})
	patience := time.AfterFunc(drainTimeout/2, s.cancel)
	defer patience.Stop()
	deadline := time.Now().Add(drainTimeout)
	for old.inside.Load() > 0 {
		if time.Now().After(deadline) {
			return fmt.Errorf("%d requests did not end within %v", old.inside.Load(), drainTimeout)
		}
		time.Sleep(drainPoll)
	}
	return nil
}

// Close gives the address back; it is for a server that did not run, and has
// no effect after Run.
func (s *Server) Close() error {
	s.cancel()
	if err := s.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("close %s: %w", s.Addr(), err)
	}
	return nil
}

// Run serves until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	defer s.cancel()
	server := &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.current.Load().ServeHTTP(w, r) }),
		Protocols:         s.protocols,
		ReadTimeout:       readTimeout,
		ReadHeaderTimeout: readHeaderTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return s.requests },
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelDebug),
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { stopped <- shutdown(server) })
	defer stop()
	if err := server.Serve(netutil.LimitListener(s.listener, maxConnections)); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve http: %w", err)
	}
	return <-stopped
}

// shutdown lets requests finish for a while and cuts off what is left.
func shutdown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return server.Close()
	}
	return nil
}
