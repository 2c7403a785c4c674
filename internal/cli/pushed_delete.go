package cli

import (
	"context"
	"fmt"
	"net/http"
)

// PushedDelete deletes groups.
type PushedDelete struct {
	Remote
	IDs []string `arg:"" name:"id" help:"Which: an id, or as much of its beginning as is needed to tell it from others."`
}

// Help is the text below the flags of `lookout pushed delete --help`.
func (*PushedDelete) Help() string {
	return `The series of a deleted group end with the next scrape; what was stored of them stays. The audit log says who deleted it.

Examples:

	lookout pushed delete 3b8e1c22
	lookout pushed delete 3b8e1c22 9f0a`
}

// Run resolves every id before it deletes the first group.
func (c *PushedDelete) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	known, _, err := fetchPushed(ctx, server, nil)
	if err != nil {
		return err
	}
	var chosen []pushedGroup
	for _, prefix := range c.IDs {
		g, err := findPushed(known, prefix)
		if err != nil {
			return err
		}
		chosen = append(chosen, g)
	}
	for _, g := range chosen {
		if err := server.call(ctx, http.MethodDelete, pushedPath+"/"+g.ID, nil, nil, nil); err != nil {
			return fmt.Errorf("delete pushed group %s: %w", shortID(g.ID), err)
		}
		fmt.Fprintf(streams.Out, "deleted %s (%s)\n", shortID(g.ID), g.name())
	}
	return nil
}
