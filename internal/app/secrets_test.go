package app_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
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
	t.Setenv("LOOKOUT_TEST_ZONE", "northern-hall")
	log := &logged{}
	s := testkit.Start(t, testkit.Setup{Log: log, Lookout: `
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: it
    params: {token: ["${LOOKOUT_TEST_SENTINEL}"]}
    static_configs: [{targets: ["127.0.0.1:1"], labels: {zone: "${LOOKOUT_TEST_ZONE}"}}]
discover:
  - http: {url: "http://127.0.0.1:1/${LOOKOUT_TEST_SENTINEL}", refresh_interval: 1s}
route: {receiver: hook}
receivers: [{name: hook, webhook_configs: [{url: "http://127.0.0.1:1/${LOOKOUT_TEST_SENTINEL}"}]}]
`})
	const refused = `"lastError":"Get `
	for path, want := range map[string]string{ // what an answer must have before it is judged
		"/api/v1/status/config":                                     "",
		"/prometheus/api/v1/status/config":                          "",
		"/api/v1/scrape_pools/config?scrapePool=it":                 "",
		"/api/v1/status/flags":                                      "",
		"/alertmanager/api/v2/status":                               "",
		"/alertmanager/api/v2/receivers":                            "",
		"/lookout/api/v1/config":                                    "",
		"/lookout/api/v1/status":                                    "",
		"/metrics":                                                  "",
		"/api/v1/targets":                                           refused,
		"/prometheus/api/v1/targets":                                refused,
		"/lookout/api/v1/discovery":                                 refused,
		"/api/v1/targets/relabel_steps?scrapePool=it&labels=%7B%7D": "",
	} {
		var body string
		testkit.Eventually(t, 20*time.Second, func() error { // the pool is made a moment after the start
			code, answer := s.Get(path)
			if body = answer; code != http.StatusOK {
				return fmt.Errorf("%s answers %d: %s", path, code, answer)
			}
			if !strings.Contains(body, want) {
				return fmt.Errorf("%s has no %q yet: %s", path, want, body)
			}
			return nil
		})
		require.NotContains(t, body, sentinel, path)
		if want != "" {
			require.Contains(t, body, "?token=${LOOKOUT_TEST_SENTINEL}", path)
			require.Contains(t, body, `"zone":"northern-hall"`, "what samples carry is no secret")
		}
	}
	testkit.Eventually(t, 20*time.Second, func() error {
		if !strings.Contains(log.String(), "targets not refreshed") {
			return errors.New("the failing discovery is not logged yet")
		}
		return nil
	})
	require.NotContains(t, log.String(), sentinel)
}

// logged is a log that may be read while it is written.
type logged struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logged) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
