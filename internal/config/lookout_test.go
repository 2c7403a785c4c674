package config_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lookout-monitor/lookout/internal/config"
)

// loadText loads a text as lookout.yml. Errors are returned without the directory.
func loadText(t testing.TB, text string) (*config.Config, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lookout.yml")
	write(t, path, text)
	cfg, err := config.Load(config.Source{LookoutFile: path}, env)
	if err != nil {
		return nil, strings.ReplaceAll(err.Error(), filepath.Dir(path)+string(filepath.Separator), "")
	}
	return cfg, ""
}

func mustLoad(t testing.TB, text string) *config.Config {
	t.Helper()
	cfg, problem := loadText(t, text)
	if problem != "" {
		t.Fatal(problem)
	}
	return cfg
}

func TestLookoutFileSpeaksBothLanguages(t *testing.T) {
	cfg := mustLoad(t, `
environment: prod
external_labels: {replica: a}
global:
  scrape_interval: 30s
  external_labels: {region: eu}
  resolve_timeout: 3m
facilities:
  metrics: {public_url: https://metrics.example.org, retention: 90d, retention_size: 10GB, out_of_order_window: 1h,
    query: {timeout: 30s, max_samples: 7, max_concurrency: 3, lookback_delta: 1m, remember: 1MB}}
web: {external_url: https://lookout.example.org, admin: true}
watch: [self, host]
scrape_configs:
- job_name: api
  static_configs: [{targets: ['api:80']}]
rule_files: [rules/*.yml]
route: {receiver: hook}
receivers:
- name: hook
  webhook_configs: [{url: http://localhost/hook, http_config: {tls_config: {ca_file: ca.pem}}}]
templates: [t/*.tmpl]
tracing: {endpoint: localhost:4317}
`)
	metrics := config.MetricsFacility{
		PublicURL: cfg.Metrics.PublicURL, Retention: 90 * 24 * time.Hour, RetentionSize: 10 << 30, OutOfOrderWindow: time.Hour,
		Query: config.Query{Timeout: 30 * time.Second, MaxSamples: 7, MaxConcurrency: 3, Lookback: time.Minute, Remember: 1 << 20},
	}
	if cfg.Metrics != metrics || cfg.Metrics.PublicURL.Host != "metrics.example.org" {
		t.Errorf("metrics: %+v", cfg.Metrics)
	}
	if cfg.Environment != "prod" || !cfg.Web.Admin || cfg.Web.ExternalURL.Host != "lookout.example.org" || cfg.Builtin {
		t.Errorf("environment %q, web %+v, builtin %t", cfg.Environment, cfg.Web, cfg.Builtin)
	}
	if got := cfg.Prometheus.GlobalConfig.ExternalLabels.String(); got != `{region="eu", replica="a"}` {
		t.Errorf("external labels %s", got)
	}
	var jobs []string
	for _, job := range cfg.Prometheus.ScrapeConfigs {
		jobs = append(jobs, job.JobName+" "+job.ScrapeInterval.String())
	}
	if got := strings.Join(jobs, ", "); got != "api 30s, lookout 15s, node 15s" {
		t.Errorf("jobs: %s", got)
	}
	if !cfg.ReceiversConfigured() || cfg.Alertmanager.Global.ResolveTimeout.String() != "3m" {
		t.Errorf("Alertmanager: %s", cfg.Alertmanager)
	}
	dir := filepath.Dir(cfg.Files[0])
	for what, got := range map[string]string{
		"rules/*.yml": cfg.Prometheus.RuleFiles[0],
		"t/*.tmpl":    cfg.Alertmanager.Templates[0],
		"ca.pem":      cfg.Alertmanager.Receivers[0].WebhookConfigs[0].HTTPConfig.TLSConfig.CAFile,
	} {
		if want := filepath.Join(dir, what); got != want {
			t.Errorf("%s resolves to %s, want %s", what, got, want)
		}
	}
	if tsdb := cfg.Prometheus.StorageConfig.TSDBConfig; tsdb.OutOfOrderTimeWindow != time.Hour.Milliseconds() ||
		tsdb.Retention.Time.String() != "90d" {
		t.Errorf("storage: %+v, %+v", tsdb, tsdb.Retention)
	}
}

func TestLookoutFileMayBeEmpty(t *testing.T) {
	for _, text := range []string{"", "# nothing yet\n", "global:\nwatch: []\nfacilities: {metrics: }\n"} {
		cfg := mustLoad(t, text)
		if len(cfg.Prometheus.ScrapeConfigs) != 0 || cfg.Watch != (config.Watch{}) || cfg.Builtin {
			t.Errorf("%q: watch %+v, builtin %t, %s", text, cfg.Watch, cfg.Builtin, cfg.Prometheus)
		}
		if cfg.Metrics.Retention != 60*24*time.Hour || cfg.Alertmanager.Route.Receiver != config.LogReceiver {
			t.Errorf("%q: defaults are missing: %+v", text, cfg.Metrics)
		}
	}
}

