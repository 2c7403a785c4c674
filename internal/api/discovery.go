package api

import (
	"net/http"
	"time"
)

// Discovery is how targets came to be scraped, or not.
type Discovery struct {
	Mechanisms []Mechanism   `json:"mechanisms"`
	Targets    []FoundTarget `json:"targets"`
}

// Mechanism is one entry of the discover block, or a mechanism of a job that stands in scrape_configs. Of the latter
// only its targets are known.
type Mechanism struct {
	Job         string      `json:"job"`
	Mechanism   string      `json:"mechanism"` // ec2, dns, static …
	Convention  bool        `json:"convention"`
	LastRefresh *time.Time  `json:"lastRefresh"` // null before the first
	LastSuccess *time.Time  `json:"lastSuccess"`
	Refreshes   uint64      `json:"refreshes"`
	Failures    uint64      `json:"failures"`
	Error       string      `json:"error"` // of what fails at present
	Kept        int         `json:"kept"`
	Dashboards  []Candidate `json:"dashboards"` // kept for their dashboards, which are not scraped
	Dropped     []Candidate `json:"dropped"`
	DroppedMore int         `json:"droppedMore"` // dropped ones that are not listed
}

// Candidate is something that a mechanism came across.
type Candidate struct {
	Name    string            `json:"name"`
	Address string            `json:"address"`
	Labels  map[string]string `json:"labels"`
	Reason  string            `json:"reason"` // why it was dropped; empty when it was not
}

// FoundTarget is a target with who found it.
type FoundTarget struct {
	Job       string            `json:"job"` // the scrape job
	URL       string            `json:"url"`
	Labels    map[string]string `json:"labels"`
	Health    string            `json:"health"`
	LastError string            `json:"lastError"`
	FoundBy   string            `json:"foundBy"`
}

func (l Lookout) discovery(w http.ResponseWriter, _ *http.Request) {
	d := l.Discovery()
	d.Mechanisms, d.Targets = emptyNotNull(d.Mechanisms), emptyNotNull(d.Targets)
	for i := range d.Mechanisms {
		m := &d.Mechanisms[i]
		m.Dashboards, m.Dropped = emptyNotNull(m.Dashboards), emptyNotNull(m.Dropped)
	}
	writeJSON(w, d)
}
