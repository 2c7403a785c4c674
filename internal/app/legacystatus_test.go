package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestWhatALegacyEndpointSaysReachesPeople follows a message from the endpoint through the built-in rule to the one who is
// notified, and looks that it did not become a label on the way.
func TestWhatALegacyEndpointSaysReachesPeople(t *testing.T) {
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"queue": "red", "msg": "12,000 jobs are waiting"}]`)
	}))
	defer endpoint.Close()
	hook := testkit.NewWebhook(t)
	s := testkit.Start(t, testkit.Setup{
		Lookout: fmt.Sprintf(`
global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
legacy_status: [{name: shop, targets: [%q], states: {red: critical}}]
rule_files: [rules.yml]
route: {receiver: hook, group_wait: 0s}
receivers: [{name: hook, webhook_configs: [{url: %q}]}]
`, endpoint.URL, hook.URL),
		// The built-in rule waits a minute; this one is what it would be without.
		Files: map[string]string{"rules.yml": `groups: [{name: g, rules: [{alert: AtOnce, expr: 'lookout_legacy_status{state="critical"} == 1'}]}]`},
	})
	sent := hook.Next(t, time.Minute)
	require.Len(t, sent.Alerts, 1)
	require.Equal(t, "AtOnce", sent.Alerts[0].Labels["alertname"])
	require.Equal(t, "12,000 jobs are waiting", sent.Alerts[0].Annotations["message"])
	for name, value := range sent.Alerts[0].Labels {
		require.NotContains(t, value, "12,000", name)
	}

	var answer struct {
		Targets []struct {
			Checks []struct{ Name, State, Word, Message string }
		}
	}
	s.GetJSON("/lookout/api/v1/legacy-status", &answer)
	require.Equal(t, "12,000 jobs are waiting", answer.Targets[0].Checks[0].Message)
}
