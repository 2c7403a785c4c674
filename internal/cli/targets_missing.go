package cli

import (
	"context"
	"fmt"
	"time"
)

// TargetsMissing lists the targets that vanished from discovery.
type TargetsMissing struct {
	Remote
	Output string `short:"o" default:"table" enum:"table,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout targets missing --help`.
func (*TargetsMissing) Help() string {
	return `Examples:

	lookout targets missing
	lookout targets missing -o json`
}

// missingTarget is one as the API tells it.
type missingTarget struct {
	Job       string            `json:"job"`
	Instance  string            `json:"instance"`
	URL       string            `json:"url"`
	Labels    map[string]string `json:"labels"`
	FoundBy   string            `json:"foundBy"`
	Reason    string            `json:"reason"`
	FirstSeen time.Time         `json:"firstSeen"`
	Since     time.Time         `json:"since"`
	RetiresAt *time.Time        `json:"retiresAt"`
}

// Run fetches and prints, the latest first.
func (c *TargetsMissing) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	answer := struct {
		Missing []missingTarget `json:"missing"`
	}{[]missingTarget{}}
	if err := server.get(ctx, "/lookout/api/v1/targets/missing", nil, &answer); err != nil {
		return err
	}
	switch {
	case c.Output == "json":
		return writeJSON(streams.Out, answer.Missing)
	case len(answer.Missing) == 0:
		fmt.Fprintln(streams.Err, "no target is missing")
		return nil
	default:
		return missingTable(answer.Missing, time.Now()).write(streams.Out)
	}
}

func missingTable(list []missingTarget, now time.Time) *table {
	t := &table{header: []string{"job", "instance", "missing for", "reason", "found by", "retires"}}
	for _, m := range list {
		retires := "by hand"
		if m.RetiresAt != nil {
			retires = formatEnd(*m.RetiresAt, now)
		}
		t.add(text(m.Job), text(m.Instance), number(formatAge(now.Sub(m.Since))), text(m.Reason), text(m.FoundBy), text(retires))
	}
	return t
}
