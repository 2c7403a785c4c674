package consul_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/discover/consul"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

// catalogue answers as an agent does.
type catalogue struct{ more, broken atomic.Bool }

func (c *catalogue) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c.broken.Load() || r.Header.Get("X-Consul-Token") != "hunter2-acl" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	switch r.URL.Path {
	case "/v1/catalog/services":
		fmt.Fprint(w, `{"shop": ["prometheus", "v2"], "quiet": []}`)
	case "/v1/health/service/shop":
		list := []string{instance("shop-1", "10.0.0.1", `"prometheus"`), instance("shop-2", "10.0.0.2", `"v2"`), instance("shop-9", "", `"prometheus"`)}
		if c.more.Load() {
			list = append(list, instance("shop-3", "10.0.0.3", `"v2", "prometheus"`))
		}
		fmt.Fprintf(w, "[%s]", strings.Join(list, ","))
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func instance(id, address, tags string) string {
	return fmt.Sprintf(`{"Node": {"Node": "n", "Address": "10.0.0.9", "Datacenter": "eu1"}, "Checks": [],
	"Service": {"ID": %q, "Service": "shop", "Address": %q, "Port": 8080, "Tags": [%s], "Meta": {"team": "a", "env": "prod"}}}`, id, address, tags)
}

func TestConformance(t *testing.T) {
	c := &catalogue{}
	agent := httptest.NewServer(c)
	defer agent.Close()
	conformance.Run(t, conformance.World{
		Kind: "consul", Settings: &consul.Config{},
		Config:  fmt.Sprintf("{server: %q, token: hunter2-acl, refresh_interval: 1s}", agent.URL),
		Targets: []string{"10.0.0.1:8080", "10.0.0.9:8080"},
		Labels:  map[string]string{"service": "shop", "region": "eu1", "team": "a", "env": "prod"},
		Dropped: `it has no tag "prometheus"`,
		Add:     func() { c.more.Store(true) }, Added: "10.0.0.3:8080", Remove: func() { c.more.Store(false) },
		Break: func() { c.broken.Store(true) }, Mend: func() { c.broken.Store(false) },
		Secret: "hunter2-acl",
	})
}
