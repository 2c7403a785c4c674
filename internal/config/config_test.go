package config_test

import (
	"log/slog"
	"testing"

	"github.com/lookout-monitor/lookout/internal/config"
)

var (
	discard = slog.New(slog.DiscardHandler)
	env     = config.Environment{Listen: "0.0.0.0:7600", Hostname: "db1", LookupEnv: lookup}
)

func lookup(name string) (string, bool) {
	value, ok := map[string]string{
		"REGION":        "eu-west-1",
		"LIMIT":         "1000",
		"HOSTILE":       "a: b # \"c\"\n- d",
		"DOLLAR":        "a$b${c}",
		"SMTP_PASSWORD": "hunter2",
		"LONG_PASSWORD": "hunter2-and-more",
		"EMPTY":         "",
		"NULL":          "null",
	}[name]
	return value, ok
}

func TestBuiltinConfigurationWatchesItselfAndItsHost(t *testing.T) {
	cfg, err := config.Load(config.Source{}, env)
	if err != nil {
		t.Fatal(err)
	}
	if !cfg.Builtin || cfg.Watch != (config.Watch{Self: true, Host: true, Pushed: true, Services: true}) || cfg.ReceiversConfigured() {
		t.Errorf("builtin %t, watch %+v, receivers configured %t", cfg.Builtin, cfg.Watch, cfg.ReceiversConfigured())
	}
	jobs := cfg.Prometheus.ScrapeConfigs
	if len(jobs) != 3 || jobs[0].JobName != config.SelfJob || jobs[1].JobName != config.HostJob || jobs[2].JobName != config.PushedJob {
		t.Fatalf("unexpected jobs in %s", cfg.Prometheus)
	}
	if got := jobs[1].RelabelConfigs[0].Replacement; got != "db1" {
		t.Errorf("instance of the host is %q", got)
	}
	if !jobs[2].HonorLabels || jobs[2].MetricsPath != config.PushedPath {
		t.Errorf("what is pushed would not keep its labels: %+v", jobs[2])
	}
}
