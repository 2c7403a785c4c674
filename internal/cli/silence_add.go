package cli

import (
	"context"
	"fmt"
	"net/http"
	"os/user"
	"time"

	"github.com/prometheus/common/model"
	promlabels "github.com/prometheus/prometheus/model/labels"
)

// SilenceAdd makes one.
type SilenceAdd struct {
	Remote
	Matchers []string       `arg:"" placeholder:"MATCHER" help:"What to silence: an alert's name, or matchers such as job=node or 'instance=~\"db-.*\"'; all must match."`
	Duration model.Duration `short:"d" required:"" placeholder:"DURATION" help:"How long, such as 30m, 2h or 1d."`
	Start    string         `placeholder:"WHEN" help:"When it begins, as RFC 3339 or Unix seconds (now)."`
	Comment  string         `short:"c" required:"" placeholder:"TEXT" help:"Why, for whoever wonders about the quiet."`
	Author   string         `placeholder:"NAME" help:"Who wants it (you)."`
}

// Help is the text below the flags of `lookout silence add --help`.
func (*SilenceAdd) Help() string {
	return `Examples:

	lookout silence add HostDiskFull --duration 2h --comment "disk is being replaced"
	lookout silence add severity=warning 'instance=~"db-.*"' -d 1d -c "migration" --author ada`
}

// Run makes the silence and says what it does.
func (c *SilenceAdd) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	matchers, err := parseMatchers(c.Matchers)
	if err != nil {
		return usageError{err}
	}
	wanted, err := c.silence(matchers, time.Now())
	if err != nil {
		return err
	}
	matching, err := countMatching(ctx, server, matchers)
	if err != nil {
		return fmt.Errorf("count matching alerts: %w", err)
	}
	var made struct{ SilenceID string }
	if err := server.call(ctx, http.MethodPost, silencesPath, nil, wanted, &made); err != nil {
		return fmt.Errorf("add silence: %w", err)
	}
	fmt.Fprintf(streams.Out, "silence %s until %s\n", made.SilenceID, wanted.EndsAt.Local().Format(time.DateTime))
	fmt.Fprintf(streams.Out, "%s now\n", matchCount(matching))
	return nil
}

func (c *SilenceAdd) silence(matchers []*promlabels.Matcher, now time.Time) (silence, error) {
	start, err := parseMoment(c.Start, now)
	if err != nil {
		return silence{}, usagef("--start: %w", err)
	}
	if c.Duration <= 0 {
		return silence{}, usagef("--duration must be longer than nothing")
	}
	s := silence{
		StartsAt:  start.UTC(),
		EndsAt:    start.Add(time.Duration(c.Duration)).UTC(),
		CreatedBy: c.Author,
		Comment:   c.Comment,
	}
	if s.CreatedBy == "" {
		s.CreatedBy = currentUser()
	}
	for _, m := range matchers {
		equal := m.Type == promlabels.MatchEqual || m.Type == promlabels.MatchRegexp
		regex := m.Type == promlabels.MatchRegexp || m.Type == promlabels.MatchNotRegexp
		s.Matchers = append(s.Matchers, silenceMatcher{Name: m.Name, Value: m.Value, IsRegex: regex, IsEqual: &equal})
	}
	return s, nil
}

func currentUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "lookout"
}

func matchCount(n int) string {
	switch n {
	case 0:
		return "it matches no alert"
	case 1:
		return "it matches 1 alert"
	default:
		return fmt.Sprintf("it matches %d alerts", n)
	}
}
