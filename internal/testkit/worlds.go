package testkit

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Target is something to scrape, whose exposition a test can change.
type Target struct {
	Address string // host:port

	mu   sync.Mutex
	body string
	last time.Time // when the present body was first served
}

// NewTarget serves an exposition until the test ends.
func NewTarget(t testing.TB, exposition string) *Target {
	t.Helper()
	target := &Target{body: exposition}
	server := httptest.NewServer(target)
	t.Cleanup(server.Close)
	target.Address = strings.TrimPrefix(server.URL, "http://")
	return target
}

// Expose replaces the exposition.
func (t *Target) Expose(exposition string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.body, t.last = exposition, time.Time{}
}

// Served tells when the present exposition was scraped first; zero when not yet.
func (t *Target) Served() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last
}

func (t *Target) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last.IsZero() {
		t.last = time.Now()
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	_, _ = io.WriteString(w, t.body)
}

// Notification is one webhook call, in the format Alertmanager publishes.
type Notification struct {
	At       time.Time `json:"-"`
	Version  string    `json:"version"`
	Status   string    `json:"status"`
	Receiver string    `json:"receiver"`
	Alerts   []struct {
		Status      string            `json:"status"`
		Labels      map[string]string `json:"labels"`
		Annotations map[string]string `json:"annotations"`
	} `json:"alerts"`
}

// Webhook receives notifications.
type Webhook struct {
	URL      string
	received chan Notification
}

// NewWebhook receives until the test ends.
func NewWebhook(t testing.TB) *Webhook {
	t.Helper()
	hook := &Webhook{received: make(chan Notification, 1000)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := Notification{At: time.Now()}
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		hook.received <- n
	}))
	t.Cleanup(server.Close)
	hook.URL = server.URL
	return hook
}

// Waiting is how many notifications were received that Next has not returned.
func (h *Webhook) Waiting() int { return len(h.received) }

// Next returns the next notification, or fails the test when none comes in time.
func (h *Webhook) Next(t testing.TB, within time.Duration) Notification {
	t.Helper()
	select {
	case n := <-h.received:
		return n
	case <-time.After(within):
		t.Fatalf("no notification within %v", within)
		return Notification{}
	}
}
