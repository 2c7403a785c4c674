package cli

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// SilenceExpire ends some.
type SilenceExpire struct {
	Remote
	IDs []string `arg:"" name:"id" help:"Which: an id, or as much of its beginning as is needed to tell it from others."`
}

// Help is the text below the flags of `lookout silence expire --help`.
func (*SilenceExpire) Help() string {
	return `Examples:

	lookout silence expire 3b8e1c22
	lookout silence expire 3b8e1c22 9f0a`
}

// Run resolves every id before it ends the first silence.
func (c *SilenceExpire) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	known, err := fetchSilences(ctx, server, false)
	if err != nil {
		return err
	}
	var chosen []silence
	for _, prefix := range c.IDs {
		s, err := findSilence(known, prefix)
		if err != nil {
			return err
		}
		chosen = append(chosen, s)
	}
	for _, s := range chosen {
		if err := server.call(ctx, http.MethodDelete, "/alertmanager/api/v2/silence/"+s.ID, nil, nil, nil); err != nil {
			return fmt.Errorf("expire silence %s: %w", shortID(s.ID), err)
		}
		fmt.Fprintf(streams.Out, "expired %s (%s)\n", shortID(s.ID), s.matcherText())
	}
	return nil
}

func findSilence(known []silence, prefix string) (silence, error) {
	var found []silence
	for _, s := range known {
		if strings.HasPrefix(s.ID, prefix) {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return silence{}, fmt.Errorf("no active silence begins with %q; `lookout silence list` shows them", prefix)
	}
	ids := make([]string, len(found))
	for i, s := range found {
		ids[i] = s.ID
	}
	return silence{}, fmt.Errorf("%q begins %d silences: %s; give more of the id", prefix, len(found), strings.Join(ids, ", "))
}
