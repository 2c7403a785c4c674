package reference

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lookout-monitor/lookout/internal/dashboard/check"
)

func TestDashboardRulesPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(generated + `# Rules for dashboards

What ` + "[`lookout check dashboards`](../check-dashboards.md)" + ` and a dashboard's page find. ` + "`error`" + `: a panel shows nothing, or something wrong. ` + "`warning`" + `: it
works, but not as meant. ` + "`info`" + `: worth knowing. What is meant as it is names its rules in ` + "`{\"lookout\": {\"ignore\": [\"unit-missing\"]}}`" + `, in a query, a panel or
the dashboard.

| rule | severity | what it finds | how to mend it | example |
|---|---|---|---|---|
`)
	cell := func(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
	for _, r := range check.Rules() {
		if r.Summary == "" || r.Mend == "" || r.Example == "" {
			t.Errorf("rule %s lacks its summary, its mending or its example", r.Name)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.Name, r.Severity, cell(r.Summary), cell(r.Mend), cell(r.Example))
	}
	hold(t, "dashboard-rules.md", b.String())
}
