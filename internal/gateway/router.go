package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Router answers requests by declared routes only.
type Router struct {
	RouterOptions
	mux    *http.ServeMux
	routes []Route
}

// RouterOptions are what a router needs besides its routes.
type RouterOptions struct {
	Guard   Guard
	Record  Record
	Metrics *Metrics
	Logger  *slog.Logger
}

// Record appends to the audit log what a request has done.
type Record func(r *http.Request, action, target, detail string)

// Metrics count what the routers of all listeners answer.
type Metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

// NewMetrics registers the metrics that routers share.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	factory := promauto.With(reg)
	return &Metrics{
		requests: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "lookout_http_requests_total",
			Help: "Requests answered, by route and status code.",
		}, []string{"route", "code"}),
		duration: factory.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "lookout_http_request_duration_seconds",
			Help:    "Time to answer a request, by route.",
			Buckets: []float64{.005, .05, .25, 1, 5, 30},
		}, []string{"route"}),
	}
}

// NewRouter builds a router of routes, which it refuses if one lacks a scope.
func NewRouter(routes []Route, o RouterOptions) (*Router, error) {
	r := &Router{RouterOptions: o, mux: http.NewServeMux(), routes: routes}
	byPath := map[string]methods{}
	for _, route := range routes {
		if err := route.check(); err != nil {
			return nil, err
		}
		if byPath[route.Path] == nil {
			byPath[route.Path] = methods{}
		}
		if byPath[route.Path][route.Method] != nil {
			return nil, fmt.Errorf("declare route %s %s: declared twice", route.Method, route.Path)
		}
		byPath[route.Path][route.Method] = r.serve(route)
	}
	for path, handlers := range byPath {
		r.mux.Handle(path, r.at(path, handlers))
	}
	return r, nil
}

// Routes lists what was declared.
func (r *Router) Routes() []Route { return r.routes }

// ServeHTTP answers a request.
func (r *Router) ServeHTTP(w http.ResponseWriter, req *http.Request) { r.mux.ServeHTTP(w, req) }

// methods are the handlers of one path. The mux is asked for paths alone,
// because its own choice by method would hand a GET of a path that only takes
// POST to the application at "/".
type methods map[string]http.Handler

func (r *Router) at(path string, m methods) http.Handler {
	// Below a tree nobody knows whether there is anything for another method.
	tree := strings.HasSuffix(path, "/") || strings.HasSuffix(path, "...}")
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if handler := m.of(req.Method); handler != nil {
			handler.ServeHTTP(w, req)
			return
		}
		if tree {
			r.refuse(w, path, http.StatusNotFound, fmt.Errorf("nothing is at %s %s; docs/reference/routes.md lists what is", req.Method, req.URL.Path))
			return
		}
		allowed := strings.Join(slices.Sorted(maps.Keys(m)), ", ")
		w.Header().Set("Allow", allowed)
		r.refuse(w, path, http.StatusMethodNotAllowed, fmt.Errorf("%s takes %s, not %s", req.URL.Path, allowed, req.Method))
	})
}

// refuse answers and counts what no handler is asked about.
func (r *Router) refuse(w http.ResponseWriter, path string, code int, err error) {
	r.Metrics.requests.WithLabelValues(path, strconv.Itoa(code)).Inc()
	WriteError(w, code, err)
}

func (m methods) of(method string) http.Handler {
	if handler := m[method]; handler != nil || method != http.MethodHead {
		return handler
	}
	return m[http.MethodGet]
}

// serve wraps a route's handler with what holds for every route: permission,
// bounds, counting, and an answer instead of a dropped connection on a panic.
func (r *Router) serve(route Route) http.Handler {
	limit := route.MaxBody
	if limit == 0 {
		limit = DefaultMaxBody
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		start := time.Now()
		counted := &countingWriter{ResponseWriter: w, code: http.StatusOK}
		defer func() {
			r.Metrics.requests.WithLabelValues(route.Path, strconv.Itoa(counted.code)).Inc()
			r.Metrics.duration.WithLabelValues(route.Path).Observe(time.Since(start).Seconds())
		}()
		defer r.recover(counted, req, route)
		if refusal := r.Guard.Check(route.Scope, req); refusal != nil {
			WriteError(counted, http.StatusForbidden, refusal)
			return
		}
		// On a copy, with the writer as it came: the server looks at both to see that it has to let a client read the
		// answer before it cuts off one that still sends.
		req = req.WithContext(req.Context())
		req.Body = boundedBody{http.MaxBytesReader(w, req.Body, limit)}
		if route.Audit == "" {
			route.Handler.ServeHTTP(counted, req)
			return
		}
		// Read the form here, so that the entry can tell what was asked for.
		if err := req.ParseForm(); err != nil {
			WriteError(counted, http.StatusBadRequest, err)
			return
		}
		route.Handler.ServeHTTP(counted, req)
		if counted.code < http.StatusBadRequest {
			r.Record(req, route.Audit, "", req.Form.Encode())
		}
	})
}

// recover turns a panic into a logged 500; one broken page must not end the
// process that watches everything else.
func (r *Router) recover(w *countingWriter, req *http.Request, route Route) {
	cause := recover()
	if cause == nil {
		return
	}
	if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(http.ErrAbortHandler)
	}
	r.Logger.Error("request failed", "route", route.Path, "method", req.Method, "panic", cause, "stack", stack())
	if !w.written {
		WriteError(w, http.StatusInternalServerError, errInternal)
	}
}

// WriteError answers with Lookout's own form of an error. It is the one place
// where an error of Lookout's API becomes HTTP.
func WriteError(w http.ResponseWriter, code int, err error) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": err.Error()})
}

// countingWriter remembers the status code for the metrics.
type countingWriter struct {
	http.ResponseWriter
	code    int
	written bool
}

func (w *countingWriter) WriteHeader(code int) {
	if !w.written {
		w.code, w.written = code, true
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *countingWriter) Write(b []byte) (int, error) {
	w.written = true
	return w.ResponseWriter.Write(b)
}

// Flush keeps streamed answers streaming.
func (w *countingWriter) Flush() {
	if f, ok := w.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (w *countingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// boundedBody says, where a body is too long, how long it may be.
type boundedBody struct{ io.ReadCloser }

func (b boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		err = fmt.Errorf("request body is longer than the %d bytes this route takes; send less at a time: %w", long.Limit, err)
	}
	return n, err
}
