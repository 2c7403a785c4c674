package config_test

import (
	"strings"
	"testing"

	"github.com/prometheus/prometheus/discovery"

	"github.com/lookout-monitor/lookout/internal/config"
)

func TestVariablesAreData(t *testing.T) {
	tests := map[string]struct{ written, want string }{
		"text":             {`"${REGION}"`, "eu-west-1"},
		"inside of text":   {`x-${REGION}-y`, "x-eu-west-1-y"},
		"plain":            {`${REGION}`, "eu-west-1"},
		"cannot inject":    {`${HOSTILE}`, "a: b # \"c\"\n- d"},
		"quoted":           {`'${HOSTILE}'`, "a: b # \"c\"\n- d"},
		"empty":            {`"${EMPTY}"`, ""},
		"null stays text":  {`${NULL}`, "null"},
		"escaped":          {`$${REGION}`, "${REGION}"},
		"a value's dollar": {`${DOLLAR}`, "a$b${c}"},
		"block":            {"|-\n          a ${REGION}\n          b", "a eu-west-1\nb"},
		"number":           {`${LIMIT}`, "1000"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := mustLoad(t, "global:\n  external_labels:\n    l: "+test.written+"\nscrape_configs:\n- job_name: a\n"+
				"  params: {}\n  static_configs:\n  - targets: []\n    labels:\n      l: "+test.written+"\n")
			if got := cfg.Prometheus.GlobalConfig.ExternalLabels.Get("l"); got != test.want {
				t.Errorf("external label is %q, want %q", got, test.want)
			}
			targets := cfg.Prometheus.ScrapeConfigs[0].ServiceDiscoveryConfigs[0].(discovery.StaticConfig)
			if got := string(targets[0].Labels["l"]); got != test.want {
				t.Errorf("label is %q, want %q", got, test.want)
			}
		})
	}
}

func TestVariablesCanBeNumbers(t *testing.T) {
	cfg := mustLoad(t, "scrape_configs:\n- job_name: a\n  sample_limit: ${LIMIT}\n")
	if got := cfg.Prometheus.ScrapeConfigs[0].SampleLimit; got != 1000 {
		t.Errorf("sample limit is %d", got)
	}
}

func TestRelabellingKeepsItsDollars(t *testing.T) {
	cfg := mustLoad(t, `
scrape_configs:
- job_name: a
  relabel_configs:
  - {source_labels: [x], regex: '(?P<name>.*)', target_label: y, replacement: "${1}-${name}-$2"}
`)
	if got := cfg.Prometheus.ScrapeConfigs[0].RelabelConfigs[0].Replacement; got != "${1}-${name}-$2" {
		t.Errorf("replacement is %q", got)
	}
}

func TestSecretsAreHidden(t *testing.T) {
	cfg := mustLoad(t, `
global: {smtp_smarthost: "mail:25", smtp_from: a@b, smtp_auth_password: "${SMTP_PASSWORD}"}
route: {receiver: mail}
receivers: [{name: mail, email_configs: [{to: c@d}]}]
remote_write: [{url: "http://u:${SMTP_PASSWORD}@localhost/", headers: {x: "${SMTP_PASSWORD}"}}]
scrape_configs: [{job_name: a, basic_auth: {username: u, password: open-sesame}, params: {token: ["${SMTP_PASSWORD}"]}}]
`)
	var all strings.Builder
	for _, part := range cfg.Redacted() {
		all.WriteString("# " + part.Name + "\n" + part.YAML)
	}
	for _, secret := range []string{"hunter2", "open-sesame"} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("%s shows in\n%s", secret, &all)
		}
	}
	for _, shown := range []string{"# lookout.yml", "# prometheus.yml", "# alertmanager.yml", "job_name: a"} {
		if !strings.Contains(all.String(), shown) {
			t.Errorf("%s is missing in\n%s", shown, &all)
		}
	}
	if got := cfg.Alertmanager.Receivers[0].EmailConfigs[0].AuthPassword; got != "hunter2" {
		t.Errorf("the password that is used is %q", got)
	}
}

func TestDropInFilesAreNotExpanded(t *testing.T) {
	path := t.TempDir() + "/prometheus.yml"
	write(t, path, "scrape_configs: [{job_name: '${REGION}'}]\n")
	cfg, err := config.Load(config.Source{PrometheusFile: path}, env)
	if err != nil {
		t.Fatal(err)
	}
	if got := cfg.Prometheus.ScrapeConfigs[0].JobName; got != "${REGION}" {
		t.Errorf("job name is %q", got)
	}
}
