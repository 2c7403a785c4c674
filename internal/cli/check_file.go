package cli

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"

	"github.com/lookout-monitor/lookout/internal/app"
	"github.com/lookout-monitor/lookout/internal/config"
	"github.com/lookout-monitor/lookout/internal/dashboard/folder"
	"github.com/lookout-monitor/lookout/internal/metrics"
	"github.com/lookout-monitor/lookout/internal/rules"
)

func checkFile(file, kind string) checked {
	if kind == "auto" {
		var err error
		if kind, err = recognise(file); err != nil {
			return checked{file: file, findings: []finding{{File: file, Severity: "error", Problem: err.Error()}}}
		}
	}
	verdict := checked{file: file, kind: kind}
	if kind == "rules" {
		verdict.checkRules(file)
		return verdict
	}
	source := map[string]config.Source{
		"lookout":      {LookoutFile: file},
		"prometheus":   {PrometheusFile: file},
		"alertmanager": {AlertmanagerFile: file},
		"blackbox":     {BlackboxFile: file},
	}[kind]
	conf, err := app.Check(source, configEnvironment("127.0.0.1:7600"))
	if err != nil {
		verdict.add(file, err)
		return verdict
	}
	verdict.countRules(conf.Prometheus.RuleFiles)
	verdict.findFolders(conf.Dashboards.Folders)
	return verdict
}

// findFolders misses folders of dashboards. A running Lookout waits for one, which may be on a disk that comes
// later; whoever asks whether the configuration is right hears of a slip.
func (c *checked) findFolders(folders []folder.Config) {
	for _, f := range folders {
		info, err := os.Stat(f.Path)
		var problem string
		switch {
		case err != nil:
			problem = "cannot open the folder: " + errors.Unwrap(err).Error()
		case !info.IsDir():
			problem = "this is a file: name the folder that it is in"
		default:
			continue
		}
		c.findings = append(c.findings, finding{
			File: c.file, Severity: "error", Problem: "dashboards.folders: " + f.Path + ": " + problem,
			Hint: "make it, or mend the path; relative paths start at the folder of the configuration file",
		})
	}
}

// checkRules judges a rule file by itself.
func (c *checked) checkRules(file string) {
	alone := &promconfig.Config{RuleFiles: []string{file}, GlobalConfig: promconfig.GlobalConfig{MetricNameValidationScheme: model.UTF8Validation}}
	if _, err := rules.Load(alone, nil, metrics.NewParser(), slog.New(slog.DiscardHandler)); err != nil {
		c.add(file, err)
	}
}

// countRules counts the rule files of a good configuration, and warns of patterns that match none.
func (c *checked) countRules(patterns []string) {
	for _, pattern := range patterns {
		matches, err := filepath.Glob(pattern)
		if err == nil && len(matches) == 0 {
			c.findings = append(c.findings, finding{
				File: c.file, Severity: "warning", Problem: "rule_files: " + pattern + " matches no file",
				Hint: "relative paths start at the folder of the configuration file",
			})
		}
		c.rules += len(matches)
	}
}

// add takes an error apart into findings.
func (c *checked) add(file string, err error) {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range several.Unwrap() {
			c.add(file, one)
		}
		return
	}
	c.findings = append(c.findings, findingOf(file, err))
}

func findingOf(file string, err error) finding {
	if wrong, ok := errors.AsType[*config.Error](err); ok {
		return finding{File: wrong.File, Line: wrong.Line, Column: wrong.Column, Severity: "error", Problem: wrong.Problem, Hint: wrong.Hint}
	}
	return finding{File: file, Severity: "error", Problem: strings.TrimPrefix(err.Error(), file+": ")}
}

// topLevel finds the keys of a YAML file without parsing it, so that a broken one is
// recognised all the same.
var topLevel = regexp.MustCompile(`(?m)^["']?([a-z_]+)["']?\s*:`)

// recognise tells by its top-level keys what a file is.
func recognise(file string) (string, error) {
	source, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("cannot open the file: %w", errors.Unwrap(err))
	}
	defer source.Close()
	content, err := io.ReadAll(io.LimitReader(source, 32<<20))
	if err != nil {
		return "", fmt.Errorf("cannot read the file: %w", errors.Unwrap(err))
	}
	var keys []string
	for _, found := range topLevel.FindAllSubmatch(content, -1) {
		keys = append(keys, string(found[1]))
	}
	if kind := kindOf(filepath.Base(file), keys); kind != "" {
		return kind, nil
	}
	return "", errors.New("cannot tell what this file is; say it with --type lookout, prometheus, alertmanager, blackbox or rules")
}

func kindOf(name string, keys []string) string {
	has := func(some ...string) bool {
		return slices.ContainsFunc(some, func(key string) bool { return slices.Contains(keys, key) })
	}
	collects := has("scrape_configs", "scrape_config_files", "rule_files", "alerting", "remote_write", "remote_read", "storage", "otlp", "tracing", "runtime")
	notifies := has("route", "receivers", "inhibit_rules", "time_intervals", "mute_time_intervals", "templates")
	switch {
	case has("facilities", "environment", "watch", "web", "external_labels", "discover", "teams", "probes", "probe_modules_file", "legacy_status"), collects && notifies,
		strings.HasPrefix(name, "lookout"):
		return "lookout"
	case notifies:
		return "alertmanager"
	case collects:
		return "prometheus"
	case has("groups"):
		return "rules"
	case has("modules"):
		return "blackbox"
	case has("global") && strings.Contains(name, "alertmanager"):
		return "alertmanager"
	case has("global"):
		return "prometheus"
	default:
		return ""
	}
}
