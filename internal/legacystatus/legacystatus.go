// Package legacystatus asks endpoints that tell the health of an application as a list of words, such as
//
//	[{"CeleryHealthCheck": "ok"}, {"queue_x": "warning", "msg": "12,000 jobs are waiting"}]
//
// In flow the targets of a configuration; out flows, each time a target is asked, one series for every check and state.
// Messages never become labels: the last ones are kept in memory, for the page and for the annotations of alerts. What
// cannot be understood is counted and shown, never dropped in silence. The package does not know who scrapes it nor what
// an alert is.
package legacystatus

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
)

// Path is where the targets of the configuration are asked, one at a time.
const Path = "/lookout/legacy_status/metrics"

// State is what a check can be, from best to worst. A word that means none of the first three is Unknown.
type State string

// The states there are.
const (
	OK       State = "ok"
	Warning  State = "warning"
	Critical State = "critical"
	Unknown  State = "unknown"
)

// states are all of them; what is worse comes later. Unknown is worse than a warning, because it may hide anything, and
// better than what is known to be critical.
var states = []State{OK, Warning, Unknown, Critical}

func (s State) rank() int { return slices.Index(states, s) }

// Job is one item of the block legacy_status: endpoints that are asked in the same way.
type Job struct {
	Name     string            `yaml:"name" help:"The name of the job, which becomes the label \x60job\x60." example:"shop"`
	Targets  []string          `yaml:"targets" help:"The URLs of the endpoints; each becomes the label \x60instance\x60." example:"[https://shop.example.org/status.json]"`
	Interval model.Duration    `yaml:"interval,omitempty" help:"How often to ask." default:"global.scrape_interval" example:"1m"`
	Timeout  model.Duration    `yaml:"timeout,omitempty" help:"How long to wait for the answer." default:"10s" example:"5s"`
	Labels   map[string]string `yaml:"labels,omitempty" help:"Labels of all that is told." example:"{team: shop}"`
	States   map[string]State  `yaml:"states,omitempty" help:"What other words mean: \x60ok\x60, \x60warning\x60 or \x60critical\x60." example:"{green: ok, red: critical}"`

	Client httpconfig.HTTPClientConfig `yaml:",inline" help:"How to connect and who to be, as everywhere in Prometheus."`
}

const defaultTimeout = 10 * time.Second

// UnmarshalYAML fills in the defaults first.
func (j *Job) UnmarshalYAML(unmarshal func(any) error) error {
	*j = Job{Timeout: model.Duration(defaultTimeout), Client: httpconfig.DefaultHTTPClientConfig}
	type plain Job
	return unmarshal((*plain)(j))
}

// Validate refuses a job that could not ask.
func (j *Job) Validate() error {
	if j.Name == "" {
		return errors.New("name is missing: it becomes the label job")
	}
	if len(j.Targets) == 0 {
		return errors.New("targets is missing: write URLs such as [https://shop.example.org/status.json]")
	}
	if j.Timeout <= 0 {
		return errors.New("timeout: must be more than 0")
	}
	return cmp.Or(j.checkTargets(), j.checkLabels(), j.checkStates(), j.Client.Validate())
}

func (j *Job) checkTargets() error {
	for i, target := range j.Targets {
		u, err := url.Parse(target)
		switch {
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
			return errors.New("targets: not a complete URL: write one such as https://shop.example.org/status.json")
		case u.User != nil:
			return errors.New("targets: a URL with a password would be shown as the label instance; put it into basic_auth")
		case slices.Contains(j.Targets[:i], target):
			return fmt.Errorf("targets: %q stands there twice", target)
		}
	}
	return nil
}

func (j *Job) checkLabels() error {
	for name := range j.Labels {
		taken := slices.Contains([]string{model.JobLabel, model.InstanceLabel, checkLabel, stateLabel, kindLabel}, name)
		if taken || !model.UTF8Validation.IsValidLabelName(name) || strings.HasPrefix(name, model.ReservedLabelPrefix) {
			return fmt.Errorf("labels: %q is no label of yours to set", name)
		}
	}
	return nil
}

func (j *Job) checkStates() error {
	seen := map[string]bool{}
	for _, word := range slices.Sorted(maps.Keys(j.States)) {
		state, folded := j.States[word], strings.ToLower(word)
		if seen[folded] {
			return fmt.Errorf("states: %q stands there twice, and case does not matter", word)
		}
		seen[folded] = true
		if state != OK && state != Warning && state != Critical {
			return fmt.Errorf("states: %q means %q, which is none of ok, warning and critical", word, state)
		}
	}
	return nil
}

// SetDirectory says where relative paths of certificates and passwords start.
func (j *Job) SetDirectory(dir string) { j.Client.SetDirectory(dir) }

// Check builds the client of every job: a certificate that cannot be read shows only then.
func Check(jobs []Job) error {
	var problems []error
	for _, j := range jobs {
		client, err := httpconfig.NewClientFromConfig(j.Client, "legacy_status")
		if err != nil {
			problems = append(problems, fmt.Errorf("legacy_status %q: %w", j.Name, err))
			continue
		}
		client.CloseIdleConnections()
	}
	return errors.Join(problems...)
}

// Timing is how often to ask and how long to wait, given what holds for all scrapes.
func (j *Job) Timing(interval time.Duration) (every, wait time.Duration) {
	every = cmp.Or(time.Duration(j.Interval), interval)
	// The answer has to travel once more, from this process to its own scraper.
	return every, min(time.Duration(j.Timeout)+grace, every)
}

const grace = 500 * time.Millisecond
