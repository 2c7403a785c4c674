package budget

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	promlabels "github.com/prometheus/prometheus/model/labels"
)

// team is what is known of a team beyond what is known of its targets: new
// series count for an hour, also those of targets that are gone by then.
type team struct {
	name string

	mu        sync.Mutex
	budget    Budget
	newSeries hourly
	grown     growth
}

func (t *team) allow(b Budget) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.budget = b
}

func (t *team) bounded() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.budget.bounds()
}

// grew notes the new series of one scrape, by metric, most first.
func (t *team) grew(at time.Time, job string, total int, metrics map[string]int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.newSeries.add(at, total)
	names := slices.SortedFunc(maps.Keys(metrics), func(x, y string) int { return cmp.Or(metrics[y]-metrics[x], strings.Compare(x, y)) })
	for _, metric := range names[:min(len(names), maxSources)] {
		t.grown.add(at, source{job, strings.Clone(metric)}, metrics[metric]) // of the labels, which are long
	}
}

// idle tells whether there is nothing left to know of a team without targets.
func (t *team) idle(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.newSeries.sum(now) == 0
}

// TeamStanding is how the targets of a team stand together against its budget.
type TeamStanding struct {
	Team      string       `json:"team"`
	Targets   int          `json:"targets"`
	Samples   int          `json:"samples"`   // taken of the last scrapes of all targets
	NewSeries int          `json:"newSeries"` // within the last hour, of targets that are gone too
	Budget    TeamBounds   `json:"budget"`    // zeros where there is no bound
	Over      []string     `json:"over"`      // which bounds it exceeds: samples, new_series
	Metrics   []TeamMetric `json:"metrics"`   // what grew most within the hour, then the largest
	Largest   []TeamTarget `json:"largest"`   // targets that grew most within the hour, then the largest
	Complaint string       `json:"complaint,omitempty"`
}

// TeamBounds are the numbers of a team's budget.
type TeamBounds struct {
	Samples   int `json:"samples"`
	NewSeries int `json:"newSeries"`
}

// TeamMetric is how much of what a team sends is one metric's.
type TeamMetric struct {
	Job       string `json:"job"`
	Name      string `json:"name"`
	Series    int    `json:"series"`    // when its targets were counted last; 0 where it is among the largest of none
	NewSeries int    `json:"newSeries"` // within the last hour
	Label     *Label `json:"label"`     // the widest in any of its targets; null where none was counted
}

// widen keeps the widest label.
func (m *TeamMetric) widen(labels []Label) {
	if len(labels) > 0 && (m.Label == nil || m.Label.Values < labels[0].Values) {
		m.Label = &labels[0]
	}
}

// TeamTarget is how much of what a team sends is one target's.
type TeamTarget struct {
	Job       string `json:"job"`
	Instance  string `json:"instance"`
	Samples   int    `json:"samples"`
	NewSeries int    `json:"newSeries"`
}

// maxNamed is how many metrics and targets of a team are named.
const maxNamed = 8

// Teams tells how every team with a budget stands, those over it first.
func (b *Budgets) Teams() []TeamStanding {
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	sums := map[*team]*teamSum{}
	for _, t := range b.teams {
		if t.bounded() {
			sums[t] = newTeamSum(t, now)
		}
	}
	for _, a := range b.accounts {
		if sum := sums[a.team]; sum != nil && a.current(now) {
			sum.add(a, now)
		}
	}
	standings := make([]TeamStanding, 0, len(sums))
	for _, sum := range sums {
		standings = append(standings, sum.standing())
	}
	slices.SortFunc(standings, func(x, y TeamStanding) int {
		return cmp.Or(len(y.Over)-len(x.Over), strings.Compare(x.Team, y.Team))
	})
	return standings
}

// teamOf returns the team that a target belongs to, or nil. Its caller holds the lock.
func (b *Budgets) teamOf(target promlabels.Labels) *team {
	name := target.Get(teamLabel)
	if name == "" {
		return nil
	}
	t := b.teams[name]
	if t == nil {
		t = &team{name: strings.Clone(name)}
		t.allow(b.budgetOf(PerTeam, t.labels()))
		b.teams[t.name] = t
	}
	return t
}