func TestAnchorsReachAcrossSections(t *testing.T) {
	cfg := mustLoad(t, `
scrape_configs:
- &job
  job_name: a
  basic_auth: &auth {username: u, password: p}
- {<<: *job, job_name: b}
receivers:
- name: hook
  webhook_configs: [{url: http://localhost/hook, http_config: {basic_auth: *auth}}]
route: {receiver: hook}
`)
	if got := cfg.Prometheus.ScrapeConfigs[1]; got.JobName != "b" || got.HTTPClientConfig.BasicAuth.Username != "u" {
		t.Errorf("merged job: %+v", got)
	}
	if got := cfg.Alertmanager.Receivers[0].WebhookConfigs[0].HTTPConfig.BasicAuth.Username; got != "u" {
		t.Errorf("receiver's user is %q", got)
	}
}

func TestLookoutFileMistakes(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"unknown key": {
			"scrape_config: []\n", `lookout.yml:1:1: unknown key "scrape_config" (did you mean scrape_configs?)`},
		"unknown in global": {
			"global:\n  scrape_intervall: 15s\n",
			`lookout.yml:2:3: unknown key "scrape_intervall" in global (did you mean scrape_interval?)`},
		"unknown in a job": {
			"scrape_configs:\n- job_name: a\n  static_config: []\n",
			`lookout.yml:3:3: unknown key "static_config" in scrape_configs[0] (did you mean static_configs?)`},
		"unknown in flow style": {
			"scrape_configs: [{job_name: a}, {job_name: b, kubernetes_sd_configs: [{roll: pod}]}]\n",
			`lookout.yml:1:72: unknown key "roll" in scrape_configs[1].kubernetes_sd_configs[0] (did you mean role?)`},
		"unknown in a receiver": {
			"route: {receiver: a}\nreceivers:\n- name: a\n  slack_configs:\n  - chanel: x\n",
			`lookout.yml:5:5: unknown key "chanel" in receivers[0].slack_configs[0] (did you mean channel?)`},
		"unknown in facilities": {
			"facilities:\n  metrics: {retentoin: 1d}\n",
			`lookout.yml:2:13: unknown key "retentoin" in facilities.metrics (did you mean retention?)`},
		"known elsewhere": {
			"scrape_interval: 15s\n",
			`lookout.yml:1:1: unknown key "scrape_interval" (scrape_interval belongs under global or under scrape_configs)`},
		"not yet": {
			"facilities: {logs: {retention: 1d}}\n",
			`lookout.yml:1:14: unknown key "logs" in facilities (this version of Lookout does not have it yet; remove it)`},
		"syntax": {
			"global:\n  scrape_interval: [1\nwatch: []\n",
			`lookout.yml:3:6: did not find expected ',' or ']' while parsing a flow sequence that starts in line 2`},
		"not utf-8": {
			"global:\n  scrape_interval: \xff\n",
			`lookout.yml:2:20: invalid leading UTF-8 octet (value: 255) (save the file as plain UTF-8 text)`},
		"twice at top": {
			"watch: []\nwatch: []\n", `lookout.yml:2:1: key "watch" is set twice, first in line 1 (remove one of them)`},
		"twice below": {
			"scrape_configs:\n- job_name: a\n  job_name: b\n",
			`lookout.yml:3:3: key "job_name" is set twice, first in line 2 (remove one of them)`},
		"twice in a map": {
			"scrape_configs:\n- job_name: a\n  static_configs:\n  - labels:\n      a: b\n      a: c\n",
			`lookout.yml:6:7: key "a" is set twice, first in line 5 (remove one of them)`},
		"wrong type": {
			"scrape_configs:\n- job_name: a\n  sample_limit: many\n",
			"lookout.yml:3:17: cannot unmarshal !!str `many` into uint (write a whole number)"},
		"several": {
			"global:\n  scrape_intervall: 15s\nscrap_configs: []\n",
			`lookout.yml:2:3: unknown key "scrape_intervall" in global (did you mean scrape_interval?)` + "\n" +
				`lookout.yml:3:1: unknown key "scrap_configs" (did you mean scrape_configs?)`},
		"meaning, Prometheus": {
			"scrape_configs:\n- job_name: a\n- job_name: b\n- job_name: a\n",
			`lookout.yml:4:3: found multiple scrape configs with job name "a" (give each a name of its own)`},
		"meaning, Alertmanager": {
			"watch: []\nroute:\n  receiver: a\n  routes:\n  - receiver: b\nreceivers:\n- name: a\n",
			`lookout.yml:5:5: undefined receiver "b" used in route (define it under receivers, or correct its name)`},
		"clash": {
			"watch: [host]\nscrape_configs:\n- job_name: node\n",
			`lookout.yml:3:13: job name "node" belongs to the job that watch adds ` +
				`(rename one of them, or take it out of watch)`},
		"labels clash": {
			"external_labels: {a: b}\nglobal: {external_labels: {a: c}}\n",
			`lookout.yml:1:19: external label "a" is also set in line 2 (remove one of them)`},
		"duration": {
			"facilities: {metrics: {retention: 60}}\n",
			`lookout.yml:1:35: facilities.metrics.retention: "60" is no duration: ` +
				`write a number and a unit, such as 15s, 5m, 12h or 30d`},
		"size": {
			"facilities: {metrics: {retention_size: big}}\n",
			`lookout.yml:1:40: facilities.metrics.retention_size: "big" is no size: ` +
				`write a number and a unit, such as 512MB, 100GB or 2TB`},
		"zero timeout": {
			"facilities: {metrics: {query: {timeout: 0s}}}\n",
			`lookout.yml:1:41: facilities.metrics.query.timeout: must be more than 0`},
		"two retentions": {
			"facilities: {metrics: {retention: 1d}}\nstorage: {tsdb: {retention: {time: 2d}}}\n",
			`lookout.yml:1:24: storage.tsdb.retention sets this as well (keep one of them)`},
		"watch": {
			"watch: [hosts]\n", `lookout.yml:1:8: watch: cannot watch "hosts": write self, host, pushed or services`},
		"push gateway": {
			"pushgateway:\n  max_groups: 0\n", `lookout.yml:2:15: pushgateway: max_groups: must be 1 or more`},
		"otlp receiver": {
			"otlp_receiver: {grpc: 4317}\n",
			`lookout.yml:1:23: otlp_receiver: grpc: "4317" is no address: write host:port, such as 127.0.0.1:4317, or off`},
		"unset variable": {
			"global:\n  smtp_from: ops@${NOWHERE}\n",
			`lookout.yml:2:14: environment variable NOWHERE is not set ` +
				`(set it, or write $${NOWHERE} if the text itself is meant)`},
		"variable in braces": {
			"external_labels: {region: ${REGION}}\n",
			`lookout.yml:1:28: did not find expected ',' or '}' while parsing a flow mapping ` +
				`(between { } or [ ], put quotes around a variable: "${VAR}")`},
		"secret in a message": {
			"scrape_configs:\n- job_name: a\n  static_configs:\n  - targets: ['/${SMTP_PASSWORD}']\n",
			`lookout.yml:4:15: "/${SMTP_PASSWORD}" is not a valid hostname ` +
				`(write host:port; the scheme and the path are set by scheme and metrics_path)`},
		"secret in a shortened message": {
			"scrape_configs:\n- job_name: a\n  sample_limit: ${LONG_PASSWORD}\n",
			"lookout.yml:3:17: cannot unmarshal !!str `${LONG_PASSWORD}` into uint (write a whole number)"},
		"list as root": {
			"- a\n", `lookout.yml:1:1: this is no configuration (write keys such as scrape_configs: at the beginning of a line)`},
		"alias loop": {
			"scrape_configs: &a [*a]\n", `lookout.yml:1:21: alias *a refers to a block that contains it`},
		"receivers alone": {
			"receivers: [{name: a}]\n",
			`lookout.yml:1:1: no routes provided (add a route with a receiver, to which alerts go that no other route takes)`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, got := loadText(t, test.text); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestExampleLoads(t *testing.T) {
	cfg, err := config.Load(config.Source{LookoutFile: "../../deploy/lookout.yml"}, env)
	if err != nil {
		t.Fatal(err)
	}
	if len(cfg.Prometheus.ScrapeConfigs) != 5 || !cfg.ReceiversConfigured() {
		t.Errorf("the example is not what it seems: %s", cfg.Prometheus)
	}
}

func TestRouteIsMadeOnlyWhereNobodyWroteOne(t *testing.T) {
	for name, test := range map[string]struct {
		text           string
		routes, quiets int
	}{
		"nothing":             {"", 1, 2},
		"inhibit rules alone": {"inhibit_rules:\n- {source_matchers: [a=b], target_matchers: [c=d]}\n- {source_matchers: [a=c], target_matchers: [c=d]}\n- {source_matchers: [a=e], target_matchers: [c=d]}\n", 1, 3},
		"a route":             {"route: {receiver: x}\nreceivers: [{name: x}]\n", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			made := mustLoad(t, test.text).Alertmanager
			if len(made.Route.Routes) != test.routes || len(made.InhibitRules) != test.quiets {
				t.Errorf("%d routes, %d inhibit rules:\n%s", len(made.Route.Routes), len(made.InhibitRules), made)
			}
		})
	}
}

// TestContract loads what the design's example has of keys that this version knows.
func TestContract(t *testing.T) {
	cfg := mustLoad(t, `
environment: prod
external_labels: {region: eu-west-1, replica: a}
facilities:
  metrics: {public_url: https://metrics.example.org, retention: 60d, retention_size: 100GB}
`)
	if cfg.Environment != "prod" || cfg.Metrics.PublicURL.String() != "https://metrics.example.org" || cfg.Metrics.RetentionSize != 100<<30 {
		t.Errorf("environment %q, metrics %+v", cfg.Environment, cfg.Metrics)
	}
}
