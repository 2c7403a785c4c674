package config_test

import (
	"testing"
	"time"

	"github.com/prometheus/prometheus/discovery"

	"github.com/lookout-monitor/lookout/internal/legacystatus"
)

func TestLegacyStatusBecomesScrapeJobsOfOurOwnEndpoint(t *testing.T) {
	cfg := mustLoad(t, `
legacy_status:
- name: shop
  targets: [https://shop.example.org/status.json]
  interval: 30s
  timeout: 5s
  labels: {team: shop}
  basic_auth: {username: me, password: hunter2}
`)
	job := cfg.Prometheus.ScrapeConfigs[0]
	labels := job.ServiceDiscoveryConfigs[0].(discovery.StaticConfig)[0].Labels
	if job.JobName != "shop" || job.MetricsPath != legacystatus.Path || job.Params.Get("name") != "shop" ||
		labels["__param_target"] != "https://shop.example.org/status.json" || labels["instance"] != labels["__param_target"] || labels["team"] != "shop" {
		t.Errorf("the job is %+v with %v", job, labels)
	}
	if every, wait := time.Duration(job.ScrapeInterval), time.Duration(job.ScrapeTimeout); every != 30*time.Second || wait != 5500*time.Millisecond {
		t.Errorf("it is asked every %s within %s, want 30s within 5.5s", every, wait)
	}
}

func TestMistakesInLegacyStatusHaveAPlace(t *testing.T) {
	for text, want := range map[string]string{
		"legacy_status:\n- {name: a, targets: [b]}\n":                                                "lookout.yml:2:22: legacy_status: targets: not a complete URL: write one such as https://shop.example.org/status.json",
		"legacy_status:\n- {name: a, target: [b]}\n":                                                 `lookout.yml:2:13: legacy_status: unknown key "target" (did you mean targets?)`,
		"legacy_status:\n- {name: a, targets: ['http://b/']}\n- {name: a, targets: ['http://c/']}\n": `lookout.yml:3:10: legacy_status: name "a" stands there twice (give each a name of its own)`,
	} {
		if _, got := loadText(t, text); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
