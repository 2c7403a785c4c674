package legacystatus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/version"
)

// Labels that this package sets.
const (
	checkLabel = "check"
	stateLabel = "state"
	kindLabel  = "kind"
)

// Endpoint asks the targets of the configuration, no others, when it is scraped for them.
type Endpoint struct {
	logger   *slog.Logger
	asked    *prometheus.CounterVec
	problems *prometheus.CounterVec
	now      func() time.Time

	mu    sync.Mutex
	jobs  []Job
	known map[asked]*Status
}

// asked names a target.
type asked struct{ job, target string }

// Status is what is known of a target.
type Status struct {
	Job      string
	Target   string
	Labels   map[string]string
	Time     time.Time // of the last question; zero before the first
	Duration time.Duration
	Error    string // why there is no answer; empty with one
	Checks   []Entry
	Problems []string
}

// NewEndpoint allocates an endpoint without targets.
func NewEndpoint(logger *slog.Logger, reg prometheus.Registerer, now func() time.Time) *Endpoint {
	factory := promauto.With(reg)
	e := &Endpoint{
		logger: logger.With("component", "legacy status"), now: now, known: map[asked]*Status{},
		asked: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "lookout_legacy_status_requests_total", Help: "Questions to legacy status endpoints, by outcome.",
		}, []string{"outcome"}),
		problems: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "lookout_legacy_status_problems_total", Help: "Entries of legacy status endpoints that were not as they should be, by kind.",
		}, []string{kindLabel}),
	}
	for _, outcome := range []string{"answered", "failed", "refused"} {
		e.asked.WithLabelValues(outcome)
	}
	for _, kind := range []string{malformed, unknownState, duplicate, omitted} {
		e.problems.WithLabelValues(kind)
	}
	return e
}

// Apply takes over the targets of a configuration. What others told stays until Settle, should they come back because
// the rest of a reload fails.
func (e *Endpoint) Apply(jobs []Job) {
	e.mu.Lock()
	defer e.mu.Unlock()
	known := maps.Clone(e.known)
	for _, j := range jobs {
		for _, target := range j.Targets {
			key := asked{j.Name, target}
			status := &Status{Job: j.Name, Target: target, Labels: j.Labels}
			if before := e.known[key]; before != nil {
				kept := *before
				kept.Labels = j.Labels
				status = &kept
			}
			known[key] = status
		}
	}
	e.jobs, e.known = jobs, known
}

// Settle forgets what targets told that are gone.
func (e *Endpoint) Settle() {
	e.mu.Lock()
	defer e.mu.Unlock()
	current := map[asked]bool{}
	for _, j := range e.jobs {
		for _, target := range j.Targets {
			current[asked{j.Name, target}] = true
		}
	}
	maps.DeleteFunc(e.known, func(key asked, _ *Status) bool { return !current[key] })
}

// ServeHTTP asks the target that the request is about, and answers with its metrics.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, target := r.URL.Query().Get("name"), r.URL.Query().Get("target")
	job, ok := e.job(name, target)
	if !ok {
		e.asked.WithLabelValues("refused").Inc()
		http.Error(w, "this target does not stand under legacy_status in the configuration", http.StatusNotFound)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), time.Duration(job.Timeout))
	defer cancel()
	began := e.now()
	found, err := ask(ctx, job, target)
	took := e.now().Sub(began)
	e.note(asked{name, target}, began, took, found, err)
	promhttp.HandlerFor(registryOf(found, took), promhttp.HandlerOpts{}).ServeHTTP(w, r)
}

func (e *Endpoint) job(name, target string) (Job, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, j := range e.jobs {
		if j.Name == name && slices.Contains(j.Targets, target) {
			return j, true
		}
	}
	return Job{}, false
}

// ask fetches and reads one answer. A status that is not 2xx may come with a list all the same: some endpoints answer 500
// while something is critical.
func ask(ctx context.Context, job Job, target string) (*answer, error) {
	client, err := httpconfig.NewClientFromConfig(job.Client, "legacy_status", httpconfig.WithKeepAlivesDisabled(), httpconfig.WithUserAgent("Lookout/"+version.Version))
	if err != nil {
		return nil, fmt.Errorf("prepare HTTP client: %w", err)
	}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Accept", "application/json")
	response, err := client.Do(request)
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err // the URL stands beside it
		}
		return nil, fmt.Errorf("ask: %w", err)
	}
	defer response.Body.Close()
	found, err := parse(response.Body, job.States)
	if err != nil && response.StatusCode/100 != 2 {
		return nil, fmt.Errorf("status %d: %w", response.StatusCode, err)
	}
	return found, err
}

func (e *Endpoint) note(key asked, at time.Time, took time.Duration, found *answer, err error) {
	outcome := "answered"
	if err != nil {
		outcome = "failed"
		found = &answer{}
	}
	e.asked.WithLabelValues(outcome).Inc()
	for kind, n := range found.counts {
		e.problems.WithLabelValues(kind).Add(float64(n))
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	before := e.known[key]
	if before == nil {
		return // went with a reload in the meantime
	}
	status := &Status{Job: key.job, Target: key.target, Labels: before.Labels, Time: at, Duration: took, Checks: found.checks, Problems: found.problems}
	if err != nil {
		status.Error = printable(err.Error(), maxMessage)
		e.logger.Debug("legacy status not read", "target", key.target, "err", status.Error)
	}
	e.known[key] = status
}

// registryOf are the metrics of one answer.
func registryOf(found *answer, took time.Duration) *prometheus.Registry {
	registry := prometheus.NewRegistry()
	factory := promauto.With(registry)
	up := factory.NewGauge(prometheus.GaugeOpts{Name: "lookout_legacy_status_up", Help: "Whether the endpoint answered with a list of checks."})
	factory.NewGauge(prometheus.GaugeOpts{Name: "lookout_legacy_status_duration_seconds", Help: "Time the endpoint took to answer."}).Set(took.Seconds())
	if found == nil {
		return registry
	}
	up.Set(1)
	problems := factory.NewGaugeVec(prometheus.GaugeOpts{
		Name: "lookout_legacy_status_problems", Help: "Entries of the last answer that are not as they should be, by kind.",
	}, []string{kindLabel})
	for _, kind := range []string{malformed, unknownState, duplicate, omitted} {
		problems.WithLabelValues(kind).Set(float64(found.counts[kind]))
	}
	status := factory.NewGaugeVec(prometheus.GaugeOpts{
		Name: "lookout_legacy_status", Help: "Whether a check is in a state: 1 for the one it is in, 0 for the others.",
	}, []string{checkLabel, stateLabel})
	for _, c := range found.checks {
		for _, state := range states {
			status.WithLabelValues(c.Name, string(state)).Set(0)
		}
		status.WithLabelValues(c.Name, string(c.State)).Set(1)
	}
	return registry
}

// Statuses lists the targets in the order of the configuration.
func (e *Endpoint) Statuses() []Status {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []Status
	for _, j := range e.jobs {
		for _, target := range j.Targets {
			all = append(all, *e.known[asked{j.Name, target}])
		}
	}
	return all
}

// Message is what an endpoint last said beside the state of a check; empty when it said nothing, or there is no such
// check.
func (e *Endpoint) Message(job, instance, check string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	status := e.known[asked{job, instance}]
	if status == nil {
		return ""
	}
	for _, c := range status.Checks {
		if c.Name == check {
			return c.Message
		}
	}
	return ""
}
