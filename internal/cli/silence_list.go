package cli

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// SilenceList lists them.
type SilenceList struct {
	Remote
	Expired bool   `help:"Also those that have ended."`
	Output  string `short:"o" default:"table" enum:"table,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout silence list --help`.
func (*SilenceList) Help() string {
	return `Examples:

	lookout silence list
	lookout silence list --expired -o json`
}

// Run fetches and prints, the next to end first.
func (c *SilenceList) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := fetchSilences(ctx, server, c.Expired)
	if err != nil {
		return err
	}
	if c.Output == "json" {
		return writeJSON(streams.Out, found)
	}
	if len(found) == 0 {
		fmt.Fprintln(streams.Err, "no silences")
		return nil
	}
	return silenceTable(found, time.Now()).write(streams.Out)
}

func fetchSilences(ctx context.Context, server *client, expired bool) ([]silence, error) {
	found := []silence{}
	if err := server.get(ctx, silencesPath, nil, &found); err != nil {
		return nil, err
	}
	if !expired {
		found = slices.DeleteFunc(found, func(s silence) bool { return s.state() == "expired" })
	}
	slices.SortStableFunc(found, func(a, b silence) int { return a.EndsAt.Compare(b.EndsAt) })
	return found, nil
}

func silenceTable(silences []silence, now time.Time) *table {
	t := &table{header: []string{"id", "state", "ends", "matchers", "by", "comment"}}
	for _, s := range silences {
		t.add(
			text(shortID(s.ID)),
			cell{text: s.state(), style: map[string]style{"active": green, "pending": yellow, "expired": faint}[s.state()]},
			number(formatEnd(s.EndsAt, now)),
			text(s.matcherText()),
			text(s.CreatedBy),
			text(s.Comment),
		)
	}
	return t
}

func formatEnd(end, now time.Time) string {
	if end.After(now) {
		return "in " + formatAge(end.Sub(now))
	}
	return formatAge(now.Sub(end)) + " ago"
}
