package instrument

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/lookout-monitor/lookout/instrument/internal/bounded"
)

// mostRoutes bounds the label route. A service with more of them has put an identifier into a route.
const mostRoutes = 200

// requests counts and times what HTTP handlers answer.
type requests struct {
	route    func(*http.Request) string
	routes   *bounded.Values
	inFlight prometheus.Gauge
	total    *prometheus.CounterVec
	duration *prometheus.HistogramVec
	size     *prometheus.CounterVec
}

func newRequests(route func(*http.Request) string) *requests {
	if route == nil {
		route = patternOf
	}
	return &requests{
		route:  route,
		routes: bounded.New(mostRoutes),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "http_requests_in_flight", Help: "HTTP requests that are being answered.",
		}),
		total: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total", Help: "HTTP requests answered.",
		}, []string{"method", "route", "code"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds", Help: "Time from a request's headers to the end of its handler.",
			Buckets:                         []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
			NativeHistogramBucketFactor:     1.1,
			NativeHistogramMaxBucketNumber:  100,
			NativeHistogramMinResetDuration: time.Hour,
		}, []string{"method", "route"}),
		size: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_response_bytes_total", Help: "Bytes of response bodies.",
		}, []string{"method", "route"}),
	}
}

func (q *requests) collectors() []prometheus.Collector {
	return []prometheus.Collector{q.inFlight, q.total, q.duration, q.size}
}

// Handler counts and times what next answers. Wrap the http.ServeMux itself: its patterns become the label route, and
// what no pattern matches becomes "other", so a stranger's paths never make series.
func (s *Service) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.serve(next, w, r)
	})
}

func (q *requests) serve(next http.Handler, w http.ResponseWriter, r *http.Request) {
	q.inFlight.Inc()
	seen := &response{ResponseWriter: w}
	start := time.Now()
	returned := false
	// Deferred without recover: a panic goes on to net/http, which logs it, and is counted as the failure that the client sees.
	defer func() {
		q.inFlight.Dec()
		if !returned {
			seen.code = http.StatusInternalServerError
		}
		q.count(r, seen, time.Since(start))
	}()
	next.ServeHTTP(seen, r)
	returned = true
}

func (q *requests) count(r *http.Request, seen *response, took time.Duration) {
	method, route := methodOf(r.Method), q.routeOf(r)
	q.total.WithLabelValues(method, route, seen.codeLabel()).Inc()
	q.duration.WithLabelValues(method, route).Observe(took.Seconds())
	q.size.WithLabelValues(method, route).Add(float64(seen.bytes))
}

func (q *requests) routeOf(r *http.Request) string {
	route := strings.ToValidUTF8(q.route(r), "")
	if route == "" || len(route) > longestText {
		return bounded.Other
	}
	return q.routes.Keep(route)
}

// patternOf returns the pattern that http.ServeMux found, without the method in front of it, which is a label of its own.
func patternOf(r *http.Request) string {
	if _, route, found := strings.Cut(r.Pattern, " "); found {
		return strings.TrimLeft(route, " \t")
	}
	return r.Pattern
}

func methodOf(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace:
		return method
	}
	return bounded.Other
}

func (w *response) codeLabel() string {
	switch {
	case w.code == 0:
		return "200"
	case w.code > 599:
		return bounded.Other
	}
	return strconv.Itoa(w.code)
}
