package peers

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"

	builtinrules "github.com/lookout-monitor/lookout/rules"
)

// watchEverything makes every metric of Lookout's own appear that depends on what is
// configured: the remote write, the Alertmanager and the discovery need not answer.
const watchEverything = `
watch: [self, host, pushed]
discover: [{dns: {names: [nowhere.invalid], type: A, port: 9}}]
budgets: [{samples: 1000000, label_values: 1, over: keep_first}, {per: team, samples: 1}]
remote_write: [{url: "http://127.0.0.1:9/write"}]
alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:9"]}]}]}
probes: [{name: probed, prober: http, http: {tls_config: {insecure_skip_verify: true}}, targets: [%q], interval: 1s}]
legacy_status: [{name: told, targets: ["%s/status.json"], interval: 1s}]
scrape_configs:
  - {job_name: owned, scrape_interval: 1s, scrape_timeout: 1s, static_configs: [{targets: [%q], labels: {team: shop}}]}
  - job_name: discovered
    dns_sd_configs: [{names: [nowhere.invalid]}]
heartbeats: [{name: backup, period: 1d}]
`

// onlySometimes are metrics that not every Lookout serves, with the reason.
var onlySometimes = map[string]string{
	"lookout_target_missing":                            "a target that has vanished",
	"lookout_metric_missing":                            "a watched metric that has vanished",
	"lookout_heartbeat_running_since_timestamp_seconds": "a job that has said /start",

	"node_md_disks":                              "a machine with software RAID",
	"node_systemd_unit_state":                    "a machine whose init is systemd",
	"node_filesystem_device_error":               "a file system that does not answer",
	"node_pressure_memory_stalled_seconds_total": "a kernel with pressure stall information",
	"node_pressure_io_stalled_seconds_total":     "a kernel with pressure stall information",
	"node_nf_conntrack_entries":                  "a kernel that tracks connections",
	"node_nf_conntrack_entries_limit":            "a kernel that tracks connections",
}

// TestBuiltinRulesReadWhatLookoutServes asks a running Lookout for every selector of the
// built-in rules: a rule over a metric or label that nobody serves can never fire.
func TestBuiltinRulesReadWhatLookoutServes(t *testing.T) {
	t.Parallel()
	web := startWeb(t)
	lookout := startLookout(t, "--config", writeFile(t, "lookout.yml", fmt.Sprintf(watchEverything, web.secure, web.plain, strings.TrimPrefix(web.plain, "http://"))))
	awaitValue(t, lookout, `up{job="lookout"}`, "1")
	awaitValue(t, lookout, `up{job="node"}`, "1")
	if code := put("job/some", "some 1\n").send(t, lookout); code != http.StatusOK {
		t.Fatalf("push answers %d", code)
	}

	for selector, name := range selectors(t) {
		t.Run(selector, func(t *testing.T) {
			if reason, ok := onlySometimes[name]; ok {
				if found, err := query(lookout, selector); err == nil && len(found) == 0 {
					t.Skipf("%s is not here: it needs %s", name, reason)
				}
			}
			eventually(t, func() error {
				found, err := query(lookout, selector)
				if err == nil && len(found) == 0 {
					return fmt.Errorf("no series for %s", selector)
				}
				return err
			})
		})
	}
}

// selectors are all the vector selectors of the built-in rules, without their time,
// and the metric each of them is about.
func selectors(t *testing.T) map[string]string {
	t.Helper()
	promql := parser.NewParser(parser.Options{})
	found := map[string]string{}
	for _, file := range builtinrules.Files(builtinrules.All()) {
		groups, errs := rulefmt.Parse(file.Content, false, model.UTF8Validation, promql, slog.New(slog.DiscardHandler))
		if len(errs) > 0 {
			t.Fatalf("parse %s: %v", file.Name, errs)
		}
		for _, group := range groups.Groups {
			for _, rule := range group.Rules {
				expr, err := promql.ParseExpr(rule.Expr)
				if err != nil {
					t.Fatal(err)
				}
				for _, matchers := range parser.ExtractSelectors(expr) {
					name := nameIn(matchers)
					selector := &parser.VectorSelector{Name: name, LabelMatchers: matchers}
					found[selector.String()] = name
				}
			}
		}
	}
	return found
}

func nameIn(matchers []*promlabels.Matcher) string {
	for _, m := range matchers {
		if m.Name == model.MetricNameLabel {
			return m.Value
		}
	}
	return ""
}
