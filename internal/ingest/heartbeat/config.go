package heartbeat

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones must load in a container without any, too

	"github.com/prometheus/common/model"
	"github.com/robfig/cron/v3"
)

// Config is the block `heartbeats:` of lookout.yml.
type Config []Job

// Job is one cron job that checks in.
type Job struct {
	Name       string            `yaml:"name" example:"backup" help:"What it is called in the address it checks in at, /heartbeat/NAME: letters, digits, '-', '_' and '.'."`
	Period     model.Duration    `yaml:"period" example:"1d" help:"How often it checks in, counted from its last check-in. Set this or cron."`
	Cron       string            `yaml:"cron" example:"30 3 * * 1-5" help:"When it starts, as its crontab says: minute, hour, day of month, month, day of week (0 is Sunday), or @daily and the like."`
	Timezone   string            `yaml:"timezone" default:"UTC" example:"Europe/Vienna" help:"The time zone of cron."`
	Grace      model.Duration    `yaml:"grace" default:"5m" example:"1h" help:"How long after it was due it is not yet called late."`
	MaxRuntime model.Duration    `yaml:"max_runtime" default:"until it is due again" example:"2h" help:"How long a run that said /start may take until it ends."`
	Labels     map[string]string `yaml:"labels" example:"{team: storage}" help:"Labels of its series and alerts. team and severity take the place of the built-in alerts' own."`
}

const (
	defaultGrace = 5 * time.Minute
	maxJobs      = 10_000
	maxNameBytes = 128
)

// UnmarshalYAML fills in what holds where nothing is said.
func (j *Job) UnmarshalYAML(unmarshal func(any) error) error {
	*j = Job{Grace: model.Duration(defaultGrace)}
	type plain Job
	return unmarshal((*plain)(j))
}

// Validate reports names that stand twice, and too many of them.
func (c Config) Validate() error {
	if len(c) > maxJobs {
		return fmt.Errorf("at most %d heartbeats can be watched, not %d", maxJobs, len(c))
	}
	seen := map[string]bool{}
	for _, job := range c {
		if seen[job.Name] {
			return fmt.Errorf("two heartbeats are called %q; each needs a name of its own", job.Name)
		}
		seen[job.Name] = true
	}
	return nil
}

var nameFormat = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

// Validate reports what cannot be watched as it stands.
func (j Job) Validate() error {
	switch {
	case j.Name == "":
		return errors.New("name is missing")
	case !validName(j.Name):
		return fmt.Errorf("name: %q is no name of a heartbeat; use at most %d letters, digits, '-', '_' and '.'", j.Name, maxNameBytes)
	case j.Period < 0 || j.Grace < 0 || j.MaxRuntime < 0:
		return errors.New("durations must not be negative")
	case j.Period == 0 && j.Cron == "":
		return errors.New("set period, such as 1d, or cron, such as \"30 3 * * *\"")
	case j.Period != 0 && j.Cron != "":
		return errors.New("period and cron say the same; set one of them")
	case j.Cron == "" && j.Timezone != "":
		return errors.New("timezone: a period is the same in every zone; remove it, or set cron")
	}
	if _, err := j.plan(); err != nil {
		return err
	}
	return j.validateLabels()
}

func validName(name string) bool { return len(name) <= maxNameBytes && nameFormat.MatchString(name) }

// reserved are labels that the series and alerts have for themselves.
var reserved = []string{"heartbeat", "alertname", "job", "instance"}

// severities are those that routes of Lookout know.
var severities = []string{"info", "warning", "critical"}

func (j Job) validateLabels() error {
	for name, value := range j.Labels {
		if !model.LegacyValidation.IsValidLabelName(name) || strings.HasPrefix(name, model.ReservedLabelPrefix) || slices.Contains(reserved, name) {
			return fmt.Errorf("labels: %q cannot be set here; choose another name", name)
		}
		if name == "severity" && !slices.Contains(severities, value) {
			return fmt.Errorf("labels: severity %q is none of %s", value, strings.Join(severities, ", "))
		}
	}
	return nil
}

// plan is when a job is due.
type plan struct {
	period time.Duration
	cron   cron.Schedule // nil with a period
	zone   *time.Location
}

func (j Job) plan() (plan, error) {
	if j.Cron == "" {
		return plan{period: time.Duration(j.Period)}, nil
	}
	zone, err := time.LoadLocation(j.Timezone)
	if err != nil || j.Timezone == "Local" {
		return plan{}, fmt.Errorf("timezone: %q is none that is known; write one such as UTC or Europe/Vienna", j.Timezone)
	}
	if strings.Contains(j.Cron, "TZ=") {
		return plan{}, errors.New("cron: the zone stands in timezone; remove it here")
	}
	schedule, err := cron.ParseStandard(j.Cron)
	if err != nil {
		return plan{}, fmt.Errorf("cron: %q: %w; it looks like \"30 3 * * 1-5\"", j.Cron, err)
	}
	if schedule.Next(time.Now()).IsZero() {
		return plan{}, fmt.Errorf("cron: %q never comes", j.Cron)
	}
	return plan{cron: schedule, zone: zone}, nil
}

// schedule tells plans apart: a job that is given another one is judged anew.
func (j Job) schedule() string {
	if j.Cron == "" {
		return j.Period.String()
	}
	return strings.TrimSpace(j.Cron + " " + j.Timezone)
}

// earlyAtMost is how much before its time a cron job may check in, for clocks
// that differ a little.
const earlyAtMost = time.Minute

// after returns when a job that was heard of at t is due next. A check-in just
// before the time of a cron job is taken for that time, where times are not so
// close that it could be for the one before.
func (p plan) after(t time.Time) time.Time {
	if p.cron == nil {
		return t.Add(p.period)
	}
	next := p.cron.Next(t.In(p.zone))
	following := p.cron.Next(next)
	if early := min(earlyAtMost, following.Sub(next)/10); next.Sub(t) <= early {
		next = following
	}
	return next.UTC()
}
