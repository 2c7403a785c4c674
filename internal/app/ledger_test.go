package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestARecordThatIsRemovedIsAMissingTarget goes the whole way, from three
// address records to an alert, through a restart while nobody answers for the
// name, and through a reload that ends the job.
func TestARecordThatIsRemovedIsAMissingTarget(t *testing.T) {
	names := conformance.NewNameServer(t, "127.0.0.1:0")
	names.Set("kafka.example.org", "127.0.0.1", "127.0.0.2", "127.0.0.3")
	setup := testkit.Setup{Dir: t.TempDir(), Lookout: fmt.Sprintf(`
global: {scrape_interval: 1s, evaluation_interval: 1s}
watch: [self]
discover:
  - dns: {names: [kafka.example.org.], server: %q, port: 1, refresh_interval: 1s, labels: {team: data}}
`, names.Address)}
	s := testkit.Start(t, setup)
	s.AwaitRemembered(4)
	names.Set("kafka.example.org", "127.0.0.1", "127.0.0.3")
	testkit.Eventually(t, 30*time.Second, func() error { return isMissing(s, "127.0.0.2:1") })
	testkit.Eventually(t, 30*time.Second, func() error {
		_, body := s.Get("/api/v1/alerts")
		if !strings.Contains(body, `"alertname":"TargetMissing"`) {
			return fmt.Errorf("no alert waits: %s", body)
		}
		require.Contains(t, body, `"instance":"127.0.0.2:1"`)
		return nil
	})
	s.Stop()

	names.Break(true)
	s = testkit.Start(t, setup)
	require.Never(t, func() bool { return isMissing(s, "127.0.0.2:1") != nil }, 3*time.Second, 100*time.Millisecond,
		"the others are not known, which is not missing")
	names.Break(false)
	s.WriteFile("lookout.yml", "watch: [self]\n")
	code, body := s.Post("/-/reload", "", "")
	require.Equal(t, http.StatusOK, code, body)
	testkit.Eventually(t, 30*time.Second, func() error { return isMissing(s) })
}

// isMissing is an error unless these targets, and no others, are missing.
func isMissing(s *testkit.Server, instances ...string) error {
	var answer struct {
		Missing []struct {
			Instance, FoundBy string
			Labels            map[string]string
		}
	}
	s.GetJSON("/lookout/api/v1/targets/missing", &answer)
	if len(answer.Missing) != len(instances) {
		return fmt.Errorf("missing are %v, not %v", answer.Missing, instances)
	}
	for i, m := range answer.Missing {
		if m.Instance != instances[i] || m.FoundBy != "dns" || m.Labels["team"] != "data" {
			return fmt.Errorf("missing is %v, not %s", m, instances[i])
		}
	}
	return nil
}
