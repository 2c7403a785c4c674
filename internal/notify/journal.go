// Package notify stands between Alertmanager's pipeline and the ways to reach
// people. Notifications that are ready to be delivered flow in; deliveries and
// an account of each of them flow out. It remembers the latest deliveries for
// the page, lets a configuration finish what it has begun before the next one
// takes over, and delivers to the log where no receiver is configured. It
// refuses to know how alerts are grouped, silenced or routed.
package notify

import (
	"slices"
	"sync"
	"time"

	"github.com/prometheus/common/model"

	"github.com/prometheus/alertmanager/alert"
)

const (
	// maxEntries is how many notifications the journal remembers.
	maxEntries = 200
	// maxEntryBytes bounds the text of one entry, and so the journal to
	// maxEntries times as much: a group may hold any number of alerts.
	maxEntryBytes = 32 << 10
	// maxTextBytes bounds one label value, annotation or error.
	maxTextBytes = 4 << 10
)

// Entry is one notification: a group of alerts handed to one integration.
// Attempts that repeat a failed delivery of the same notification share an
// entry, which then tells how the latest attempt ended.
type Entry struct {
	Time        time.Time         `json:"time"`
	Receiver    string            `json:"receiver"`
	Integration string            `json:"integration"`
	GroupLabels map[string]string `json:"groupLabels"`
	Alerts      []Alert           `json:"alerts"`
	// AlertsOmitted counts the alerts of a large group that are not listed.
	AlertsOmitted int `json:"alertsOmitted,omitempty"`
	Attempts      int `json:"attempts"`
	// Error is empty after a success.
	Error string `json:"error"`
}

// Alert is an alert as it was when the notification left.
type Alert struct {
	Status      model.AlertStatus `json:"status"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	StartsAt    time.Time         `json:"startsAt"`
	// EndsAt is the zero time while the alert fires.
	EndsAt time.Time `json:"endsAt"`
}

// Journal remembers the latest notifications in memory. Its methods may be
// called by any number of goroutines.
type Journal struct {
	now func() time.Time

	mu      sync.Mutex
	records []record // oldest first
}

type record struct {
	delivery string // identifies the notification across its attempts
	entry    Entry
}

// NewJournal returns an empty journal.
func NewJournal() *Journal {
	return &Journal{now: time.Now}
}

// List returns what the journal remembers, the newest first. The entries are
// shared with the journal and must not be changed.
func (j *Journal) List() []Entry {
	j.mu.Lock()
	entries := make([]Entry, 0, len(j.records))
	for _, r := range j.records {
		entries = append(entries, r.entry)
	}
	j.mu.Unlock()
	slices.SortStableFunc(entries, func(a, b Entry) int { return b.Time.Compare(a.Time) })
	return entries
}

// record notes an attempt. An earlier attempt at the same delivery gives way.
func (j *Journal) record(delivery string, e Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.Time = j.now().UTC()
	e.Attempts = 1
	if i := j.find(delivery); i >= 0 {
		e.Attempts += j.records[i].entry.Attempts
		j.records = slices.Delete(j.records, i, i+1)
	}
	if len(j.records) == maxEntries {
		j.records = slices.Delete(j.records, 0, 1)
	}
	j.records = append(j.records, record{delivery: delivery, entry: e})
}

func (j *Journal) find(delivery string) int {
	return slices.IndexFunc(j.records, func(r record) bool { return r.delivery == delivery })
}

// newEntry copies what is worth remembering of a notification, within bounds.
func newEntry(receiver, integration string, group model.LabelSet, alerts []*alert.Alert) Entry {
	e := Entry{
		Receiver:    receiver,
		Integration: integration,
		GroupLabels: texts(group),
		Alerts:      []Alert{},
	}
	left := maxEntryBytes - size(e.GroupLabels)
	if left < 0 {
		e.GroupLabels = map[string]string{}
	}
	for _, a := range alerts {
		c := copyAlert(a)
		if left -= size(c.Labels) + size(c.Annotations); left < 0 {
			break
		}
		e.Alerts = append(e.Alerts, c)
	}
	e.AlertsOmitted = len(alerts) - len(e.Alerts)
	return e
}

func copyAlert(a *alert.Alert) Alert {
	c := Alert{
		Status:      a.Status(),
		Labels:      texts(a.Labels),
		Annotations: texts(a.Annotations),
		StartsAt:    a.StartsAt.UTC(),
	}
	if a.Resolved() {
		c.EndsAt = a.EndsAt.UTC()
	}
	return c
}

func texts(set model.LabelSet) map[string]string {
	m := make(map[string]string, len(set))
	for name, value := range set {
		m[clip(string(name))] = clip(string(value))
	}
	return m
}

func size(m map[string]string) int {
	// Every pair costs about as much again in headers and buckets.
	const overhead = 64
	n := 0
	for k, v := range m {
		n += len(k) + len(v) + overhead
	}
	return n
}
