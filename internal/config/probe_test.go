package config_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/discovery"

	"github.com/lookout-monitor/lookout/internal/config"
)

const probing = `
global: {scrape_interval: 20s}
probes:
- name: shop
  module: http_2xx
  targets: [https://shop.example.org, https://api.example.org]
  labels: {team: shop}
- name: login
  prober: http
  timeout: 3s
  interval: 1m
  http:
    headers: {Cookie: session=hunter2}
    basic_auth: {username: me, password: hunter3}
    fail_if_body_not_matches_regexp: [Sign in]
  targets: [https://shop.example.org/login]
`

func TestProbesBecomeScrapeJobsOfOurOwnEndpoint(t *testing.T) {
	cfg := mustLoad(t, probing)
	if n := len(cfg.Prometheus.ScrapeConfigs); n != 2 {
		t.Fatalf("there are %d jobs, want 2", n)
	}
	shop, login := cfg.Prometheus.ScrapeConfigs[0], cfg.Prometheus.ScrapeConfigs[1]
	if shop.JobName != "shop" || shop.MetricsPath != config.ProbePath || !slices.Equal(shop.Params["module"], []string{"http_2xx"}) {
		t.Errorf("shop is %+v", shop)
	}
	if got := time.Duration(shop.ScrapeInterval); got != 20*time.Second {
		t.Errorf("shop is asked every %s, want the global 20s", got)
	}
	groups := shop.ServiceDiscoveryConfigs[0].(discovery.StaticConfig)
	if len(groups) != 2 {
		t.Fatalf("shop has %d groups, want one for each target", len(groups))
	}
	for i, target := range []string{"https://shop.example.org", "https://api.example.org"} {
		labels := groups[i].Labels
		if string(labels["__param_target"]) != target || string(labels["instance"]) != target || labels["team"] != "shop" {
			t.Errorf("labels of %s are %v", target, labels)
		}
	}
	if every, wait := time.Duration(login.ScrapeInterval), time.Duration(login.ScrapeTimeout); every != time.Minute || wait != 3500*time.Millisecond {
		t.Errorf("login is asked every %s within %s, want 1m0s within 3.5s", every, wait)
	}
	module := cfg.Probing.Modules[login.Params["module"][0]]
	if module.Prober != "http" || len(module.HTTP.BodyNotMatches) != 1 || !module.HTTP.Client.FollowRedirects {
		t.Errorf("the module of login is %+v", module)
	}
}

func TestSecretsOfProbesAreNotShown(t *testing.T) {
	for _, part := range mustLoad(t, probing).Redacted() {
		if strings.Contains(part.YAML, "hunter") {
			t.Errorf("%s shows a secret:\n%s", part.Name, part.YAML)
		}
	}
}

func TestModulesOfBlackboxExporterAreRead(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "blackbox.yml"), "modules:\n  http_2xx: {prober: http, timeout: 1.5s, http: {valid_status_codes: [204]}}\n"+
		"  vault: {prober: http, http: {bearer_token_file: token}}\n")
	write(t, filepath.Join(dir, "lookout.yml"), "probe_modules_file: blackbox.yml\nprobes: [{name: a, module: vault, targets: [b]}]\n")
	cfg, err := config.Load(config.Source{LookoutFile: filepath.Join(dir, "lookout.yml")}, env)
	if err != nil {
		t.Fatal(err)
	}
	modules := cfg.Probing.Modules
	if got := modules["http_2xx"].HTTP.ValidStatusCodes; !slices.Equal(got, []int{204}) {
		t.Errorf("the file does not come before what is built in: %v", got)
	}
	if got, want := modules["vault"].HTTP.Client.Authorization.CredentialsFile, filepath.Join(dir, "token"); got != want {
		t.Errorf("the token is read from %s, want %s", got, want)
	}
	if modules["icmp"].Prober != "icmp" {
		t.Error("built-in modules are gone")
	}
	if !slices.Contains(cfg.Files, filepath.Join(dir, "blackbox.yml")) {
		t.Errorf("the file is not listed: %v", cfg.Files)
	}
}

func TestMistakesInModulesHaveAPlace(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"misspelt": {"modules:\n  a:\n    prober: http\n    http:\n      valid_status_code: [200]\n",
			`:5:7: unknown key "valid_status_code" (did you mean valid_status_codes?)`},
		"unknown prober":  {"modules:\n  a: {prober: htpp}\n", `:2:15: prober: "htpp" is none of http, tcp, dns, icmp and grpc`},
		"no prober":       {"modules:\n  a: {timeout: 5s}\n", `:2:6: prober is missing: write http, tcp, dns, icmp or grpc`},
		"no expression":   {"modules:\n  a: {prober: http, http: {fail_if_body_matches_regexp: ['(']}}\n", "\"(\" is no regular expression"},
		"no query":        {"modules:\n  a: {prober: dns, dns: {query_type: A}}\n", "query_name is missing"},
		"two credentials": {"modules:\n  a: {prober: http, http: {bearer_token: a, basic_auth: {username: b}}}\n", "at most one of basic_auth"},
		"empty":           {"modules:\n  a:\n", `module "a" is empty (write prober: http, tcp, dns, icmp or grpc)`},
		"no file":         {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "blackbox.yml")
			write(t, path, c.text)
			_, err := config.Load(config.Source{BlackboxFile: path}, env)
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), path) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestMistakesInProbesHaveAPlace(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown module": {"probes:\n- name: a\n  module: http_2x\n  targets: [b]\n", `lookout.yml:3:11: probes: there is no module "http_2x" (did you mean http_2xx?)`},
		"twice":          {"probes:\n- {name: a, module: icmp, targets: [b]}\n- {name: a, module: icmp, targets: [b]}\n", `lookout.yml:3:10: probes: name "a" stands there twice (give each a name of its own)`},
		"both": {"probes:\n- {name: a, module: icmp, prober: tcp, targets: [b]}\n",
			"lookout.yml:2:21: probes: module: prober is set as well, which makes a module of its own; keep one of them"},
		"neither":  {"probes:\n- {name: a, targets: [b]}\n", "lookout.yml:2:3: probes: module is missing: write one such as http_2xx, or prober with its block"},
		"password": {"probes:\n- {name: a, module: http_2xx, targets: ['http://me:hunter2@b']}\n", "lookout.yml:2:40: probes: targets: a target with a password would be shown as the label instance; put it into basic_auth of the module"},
		"label":    {"probes:\n- {name: a, module: icmp, targets: [b], labels: {job: c}}\n", `lookout.yml:2:49: probes: labels: "job" is no label of yours to set`},
		"clash":    {"scrape_configs: [{job_name: a}]\nprobes: [{name: a, module: icmp, targets: [b]}]\n", `lookout.yml:1:29: job name "a" belongs to the job that probes adds (rename one of them, or take it out of probes)`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := loadText(t, c.text); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
