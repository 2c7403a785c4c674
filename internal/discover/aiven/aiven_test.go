package aiven_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover/aiven"
	"github.com/lookout-monitor/lookout/internal/discover/aivenstub"
	"github.com/lookout-monitor/lookout/internal/discover/cfstub"
	"github.com/lookout-monitor/lookout/internal/discover/conformance"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

// world is a project, its names, and nodes that accept connections at 127.0.0.2 to 127.0.0.4.
type world struct {
	api   *aivenstub.Stub
	names *conformance.NameServer
	port  int
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{api: aivenstub.New(t, conformance.NewAuthority(t).PEM), names: conformance.NewNameServer(t, "127.0.0.1:0")}
	for _, ip := range []string{"127.0.0.2", "127.0.0.3", "127.0.0.4"} {
		listener, err := net.Listen("tcp", fmt.Sprintf("%s:%d", ip, w.port))
		require.NoError(t, err)
		w.port = listener.Addr().(*net.TCPAddr).Port
		t.Cleanup(func() { listener.Close() })
	}
	return w
}

func (w world) config(more string) string {
	return fmt.Sprintf("{project: %s, token: %s, api: %q, dns_server: %q, refresh_interval: 1s%s}", aivenstub.Project, aivenstub.Token, w.api.URL, w.names.Address, more)
}

func (w world) address(ip string) string { return fmt.Sprintf("%s:%d", ip, w.port) }

func TestConformance(t *testing.T) {
	w := newWorld(t)
	w.names.Set("kafka.example.org", "127.0.0.2", "127.0.0.3")
	w.names.Set("pg.example.org", "127.0.0.4")
	kafka := aivenstub.Service{Name: "kafka", Private: "kafka.example.org", Port: w.port, Tags: map[string]string{"env": "prod", "team": "a", "org-name": "acme"}}
	bare := aivenstub.Service{Name: "bare", NoEndpoint: true}
	pg := aivenstub.Service{Name: "pg", Private: "pg.example.org", Port: w.port}
	w.api.Set(kafka, bare)
	conformance.Run(t, conformance.World{
		Kind: "aiven", Settings: &aiven.Config{}, Config: w.config(""),
		Targets: []string{w.address("127.0.0.2"), w.address("127.0.0.3")},
		Labels: map[string]string{
			"service": "kafka", "env": "prod", "team": "a", "region": "aws-eu-west-1", "project": aivenstub.Project, "service_type": "kafka", "org_name": "acme",
		},
		Dropped: "add an integration of type prometheus",
		Add:     func() { w.api.Set(kafka, bare, pg) }, Added: w.address("127.0.0.4"), Remove: func() { w.api.Set(kafka, bare) },
		Break: func() { w.api.Break(true) }, Mend: func() { w.api.Break(false) },
		Secret: aivenstub.Token,
	})
}

func TestARouteThatAnswersIsTaken(t *testing.T) {
	w := newWorld(t)
	w.names.Set("private.example.org", "127.0.0.99")
	w.names.Set("public.example.org", "127.0.0.2")
	w.api.Set(
		aivenstub.Service{Name: "both", Private: "private.example.org", Public: "public.example.org", Port: w.port},
		aivenstub.Service{Name: "shut", Private: "private.example.org", Port: w.port},
		aivenstub.Service{Name: "off", State: "POWEROFF", Private: "private.example.org", Port: w.port},
	)
	config := &aiven.Config{}
	conformance.Load(t, w.config(""), config)
	outcomes := conformance.Outcomes(t, config, 4)
	both := outcomes["both"].Found[0]
	require.Equal(t, w.address("127.0.0.2"), both.Address)
	require.Equal(t, "public.example.org", both.Access.ServerName)
	require.Equal(t, aivenstub.Username, both.Access.Username)
	require.Contains(t, outcomes["shut"].Found[0].Dropped, "switch on public_access.prometheus")
	require.Equal(t, "it is not running but poweroff", outcomes["off"].Found[0].Dropped)
}

func TestTheFileOfTenants(t *testing.T) {
	w := newWorld(t)
	w.names.Set("a.example.org", "127.0.0.2")
	w.api.Set(aivenstub.Service{Name: "a", Private: "a.example.org", Port: w.port}, aivenstub.Service{Name: "b", Private: "a.example.org", Port: w.port})
	list := filepath.Join(t.TempDir(), "tenants.json")
	require.NoError(t, os.WriteFile(list, []byte(`[{"aiven_service": "a", "extra_labels": {"service_guid": "g", "org_name": "acme"}}, {"aiven_service": "gone"}]`), 0o600))
	config := &aiven.Config{}
	conformance.Load(t, w.config(fmt.Sprintf(", file: %q", list)), config)
	outcomes := conformance.Outcomes(t, config, 3)
	require.Equal(t, "g", outcomes["a"].Found[0].Labels["service_guid"])
	require.Equal(t, "acme", outcomes["a"].Found[0].Labels["org_name"])
	require.Equal(t, "project shop-prod has no such service", outcomes["gone"].Found[0].Dropped)
	require.NotContains(t, outcomes, "b")
}

func TestServicesBehindCloudFoundryKnowTheirTenants(t *testing.T) {
	w := newWorld(t)
	w.names.Set("a.example.org", "127.0.0.2")
	w.api.Set(
		aivenstub.Service{Name: "kafka-g-1", Private: "a.example.org", Port: w.port},
		aivenstub.Service{Name: "b", Private: "a.example.org", Port: w.port, Tags: map[string]string{"service_guid": "g-2"}},
		aivenstub.Service{Name: "c", Private: "a.example.org", Port: w.port},
	)
	cf := cfstub.New(t)
	cf.Set(cfstub.Instance{GUID: "g-1", Name: "orders"}, cfstub.Instance{GUID: "g-2", Name: "billing"})
	config := &aiven.Config{}
	conformance.Load(t, w.config(fmt.Sprintf(", cloudfoundry: {api: %q, client_id: %s, client_secret: %s}", cf.URL, cfstub.ClientID, cfstub.ClientSecret)), config)
	outcomes := conformance.Outcomes(t, config, 4)
	labels := func(service string) map[string]string { return outcomes[service].Found[0].Labels }
	require.Equal(t, "orders", labels("kafka-g-1")["service_name"])
	require.Equal(t, "acme", labels("b")["org_name"])
	require.Equal(t, "space-1", labels("b")["space_guid"])
	require.NotContains(t, labels("c"), "org_name")
}

func TestDNSThatFailsKeepsTheNodesOfOneService(t *testing.T) {
	w := newWorld(t)
	w.names.Break(true)
	w.api.Set(aivenstub.Service{Name: "a", Private: "a.example.org", Port: w.port}, aivenstub.Service{Name: "bare", NoEndpoint: true})
	config := &aiven.Config{}
	conformance.Load(t, w.config(""), config)
	outcomes := conformance.Outcomes(t, config, 3)
	require.ErrorContains(t, outcomes["a"].Err, "ask DNS for a.example.org")
	require.NoError(t, outcomes["bare"].Err)
}

func TestWhatCannotBeMeant(t *testing.T) {
	for text, want := range map[string]string{
		"{token: a}":                                 "project is missing",
		"{project: a}":                               "token: set either token or token_file",
		"{project: a, token: b, route: up}":          `route: "up" is none of`,
		"{project: a, token: b, api: a.example.org}": "api: not a complete URL",
	} {
		require.ErrorContains(t, conformance.Mistake(t, text, &aiven.Config{}), want)
	}
}
