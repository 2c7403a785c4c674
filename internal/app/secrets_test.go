package app_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestValuesOfVariablesAreServedNowhere puts one value of the environment where
// no library looks for a secret, and asks every route that prints settings.
func TestValuesOfVariablesAreServedNowhere(t *testing.T) {
	const sentinel = "s3ntinel-of-the-environment"
	t.Setenv("LOOKOUT_TEST_SENTINEL", sentinel)
	s := testkit.Start(t, testkit.Setup{Lookout: `
scrape_configs:
  - job_name: it
    params: {token: ["${LOOKOUT_TEST_SENTINEL}"]}
    static_configs: [{targets: ["127.0.0.1:1"]}]
route: {receiver: hook}
receivers: [{name: hook, webhook_configs: [{url: "http://127.0.0.1:1/${LOOKOUT_TEST_SENTINEL}"}]}]
`})
	for _, path := range []string{
		"/api/v1/status/config", "/prometheus/api/v1/status/config", "/api/v1/scrape_pools/config?scrapePool=it",
		"/api/v1/status/flags", "/alertmanager/api/v2/status", "/alertmanager/api/v2/receivers",
		"/lookout/api/v1/config", "/lookout/api/v1/status", "/metrics",
	} {
		var body string
		testkit.Eventually(t, 20*time.Second, func() error { // the pool is made a moment after the start
			code, answer := s.Get(path)
			if body = answer; code != http.StatusOK {
				return fmt.Errorf("%s answers %d: %s", path, code, answer)
			}
			return nil
		})
		require.NotContains(t, body, sentinel, path)
	}
}
