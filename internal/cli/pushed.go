package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Pushed is about what jobs have pushed.
type Pushed struct {
	List   PushedList   `cmd:"" default:"withargs" help:"List the groups that were pushed, those whose last push was refused first."`
	Show   PushedShow   `cmd:"" help:"Show the metrics of a group."`
	Delete PushedDelete `cmd:"" help:"Delete groups."`
}

const pushedPath = "/lookout/api/v1/pushed"

// pushedGroup is one as the API tells it.
type pushedGroup struct {
	ID      string            `json:"id"`
	Labels  map[string]string `json:"labels"`
	Pushed  *time.Time        `json:"pushed"`
	Failed  *time.Time        `json:"failed"`
	Failing bool              `json:"failing"`
	Failure string            `json:"failure"`
	Expires *time.Time        `json:"expires"`
	Metrics int               `json:"metrics"`
	Samples int               `json:"samples"`
}

// name is the group's labels, the job first, as a path of a push has them.
func (g pushedGroup) name() string {
	parts := []string{fmt.Sprintf("job=%q", g.Labels["job"])}
	for _, name := range slices.Sorted(maps.Keys(g.Labels)) {
		if name != "job" {
			parts = append(parts, fmt.Sprintf("%s=%q", name, g.Labels[name]))
		}
	}
	return strings.Join(parts, ", ")
}

// fetchPushed returns the groups with all of these labels, and when they were last taken in.
func fetchPushed(ctx context.Context, server *client, labels map[string]string) ([]pushedGroup, *time.Time, error) {
	var answer struct {
		Groups   []pushedGroup
		LastRead *time.Time
	}
	if err := server.get(ctx, pushedPath, nil, &answer); err != nil {
		return nil, nil, err
	}
	groups := slices.DeleteFunc(answer.Groups, func(g pushedGroup) bool {
		for name, value := range labels {
			if g.Labels[name] != value {
				return true
			}
		}
		return false
	})
	return groups, answer.LastRead, nil
}

// findPushed finds a group by its id, or as much of its beginning as tells it from others.
func findPushed(known []pushedGroup, prefix string) (pushedGroup, error) {
	var found []pushedGroup
	for _, g := range known {
		if strings.HasPrefix(g.ID, prefix) {
			found = append(found, g)
		}
	}
	switch {
	case prefix == "":
		return pushedGroup{}, errors.New("an empty id names no group; `lookout pushed` lists them")
	case len(found) == 0:
		return pushedGroup{}, fmt.Errorf("no pushed group has an id that begins with %q; `lookout pushed` lists them", prefix)
	case len(found) > 1:
		return pushedGroup{}, fmt.Errorf("%q begins the ids of %d groups: %s and %s; give more of it", prefix, len(found), found[0].ID, found[1].ID)
	}
	return found[0], nil
}
