package doors

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestWhatIsReloaded puts bad files where a running Lookout reads them. Each is refused as a whole, with its place.
func TestWhatIsReloaded(t *testing.T) {
	target := testkit.NewTarget(t, "good 1\n")
	good := map[string]string{
		"lookout.yml": fmt.Sprintf(`
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs: [{job_name: neighbour, static_configs: [{targets: [%q]}]}]
rule_files: [rules.yml]
probe_modules_file: modules.yml
heartbeats: [{name: backup, period: 1d, grace: 1h}]
`, target.Address),
		"rules.yml":   "groups: []\n",
		"modules.yml": modules,
	}
	s := testkit.Start(t, testkit.Setup{Lookout: good["lookout.yml"], Files: map[string]string{"rules.yml": good["rules.yml"], "modules.yml": good["modules.yml"]}})
	_, running := s.Get("/api/v1/status/config")
	reload := func() (int, string) { return s.Post("/-/reload", "", "") }
	for _, bad := range []struct{ name, file, text, want string }{
		{"truncated", "lookout.yml", "scrape_configs: [{job_name: a", "lookout.yml:2:1"},
		{"not text", "lookout.yml", "\x00\xff\xfe", "lookout.yml"},
		{"unknown key", "lookout.yml", "scrape_config: []\n", "did you mean scrape_configs?"},
		{"wrong type", "lookout.yml", "scrape_configs: 5\n", "lookout.yml:1"},
		{"a job twice", "lookout.yml", "scrape_configs: [{job_name: a}, {job_name: a}]\n", `"a"`},
		{"10,001 heartbeats", "lookout.yml", "heartbeats:\n" + heartbeats(10_001), "heartbeats"},
		{"rules without an expression", "rules.yml", "groups: [{name: g, rules: [{alert: A}]}]\n", "rules.yml:1"},
		{"truncated rules", "rules.yml", "groups: [{name", "rules.yml"},
		{"unknown prober", "modules.yml", "modules: {a: {prober: telepathy}}\n", "modules.yml:1"},
		{"unknown key of a module", "modules.yml", "modules: {a: {prober: http, htp: {}}}\n", "did you mean http?"},
	} {
		t.Run(bad.name, func(t *testing.T) {
			s.WriteFile(bad.file, bad.text)
			mustRefuse(t, s, reload, bad.want)
			s.WriteFile(bad.file, good[bad.file])
		})
	}
	for _, file := range []string{"lookout.yml", "rules.yml", "modules.yml"} {
		t.Run("a gigabyte of "+file, func(t *testing.T) {
			if err := os.Truncate(filepath.Join(s.Dir, file), gigabyte); err != nil {
				t.Fatal(err)
			}
			mustRefuse(t, s, reload, "32 MB")
			s.WriteFile(file, good[file])
		})
	}
	if _, now := s.Get("/api/v1/status/config"); now != running {
		t.Errorf("the configuration is not as it was: %s", now)
	}
	if code, answer := reload(); code != http.StatusOK {
		t.Errorf("a good one is answered %d %s", code, answer)
	}
	neighbourScraped(t, s)
}

func mustRefuse(t *testing.T, s *testkit.Server, reload func() (int, string), want string) {
	t.Helper()
	bounded(t, mostHeld, func() {
		counted(t, s, `lookout_http_requests_total{code="500",route="/-/reload"}`, func() {
			if code, answer := reload(); code != http.StatusInternalServerError || !strings.Contains(answer, want) {
				t.Errorf("answered %d %.600s, want %q", code, answer, want)
			}
		})
		if counter(t, s, "lookout_config_last_reload_successful ") != 0 {
			t.Error("the reload is told to have been successful")
		}
	})
}

func heartbeats(n int) string {
	var list strings.Builder
	for i := range n {
		fmt.Fprintf(&list, "- {name: job-%d, period: 1d, grace: 1h}\n", i)
	}
	return list.String()
}
