package ledger

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/grafana/regexp"
	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/ledger/metric"
)

// Config is the block `ledger:` of lookout.yml.
type Config struct {
	Retire []Policy `yaml:"retire" help:"Which targets may come and go: autoscaled ones, for example. The first entry that matches holds; after them, targets found by kubernetes, docker, dockerswarm, nomad or ecs are retired after 1h."`
	// Metrics are those to hear of when no target of their job delivers them any more.
	Metrics []metric.Watch `yaml:"metrics" help:"Which metrics are missed when no target of their job delivers them any more, whatever node it was that did. The first entry that matches holds."`
}

// Policy says what becomes of missing targets of some jobs.
type Policy struct {
	Job   string         `yaml:"job" example:"web-.*" help:"A regular expression that the whole name of the job matches."`
	After model.Duration `yaml:"after" default:"1h" example:"10m" help:"A target that is missing this long is retired by itself. Until then it is listed, and alerts only when most of its job are missing."`
	Never bool           `yaml:"never" default:"false" example:"true" help:"Every missing target of these jobs alerts until somebody retires it, whatever found it."`
}

const defaultAfter = model.Duration(time.Hour)

// UnmarshalYAML fills in what holds where nothing is said.
func (p *Policy) UnmarshalYAML(unmarshal func(any) error) error {
	*p = Policy{After: defaultAfter}
	type plain Policy
	return unmarshal((*plain)(p))
}

// Validate reports what cannot be applied.
func (p Policy) Validate() error {
	if p.Job == "" {
		return errors.New("job is missing; write a regular expression such as \"web-.*\"")
	}
	if p.After <= 0 {
		return errors.New("after: must be more than 0; targets that nobody shall hear of are not to be scraped")
	}
	if _, err := whole(p.Job); err != nil {
		return fmt.Errorf("job: %w", err)
	}
	return nil
}

func whole(expression string) (*regexp.Regexp, error) {
	return regexp.Compile("^(?s:" + expression + ")$")
}

// fleeting are the mechanisms whose targets come and go by design.
var fleeting = []string{"docker", "dockerswarm", "ecs", "kubernetes", "nomad"}

// policies decide how long a missing target is waited for.
type policies []policy

type policy struct {
	job *regexp.Regexp
	Policy
}

func newPolicies(conf Config) (policies, error) {
	var list policies
	for _, p := range conf.Retire {
		job, err := whole(p.Job)
		if err != nil {
			return nil, fmt.Errorf("ledger.retire: job: %w", err)
		}
		list = append(list, policy{job, p})
	}
	return list, nil
}

// retires returns after how long a missing target is retired by itself; 0 for
// never.
func (l policies) retires(job, mechanism string) time.Duration {
	for _, p := range l {
		switch {
		case !p.job.MatchString(job):
		case p.Never:
			return 0
		default:
			return time.Duration(p.After)
		}
	}
	if slices.Contains(fleeting, mechanism) {
		return time.Duration(defaultAfter)
	}
	return 0
}
