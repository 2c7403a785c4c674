package consul_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/discover/consul"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

// catalogue answers as an agent does: a question with the present index waits for a change.
type catalogue struct {
	mu           sync.Mutex
	index        int
	more, broken bool
	answered     chan struct{} // receives after an answer, if somebody waits
}

func (c *catalogue) change(do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	do()
	c.index++
}

func (c *catalogue) state() (index int, more, broken bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.index, c.more, c.broken
}

func (c *catalogue) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	index, more, broken := c.state()
	for i := 0; i < 20 && r.URL.Query().Get("index") == fmt.Sprint(index); i++ {
		time.Sleep(50 * time.Millisecond)
		index, more, broken = c.state()
	}
	if broken || r.Header.Get("X-Consul-Token") != "hunter2-acl" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	w.Header().Set("X-Consul-Index", fmt.Sprint(index))
	switch r.URL.Path {
	case "/v1/agent/self":
		fmt.Fprint(w, `{"Config": {"Datacenter": "eu1"}}`)
	case "/v1/catalog/services":
		fmt.Fprint(w, `{"shop": ["prometheus"]}`)
	case "/v1/health/service/shop":
		list := []string{instance("shop-1", "10.0.0.1", `"prometheus"`), instance("shop-2", "10.0.0.2", `"v2"`)}
		if more {
			list = append(list, instance("shop-3", "10.0.0.3", `"v2", "prometheus"`))
		}
		fmt.Fprintf(w, "[%s]", strings.Join(list, ","))
		select {
		case c.answered <- struct{}{}:
		default:
		}
	}
}

func instance(id, address, tags string) string {
	return fmt.Sprintf(`{"Node": {"Node": "n", "Address": "10.0.0.9", "Datacenter": "eu1"}, "Checks": [],
	"Service": {"ID": %q, "Service": "shop", "Address": %q, "Port": 8080, "Tags": [%s], "Meta": {"team": "a", "env": "prod"}}}`, id, address, tags)
}

func TestConformance(t *testing.T) {
	c := &catalogue{index: 1, answered: make(chan struct{})}
	agent := httptest.NewServer(c)
	defer agent.Close()
	conformance.Run(t, conformance.World{
		Kind: "consul", Settings: &consul.Config{},
		Config:  fmt.Sprintf("{server: %q, token: hunter2-acl, refresh_interval: 1s}", agent.URL),
		Targets: []string{"10.0.0.1:8080"},
		Labels:  map[string]string{"service": "shop", "region": "eu1", "team": "a", "env": "prod"},
		Dropped: `it has no tag "prometheus"`,
		Add:     func() { c.change(func() { c.more = true }) }, Added: "10.0.0.3:8080", Remove: func() { c.change(func() { c.more = false }) },
		Break: func() { c.change(func() { c.broken = true }) },
		Mend: func() {
			c.change(func() { c.broken = false })
			<-c.answered // the library tries again after fifteen seconds
		},
		Secret: "hunter2-acl",
	})
}
