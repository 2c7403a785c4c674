package config

import (
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/legacystatus"
)

// addLegacyStatus appends the scrape jobs of legacy status endpoints.
func (f *lookoutFile) addLegacyStatus(cfg *Config, env Environment) {
	at, list := valueOf(f.root, "legacy_status")
	if at == nil || f.errs != nil {
		return
	}
	var jobs []any
	names := map[string]bool{}
	for i := range cfg.LegacyStatus {
		job := &cfg.LegacyStatus[i]
		if names[job.Name] {
			_, name := valueOf(list.Content[i], "name")
			f.fail(name, fmt.Sprintf("legacy_status: name %q stands there twice", job.Name), "give each a name of its own")
		}
		names[job.Name] = true
		job.SetDirectory(filepath.Dir(f.path))
		jobs = append(jobs, f.legacyStatusJob(*job, env))
	}
	f.addJobs(at, jobs, "legacy_status")
}

// legacyStatusJob is a scrape job of our own endpoint, which asks the target and puts what it tells into metrics.
func (f *lookoutFile) legacyStatusJob(job legacystatus.Job, env Environment) any {
	every, wait := job.Timing(f.globalDuration("scrape_interval", time.Minute))
	return map[string]any{
		"job_name": job.Name, "metrics_path": legacystatus.Path, "params": url.Values{"name": {job.Name}},
		"scrape_interval": model.Duration(every).String(), "scrape_timeout": model.Duration(wait).String(),
		"static_configs": targetsBehind(scrapeAddress(env.Listen), job.Targets, job.Labels),
	}
}

// targetsBehind are targets that an endpoint of ours asks: it is scraped once for each.
func targetsBehind(address string, targets []string, labels map[string]string) []any {
	var groups []any
	for _, target := range targets {
		of := map[string]any{"__param_target": target, model.InstanceLabel: target}
		for name, value := range labels {
			of[name] = value
		}
		groups = append(groups, map[string]any{"targets": []any{address}, "labels": of})
	}
	return groups
}
