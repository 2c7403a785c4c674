package cloudfoundry_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover/cfstub"
	"github.com/lookout-monitor/lookout/internal/discover/cloudfoundry"
	"github.com/lookout-monitor/lookout/internal/discover/conformance"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

func TestConformance(t *testing.T) {
	cf := cfstub.New(t)
	on := map[string]string{"prometheus.io/scrape": "true", "team": "shop"}
	first := []cfstub.Instance{{GUID: "g-1", Name: "orders", Labels: on}, {GUID: "g-2", Name: "quiet"}, {GUID: "g-3", Name: "third", Labels: on}}
	cf.Set(first...)
	conformance.Run(t, conformance.World{
		Kind: "cloudfoundry", Settings: &cloudfoundry.Config{},
		Config: fmt.Sprintf("{api: %q, client_id: %s, client_secret: %s, address: '{service_guid}.example.org:9273', refresh_interval: 1s}",
			cf.URL, cfstub.ClientID, cfstub.ClientSecret),
		Targets: []string{"g-1.example.org:9273", "g-3.example.org:9273"},
		Labels: map[string]string{
			"service": "orders", "team": "shop", "org_name": "acme", "org_guid": "org-1", "space_name": "dev", "space_guid": "space-1",
			"service_name": "orders", "service_guid": "g-1",
		},
		Dropped: "it has no label or annotation prometheus.io/scrape",
		Add:     func() { cf.Set(append(first[:3:3], cfstub.Instance{GUID: "g-4", Name: "new", Labels: on})...) }, Added: "g-4.example.org:9273",
		Remove: func() { cf.Set(first...) },
		Break:  func() { cf.Break(true) }, Mend: func() { cf.Break(false) },
		Secret: cfstub.ClientSecret,
	})
}

func TestWhatCannotBeMeant(t *testing.T) {
	for text, want := range map[string]string{
		"{api: cf}":                        "api: not a complete URL",
		"{api: 'https://a'}":               "client_id: set either",
		"{api: 'https://a', client_id: a}": "address is missing",
		"{api: 'https://a', username: a, address: '{guid}'}": "address: {guid} is none of the labels",
	} {
		require.ErrorContains(t, conformance.Mistake(t, text, &cloudfoundry.Config{}), want)
	}
}
