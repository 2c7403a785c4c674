package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Targets is about what is scraped.
type Targets struct {
	List    TargetsList    `cmd:"" default:"withargs" help:"List what is scraped, who found it, and what was left out and why."`
	Missing TargetsMissing `cmd:"" help:"List the targets that vanished from discovery unannounced."`
	Retire  TargetsRetire  `cmd:"" help:"Say that targets are gone for good, or will go."`
}

// TargetsList lists what is scraped, and what is not and why.
type TargetsList struct {
	Remote
	Job     string `placeholder:"JOB" help:"Only targets of this scrape job."`
	State   string `enum:",up,down,unknown" default:"" placeholder:"STATE" help:"Only targets that are up, down or unknown (all)."`
	Dropped bool   `help:"What discovery came across and is not scraped, with the reason."`
	Output  string `short:"o" default:"table" enum:"table,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout targets list --help`.
func (*TargetsList) Help() string {
	return `Examples:

	lookout targets
	lookout targets list --state down
	lookout targets --dropped --job discover/ec2
	lookout targets -o json`
}

// foundTarget is a target with who found it.
type foundTarget struct {
	Job       string            `json:"job"`
	URL       string            `json:"url"`
	Health    string            `json:"health"`
	FoundBy   string            `json:"foundBy"`
	LastError string            `json:"lastError"`
	Labels    map[string]string `json:"labels"`
}

// droppedTarget is a candidate that is not scraped.
type droppedTarget struct {
	Job       string            `json:"job"`
	Mechanism string            `json:"mechanism"`
	Name      string            `json:"name"`
	Address   string            `json:"address"`
	Reason    string            `json:"reason"`
	Labels    map[string]string `json:"labels"`
}

// discovered is the answer of the server.
type discovered struct {
	Targets    []foundTarget
	Mechanisms []struct {
		Job, Mechanism, Error string
		LastSuccess           *time.Time
		Dropped               []droppedTarget
		DroppedMore           int
	}
}

// Run fetches and prints.
func (c *TargetsList) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	var found discovered
	if err := server.get(ctx, "/lookout/api/v1/discovery", nil, &found); err != nil {
		return err
	}
	c.warn(found, streams)
	if c.Dropped {
		return c.printDropped(found, streams)
	}
	targets := slices.DeleteFunc(found.Targets, func(t foundTarget) bool {
		return c.State != "" && t.Health != c.State || !c.wants(t.Job)
	})
	slices.SortStableFunc(targets, func(a, b foundTarget) int {
		return cmp.Or(cmp.Compare(stateRank(a.Health), stateRank(b.Health)), cmp.Compare(a.Job, b.Job), cmp.Compare(a.URL, b.URL))
	})
	if c.Output == "json" {
		return writeJSON(streams.Out, targets)
	}
	if len(targets) == 0 {
		fmt.Fprintln(streams.Err, "no targets")
		return nil
	}
	return targetTable(targets).write(streams.Out)
}

// wants takes a job by its name; the jobs that an entry of the discover block needs beside its own go with it.
func (c *TargetsList) wants(job string) bool {
	return c.Job == "" || job == c.Job || strings.HasPrefix(job, "discover/") && strings.HasPrefix(job, c.Job+"/")
}

// warn says what fails to be asked: the list may be old.
func (c *TargetsList) warn(found discovered, streams Streams) {
	for _, m := range found.Mechanisms {
		if m.Error == "" || !c.wants(m.Job) {
			continue
		}
		since := "has never answered"
		if m.LastSuccess != nil {
			since = "last answered " + formatAge(time.Since(*m.LastSuccess)) + " ago"
		}
		fmt.Fprintf(streams.Err, "warning: %s %s: %s\n", m.Job, since, strings.ReplaceAll(m.Error, "\n", "; "))
	}
}

func stateRank(health string) int { return slices.Index([]string{"down", "unknown", "up"}, health) }

func targetTable(targets []foundTarget) *table {
	t := &table{header: []string{"state", "job", "target", "found by", "last error"}}
	for _, target := range targets {
		t.add(
			cell{text: target.Health, style: map[string]style{"up": green, "down": red}[target.Health]},
			text(target.Job), text(target.URL), text(target.FoundBy), text(strings.ReplaceAll(target.LastError, "\n", " ")),
		)
	}
	return t
}

func (c *TargetsList) printDropped(found discovered, streams Streams) error {
	dropped, more := []droppedTarget{}, 0
	for _, m := range found.Mechanisms {
		if !c.wants(m.Job) {
			continue
		}
		more += m.DroppedMore
		for _, d := range m.Dropped {
			d.Job, d.Mechanism = m.Job, m.Mechanism
			dropped = append(dropped, d)
		}
	}
	if c.Output == "json" {
		return writeJSON(streams.Out, dropped)
	}
	if len(dropped) == 0 {
		fmt.Fprintln(streams.Err, "nothing was dropped")
		return nil
	}
	t := &table{header: []string{"job", "found by", "candidate", "reason"}}
	for _, d := range dropped {
		t.add(text(d.Job), text(d.Mechanism), text(d.Name), text(d.Reason))
	}
	if more > 0 {
		fmt.Fprintf(streams.Err, "and %d more that the server only counts\n", more)
	}
	return t.write(streams.Out)
}
