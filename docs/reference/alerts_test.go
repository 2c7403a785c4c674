package reference

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	builtinrules "github.com/lookout-monitor/lookout/rules"
)

type rule struct {
	Alert       string
	Record      string
	Expr        string
	For         string
	Labels      map[string]string
	Annotations map[string]string
}

func TestAlertsPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(generated + `# Built-in alerts

Part of the built-in configuration, and of a ` + "`lookout.yml`" + ` that says ` + "`watch: [self, host, services]`" + `: ` + "`services`" + ` are those in ` + "`service/`, `mongodb/`" + ` and
` + "`kubernetes/`" + `, ` + "`self`" + ` those in ` + "`lookout/`" + `. Those in ` + "`probe/`" + ` are part of one that has
` + "`probes:`" + `, those in ` + "`legacystatus/`" + ` with ` + "`legacy_status:`" + `, those in ` + "`heartbeat/`" + ` with ` + "`heartbeats:`" + `. A runbook is also served by the program itself,
under ` + "`/docs/runbooks/`" + `, and linked from each notification. ` + "`info`" + ` is shown and recorded, ` + "`warning`" + ` is acted on within a working day, ` + "`critical`" + ` wakes someone.
`)
	for _, file := range builtinrules.Files(builtinrules.All()) {
		var groups struct{ Groups []struct{ Rules []rule } }
		if err := yaml.Unmarshal(file.Content, &groups); err != nil {
			t.Fatalf("%s: %v", file.Name, err)
		}
		var rows []string
		for _, group := range groups.Groups {
			for _, r := range group.Rules {
				if r.Alert != "" {
					rows = append(rows, row(r))
				}
			}
		}
		if len(rows) == 0 {
			continue
		}
		slices.Sort(rows)
		fmt.Fprintf(&b, "\n## %s\n\n| alert | severity | for | expression | summary |\n|---|---|---|---|---|\n%s\n", file.Name, strings.Join(rows, "\n"))
	}
	hold(t, "alerts.md", b.String())
}

func row(r rule) string {
	cell := func(s string) string {
		return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", `\|`)
	}
	wait := r.For
	if wait == "" {
		wait = "0s"
	}
	return fmt.Sprintf("| `%s` | %s | %s | `%s` | %s |",
		r.Alert, severity(r), wait, cell(r.Expr), cell(r.Annotations["summary"]))
}

// severity is that of the rule, or what holds where the series has none of its own.
func severity(r rule) string {
	if fallback, ok := strings.CutPrefix(r.Labels["severity"], `{{ or $labels.severity "`); ok {
		return strings.TrimSuffix(fallback, `" }}`) + ", or the series' own"
	}
	return r.Labels["severity"]
}
