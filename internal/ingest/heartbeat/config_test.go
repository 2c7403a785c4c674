package heartbeat

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// job reads a job as the configuration does, and fails for one that is refused.
func job(t testing.TB, text string) Job {
	t.Helper()
	var j Job
	require.NoError(t, yaml.Unmarshal([]byte(text), &j))
	require.NoError(t, j.Validate())
	return j
}

func TestWhatIsNotSaidHasADefault(t *testing.T) {
	require.Equal(t, Job{Name: "a", Period: model.Duration(time.Hour), Grace: model.Duration(5 * time.Minute)}, job(t, "{name: a, period: 1h}"))
	require.Zero(t, job(t, "{name: a, period: 1h, grace: 0s}").Grace)
}

func TestAJobThatCannotBeWatchedIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"{period: 1d}":             "name is missing",
		"{name: a b, period: 1d}":  `name: "a b" is no name of a heartbeat`,
		"{name: ../x, period: 1d}": "is no name of a heartbeat",
		"{name: " + strings.Repeat("x", 129) + ", period: 1d}": "at most 128",
		"{name: a}":                                             "set period, such as 1d, or cron",
		"{name: a, period: 1d, cron: '@daily'}":                 "set one of them",
		"{name: a, period: 1d, timezone: UTC}":                  "timezone: a period is the same in every zone",
		"{name: a, cron: '30 3 * *'}":                           "cron: \"30 3 * *\": expected exactly 5 fields",
		"{name: a, cron: '0 3 30 2 *'}":                         "never comes",
		"{name: a, cron: 'TZ=UTC'}":                             "the zone stands in timezone",
		"{name: a, cron: '0 3 * * *', timezone: Vienna}":        `timezone: "Vienna" is none that is known`,
		"{name: a, cron: '0 3 * * *', timezone: Local}":         "is none that is known",
		"{name: a, period: 1d, labels: {heartbeat: b}}":         `labels: "heartbeat" cannot be set here`,
		"{name: a, period: 1d, labels: {__name__: b}}":          "cannot be set here",
		"{name: a, period: 1d, labels: {my-team: b}}":           "cannot be set here",
		"{name: a, period: 1d, labels: {severity: disastrous}}": "none of info, warning, critical",
	} {
		var j Job
		require.NoError(t, yaml.Unmarshal([]byte(text), &j), text)
		require.ErrorContains(t, j.Validate(), want, text)
	}
}

func TestNamesMustDiffer(t *testing.T) {
	daily := job(t, "{name: a, period: 1d}")
	require.NoError(t, Config{daily, job(t, "{name: b, period: 1d}")}.Validate())
	require.ErrorContains(t, Config{daily, daily}.Validate(), `two heartbeats are called "a"`)
	require.ErrorContains(t, make(Config, maxJobs+1).Validate(), "at most 10000 heartbeats")
}

func FuzzAnyCronExpressionIsTakenOrRefused(f *testing.F) {
	f.Add("0 3 * * 1-5", "UTC")
	f.Add("@every 1h", "")
	f.Add("CRON_TZ=Europe/Vienna", "Europe/Vienna")
	f.Fuzz(func(t *testing.T, cron, zone string) {
		j := Job{Name: "a", Cron: cron, Timezone: zone}
		if j.Cron == "" || j.Validate() != nil {
			return
		}
		p, err := j.plan()
		require.NoError(t, err)
		at := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
		require.True(t, p.after(at).After(at))
	})
}
