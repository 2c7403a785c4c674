package probe

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/common/model"
)

// Job is one item of the block probes: targets that are asked again and again.
type Job struct {
	Name     string            `yaml:"name" help:"The name of the job, which becomes the label \x60job\x60." example:"shop"`
	Use      string            `yaml:"module,omitempty" help:"The module to ask with: a built-in one, or one of \x60probe_modules_file\x60. Or write the module here, with the keys below." example:"http_2xx"`
	Targets  []string          `yaml:"targets" help:"Whom to ask; each becomes the label \x60instance\x60." example:"[https://shop.example.org]"`
	Interval model.Duration    `yaml:"interval,omitempty" help:"How often to ask." default:"global.scrape_interval" example:"30s"`
	Labels   map[string]string `yaml:"labels,omitempty" help:"Labels of all that is measured." example:"{team: shop}"`
	Module   Module            `yaml:",inline"`
}

// UnmarshalYAML fills in the defaults first.
func (j *Job) UnmarshalYAML(unmarshal func(any) error) error {
	*j = Job{Module: NewModule("")}
	type plain Job
	return unmarshal((*plain)(j))
}

// Validate refuses a job that could not ask.
func (j *Job) Validate() error {
	if j.Name == "" {
		return errors.New("name is missing: it becomes the label job")
	}
	if len(j.Targets) == 0 {
		return errors.New("targets is missing: write whom to ask, such as [https://shop.example.org]")
	}
	for name := range j.Labels {
		if !model.UTF8Validation.IsValidLabelName(name) || strings.HasPrefix(name, model.ReservedLabelPrefix) || name == model.JobLabel || name == model.InstanceLabel {
			return fmt.Errorf("labels: %q is no label of yours to set", name)
		}
	}
	return firstOf([]error{j.checkTargets(), j.checkModule()})
}

func (j *Job) checkTargets() error {
	seen := map[string]bool{}
	for _, target := range j.Targets {
		if (Question{Target: target}).ShownTarget() != target {
			return errors.New("targets: a target with a password would be shown as the label instance; put it into basic_auth of the module")
		}
		if target == "" || seen[target] {
			return fmt.Errorf("targets: %q stands there twice, or is empty", target)
		}
		seen[target] = true
	}
	return nil
}

func (j *Job) checkModule() error {
	switch {
	case j.Use == "" && j.Module.Prober == "":
		return errors.New("module is missing: write one such as http_2xx, or prober with its block")
	case j.Use != "" && j.Module.Prober != "":
		return errors.New("module: prober is set as well, which makes a module of its own; keep one of them")
	case j.Use != "":
		return nil
	}
	return j.Module.Validate()
}

// ModuleName is what to ask the endpoint for.
func (j *Job) ModuleName() string {
	if j.Use != "" {
		return j.Use
	}
	return "probes/" + j.Name
}

// Timing is how often to ask and how long to wait for a scrape of the answer, given what holds for all scrapes.
func (j *Job) Timing(module Module, interval, timeout time.Duration) (every, wait time.Duration) {
	if j.Interval > 0 {
		interval = time.Duration(j.Interval)
	}
	own := module.Timeout
	if j.Module.Timeout > 0 {
		own = j.Module.Timeout
	}
	if own > 0 {
		timeout = time.Duration(own) + grace
	}
	return interval, min(timeout, interval)
}

// OfJobs are the modules that jobs bring along.
func OfJobs(jobs []Job) Modules {
	own := Modules{}
	for _, j := range jobs {
		if j.Use == "" {
			own[j.ModuleName()] = j.Module
		}
	}
	return own
}