// labels are those that a budget per team can match.
func (t *team) labels() promlabels.Labels { return promlabels.FromStrings(teamLabel, t.name) }

// teamSum adds up the targets of a team.
type teamSum struct {
	TeamStanding
	metrics map[source]*TeamMetric
}

func newTeamSum(t *team, now time.Time) *teamSum {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := &teamSum{metrics: map[source]*TeamMetric{}}
	s.Team, s.Over, s.Largest = t.name, []string{}, []TeamTarget{}
	s.Budget = TeamBounds{t.budget.Samples, t.budget.NewSeries}
	s.NewSeries = t.newSeries.sum(now)
	for from, n := range t.grown.sum(now) {
		s.metric(from).NewSeries = n
	}
	return s
}

func (s *teamSum) metric(of source) *TeamMetric {
	m := s.metrics[of]
	if m == nil {
		m = &TeamMetric{Job: of.job, Name: of.metric}
		s.metrics[of] = m
	}
	return m
}

func (s *teamSum) add(a *account, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	one := TeamTarget{Job: a.labels.Get("job"), Instance: a.labels.Get("instance"), Samples: a.taken, NewSeries: a.newSeries.sum(now)}
	s.Targets++
	s.Samples += one.Samples
	s.Largest = append(s.Largest, one)
	for _, m := range a.findings {
		total := s.metric(source{one.Job, m.Name})
		total.Series += m.Series
		total.widen(m.Labels)
	}
}

func (s *teamSum) standing() TeamStanding {
	slices.SortFunc(s.Largest, func(x, y TeamTarget) int {
		return cmp.Or(y.NewSeries-x.NewSeries, y.Samples-x.Samples, strings.Compare(x.Job, y.Job), strings.Compare(x.Instance, y.Instance))
	})
	s.Largest = slices.Clone(s.Largest[:min(len(s.Largest), maxNamed)])
	s.Metrics = []TeamMetric{}
	for _, m := range slices.SortedFunc(maps.Values(s.metrics), byGrowth) {
		if len(s.Metrics) < maxNamed {
			s.Metrics = append(s.Metrics, *m)
		}
	}
	s.judge()
	return s.TeamStanding
}

func byGrowth(x, y *TeamMetric) int {
	return cmp.Or(y.NewSeries-x.NewSeries, y.Series-x.Series, strings.Compare(x.Job, y.Job), strings.Compare(x.Name, y.Name))
}

// judge says which bounds are exceeded, and by whose doing.
func (s *teamSum) judge() {
	var complaints []string
	if may := s.Budget.Samples; may > 0 && s.Samples > may {
		s.Over = append(s.Over, "samples")
		complaints = append(complaints, fmt.Sprintf("%d samples from %d targets, the budget is %d", s.Samples, s.Targets, may))
	}
	if may := s.Budget.NewSeries; may > 0 && s.NewSeries > may {
		s.Over = append(s.Over, "new_series")
		complaints = append(complaints, fmt.Sprintf("%d new series within an hour, the budget is %d", s.NewSeries, may))
	}
	if len(complaints) == 0 {
		return
	}
	if len(s.Metrics) > 0 {
		complaints = append(complaints, s.Metrics[0].sentence())
	}
	if len(s.Largest) > 0 {
		complaints = append(complaints, s.Largest[0].sentence())
	}
	s.Complaint = strings.Join(complaints, "; ")
}

func (m TeamMetric) sentence() string {
	text := fmt.Sprintf("%s of job %s has %d series%s", m.Name, m.Job, max(m.Series, m.NewSeries), grownText(m.NewSeries))
	if m.Label != nil && m.Label.Values > 1 {
		text += fmt.Sprintf(", its label %s has %d values such as %q", m.Label.Name, m.Label.Values, m.Label.Examples)
	}
	return text
}

func (t TeamTarget) sentence() string {
	return fmt.Sprintf("%s sends %d samples%s", t.Instance, t.Samples, grownText(t.NewSeries))
}

func grownText(newSeries int) string {
	if newSeries == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d new within the hour)", newSeries)
}
