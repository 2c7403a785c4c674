package dns_test

import (
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/discover/dns"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

func TestConformance(t *testing.T) {
	server := conformance.NewNameServer(t, "127.0.0.1:0")
	server.Set("web.example.org", "10.0.0.1", "10.0.0.2")
	conformance.Run(t, conformance.World{
		Kind: "dns", Settings: &dns.Config{},
		Config:  fmt.Sprintf("{names: [web.example.org.], server: %q, refresh_interval: 1s, port: 9273, labels: {team: shop}}", server.Address),
		Targets: []string{"10.0.0.1:9273", "10.0.0.2:9273"},
		Labels:  map[string]string{"service": "web.example.org", "team": "shop"},
		Add:     func() { server.Set("web.example.org", "10.0.0.1", "10.0.0.2", "10.0.0.3") }, Added: "10.0.0.3:9273",
		Remove: func() { server.Set("web.example.org", "10.0.0.1", "10.0.0.2") },
		Break:  func() { server.Break(true) }, Mend: func() { server.Break(false) },
	})
}

func TestServicesComeWithTheirPorts(t *testing.T) {
	server := conformance.NewNameServer(t, "127.0.0.1:0")
	server.SetService("_metrics._tcp.example.org", "node-1.example.org", 9100)
	found := conformance.Find(t, &dns.Config{}, fmt.Sprintf("{names: [_metrics._tcp.example.org.], type: SRV, server: %q}", server.Address))
	if len(found) != 1 || found[0].Address != "node-1.example.org:9100" {
		t.Errorf("found %+v", found)
	}
}

func TestANameWithoutRecordsIsNoFailure(t *testing.T) {
	server := conformance.NewNameServer(t, "127.0.0.1:0")
	if found := conformance.Find(t, &dns.Config{}, fmt.Sprintf("{names: [gone.example.org.], server: %q}", server.Address)); len(found) != 0 {
		t.Errorf("found %+v", found)
	}
}
