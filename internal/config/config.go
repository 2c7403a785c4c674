// Package config turns the files an operator wrote into one checked configuration.
//
// In flow a lookout.yml, an existing prometheus.yml and alertmanager.yml, or nothing at all; out flows a Config whose
// Prometheus and Alertmanager parts were accepted by those projects' own loaders. Whatever is wrong is reported as an
// Error with file, line and column, also where the two libraries give no position. The package reads files and judges
// them; it starts nothing, watches nothing and keeps no state. Rule files are none of its business: it resolves their
// paths, package rules reads them, and borrows Explain to say where a mistake is.
package config

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/alecthomas/units"
	amconfig "github.com/prometheus/alertmanager/config"
	promconfig "github.com/prometheus/prometheus/config"

	"github.com/lookout-monitor/lookout/internal/dashboard/handover"
	"github.com/lookout-monitor/lookout/internal/dashboard/sources"
	"github.com/lookout-monitor/lookout/internal/discover/kinds"
	"github.com/lookout-monitor/lookout/internal/ingest/heartbeat"
	"github.com/lookout-monitor/lookout/internal/ingest/otlp"
	"github.com/lookout-monitor/lookout/internal/ingest/pushgateway"
	"github.com/lookout-monitor/lookout/internal/ledger"
	"github.com/lookout-monitor/lookout/internal/legacystatus"
	"github.com/lookout-monitor/lookout/internal/scrape/budget"
)

// Source names the files to read. With none of them the built-in configuration is used. LookoutFile stands alone;
// PrometheusFile, AlertmanagerFile and BlackboxFile may be given together or singly, and are read exactly as they are.
type Source struct {
	LookoutFile      string
	PrometheusFile   string
	AlertmanagerFile string
	// BlackboxFile holds modules to probe with, and joins the other two.
	BlackboxFile string
}

// Environment holds the facts about this process that a configuration may refer to.
type Environment struct {
	// Listen is the address of the main listener, as given on the command line.
	Listen string
	// Hostname becomes the instance label of this host's metrics.
	Hostname string
	// LookupEnv finds the value of ${VAR} in lookout.yml. Nil means that no variable is set.
	LookupEnv func(string) (string, bool)
}

// Config is a configuration that may be applied. It is read-only: reload by calling Load again.
type Config struct {
	Prometheus *promconfig.Config
	// Alertmanager is never nil. Without any configured receiver it routes everything to one that has no integrations.
	Alertmanager *amconfig.Config
	// Environment is the name of the place this process watches, such as "prod"; empty when not configured.
	Environment string
	Metrics     MetricsFacility
	Web         Web
	Watch       Watch
	// Budgets are what targets may send; the first that matches a target holds.
	Budgets []budget.Budget
	// Discover are the ways to find services that follow the conventions. Their scrape jobs stand in Prometheus.
	Discover    kinds.Blocks
	Pushgateway pushgateway.Config
	OTLP        otlp.Config
	Probing     Probing
	// LegacyStatus are endpoints that tell health as a list of words. Their scrape jobs stand in Prometheus.
	LegacyStatus []legacystatus.Job
	// Ledger says which targets may come and go.
	Ledger ledger.Config
	// Heartbeats are the cron jobs that check in.
	Heartbeats heartbeat.Config

	// Dashboards is where dashboards come from.
	Dashboards sources.Config
	// GrafanaSync are the Grafanas that dashboards are handed on to.
	GrafanaSync []handover.Grafana
	// Builtin says that what is scraped comes from Lookout alone, because neither a lookout.yml nor a prometheus.yml
	// was given.
	Builtin bool
	// Files lists the absolute paths of the files that were read, in the order in which they were read.
	Files []string

	sources Source              // where each part comes from, for Redacted
	own     string              // Lookout's own blocks of lookout.yml
	masked  func(string) string // hides expanded secrets; nil when there are none
}

