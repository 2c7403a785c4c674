package budget

import (
	"fmt"
	"strings"
	"sync"
	"time"

	promlabels "github.com/prometheus/prometheus/model/labels"
)

// account is what is known of one target.
type account struct {
	labels promlabels.Labels

	mu        sync.Mutex
	budget    Budget
	scraped   time.Time     // last time
	every     time.Duration // between the last two scrapes
	samples   int           // in the last scrape that brought any
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
	return a.budget.Samples+a.budget.LabelValues+a.budget.NewSeries > 0
}

// open begins a scrape and says by which budget, and whether to count it.
func (a *account) open(at time.Time) (Budget, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.budget, a.wanted || at.Sub(a.counted) >= countEvery
}

// close ends a scrape. One without samples says nothing: the target did not
// answer, or only its reports were written after a scrape had failed.
func (a *account) close(app *appender) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if app.samples == 0 {
		return
	}
	if !a.scraped.IsZero() {
		a.every = app.at.Sub(a.scraped)
	}
	a.scraped, a.samples = app.at, app.samples
	a.newSeries.add(app.at, app.newSeries)
	a.note(app)
	switch over := a.budget.Samples > 0 && app.samples > a.budget.Samples; {
	case !over:
		a.overSince = time.Time{}
	case a.overSince.IsZero():
		a.overSince = app.at
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

func (a *account) interval() time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.every
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

// hourly counts what happened within the last hour, to five minutes.
type hourly struct {
	slots [12]int
	last  int64 // number of the five minutes that the newest slot stands for
}

const slotLength = 5 * time.Minute

func (h *hourly) add(at time.Time, n int) {
	h.turn(at)
	h.slots[h.last%int64(len(h.slots))] += n
}

func (h *hourly) sum(at time.Time) int {
	h.turn(at)
	total := 0
	for _, n := range h.slots {
		total += n
	}
	return total
}

// turn empties the slots whose hour is over.
func (h *hourly) turn(at time.Time) {
	now := at.UnixNano() / int64(slotLength)
	for ; h.last < now; h.last++ {
		if now-h.last > int64(len(h.slots)) {
			h.last = now - int64(len(h.slots)) - 1
		}
		h.slots[(h.last+1)%int64(len(h.slots))] = 0
	}
}
