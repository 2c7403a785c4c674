package config

import (
	"fmt"
	"net"
	"time"

	"github.com/alecthomas/units"
	"go.yaml.in/yaml/v4"

	"github.com/lookout-monitor/lookout/internal/dashboard/sources"
	"github.com/lookout-monitor/lookout/internal/ingest/otlp"
	"github.com/lookout-monitor/lookout/internal/ingest/pushgateway"
	"github.com/lookout-monitor/lookout/internal/probe"
)

// Names that the built-in configuration gives to what it watches. Built-in rules and dashboards select by them.
const (
	SelfJob  = "lookout"
	HostJob  = "node"
	HostPath = "/lookout/host/metrics"
	// PushedJob is named as the job of a Pushgateway in everybody's configuration. Its series keep the job they were pushed
	// with; only the scrape itself, as in up, has this one.
	PushedJob  = "pushgateway"
	PushedPath = "/pushgateway/metrics"
	// LogReceiver is where alerts go while nobody configured a receiver: to the log and the page.
	LogReceiver = "lookout"
	// NobodyReceiver is where alerts go that are shown and recorded and notify nobody, not even the log and the page.
	NobodyReceiver = "nobody"
)

const watchInterval = "15s"

func defaults() *Config {
	return &Config{
		Pushgateway: pushgateway.DefaultConfig(),
		Dashboards:  sources.Default(),
		OTLP:        otlp.DefaultConfig(),
		Probing:     Probing{Modules: probe.BuiltinModules()},
		Metrics: MetricsFacility{
			Retention:        60 * 24 * time.Hour,
			OutOfOrderWindow: 10 * time.Minute,
			Query: Query{
				Timeout:        2 * time.Minute,
				MaxSamples:     50_000_000,
				MaxConcurrency: 20,
				Lookback:       5 * time.Minute,
				Remember:       32 * units.MiB,
			},
		},
	}
}

func (c *Config) loadBuiltinPrometheus(env Environment) error {
	text, err := yaml.Marshal(map[string]any{
		"global":         map[string]any{"scrape_interval": watchInterval, "evaluation_interval": watchInterval},
		"scrape_configs": watchJobs(c.Watch, env),
	})
	if err != nil {
		return fmt.Errorf("write built-in configuration: %w", err)
	}
	if c.Prometheus, err = parsePrometheus(string(text), "."); err != nil {
		return fmt.Errorf("load built-in configuration: %w", err)
	}
	c.adoptStorage(false)
	return nil
}

func (c *Config) loadBuiltinAlertmanager() error {
	text, err := yaml.Marshal(defaultRoute())
	if err != nil {
		return fmt.Errorf("write built-in route: %w", err)
	}
	if c.Alertmanager, err = parseAlertmanager(string(text), "."); err != nil {
		return fmt.Errorf("load built-in route: %w", err)
	}
	return nil
}

// serviceDown are the alerts that say of a whole service what TargetDown says of each instance.
const serviceDown = "PublicAPIDown|InternalAPIDown|InfrastructureServiceDown|ServiceDown"

// defaultRoute leads alerts to a receiver without integrations, those of severity info to nobody, and those of single
// targets to nobody while the alert about most targets of their job, or about their whole service, says the same.
func defaultRoute() map[string]any {
	return map[string]any{
		"route": map[string]any{
			"receiver": LogReceiver,
			"routes":   []any{map[string]any{"matchers": []any{`severity="info"`}, "receiver": NobodyReceiver}},
		},
		"receivers": []any{map[string]any{"name": LogReceiver}, map[string]any{"name": NobodyReceiver}},
		"inhibit_rules": []any{map[string]any{
			"source_matchers": []any{`alertname="ManyTargetsDown"`},
			"target_matchers": []any{`alertname="TargetDown"`},
			"equal":           []any{"job"},
		}, map[string]any{
			"source_matchers": []any{`alertname=~"` + serviceDown + `"`, `service!=""`},
			"target_matchers": []any{`alertname="TargetDown"`},
			"equal":           []any{"service", "env"},
		}},
	}
}

// watchJobs are the scrape configurations of what Lookout watches by itself.
func watchJobs(watch Watch, env Environment) []any {
	var jobs []any
	target := []any{map[string]any{"targets": []any{scrapeAddress(env.Listen)}}}
	if watch.Self {
		jobs = append(jobs, map[string]any{
			"job_name":        SelfJob,
			"scrape_interval": watchInterval,
			"static_configs":  target,
		})
	}
	if watch.Host {
		jobs = append(jobs, map[string]any{
			"job_name":        HostJob,
			"scrape_interval": watchInterval,
			"metrics_path":    HostPath,
			"static_configs":  target,
			"relabel_configs": []any{map[string]any{"target_label": "instance", "replacement": env.Hostname}},
		})
	}
	if watch.Pushed {
		jobs = append(jobs, map[string]any{
			"job_name":        PushedJob,
			"scrape_interval": watchInterval,
			"metrics_path":    PushedPath,
			"honor_labels":    true,
			"static_configs":  target,
		})
	}
	return jobs
}

// scrapeAddress is how this process reaches its own listener: an address that means "every interface" is reached
// over loopback.
func scrapeAddress(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if host == "" {
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
		if ip.To4() == nil {
			host = "::1"
		}
	}
	return net.JoinHostPort(host, port)
}
