package dashboard

import (
	"errors"
	"io/fs"
	"slices"
	"sync"
	"time"
)

// Account is how one source fares.
type Account struct {
	Kind        Kind       `json:"kind"`
	Name        string     `json:"name"`
	Places      []string   `json:"places"`      // the folder, the repository, the addresses of a service
	LastAsked   *time.Time `json:"lastAsked"`   // null: not yet
	LastSuccess *time.Time `json:"lastSuccess"` // null: never since the start, or since the configuration was read again
	Release     string     `json:"release,omitempty"`
	Dashboards  int        `json:"dashboards"`      // that were taken
	Error       string     `json:"error,omitempty"` // why it could not be read at all
	Refused     []Refusal  `json:"refused"`
}

// Journal notes how one source fares. Its reader writes it, whoever asks reads it.
type Journal struct {
	now     func() time.Time
	mu      sync.Mutex
	account Account
}

// NewJournal returns the journal of a source that has not been read yet.
func NewJournal(kind Kind, name, place string, now func() time.Time) *Journal {
	return &Journal{now: now, account: Account{Kind: kind, Name: name, Places: []string{place}}}
}

// Account is what the journal says at the moment.
func (j *Journal) Account() Account {
	j.mu.Lock()
	defer j.mu.Unlock()
	a := j.account
	a.Refused = append([]Refusal{}, a.Refused...)
	return a
}

// Looked notes a look at the source and why it failed, if it did, and tells whether that is news.
func (j *Journal) Looked(err error) (news bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now, before := j.now(), j.account.Error
	j.account.LastAsked, j.account.Error = &now, ""
	if err != nil {
		j.account.Error = err.Error()
		return j.account.Error != before
	}
	j.account.LastSuccess = &now
	return false
}

// Delivered notes what became of a delivery, and returns the refusals that were not told before. Those of
// unchanged offers stand.
func (j *Journal) Delivered(d Delivery, refused []Refusal) (news []Refusal) {
	j.mu.Lock()
	defer j.mu.Unlock()
	before := j.account.Refused
	standing := slices.Clone(refused)
	for _, r := range before {
		if slices.ContainsFunc(d.Offers, func(o Offer) bool { return o.Origin == r.Origin && o.Unchanged }) {
			standing = append(standing, r)
		}
	}
	slices.SortStableFunc(standing, func(a, b Refusal) int { return place(d, a) - place(d, b) })
	j.account.Release, j.account.Dashboards, j.account.Refused = d.Release, len(d.Offers)-len(standing), standing
	return slices.DeleteFunc(slices.Clone(refused), func(r Refusal) bool {
		return slices.ContainsFunc(before, func(b Refusal) bool { return b.Origin == r.Origin && b.Reason() == r.Reason() })
	})
}

func place(d Delivery, r Refusal) int {
	return slices.IndexFunc(d.Offers, func(o Offer) bool { return o.Origin == r.Origin })
}

// Again names the files to offer once more although they have not changed: those that were refused for
// something that is mended elsewhere, such as a uid that another source has given up.
func (j *Journal) Again() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var again []string
	for _, r := range j.account.Refused {
		if errors.Is(r.Err, ErrTaken) || errors.Is(r.Err, fs.ErrPermission) {
			again = append(again, r.Origin)
		}
	}
	return again
}
