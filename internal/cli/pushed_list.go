package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// PushedList lists groups.
type PushedList struct {
	Remote
	Labels  map[string]string `arg:"" optional:"" name:"label=value" help:"Only groups with these labels."`
	Failing bool              `help:"Only groups whose last push was refused."`
	Output  string            `short:"o" default:"table" enum:"table,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout pushed list --help`.
func (*PushedList) Help() string {
	return `Examples:

	lookout pushed list
	lookout pushed list job=backup
	lookout pushed list --failing -o json`
}

// Run fetches and prints.
func (c *PushedList) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	groups, lastRead, err := fetchPushed(ctx, server, c.Labels)
	if err != nil {
		return err
	}
	if c.Failing {
		groups = slices.DeleteFunc(groups, func(g pushedGroup) bool { return !g.Failing })
	}
	slices.SortStableFunc(groups, func(a, b pushedGroup) int {
		return cmp.Or(cmp.Compare(healthRank(a), healthRank(b)), cmp.Compare(a.name(), b.name()))
	})
	switch {
	case c.Output == "json":
		return writeJSON(streams.Out, append([]pushedGroup{}, groups...))
	case len(groups) == 0:
		fmt.Fprintln(streams.Err, "no pushed groups")
		return nil
	}
	if lastRead == nil {
		fmt.Fprintln(streams.Err, "no scrape has read them since the start; add pushed to watch in lookout.yml")
	}
	return pushedTable(groups, time.Now()).write(streams.Out)
}

// healthRank lets those stand first that somebody should look at.
func healthRank(g pushedGroup) int {
	if g.Failing {
		return 0
	}
	return 1
}

func pushedTable(groups []pushedGroup, now time.Time) *table {
	t := &table{header: []string{"id", "group", "pushed", "samples", "expires", "last push"}}
	for _, g := range groups {
		expires, last := "never", cell{text: "taken", style: green}
		if g.Expires != nil {
			expires = formatEnd(*g.Expires, now)
		}
		if g.Failing {
			last = cell{text: "refused: " + g.Failure, style: red}
		}
		t.add(
			text(shortID(g.ID)),
			text(g.name()),
			number(formatMoment(g.Pushed, now)),
			number(strconv.Itoa(g.Samples)),
			number(expires),
			last,
		)
	}
	return t
}
