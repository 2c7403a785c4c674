package app_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestAMissedHeartbeatFiresOnceThroughARestartAndResolves follows one heartbeat
// from its configuration to the receiver, with no self-monitoring switched on.
func TestAMissedHeartbeatFiresOnceThroughARestartAndResolves(t *testing.T) {
	hook := testkit.NewWebhook(t)
	setup := testkit.Setup{
		Dir: t.TempDir(),
		Lookout: fmt.Sprintf(`
global: {evaluation_interval: 1s}
route: {receiver: hook, group_wait: 0s, group_interval: 1s}
receivers: [{name: hook, webhook_configs: [{url: %q}]}]
heartbeats: [{name: backup, period: 3s, grace: 1s, labels: {team: storage}}]
`, hook.URL),
	}
	began := time.Now()
	s := testkit.Start(t, setup)
	fired := hook.Next(t, time.Minute)
	require.Equal(t, "firing", fired.Status)
	require.Equal(t, map[string]string{
		"alertname": "HeartbeatLate", "heartbeat": "backup", "severity": "warning", "team": "storage",
	}, fired.Alerts[0].Labels)
	require.GreaterOrEqual(t, fired.At.Sub(began), 4*time.Second, "not before its grace is over")
	t.Logf("due and its grace over after 4s, notified %v after the start began", fired.At.Sub(began))
	s.Stop()

	s = testkit.Start(t, setup)
	require.Never(t, func() bool { return hook.Waiting() > 0 }, 4*time.Second, 100*time.Millisecond, "neither repeated nor resolved")
	code, body := s.Post("/heartbeat/backup", "", "")
	require.Equal(t, http.StatusOK, code, body)
	require.Equal(t, "resolved", hook.Next(t, time.Minute).Status)
}
