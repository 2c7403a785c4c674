package probe

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// Steps of one result: how many are kept, and how long each may be. A server that answers with many lines must not fill
// the memory of whoever asked.
const (
	maxSteps    = 60
	maxStepText = 400
)

// Step is one thing that was done or found on the way to an answer.
type Step struct {
	After time.Duration // since the question was asked
	Text  string
}

// Result is what came of a question.
type Result struct {
	Question
	Time     time.Time // when it was asked
	Duration time.Duration
	Success  bool
	Reason   string    // why it failed; empty after success
	Status   string    // what was answered, in the protocol's own words, such as "200 OK"; empty without an answer
	Expiry   time.Time // of the certificate that ends first; zero without certificates
	Steps    []Step
	Metrics  []*dto.MetricFamily
}

// report is a result in the making.
type report struct {
	question Question
	started  time.Time
	registry *prometheus.Registry
	steps    []Step
	status   string
	expiry   time.Time
	failedBy prometheus.Gauge // a regular expression
	matching places
}

func newReport(q Question, matching places) *report {
	return &report{question: q, started: time.Now(), registry: prometheus.NewRegistry(), matching: matching}
}

func (r *report) elapsed() time.Duration { return time.Since(r.started) }

// step notes what was done, without line breaks or control characters of a server that might confuse a terminal.
func (r *report) step(format string, args ...any) {
	if len(r.steps) == maxSteps {
		r.steps[maxSteps-1].Text = "… further steps are left out"
		return
	}
	r.steps = append(r.steps, Step{r.elapsed(), printable(fmt.Sprintf(format, args...))})
}

func printable(text string) string {
	if len(text) > maxStepText {
		text = strings.ToValidUTF8(text[:maxStepText], "") + "…"
	}
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(text, "?"))
}

func (r *report) gauge(name, help string) prometheus.Gauge {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	r.registry.MustRegister(g)
	return g
}

func (r *report) gauges(name, help string, labels ...string) *prometheus.GaugeVec {
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
	r.registry.MustRegister(v)
	return v
}

// regexps registers the metric that tells whether a regular expression decided.
func (r *report) regexps() {
	r.failedBy = r.gauge("probe_failed_due_to_regex", "Indicates if probe failed due to regex")
}

// byRegexp notes that a regular expression decided against the answer.
func (r *report) byRegexp(err error) error {
	if err != nil {
		r.failedBy.Set(1)
	}
	return err
}

func (r *report) result(err error) *Result {
	duration := r.elapsed()
	success := 0.0
	if err == nil {
		success = 1
		r.step("the answer is good")
	} else {
		r.step("failed: %v", err)
	}
	r.gauge("probe_success", "Displays whether or not the probe was a success").Set(success)
	r.gauge("probe_duration_seconds", "Returns how long the probe took to complete in seconds").Set(duration.Seconds())
	result := &Result{
		Question: r.question, Time: r.started, Duration: duration, Success: err == nil,
		Status: printable(r.status), Expiry: r.expiry, Steps: r.steps,
	}
	if err != nil {
		result.Reason = printable(err.Error())
	}
	// A registry of gauges alone, each registered once, has nothing to complain of.
	result.Metrics, _ = r.registry.Gather()
	return result
}

// Value is that of a metric without labels, or NaN where the result has none.
func (r *Result) Value(name string) float64 {
	for _, family := range r.Metrics {
		if family.GetName() == name && len(family.Metric) == 1 {
			return family.Metric[0].GetGauge().GetValue()
		}
	}
	return math.NaN()
}

// ShownTarget is the target without the name and password that may stand in it, whether or not it is a URL.
func (q Question) ShownTarget() string {
	start := 0
	if i := strings.Index(q.Target, "://"); i >= 0 {
		start = i + len("://")
	}
	authority := q.Target[start:]
	if end := strings.IndexAny(authority, "/?#"); end >= 0 {
		authority = authority[:end]
	}
	if at := strings.LastIndex(authority, "@"); at >= 0 {
		return q.Target[:start] + "…" + q.Target[start+at:]
	}
	return q.Target
}
