package builtinrules

import (
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"go.yaml.in/yaml/v3"
)

// alerts returns every built-in alert by name.
func alerts(t *testing.T) map[string]rulefmt.Rule {
	t.Helper()
	found := map[string]rulefmt.Rule{}
	for _, file := range Files(All()) {
		groups, errs := rulefmt.Parse(file.Content, false, model.UTF8Validation, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
		if len(errs) > 0 {
			t.Fatalf("parse %s: %v", file.Name, errs)
		}
		for _, group := range groups.Groups {
			for _, rule := range group.Rules {
				if _, twice := found[rule.Alert]; twice {
					t.Errorf("%s: alert %s stands twice", file.Name, rule.Alert)
				}
				found[rule.Alert] = rule
			}
		}
	}
	return found
}

func TestAlertsFollowTheConventions(t *testing.T) {
	severities := []string{"info", "warning", "critical"}
	for name, rule := range alerts(t) {
		if severity := ownLabel(rule, "severity"); !slices.Contains(severities, severity) {
			t.Errorf("%s: severity is %q, want one of %v", name, severity, severities)
		}
		if team := ownLabel(rule, "team"); team == "" || team != strings.ToLower(team) {
			t.Errorf("%s: team is %q, want a lowercase name", name, team)
		}
		for _, annotation := range []string{"summary", "description"} {
			if rule.Annotations[annotation] == "" {
				t.Errorf("%s: annotation %s is missing", name, annotation)
			}
		}
		if got, want := rule.Annotations["runbook_url"], "{{ $externalURL }}"+RunbookPath+name; got != want {
			t.Errorf("%s: runbook_url is %q, want %q", name, got, want)
		}
	}
}

// ownLabel is a label of a rule, or what stands there when the series it judges
// does not have that label.
func ownLabel(rule rulefmt.Rule, name string) string {
	if fallback, ok := strings.CutPrefix(rule.Labels[name], "{{ or $labels."+name+` "`); ok {
		return strings.TrimSuffix(fallback, `" }}`)
	}
	return rule.Labels[name]
}

func TestEveryAlertHasARunbookAndTheReverse(t *testing.T) {
	known := alerts(t)
	pages, err := fs.Glob(files, "runbooks/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		if name := strings.TrimSuffix(path.Base(page), ".md"); known[name].Alert == "" {
			t.Errorf("%s belongs to no alert", page)
		}
	}
	for name := range known {
		text, err := files.ReadFile("runbooks/" + name + ".md")
		if err != nil {
			t.Errorf("%s has no runbook: %v", name, err)
			continue
		}
		for _, part := range []string{"# " + name + "\n", "\n## Impact\n", "\n## Look at\n", "\n## Mend\n"} {
			if !strings.Contains(string(text), part) {
				t.Errorf("runbook of %s lacks %q", name, strings.TrimSpace(part))
			}
		}
	}
}

// unitTests is the part of promtool's unit-test format that says what is tested.
type unitTests struct {
	Tests []struct {
		InputSeries []any `yaml:"input_series"`
		AlertTests  []struct {
			Alert    string `yaml:"alertname"`
			Expected []any  `yaml:"exp_alerts"`
		} `yaml:"alert_rule_test"`
	}
}

// TestEveryAlertIsTestedInBothDirections demands, within one and the same story, a
// moment at which the alert fires and one at which it does not: an alert that is
// quiet only for want of data has not been shown to be quiet.
func TestEveryAlertIsTestedInBothDirections(t *testing.T) {
	both := map[string]bool{}
	for _, name := range testFiles(t) {
		content, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var u unitTests
		if err := yaml.Unmarshal(content, &u); err != nil {
			t.Fatalf("read %s: %v", name, err)
		}
		for _, story := range u.Tests {
			fires, quiet := map[string]bool{}, map[string]bool{}
			for _, moment := range story.AlertTests {
				if len(moment.Expected) > 0 {
					fires[moment.Alert] = true
				} else {
					quiet[moment.Alert] = true
				}
			}
			for alert := range fires {
				both[alert] = both[alert] || quiet[alert] && len(story.InputSeries) > 0
			}
		}
	}
	for name := range alerts(t) {
		if !both[name] {
			t.Errorf("%s has no test in which it both stays quiet and fires", name)
		}
	}
}

// TestPromtoolAgrees runs the unit tests with Prometheus' own promtool, built from
// the module graph; the go command caches what it has built.
func TestPromtoolAgrees(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("the go command is missing, and with it the way to build promtool")
	}
	args := append([]string{"tool", "promtool", "test", "rules"}, testFiles(t)...)
	out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("promtool test rules: %v\n%s", err, out)
	}
}

func testFiles(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(files, "*/*_test.yml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no unit tests found: %v", err)
	}
	return names
}

func TestFilesAreChosen(t *testing.T) {
	for _, c := range []struct {
		name    string
		choice  Choice
		folders []string
	}{
		{"nothing", Choice{}, nil},
		{"itself", Choice{Self: true}, []string{"lookout"}},
		{"hosts", Choice{Host: true}, []string{"host"}},
		{"probes", Choice{Probes: true}, []string{"probe"}},
		{"legacy status", Choice{LegacyStatus: true}, []string{"legacystatus"}},
		{"cron jobs", Choice{Heartbeats: true}, []string{"heartbeat"}},
		{"services", Choice{Services: true}, []string{"kubernetes", "mongodb", "service"}},
		{"all", All(), []string{"heartbeat", "host", "kubernetes", "legacystatus", "lookout", "mongodb", "probe", "service"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			folders := map[string]bool{}
			var names []string
			for _, file := range Files(c.choice) {
				folders[path.Dir(file.Name)] = true
				names = append(names, file.Name)
				if len(file.Content) == 0 {
					t.Errorf("%s is empty", file.Name)
				}
			}
			if got := slices.Sorted(maps.Keys(folders)); !slices.Equal(got, c.folders) {
				t.Errorf("folders are %v, want %v", got, c.folders)
			}
			if !slices.IsSorted(names) || slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, "_test.yml") }) {
				t.Errorf("want rule files only, in order: %v", names)
			}
		})
	}
}

func TestRunbooksAreServed(t *testing.T) {
	for target, want := range map[string]int{
		RunbookPath + "HostDiskFull":          http.StatusOK,
		RunbookPath + "NoSuchAlert":           http.StatusNotFound,
		RunbookPath + "../host/disk.yml":      http.StatusNotFound,
		RunbookPath + "..%2f..%2frules.go%3f": http.StatusNotFound,
	} {
		w := httptest.NewRecorder()
		Runbooks().ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
		if w.Code != want {
			t.Errorf("GET %s is answered with %d, want %d", target, w.Code, want)
		}
		if served := strings.HasPrefix(w.Body.String(), "# HostDiskFull\n"); served != (want == http.StatusOK) {
			t.Errorf("GET %s serves:\n%s", target, w.Body)
		}
	}
}

func TestRunbooksAreListed(t *testing.T) {
	w := httptest.NewRecorder()
	Runbooks().ServeHTTP(w, httptest.NewRequest(http.MethodGet, RunbookPath, nil))
	if want := `<a href="/docs/runbooks/HostDiskFull">HostDiskFull</a>`; w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
		t.Errorf("answered with %d, and without %s:\n%s", w.Code, want, w.Body)
	}
}
