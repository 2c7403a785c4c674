package probe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
)

// maxAtOnce bounds how many questions may be under way. Each needs a connection and some memory for its answer.
const maxAtOnce = 500

// maxTarget bounds a target, in bytes: it is kept for the page with what came of it.
const maxTarget = 2048

// Endpoint answers GET /probe?target=…&module=… as blackbox_exporter does, and remembers what came of it.
type Endpoint struct {
	logger   *slog.Logger
	modules  atomic.Pointer[Modules]
	recent   *recent
	underWay chan struct{}
	matching places
	asked    *prometheus.CounterVec
	refused  *prometheus.CounterVec
	unknown  prometheus.Counter
}

// NewEndpoint allocates an endpoint that knows the built-in modules.
func NewEndpoint(logger *slog.Logger, reg prometheus.Registerer) *Endpoint {
	factory := promauto.With(reg)
	e := &Endpoint{
		logger: logger.With("component", "probe"), recent: newRecent(), underWay: make(chan struct{}, maxAtOnce), matching: make(places, maxMatching),
		asked: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "lookout_probes_total", Help: "Questions asked from outside, by prober and outcome.",
		}, []string{"prober", "outcome"}),
		refused: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "lookout_probes_refused_total", Help: "Requests to /probe that asked nothing, by reason.",
		}, []string{"reason"}),
		unknown: factory.NewCounter(prometheus.CounterOpts{
			Name: "blackbox_module_unknown_total", Help: "Count of unknown modules requested by probes",
		}),
	}
	for _, reason := range []string{"module", "target", "hostname", "busy"} {
		e.refused.WithLabelValues(reason)
	}
	e.Apply(BuiltinModules(), nil)
	return e
}

// Apply takes over the modules that may be asked with, and the jobs that the page shows whether or not they were asked.
// What came of others stays until Settle, should they come back because the rest of a reload fails.
func (e *Endpoint) Apply(modules Modules, jobs []Job) {
	e.modules.Store(&modules)
	e.recent.follow(jobs)
}

// Settle forgets what came of jobs that are gone.
func (e *Endpoint) Settle() { e.recent.settle() }

// ServeHTTP asks the question that the request is about.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	question, err := e.question(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	select {
	case e.underWay <- struct{}{}:
		defer func() { <-e.underWay }()
	default:
		e.refused.WithLabelValues("busy").Inc()
		http.Error(w, fmt.Sprintf("%d probes are under way already; probe less often, or give slow targets a shorter timeout", maxAtOnce), http.StatusServiceUnavailable)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), question.How.limit(callerWaits(r)))
	defer cancel()
	result := newReport(question, e.matching).ask(ctx)
	e.note(result)
	if r.URL.Query().Get("debug") == "true" {
		writeExplanation(w, result)
		return
	}
	families := func() ([]*dto.MetricFamily, error) { return result.Metrics, nil }
	promhttp.HandlerFor(prometheus.GathererFunc(families), promhttp.HandlerOpts{}).ServeHTTP(w, r)
}

func (e *Endpoint) note(result *Result) {
	outcome := "success"
	if !result.Success {
		outcome = "failure"
		e.logger.Debug("probe failed", "module", result.Module, "target", result.ShownTarget(), "reason", result.Reason)
	}
	e.asked.WithLabelValues(result.How.Prober, outcome).Inc()
	e.recent.add(result)
}

// question reads what is asked, and refuses what makes no sense.
func (e *Endpoint) question(r *http.Request) (Question, error) {
	query := r.URL.Query()
	name := cmp.Or(query.Get("module"), "http_2xx")
	module, ok := (*e.modules.Load())[name]
	if !ok {
		e.unknown.Inc()
		e.refused.WithLabelValues("module").Inc()
		return Question{}, fmt.Errorf("unknown module %q; there are %s", name, strings.Join(e.modules.Load().Names(), ", "))
	}
	target := query.Get("target")
	if target == "" {
		e.refused.WithLabelValues("target").Inc()
		return Question{}, errors.New("the target parameter is missing: /probe?target=https://shop.example.org&module=http_2xx")
	}
	if long := max(len(target), len(query.Get("hostname"))); long > maxTarget {
		e.refused.WithLabelValues("target").Inc()
		return Question{}, fmt.Errorf("a target and a hostname may have %d bytes, this one has %d", maxTarget, long)
	}
	q, err := NewQuestion(name, module, target, query.Get("hostname"))
	if err != nil {
		e.refused.WithLabelValues("hostname").Inc()
	}
	return q, err
}

// NewQuestion is about a target, and the name to ask for there, if that is another.
func NewQuestion(name string, module Module, target, hostname string) (Question, error) {
	if hostname != "" && module.Prober == "http" {
		for header, value := range module.HTTP.Headers {
			if textproto.CanonicalMIMEHeaderKey(header) == "Host" && string(value) != hostname {
				return Question{}, fmt.Errorf("hostname %q contradicts the Host header of module %s; leave one of them out", hostname, name)
			}
		}
	}
	return Question{Module: name, How: module, Target: target, Hostname: hostname}, nil
}

// Limit is how long a question may take where nobody else waits for the answer.
func (m Module) Limit() time.Duration { return cmp.Or(time.Duration(m.Timeout), 10*time.Second) }

// callerWaits is how long whoever scrapes will wait; 0 if they do not say, or nonsense.
func callerWaits(r *http.Request) time.Duration {
	seconds, err := strconv.ParseFloat(r.Header.Get("X-Prometheus-Scrape-Timeout-Seconds"), 64)
	if err != nil || !(seconds > 0 && seconds < withoutLimit.Seconds()) {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}
