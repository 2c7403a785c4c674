package discover

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/prometheus/discovery"
)

// Journal remembers how the entries of the discover: block fare, for whoever wants to know why a target is there or is
// not. It outlives reloads.
type Journal struct {
	mu      sync.Mutex
	entries map[string]*account
}

// account is what the journal holds about one entry.
type account struct {
	kind              string
	places            map[string]*placeAccount
	refreshes, failed uint64
	lastRefresh       time.Time
	lastSuccess       time.Time
}

type placeAccount struct {
	err        error
	kept       int
	dashboards []Candidate
	dropped    []Candidate
	omitted    int
	accesses   map[string]*Access
}

// NewJournal makes an empty one.
func NewJournal() *Journal { return &Journal{entries: map[string]*account{}} }

// Most candidates of one place that are remembered beyond the targets themselves.
const mostRemembered = 1000

// Retain forgets every entry but those of the given jobs.
func (j *Journal) Retain(jobs map[string]discovery.Configs) {
	j.mu.Lock()
	defer j.mu.Unlock()
	maps.DeleteFunc(j.entries, func(job string, _ *account) bool { return jobs[job] == nil })
}

// begin opens the account of an entry anew: its mechanism has just started.
func (j *Journal) begin(job, kind string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries[job] = &account{kind: kind, places: map[string]*placeAccount{}}
}

// note writes down one outcome.
func (j *Journal) note(job, place string, found []Candidate, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	entry := j.entries[job]
	if entry == nil {
		return // removed by a reload while it was asking
	}
	entry.refreshes++
	entry.lastRefresh = time.Now().UTC()
	if entry.places[place] == nil {
		entry.places[place] = &placeAccount{}
	}
	if err != nil {
		entry.failed++
		entry.places[place].err = err
		return
	}
	entry.lastSuccess = entry.lastRefresh
	if entry.places[place] = judged(found); len(found) == 0 {
		delete(entry.places, place)
	}
}

func judged(found []Candidate) *placeAccount {
	p := &placeAccount{accesses: map[string]*Access{}}
	for _, c := range found {
		switch {
		case c.Dropped != "" && len(p.dropped) == mostRemembered:
			p.omitted++
		case c.Dropped != "":
			p.dropped = append(p.dropped, c)
		case c.metricsRole():
			p.kept++
			if c.Access != nil {
				p.accesses[c.Access.Name] = c.Access
			}
		case len(p.dashboards) < mostRemembered:
			p.dashboards = append(p.dashboards, c)
		}
	}
	return p
}

// access is how targets of an entry are let in; nil when they are gone.
func (j *Journal) access(job, name string) *Access {
	j.mu.Lock()
	defer j.mu.Unlock()
	if entry := j.entries[job]; entry != nil {
		for _, place := range entry.places {
			if a := place.accesses[name]; a != nil {
				return a
			}
		}
	}
	return nil
}

// Account is how one entry fares.
type Account struct {
	Job, Kind         string
	LastRefresh       time.Time // zero before the first
	LastSuccess       time.Time
	Refreshes, Failed uint64
	Err               error // of the places that fail at present
	Kept              int   // targets to scrape
	Dashboards        []Candidate
	Dropped           []Candidate
	Omitted           int // dropped ones that are only counted
}

// Accounts lists all entries by job.
func (j *Journal) Accounts() []Account {
	j.mu.Lock()
	defer j.mu.Unlock()
	accounts := make([]Account, 0, len(j.entries))
	for job, entry := range j.entries {
		accounts = append(accounts, entry.summary(job))
	}
	slices.SortFunc(accounts, func(a, b Account) int { return cmp.Compare(a.Job, b.Job) })
	return accounts
}

func (e *account) summary(job string) Account {
	a := Account{
		Job: job, Kind: e.kind, LastRefresh: e.lastRefresh, LastSuccess: e.lastSuccess, Refreshes: e.refreshes, Failed: e.failed,
	}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(e.places)) {
		place := e.places[name]
		a.Kept += place.kept
		a.Dashboards = append(a.Dashboards, place.dashboards...)
		a.Dropped = append(a.Dropped, place.dropped...)
		a.Omitted += place.omitted
		switch {
		case place.err == nil:
		case strings.Contains(place.err.Error(), name):
			problems = append(problems, place.err)
		default:
			problems = append(problems, fmt.Errorf("%s: %w", name, place.err))
		}
	}
	a.Err = errors.Join(problems...)
	return a
}
