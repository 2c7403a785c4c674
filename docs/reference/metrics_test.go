package reference

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

const metricsIntroduction = generated + `# Lookout's own metrics

` + "`/metrics`" + ` serves them; the built-in configuration scrapes them as job ` + "`lookout`" + `.

Beside those below it serves the metrics of what is embedded, under the names their projects document, so that existing dashboards and alerts work:
` + "`prometheus_*`" + ` (scraping, storage, queries, rules, remote write), ` + "`alertmanager_*`" + ` (alerts, silences, notifications), ` + "`go_*`" + ` and ` + "`process_*`" + `. This
host's ` + "`node_*`" + ` metrics are at ` + "`/lookout/host/metrics`" + `.

| metric | type | labels | what it says |
|---|---|---|---|
`

// everyMetric makes those appear that tell of something only when it is so.
const everyMetric = `
budgets: [{label_values: 1}, {per: team, samples: 1}]
discover: [{file: {files: [targets.json]}}]
scrape_configs: [{job_name: wide, scrape_interval: 1s, static_configs: [{targets: [%q], labels: {team: a}}]}]
`

func TestMetricsPage(t *testing.T) {
	target := testkit.NewTarget(t, "a{x=\"1\"} 1\na{x=\"2\"} 1\n")
	server := testkit.Start(t, testkit.Setup{
		Lookout: fmt.Sprintf(everyMetric, target.Address),
		Files:   map[string]string{"targets.json": "[]"},
	})
	server.Get("/-/healthy") // a request, so that the metrics about requests are there
	var text string
	testkit.Eventually(t, time.Minute, func() error {
		_, text = server.Get("/metrics")
		for _, late := range []string{"lookout_target_over_budget", "lookout_team_over_budget", "lookout_discovery_last_success"} {
			if !strings.Contains(text, late) {
				return fmt.Errorf("%s is not there yet", late)
			}
		}
		return nil
	})
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for name, family := range families {
		if strings.HasPrefix(name, "lookout_") {
			rows = append(rows, fmt.Sprintf("| `%s` | %s | %s | %s |\n",
				name, strings.ToLower(family.GetType().String()), labelsOf(family), family.GetHelp()))
		}
	}
	slices.Sort(rows)
	hold(t, "metrics.md", metricsIntroduction+strings.Join(rows, ""))
}

func labelsOf(family *dto.MetricFamily) string {
	var names []string
	for _, label := range family.GetMetric()[0].GetLabel() {
		names = append(names, "`"+label.GetName()+"`")
	}
	return cmp.Or(strings.Join(names, ", "), "none")
}
