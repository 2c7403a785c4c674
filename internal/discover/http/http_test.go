package http_test

import (
	"fmt"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/discover/http"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

func TestConformance(t *testing.T) {
	const first = `{"targets": ["10.0.0.1", "not an address"], "labels": {"service": "shop", "env": "prod"}}`
	var more, broken atomic.Bool
	inventory := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if _, password, _ := r.BasicAuth(); password != "hunter2-inventory" || broken.Load() {
			w.WriteHeader(nethttp.StatusForbidden)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if more.Load() {
			fmt.Fprintf(w, `[%s, {"targets": ["10.0.0.2:9100"]}]`, first)
			return
		}
		fmt.Fprintf(w, `[%s]`, first)
	}))
	defer inventory.Close()
	conformance.Run(t, conformance.World{
		Kind: "http", Settings: &http.Config{},
		Config:  fmt.Sprintf("{url: %q, refresh_interval: 1s, basic_auth: {username: lookout, password: hunter2-inventory}}", inventory.URL),
		Targets: []string{"10.0.0.1:19100"},
		Labels:  map[string]string{"service": "shop", "env": "prod"},
		Dropped: "is no address",
		Add:     func() { more.Store(true) }, Added: "10.0.0.2:9100", Remove: func() { more.Store(false) },
		Break: func() { broken.Store(true) }, Mend: func() { broken.Store(false) },
		Secret: "hunter2-inventory",
	})
}

func TestATokenInTheURLIsNotTold(t *testing.T) {
	gone := httptest.NewServer(nethttp.NotFoundHandler())
	gone.Close()
	config := &http.Config{}
	conformance.Load(t, fmt.Sprintf("{url: '%s/targets?token=hunter2', refresh_interval: 1s}", gone.URL), config)
	err := conformance.Outcomes(t, config, 1)[""].Err
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), gone.URL+"/targets?…") {
		t.Error(err)
	}
}
