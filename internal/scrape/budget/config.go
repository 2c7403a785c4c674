package budget

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	promlabels "github.com/prometheus/prometheus/model/labels"
)

// What happens to a scrape that is over its budget of samples.
const (
	Drop      = "drop"       // nothing of it is taken, the target is down
	KeepFirst = "keep_first" // the first samples are taken, up to the budget
)

// Whom a budget bounds.
const (
	PerTarget = "target" // each target by itself
	PerTeam   = "team"   // the targets of one team together, as their label team says
)

// teamLabel of a target says whose it is.
const teamLabel = "team"

// Budget is what the targets that match it may send, or those of a team
// together. Of several that match, each bound is that of the first that sets it.
type Budget struct {
	Per         string            `yaml:"per" help:"Whom it bounds: each 'target' by itself, or all targets of a 'team' together, as their label team says. What a team sends too much is shown and alerted on; nothing is cut off." default:"target" example:"team"`
	Match       map[string]string `yaml:"match" help:"Labels of the targets it holds for, each with an anchored regular expression. Without any it holds for all. A budget per team can match the label team alone." example:"{job: 'shop|checkout'}"`
	Samples     int               `yaml:"samples" help:"Samples in one scrape, after metric relabelling." default:"no bound" example:"5000"`
	LabelValues int               `yaml:"label_values" help:"Different values of one label of one metric of a target. More is shown and alerted on; nothing is cut off." default:"no bound" example:"500"`
	NewSeries   int               `yaml:"new_series" help:"Series within an hour that a target did not send before. More is shown and alerted on; nothing is cut off." default:"no bound" example:"10000"`
	Over        string            `yaml:"over" help:"What happens to a scrape with more samples: 'drop' takes nothing of it and marks the target down, 'keep_first' takes the first ones up to the budget." default:"drop" example:"keep_first"`

	match map[string]*regexp.Regexp
}

// UnmarshalYAML fills in what holds where nothing is said.
func (b *Budget) UnmarshalYAML(unmarshal func(any) error) error {
	*b = Budget{Per: PerTarget, Over: Drop}
	type plain Budget
	return unmarshal((*plain)(b))
}

// Validate refuses a budget that bounds nothing, or in a way nobody can mean.
func (b *Budget) Validate() error {
	switch {
	case b.Samples < 0 || b.LabelValues < 0 || b.NewSeries < 0:
		return errors.New("a bound cannot be negative")
	case !b.bounds():
		return errors.New("bounds nothing: set samples, label_values or new_series")
	case b.Over != Drop && b.Over != KeepFirst:
		return fmt.Errorf("over: %q is neither drop nor keep_first", b.Over)
	case b.Over == KeepFirst && b.Samples == 0:
		return errors.New("over: keep_first needs samples, the number to keep")
	case b.Per == PerTeam:
		if err := b.validateOfTeam(); err != nil {
			return err
		}
	case b.Per != PerTarget:
		return fmt.Errorf("per: %q is neither target nor team", b.Per)
	}
	return b.compile()
}

// validateOfTeam refuses what a sum over targets cannot have.
func (b *Budget) validateOfTeam() error {
	switch {
	case b.LabelValues > 0:
		return errors.New("label_values: a team's targets have no label together; bound them in a budget per target")
	case b.Over == KeepFirst:
		return errors.New("over: a budget per team cuts nothing off; keep_first belongs to a budget per target")
	}
	for name := range b.Match {
		if name != teamLabel {
			return fmt.Errorf("match: a budget per team is for all that its targets send, so it can match the label team alone, not %s", name)
		}
	}
	return nil
}

func (b *Budget) bounds() bool { return b.Samples+b.LabelValues+b.NewSeries > 0 }

// OfJob bounds the samples of a job's targets, and of jobs below its name.
func OfJob(job string, samples int) Budget {
	pattern := regexp.MustCompile("^" + regexp.QuoteMeta(job) + "(/.*)?$")
	return Budget{Per: PerTarget, Samples: samples, Over: Drop, match: map[string]*regexp.Regexp{"job": pattern}}
}

func (b *Budget) compile() error {
	b.match = map[string]*regexp.Regexp{}
	for _, name := range slices.Sorted(maps.Keys(b.Match)) {
		pattern, err := regexp.Compile("^(?s:" + b.Match[name] + ")$")
		if err != nil {
			return fmt.Errorf("match: label %s: %w", name, err)
		}
		b.match[name] = pattern
	}
	return nil
}

func (b *Budget) holdsFor(labels promlabels.Labels) bool {
	for name, pattern := range b.match {
		if !pattern.MatchString(labels.Get(name)) {
			return false
		}
	}
	return true
}
