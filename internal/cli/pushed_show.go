package cli

import (
	"context"
	"fmt"
	"time"
)

// PushedShow shows what one group holds.
type PushedShow struct {
	Remote
	ID     string `arg:"" help:"Which: its id, or as much of its beginning as is needed to tell it from others."`
	Output string `short:"o" default:"table" enum:"table,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout pushed show --help`.
func (*PushedShow) Help() string {
	return `Examples:

	lookout pushed show 3b8e1c22
	lookout pushed show 3b8e1c22 -o json`
}

// pushedContent is a group with its metrics as the API tells them.
type pushedContent struct {
	Group   pushedGroup    `json:"group"`
	Metrics []pushedMetric `json:"metrics"`
}

type pushedMetric struct {
	Name    string         `json:"name"`
	Type    string         `json:"type"`
	Help    string         `json:"help"`
	Pushed  time.Time      `json:"pushed"`
	Samples []pushedSample `json:"samples"`
}

type pushedSample struct {
	Series string `json:"series"`
	Value  string `json:"value"`
}

// Run fetches and prints a line for each sample.
func (c *PushedShow) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	groups, _, err := fetchPushed(ctx, server, nil)
	if err != nil {
		return err
	}
	group, err := findPushed(groups, c.ID)
	if err != nil {
		return err
	}
	var content pushedContent
	if err := server.get(ctx, pushedPath+"/"+group.ID, nil, &content); err != nil {
		return fmt.Errorf("show pushed group %s: %w", shortID(group.ID), err)
	}
	if c.Output == "json" {
		return writeJSON(streams.Out, content)
	}
	now := time.Now()
	t := &table{header: []string{"series", "value", "type", "pushed"}}
	for _, m := range content.Metrics {
		for _, s := range m.Samples {
			t.add(text(s.Series), number(s.Value), text(m.Type), number(formatMoment(&m.Pushed, now)))
		}
	}
	return t.write(streams.Out)
}
