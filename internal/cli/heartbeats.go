package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Heartbeats lists the cron jobs that check in.
type Heartbeats struct {
	Remote
	Names  []string `arg:"" optional:"" name:"name" help:"Only these."`
	State  []string `placeholder:"STATE" enum:"waiting,ok,running,late,overrunning,failed" help:"Only those in these states, of ${enum}."`
	Output string   `short:"o" default:"table" enum:"table,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout heartbeats --help`.
func (*Heartbeats) Help() string {
	return `Examples:

	lookout heartbeats
	lookout heartbeats --state late,failed
	lookout heartbeats backup -o json`
}

// heartbeat is one as the API tells it.
type heartbeat struct {
	Name              string            `json:"name"`
	Labels            map[string]string `json:"labels"`
	Schedule          string            `json:"schedule"`
	GraceSeconds      float64           `json:"graceSeconds"`
	MaxRuntimeSeconds float64           `json:"maxRuntimeSeconds"`
	State             string            `json:"state"`
	Late              bool              `json:"late"`
	Failed            bool              `json:"failed"`
	Overrunning       bool              `json:"overrunning"`
	Due               time.Time         `json:"due"`
	RunningSince      *time.Time        `json:"runningSince"`
	LastCheckIn       *time.Time        `json:"lastCheckIn"`
	LastSuccess       *time.Time        `json:"lastSuccess"`
	LastSeconds       *float64          `json:"lastSeconds"`
	Message           string            `json:"message"`
	URL               string            `json:"url"`
}

// Run fetches and prints, what needs a look first.
func (c *Heartbeats) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	var answer struct{ Heartbeats []heartbeat }
	if err := server.get(ctx, "/lookout/api/v1/heartbeats", nil, &answer); err != nil {
		return err
	}
	for _, name := range c.Names {
		if !slices.ContainsFunc(answer.Heartbeats, func(h heartbeat) bool { return h.Name == name }) {
			return fmt.Errorf("no heartbeat is called %q; `lookout heartbeats` lists them", name)
		}
	}
	found := slices.DeleteFunc(answer.Heartbeats, func(h heartbeat) bool { return !c.wants(h) })
	slices.SortStableFunc(found, func(a, b heartbeat) int { return cmp.Compare(urgency(a.State), urgency(b.State)) })
	switch {
	case c.Output == "json":
		return writeJSON(streams.Out, append([]heartbeat{}, found...))
	case len(found) == 0:
		fmt.Fprintln(streams.Err, "no heartbeats")
		return nil
	default:
		return heartbeatTable(found, time.Now()).write(streams.Out)
	}
}

func (c *Heartbeats) wants(h heartbeat) bool {
	return (len(c.Names) == 0 || slices.Contains(c.Names, h.Name)) && (len(c.State) == 0 || slices.Contains(c.State, h.State))
}

// urgency ranks states by who should look first.
func urgency(state string) int {
	return slices.Index([]string{"failed", "late", "overrunning", "running", "waiting", "ok"}, state)
}

func heartbeatTable(list []heartbeat, now time.Time) *table {
	t := &table{header: []string{"name", "state", "last check-in", "due", "took", "schedule", "message"}}
	for _, h := range list {
		t.add(
			text(h.Name),
			cell{text: h.State, style: heartbeatStyle(h.State)},
			number(formatMoment(h.LastCheckIn, now)),
			number(formatEnd(h.Due, now)),
			number(formatTook(h.LastSeconds)),
			text(h.Schedule),
			text(lastLine(h.Message)),
		)
	}
	return t
}

func heartbeatStyle(state string) style {
	return map[string]style{"failed": red, "late": red, "overrunning": yellow, "ok": green, "waiting": faint}[state]
}

func formatMoment(at *time.Time, now time.Time) string {
	if at == nil {
		return "never"
	}
	return formatEnd(*at, now)
}

func formatTook(seconds *float64) string {
	if seconds == nil {
		return ""
	}
	return time.Duration(*seconds * float64(time.Second)).Round(time.Millisecond).String()
}

// lastLine is what fits into a table: where scripts say what went wrong.
func lastLine(message string) string {
	return message[strings.LastIndexByte(message, '\n')+1:]
}
