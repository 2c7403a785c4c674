package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Router answers requests by declared routes only.
type Router struct {
	mux    *http.ServeMux
	routes []Route
	guard  Guard
	record Record
	logger *slog.Logger

	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

// Record appends to the audit log what a request has done.
type Record func(r *http.Request, action, target, detail string)

// NewRouter builds a router of routes, which it refuses if one lacks a scope.
func NewRouter(routes []Route, guard Guard, record Record, logger *slog.Logger, reg prometheus.Registerer) (*Router, error) {
	factory := promauto.With(reg)
	r := &Router{
		mux: http.NewServeMux(), routes: routes, guard: guard, record: record, logger: logger,
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
	for _, route := range routes {
		if err := route.check(); err != nil {
			return nil, err
		}
		r.mux.Handle(route.Method+" "+route.Path, r.serve(route))
	}
	return r, nil
}

// Routes lists what was declared.
func (r *Router) Routes() []Route { return r.routes }

// ServeHTTP answers a request.
func (r *Router) ServeHTTP(w http.ResponseWriter, req *http.Request) { r.mux.ServeHTTP(w, req) }

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
			r.requests.WithLabelValues(route.Path, strconv.Itoa(counted.code)).Inc()
			r.duration.WithLabelValues(route.Path).Observe(time.Since(start).Seconds())
		}()
		defer r.recover(counted, req, route)
		if refusal := r.guard.Check(route.Scope, req); refusal != nil {
			WriteError(counted, http.StatusForbidden, refusal)
			return
		}
		req.Body = boundedBody{http.MaxBytesReader(counted, req.Body, limit)}
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
			r.record(req, route.Audit, "", req.Form.Encode())
		}
	})
}

// recover turns a panic into a logged 500; one broken page must not end the
// process that watches everything else.
func (r *Router) recover(w *countingWriter, req *http.Request, route Route) {
	cause := recover()
	if cause == nil || cause == http.ErrAbortHandler {
		if cause != nil {
			panic(cause)
		}
		return
	}
	r.logger.Error("request failed", "route", route.Path, "method", req.Method, "panic", cause, "stack", stack())
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
