package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	promlabels "github.com/prometheus/prometheus/model/labels"
)

// Alerts lists what is wrong now.
type Alerts struct {
	Remote
	Matchers []string `arg:"" optional:"" placeholder:"MATCHER" help:"Only alerts that match all of these: severity=critical, team=~\"a|b\", or an alert's name."`
	State    []string `enum:"firing,pending,silenced,inhibited" placeholder:"STATE" help:"Only alerts in these states: ${enum} (all)."`
	Severity []string `placeholder:"SEVERITY" help:"Only alerts of these severities."`
	Output   string   `short:"o" default:"table" enum:"table,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout alerts --help`.
func (*Alerts) Help() string {
	return `Examples:

	lookout alerts
	lookout alerts --severity critical --state firing
	lookout alerts team=payments 'instance=~"db-.*"' -o json`
}

// alert is one line of the list, and one object of its JSON.
type alert struct {
	State       string            `json:"state"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	Since       time.Time         `json:"since"`
	Value       string            `json:"value,omitempty"`
	SilencedBy  []string          `json:"silencedBy,omitempty"`
	InhibitedBy []string          `json:"inhibitedBy,omitempty"`
}

// Run fetches, filters and prints.
func (c *Alerts) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	matchers, err := parseMatchers(c.Matchers)
	if err != nil {
		return usageError{err}
	}
	all, err := fetchAlerts(ctx, server)
	if err != nil {
		return err
	}
	found := slices.DeleteFunc(all, func(a alert) bool { return !c.wants(a, matchers) })
	slices.SortStableFunc(found, byUrgency)
	if c.Output == "json" {
		return writeJSON(streams.Out, found)
	}
	if len(found) == 0 {
		fmt.Fprintln(streams.Err, "no alerts")
		return nil
	}
	return alertTable(found, time.Now()).write(streams.Out)
}

func (c *Alerts) wants(a alert, matchers []*promlabels.Matcher) bool {
	return (len(c.State) == 0 || slices.Contains(c.State, a.State)) &&
		(len(c.Severity) == 0 || slices.Contains(c.Severity, a.Labels["severity"])) &&
		matchesAll(matchers, a.Labels)
}

// received is an alert as Alertmanager's API tells it.
type received struct {
	Labels      map[string]string
	Annotations map[string]string
	StartsAt    time.Time
	Status      struct{ SilencedBy, InhibitedBy []string }
}

// fetchAlerts joins what the rules say with what became of it on the way to people: a
// firing alert may be silenced or inhibited, and others than our rules may have sent one.
func fetchAlerts(ctx context.Context, server *client) ([]alert, error) {
	var judged struct {
		Data struct {
			Alerts []struct {
				Labels, Annotations map[string]string
				State, Value        string
				ActiveAt            time.Time
			}
		}
	}
	if err := server.get(ctx, "/api/v1/alerts", nil, &judged); err != nil {
		return nil, err
	}
	var arrived []received
	if err := server.get(ctx, "/alertmanager/api/v2/alerts", nil, &arrived); err != nil {
		return nil, err
	}
	var alerts []alert
	for _, j := range judged.Data.Alerts {
		a := alert{State: j.State, Labels: j.Labels, Annotations: j.Annotations, Since: j.ActiveAt, Value: j.Value}
		if i := slices.IndexFunc(arrived, func(r received) bool { return includes(r.Labels, j.Labels) }); i >= 0 && a.State == "firing" {
			a.settle(arrived[i])
			arrived = slices.Delete(arrived, i, i+1)
		}
		alerts = append(alerts, a)
	}
	for _, r := range arrived {
		a := alert{State: "firing", Labels: r.Labels, Annotations: r.Annotations, Since: r.StartsAt}
		a.settle(r)
		alerts = append(alerts, a)
	}
	return alerts, nil
}

// includes reports whether all of part is in whole: an alert gains external labels on its way.
func includes(whole, part map[string]string) bool {
	for name, value := range part {
		if whole[name] != value {
			return false
		}
	}
	return true
}

func (a *alert) settle(r received) {
	a.SilencedBy, a.InhibitedBy = r.Status.SilencedBy, r.Status.InhibitedBy
	switch {
	case len(a.SilencedBy) > 0:
		a.State = "silenced"
	case len(a.InhibitedBy) > 0:
		a.State = "inhibited"
	}
}

// byUrgency puts what wakes people first.
func byUrgency(a, b alert) int {
	states := []string{"firing", "pending", "inhibited", "silenced"}
	severities := []string{"critical", "warning", "info"}
	rank := func(list []string, s string) int {
		if i := slices.Index(list, s); i >= 0 {
			return i
		}
		return len(list)
	}
	return cmp.Or(
		cmp.Compare(rank(states, a.State), rank(states, b.State)),
		cmp.Compare(rank(severities, a.Labels["severity"]), rank(severities, b.Labels["severity"])),
		strings.Compare(a.Labels["alertname"], b.Labels["alertname"]),
		a.Since.Compare(b.Since),
		strings.Compare(notation(a.Labels), notation(b.Labels)),
	)
}

func alertTable(alerts []alert, now time.Time) *table {
	t := &table{header: []string{"state", "severity", "alert", "for", "labels", "summary"}}
	for _, a := range alerts {
		t.add(
			cell{text: a.State, style: stateStyle(a.State)},
			cell{text: a.Labels["severity"], style: severityStyle(a.Labels["severity"])},
			cell{text: a.Labels["alertname"], style: bold},
			number(formatAge(now.Sub(a.Since))),
			text(otherLabels(a.Labels)),
			text(cmp.Or(a.Annotations["summary"], a.Annotations["description"])),
		)
	}
	return t
}

// otherLabels are those without a column of their own.
func otherLabels(labels map[string]string) string {
	rest := maps.Clone(labels)
	delete(rest, "alertname")
	delete(rest, "severity")
	if len(rest) == 0 {
		return ""
	}
	return strings.Trim(notation(rest), "{}")
}

func stateStyle(state string) style {
	return map[string]style{"firing": red, "pending": yellow, "silenced": faint, "inhibited": faint}[state]
}

func severityStyle(severity string) style {
	return map[string]style{"critical": red, "warning": yellow}[severity]
}

// formatAge is a duration in its two largest units.
func formatAge(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	default:
		return fmt.Sprintf("%dd%02dh", int(d.Hours())/24, int(d.Hours())%24)
	}
}

// countMatching asks how many alerts matchers would choose now.
func countMatching(ctx context.Context, server *client, matchers []*promlabels.Matcher) (int, error) {
	var found []received
	filter := url.Values{}
	for _, m := range matchers {
		filter.Add("filter", m.String())
	}
	err := server.get(ctx, "/alertmanager/api/v2/alerts", filter, &found)
	return len(found), err
}