// MetricsFacility configures the store of metrics and the queries over it.
type MetricsFacility struct {
	// PublicURL is where others reach the metrics facility; nil when it is not published under a name of its own. Nothing
	// reads it yet.
	PublicURL *url.URL
	// Retention is how long samples are kept; 0 means that time does not limit them.
	Retention time.Duration
	// RetentionSize is how much room blocks may take; 0 means no limit.
	RetentionSize units.Base2Bytes
	// RetentionPercentage is how much of the disk blocks may take, 0 to 100; 0 means no limit.
	RetentionPercentage float64
	// OutOfOrderWindow is how much older than the newest sample of its series a sample may be.
	OutOfOrderWindow time.Duration
	Query            Query
}

// Query limits what a single query may cost.
type Query struct {
	Timeout        time.Duration
	MaxSamples     int
	MaxConcurrency int
	Lookback       time.Duration
	// Remember is how much memory answers of range queries may take; 0 means that none are remembered.
	Remember units.Base2Bytes
}

// Web configures the main listener's pages and API.
type Web struct {
	// ExternalURL is the address people use, put into notifications as the source of an alert; nil when the listen
	// address is what they use.
	ExternalURL *url.URL
	// Admin opens administrative and lifecycle endpoints to clients beyond loopback.
	Admin bool
	// Probe lets clients beyond loopback have this process connect to where they say.
	Probe bool
}

// Watch says which built-in jobs, and the rules that judge them, are part of this configuration.
type Watch struct {
	Self     bool
	Host     bool
	Pushed   bool // the groups that others push to this process
	Services bool // no job, only rules that judge what other jobs bring
}

// Load reads and checks the configuration that src names. Its errors are *Error, or Errors when there are several.
func Load(src Source, env Environment) (*Config, error) {
	cfg, err := load(src, env)
	if err != nil {
		return nil, err
	}
	cfg.sources = src
	return cfg, nil
}

func load(src Source, env Environment) (*Config, error) {
	switch {
	case src.LookoutFile != "" && (src.PrometheusFile != "" || src.AlertmanagerFile != ""):
		return nil, errors.New("choose a configuration: lookout.yml cannot be combined with a prometheus.yml or " +
			"alertmanager.yml; copy their sections into lookout.yml, where they stand unchanged")
	case src.LookoutFile != "" && src.BlackboxFile != "":
		return nil, errors.New("choose a configuration: name the modules in lookout.yml, as probe_modules_file: " + src.BlackboxFile)
	case src.LookoutFile != "":
		return loadLookout(src.LookoutFile, env)
	default:
		return loadDropIn(src, env)
	}
}

// loadDropIn runs existing files of Prometheus and Alertmanager. What is not given is built in.
func loadDropIn(src Source, env Environment) (*Config, error) {
	cfg := defaults()
	load := func(part func(*Config, string) error, path string) error {
		abs, err := filepath.Abs(path)
		if err != nil {
			return fmt.Errorf("resolve path %s: %w", path, err)
		}
		cfg.Files = append(cfg.Files, abs)
		return part(cfg, abs)
	}

	if src.PrometheusFile == "" {
		cfg.Builtin = true
		cfg.Watch = Watch{Self: true, Host: true, Pushed: true, Services: true}
		if err := cfg.loadBuiltinPrometheus(env); err != nil {
			return nil, err
		}
	} else if err := load((*Config).loadPrometheusFile, src.PrometheusFile); err != nil {
		return nil, err
	}

	if src.AlertmanagerFile == "" {
		if err := cfg.loadBuiltinAlertmanager(); err != nil {
			return nil, err
		}
	} else if err := load((*Config).loadAlertmanagerFile, src.AlertmanagerFile); err != nil {
		return nil, err
	}

	if src.BlackboxFile != "" {
		if err := load((*Config).loadModulesFile, src.BlackboxFile); err != nil {
			return nil, err
		}
	}
	return cfg, nil
}

// ReceiversConfigured reports whether at least one receiver has an integration, so that a notification can leave this
// process.
func (c *Config) ReceiversConfigured() bool {
	for _, receiver := range c.Alertmanager.Receivers {
		if hasIntegration(receiver) {
			return true
		}
	}
	return false
}
