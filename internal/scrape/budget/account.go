package budget

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	promlabels "github.com/prometheus/prometheus/model/labels"
)

// account is what is known of one target.
type account struct {
	labels promlabels.Labels
	team   *team              // nil where its labels name none
	cut    prometheus.Counter // samples that a budget of keep_first left out
	every  time.Duration      // between scrapes
	early  bool               // known since the start: what it sends first is not new

	mu        sync.Mutex
	budget    Budget
	scraped   time.Time // last time
	samples   int       // in the last scrape that brought any
	taken     int       // of them
	newSeries hourly
	counted   time.Time // when findings were made
	wanted    bool      // findings are wanted before the hour is over
	findings  findings
	overSince time.Time // zero while within the budget of samples
}

// countEvery is how often all samples of a target are counted by metric and
// label. It costs a scrape about as much again.
const countEvery = time.Hour

func (a *account) allow(b Budget) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.budget, a.wanted = b, true
}

func (a *account) bounded() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.budget.bounds()
}

// watched tells whether anybody wants to know what the target sends.
func (a *account) watched() bool {
	return a.bounded() || (a.team != nil && a.team.bounded())
}

// open begins a scrape and says by which budget, and whether to count it.
func (a *account) open(at time.Time) (Budget, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.budget, a.wanted || at.Sub(a.counted) >= countEvery
}

// close ends a scrape. One without samples says nothing: the target did not
// answer, or only its reports were written after a scrape had failed.
func (a *account) close(app *appender, taken int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if app.samples == 0 {
		return
	}
	first := a.scraped.IsZero()
	a.scraped, a.samples, a.taken = app.at, app.samples, taken
	if app.newSeries > 0 && (!first || !a.early) {
		a.grew(app)
	}
	a.note(app)
	switch over := a.budget.Samples > 0 && app.samples > a.budget.Samples; {
	case !over:
		a.overSince = time.Time{}
	case a.overSince.IsZero():
		a.overSince = app.at
	}
}

// grew counts series that were not there before.
func (a *account) grew(app *appender) {
	a.newSeries.add(app.at, app.newSeries)
	if app.newSeries >= app.samples/10 && app.at.Sub(a.counted) >= slotLength {
		a.wanted = true // the last count does not tell any more what the target is like
	}
	if a.team != nil {
		a.team.grew(app.at, a.labels.Get("job"), app.newSeries, app.grown)
	}
}

// note keeps what a count has found. One of the excess alone names the culprit
// at once; the next scrape is then counted in full.
func (a *account) note(app *appender) {
	if app.census == nil {
		return
	}
	a.findings, a.wanted = app.census.findings(), app.partial
	if !app.partial {
		a.counted = app.at
	}
}

func (a *account) lastScrape() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.scraped
}

// current tells whether the target still sends, as far as one can tell.
func (a *account) current(now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.scraped.IsZero() && now.Sub(a.scraped) <= 3*a.every
}

// complaint says what a target did that is over its budget, and whose doing it is.
func (a *account) complaint() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	text := fmt.Sprintf("sample limit exceeded: %d samples, the budget is %d", a.samples, a.budget.Samples)
	if blame := a.findings.blame(); blame != "" {
		text += "; " + blame
	}
	return text
}

// Standing is how a target stands against its budget.
type Standing struct {
	Labels     map[string]string `json:"labels"`
	Samples    int               `json:"samples"`             // in the last scrape
	NewSeries  int               `json:"newSeries"`           // within the last hour
	Budget     Bounds            `json:"budget"`              // zeros where there is no bound
	Over       []string          `json:"over"`                // which bounds it exceeds: samples, label_values, new_series
	OverSince  *time.Time        `json:"overSince,omitempty"` // of samples
	Action     string            `json:"action"`              // drop or keep_first
	CountedAt  *time.Time        `json:"countedAt,omitempty"` // when the following were counted
	Metrics    []Metric          `json:"metrics"`             // the largest, with their widest labels
	Complaint  string            `json:"complaint,omitempty"` // what is over, in a sentence
	LastScrape *time.Time        `json:"lastScrape,omitempty"`
}

// Bounds are the numbers of a budget.
type Bounds struct {
	Samples     int `json:"samples"`
	LabelValues int `json:"labelValues"`
	NewSeries   int `json:"newSeries"`
}

func (a *account) standing(now time.Time) Standing {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := Standing{
		Labels: a.labels.Map(), Samples: a.samples, NewSeries: a.newSeries.sum(now),
		Budget: Bounds{a.budget.Samples, a.budget.LabelValues, a.budget.NewSeries}, Action: a.budget.Over,
		Over: []string{}, Metrics: a.findings.largest(),
		OverSince: optional(a.overSince), CountedAt: optional(a.counted), LastScrape: optional(a.scraped),
	}
	var complaints []string
	over := func(which string, has, may int, what string) {
		if may > 0 && has > may {
			s.Over = append(s.Over, which)
			complaints = append(complaints, fmt.Sprintf("%d %s, the budget is %d", has, what, may))
		}
	}
	over("samples", a.samples, a.budget.Samples, "samples")
	over("label_values", a.findings.widest(), a.budget.LabelValues, "values of one label")
	over("new_series", s.NewSeries, a.budget.NewSeries, "new series within an hour")
	if len(complaints) > 0 {
		if blame := a.findings.blame(); blame != "" {
			complaints = append(complaints, blame)
		}
		s.Complaint = strings.Join(complaints, "; ")
	}
	return s
}

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
