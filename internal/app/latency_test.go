package app_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// How quickly somebody is told: one scrape interval, one evaluation interval
// and a second after the sample that breaks a rule; of the end, a second later
// still, with a group interval of one.
const (
	scrapeInterval     = 500 * time.Millisecond
	evaluationInterval = 500 * time.Millisecond
	firingWithin       = scrapeInterval + evaluationInterval + time.Second
	resolvedWithin     = firingWithin + time.Second
)

func TestABrokenTargetIsToldInTime(t *testing.T) {
	target, hook := testkit.NewTarget(t, "broken 0\n"), testkit.NewWebhook(t)
	s := testkit.Start(t, testkit.Setup{
		Prometheus: fmt.Sprintf(`
global: {scrape_interval: %s, scrape_timeout: %s, evaluation_interval: %s}
rule_files: [rules.yml]
scrape_configs: [{job_name: it, static_configs: [{targets: [%q]}]}]
`, scrapeInterval, scrapeInterval, evaluationInterval, target.Address),
		Alertmanager: fmt.Sprintf(`
route: {receiver: hook, group_wait: 0s, group_interval: 1s}
receivers: [{name: hook, webhook_configs: [{url: %q}]}]
`, hook.URL),
		Files: map[string]string{"rules.yml": `
groups:
  - name: g
    rules: [{alert: Broken, expr: broken == 1, for: 0s, labels: {severity: critical}, annotations: {summary: "{{ $labels.instance }} is broken"}}]
`},
	})
	testkit.Eventually(t, 20*time.Second, func() error { return upOf(s, "it", 1) })

	broken := time.Now()
	target.Expose("broken 1\n")
	firing := hook.Next(t, 30*time.Second)
	require.Equal(t, "firing", firing.Status)
	require.Equal(t, "4", firing.Version)
	require.Equal(t, target.Address+" is broken", firing.Alerts[0].Annotations["summary"])
	require.Less(t, firing.At.Sub(broken), firingWithin)

	mended := time.Now()
	target.Expose("broken 0\n")
	resolved := hook.Next(t, 30*time.Second)
	require.Equal(t, "resolved", resolved.Status)
	require.Less(t, resolved.At.Sub(mended), resolvedWithin)
	t.Logf("told after %v, of the end after %v", firing.At.Sub(broken), resolved.At.Sub(mended))

	_, notifications := s.Get("/lookout/api/v1/notifications")
	require.Contains(t, notifications, `"receiver":"hook"`)
}
