package metric

import (
	"errors"
	"fmt"
	"time"

	"github.com/grafana/regexp"
	"github.com/prometheus/common/model"
)

// Watch names metrics that somebody wants to hear of when they vanish.
type Watch struct {
	Job   string         `yaml:"job" example:"kafka.*" help:"A regular expression that the whole name of the job matches."`
	Names string         `yaml:"names" example:"kafka_consumergroup_.*" help:"A regular expression that the whole name of the metric matches."`
	After model.Duration `yaml:"after" default:"7d" example:"1d" help:"A metric that is missing this long is forgotten: it was meant."`
}

// UnmarshalYAML fills in what holds where nothing is said.
func (w *Watch) UnmarshalYAML(unmarshal func(any) error) error {
	*w = Watch{After: model.Duration(7 * 24 * time.Hour)}
	type plain Watch
	return unmarshal((*plain)(w))
}

// Validate reports what cannot be watched.
func (w Watch) Validate() error {
	switch {
	case w.Job == "":
		return errors.New("job is missing; write a regular expression such as \"kafka.*\"")
	case w.Names == "":
		return errors.New("names is missing; write a regular expression such as \"kafka_consumergroup_.*\"")
	case w.After <= 0:
		return errors.New("after: must be more than 0; leave the entry out if nobody shall hear of it")
	}
	_, err := compile(w)
	return err
}

type watch struct {
	job, names *regexp.Regexp
	after      time.Duration
	query      string
}

func compile(w Watch) (watch, error) {
	job, err := regexp.Compile("^(?s:" + w.Job + ")$")
	if err != nil {
		return watch{}, fmt.Errorf("job: %w", err)
	}
	names, err := regexp.Compile("^(?s:" + w.Names + ")$")
	if err != nil {
		return watch{}, fmt.Errorf("names: %w", err)
	}
	query := fmt.Sprintf("group by (job, __name__) ({job=~%q, __name__=~%q, __name__!=%q})", w.Job, w.Names, family.Name)
	return watch{job, names, time.Duration(w.After), query}, nil
}
