package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// Started for the life of the process by packages the binary links.
		goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"),
		goleak.IgnoreTopFunction("github.com/golang/glog.(*fileSink).flushDaemon"),
		goleak.IgnoreTopFunction("k8s.io/klog.(*loggingT).flushDaemon"),
		goleak.IgnoreTopFunction("k8s.io/klog/v2.(*flushDaemon).run.func1"),
		// Idle keep-alive connections of the test's own client.
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"),
	)
}

// upOf returns an error until the job's targets are as many as wanted and up.
func upOf(s *testkit.Server, job string, want int) error {
	var answer struct {
		Data struct {
			Result []struct{ Value [2]any }
		}
	}
	s.GetJSON("/api/v1/query?query=up%7Bjob%3D%22"+job+"%22%7D", &answer)
	up := 0
	for _, r := range answer.Data.Result {
		if r.Value[1] == "1" {
			up++
		}
	}
	if up != want {
		return fmt.Errorf("%d targets of %s are up, want %d", up, job, want)
	}
	return nil
}

func TestTheBuiltInConfigurationWatchesThisHostAndItself(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	testkit.Eventually(t, 40*time.Second, func() error { return upOf(s, "lookout", 1) })
	testkit.Eventually(t, 40*time.Second, func() error { return upOf(s, "node", 1) })

	code, body := s.Get("/metrics")
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, body, "lookout_config_last_reload_successful 1")
	code, body = s.Get("/")
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, body, "<html")
}

func TestARestartKeepsSamplesSilencesAndAudit(t *testing.T) {
	target := testkit.NewTarget(t, "kept 42\n")
	setup := testkit.Setup{Dir: t.TempDir(), Prometheus: scrapeEvery("200ms", target.Address)}
	s := testkit.Start(t, setup)
	testkit.Eventually(t, 20*time.Second, func() error { return upOf(s, "it", 1) })
	now := time.Now().UTC()
	code, body := s.Post("/alertmanager/api/v2/silences", "application/json", fmt.Sprintf(
		`{"matchers":[{"name":"a","value":"b","isRegex":false}],"startsAt":%q,"endsAt":%q,"createdBy":"me","comment":"why"}`,
		now.Format(time.RFC3339), now.Add(time.Hour).Format(time.RFC3339)))
	require.Equal(t, http.StatusOK, code, body)
	s.Stop()

	s = testkit.Start(t, setup)
	_, body = s.Get("/api/v1/query?query=last_over_time(kept[5m])")
	require.Contains(t, body, `"42"`)
	_, body = s.Get("/alertmanager/api/v2/silences")
	require.Contains(t, body, `"comment":"why"`)
	_, body = s.Get("/lookout/api/v1/audit")
	require.Contains(t, body, "silence.create")
	require.Contains(t, body, "local administrator")
}

func scrapeEvery(interval, address string) string {
	return fmt.Sprintf(`
global: {scrape_interval: %[1]s, scrape_timeout: %[1]s, evaluation_interval: %[1]s}
rule_files: [rules*.yml]
scrape_configs:
  - job_name: it
    static_configs: [{targets: [%[2]q]}]
`, interval, address)
}

func TestABadReloadChangesNothingAndSaysWhy(t *testing.T) {
	target := testkit.NewTarget(t, "up_and_running 1\n")
	good := scrapeEvery("1s", target.Address)
	s := testkit.Start(t, testkit.Setup{Prometheus: good})

	for _, c := range []struct{ name, file, text, want string }{
		{"unknown key", "prometheus.yml", strings.Replace(good, "scrape_configs:", "scrape_config:", 1), "prometheus.yml:4:1"},
		{"syntax", "prometheus.yml", good + "\n  bad: [", "prometheus.yml:"},
		{"semantics", "prometheus.yml", strings.Replace(good, "scrape_timeout: 1s", "scrape_timeout: 1m", 1), "prometheus.yml:2:"},
		{"rule file", "rules.yml", "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: sum(\n", "rules.yml:5:"},
		{"rule file's keys", "rules.yml", "groups:\n- name: g\n  rules:\n  - alert: A\n    exprr: up\n", "rules.yml:5:5"},
		{"certificate that can't be read", "prometheus.yml", good + "    scheme: https\n    tls_config: {cert_file: missing.crt, key_file: missing.key}\n", "missing.crt"},
		{"certificate of an external Alertmanager", "prometheus.yml", good + "alerting: {alertmanagers: [{scheme: https, tls_config: {ca_file: missing.ca}}]}\n", "missing.ca"},
		{"certificate of remote write", "prometheus.yml", good + "remote_write: [{url: 'https://example.org', tls_config: {ca_file: missing.ca}}]\n", "missing.ca"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.WriteFile(c.file, c.text)
			code, body := s.Post("/-/reload", "", "")
			require.Equal(t, http.StatusInternalServerError, code)
			require.Contains(t, body, c.want)

			_, metrics := s.Get("/metrics")
			require.Contains(t, metrics, "lookout_config_last_reload_successful 0")
			_, status := s.Get("/lookout/api/v1/status")
			require.Contains(t, status, `"successful":false`)
			testkit.Eventually(t, 20*time.Second, func() error { return upOf(s, "it", 1) })

			s.WriteFile("rules.yml", "groups: []\n")
			s.WriteFile("prometheus.yml", good)
			code, body = s.Post("/-/reload", "", "")
			require.Equal(t, http.StatusOK, code, body)
			_, metrics = s.Get("/metrics")
			require.Contains(t, metrics, "lookout_config_last_reload_successful 1")
		})
	}
	_, body := s.Get("/lookout/api/v1/audit")
	require.Contains(t, body, "config.reload")
}

func TestAStartWithABrokenConfigurationTouchesNothing(t *testing.T) {
	setup := testkit.Setup{Dir: t.TempDir(), Prometheus: "globl: {}\n"}
	_, err := testkit.TryStart(t, setup)
	require.ErrorContains(t, err, "prometheus.yml:1:1")
	require.ErrorContains(t, err, "global")
	require.NoDirExists(t, setup.Dir+"/lookout-data")
}

func TestTwoLookoutsCannotShareAFolder(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Prometheus: "global: {}\n"})
	_, err := testkit.TryStart(t, testkit.Setup{Dir: s.Dir, Prometheus: "global: {}\n"})
	require.ErrorContains(t, err, "in use")
}
