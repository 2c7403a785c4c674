package peers

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/common/model"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/lookout-monitor/lookout/instrument"
	builtinrules "github.com/lookout-monitor/lookout/rules"
)

// watchEverything makes every metric of Lookout's own appear that depends on what is
// configured: the remote write, the Alertmanager and the discovery need not answer.
const watchEverything = `
watch: [self, host, pushed, services]
discover: [{dns: {names: [nowhere.invalid], type: A, port: 9}}]
budgets: [{samples: 1000000, label_values: 1, over: keep_first}, {per: team, samples: 1}]
remote_write: [{url: "http://127.0.0.1:9/write"}]
alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:9"]}]}]}
probes: [{name: probed, prober: http, http: {tls_config: {insecure_skip_verify: true}}, targets: [%[1]q], interval: 1s}]
legacy_status: [{name: told, targets: ["%[2]s/status.json"], interval: 1s}]
scrape_configs:
  - {job_name: owned, scrape_interval: 1s, scrape_timeout: 1s, static_configs: [{targets: [%[3]q], labels: {team: shop}}]}
  - job_name: services
    scrape_interval: 1s
    scrape_timeout: 1s
    static_configs:
      - {targets: [%[4]q], labels: {service: any}}
      - {targets: [%[4]q], labels: {service: front, exposure: public}}
      - {targets: [%[4]q], labels: {service: stock, exposure: internal}}
      - {targets: [%[4]q], labels: {service: queue, exposure: infrastructure}}
  - job_name: discovered
    dns_sd_configs: [{names: [nowhere.invalid]}]
heartbeats: [{name: backup, period: 1d}]
`

// onlySometimes are metrics that not every Lookout serves, with the reason.
var onlySometimes = map[string]string{
	"lookout_target_missing":                              "a target that has vanished",
	"lookout_grafana_sync_last_success_timestamp_seconds": "a Grafana that dashboards are handed on to",
	"lookout_metric_missing":                              "a watched metric that has vanished",
	"lookout_heartbeat_running_since_timestamp_seconds":   "a job that has said /start",

	"node_md_disks":                              "a machine with software RAID",
	"node_systemd_unit_state":                    "a machine whose init is systemd",
	"node_filesystem_device_error":               "a file system that does not answer",
	"node_pressure_memory_stalled_seconds_total": "a kernel with pressure stall information",
	"node_pressure_io_stalled_seconds_total":     "a kernel with pressure stall information",
	"node_nf_conntrack_entries":                  "a kernel that tracks connections",
	"node_nf_conntrack_entries_limit":            "a kernel that tracks connections",

	"redis_up":     "redis_exporter",
	"pg_up":        "postgres_exporter",
	"mysql_up":     "mysqld_exporter",
	"memcached_up": "memcached_exporter",
	"rabbitmq_up":  "rabbitmq_exporter",
	"haproxy_up":   "haproxy_exporter",
}

// onlyBeside are the beginnings of metrics that something else serves.
var onlyBeside = map[string]string{
	"mongodb_": "Percona's mongodb_exporter",
	"kube_":    "kube-state-metrics",
	"kubelet_": "a kubelet",
}

// needs says why a metric may be absent here.
func needs(name string) (string, bool) {
	for beginning, reason := range onlyBeside {
		if strings.HasPrefix(name, beginning) {
			return reason, true
		}
	}
	reason, ok := onlySometimes[name]
	return reason, ok
}

// startService is one that package instrument makes; it has answered well and badly.
func startService(t *testing.T) string {
	t.Helper()
	service, err := instrument.New(instrument.Config{Name: "any", MetricsAddress: "127.0.0.1:0", DashboardsAddress: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	if err := service.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := service.Saturation("workers", func() (float64, float64) { return 1, 2 }); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- service.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	for _, code := range []int{http.StatusOK, http.StatusInternalServerError} {
		handler := service.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }))
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	}
	return service.MetricsAddr().String()
}

// TestBuiltinRulesReadWhatLookoutServes asks a running Lookout for every selector of the
// built-in rules: a rule over a metric or label that nobody serves can never fire.
func TestBuiltinRulesReadWhatLookoutServes(t *testing.T) {
	t.Parallel()
	web := startWeb(t)
	lookout := startLookout(t, "--config", writeFile(t, "lookout.yml", fmt.Sprintf(watchEverything, web.secure, web.plain, strings.TrimPrefix(web.plain, "http://"), startService(t))))
	awaitValue(t, lookout, `up{job="lookout"}`, "1")
	awaitValue(t, lookout, `up{job="node"}`, "1")
	if code := put("job/some", "some 1\n").send(t, lookout); code != http.StatusOK {
		t.Fatalf("push answers %d", code)
	}

	for selector, name := range selectors(t) {
		t.Run(selector, func(t *testing.T) {
			if reason, ok := needs(name); ok {
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
