package config

import (
	"fmt"
	"path/filepath"

	"go.yaml.in/yaml/v4"

	"github.com/lookout-monitor/lookout/internal/discover"
	"github.com/lookout-monitor/lookout/internal/scrape/budget"
)

// addExternalLabels puts Lookout's top-level external_labels where Prometheus looks for them.
func (f *lookoutFile) addExternalLabels() {
	name, labels := valueOf(f.root, "external_labels")
	if name == nil || isNull(labels) {
		return
	}
	if labels.Kind != yaml.MappingNode {
		f.fail(labels, "external_labels needs labels and their values, such as {region: eu-west-1}", "")
		return
	}
	_, global := valueOf(f.prometheus, "global")
	if global == nil {
		global = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: name.Line, Column: name.Column}
		f.prometheus.Content = append(f.prometheus.Content, &yaml.Node{
			Kind: yaml.ScalarNode, Tag: "!!str", Value: "global", Line: name.Line, Column: name.Column,
		}, global)
	}
	_, existing := valueOf(global, "external_labels")
	if existing == nil || existing.Kind != yaml.MappingNode {
		global.Content = append(global.Content, name, labels)
		return
	}
	for i := 0; i+1 < len(labels.Content); i += 2 {
		label := labels.Content[i]
		if other, _ := valueOf(existing, label.Value); other != nil {
			f.fail(label, fmt.Sprintf("external label %q is also set in line %d", label.Value, other.Line), "remove one of them")
			continue
		}
		existing.Content = append(existing.Content, label, labels.Content[i+1])
	}
}

// addWatchJobs appends the built-in jobs to the operator's.
func (f *lookoutFile) addWatchJobs(watch Watch, env Environment) {
	if at, _ := valueOf(f.root, "watch"); at != nil {
		f.addJobs(at, watchJobs(watch, env), "watch")
	}
}

// addJobs appends scrape jobs that a key asked for.
func (f *lookoutFile) addJobs(at *yaml.Node, jobs []any, key string) {
	if len(jobs) == 0 {
		return
	}
	var added yaml.Node
	if err := added.Encode(jobs); err != nil {
		f.fail(at, fmt.Sprintf("cannot add built-in jobs: %v", err), "")
		return
	}
	moveTo(&added, at)
	name, list := valueOf(f.prometheus, "scrape_configs")
	switch {
	case name == nil:
		f.prometheus.Content = append(f.prometheus.Content, &yaml.Node{
			Kind: yaml.ScalarNode, Tag: "!!str", Value: "scrape_configs", Line: at.Line, Column: at.Column,
		}, &added)
	case isNull(list):
		*list = added
	case list.Kind == yaml.SequenceNode:
		f.refuseClashes(list, added.Content, key)
		list.Content = append(list.Content, added.Content...)
	}
}

func (f *lookoutFile) refuseClashes(theirs *yaml.Node, ours []*yaml.Node, key string) {
	for _, job := range theirs.Content {
		_, name := valueOf(job, "job_name")
		for _, builtin := range ours {
			if _, taken := valueOf(builtin, "job_name"); name != nil && name.Value == taken.Value {
				f.fail(name, fmt.Sprintf("job name %q belongs to the job that %s adds", name.Value, key),
					"rename one of them, or take it out of "+key)
			}
		}
	}
}

// addConventionJobs appends the scrape jobs of what discover finds. They join the checked configuration rather than its
// text, because Prometheus has no words for how their targets are found.
func (f *lookoutFile) addConventionJobs(cfg *Config) {
	cfg.Discover.SetDirectory(filepath.Dir(f.path))
	cfg.Dashboards.SetDirectory(filepath.Dir(f.path))
	for i := range cfg.GrafanaSync {
		cfg.GrafanaSync[i].Client.SetDirectory(filepath.Dir(f.path))
	}
	_, list := valueOf(f.root, "discover")
	taken := map[string]bool{}
	jobs, _ := cfg.Prometheus.GetScrapeConfigs() // was read without an error a moment ago
	for _, job := range jobs {
		taken[job.JobName] = true
	}
	for i, entry := range cfg.Discover.Entries() {
		job, err := entry.ScrapeJob(cfg.Prometheus.GlobalConfig)
		if err == nil && taken[entry.Job()] {
			err = fmt.Errorf("job name %q stands in scrape_configs already: give this entry a name", entry.Job())
		}
		if err != nil {
			f.fail(list.Content[i], err.Error(), "")
			continue
		}
		cfg.Prometheus.ScrapeConfigs = append(cfg.Prometheus.ScrapeConfigs, job)
		if limit := entry.Settings.Common().SampleLimit; limit > 0 {
			cfg.Budgets = append(cfg.Budgets, budget.OfJob(entry.Job(), int(limit)))
		}
	}
	if err := discover.Check(cfg.Discover.Entries()); err != nil && f.errs == nil {
		f.fail(list, err.Error(), "")
	}
}

// moveTo gives generated nodes the position of the key that asked for them.
func moveTo(n, at *yaml.Node) {
	n.Line, n.Column = at.Line, at.Column
	for _, child := range n.Content {
		moveTo(child, at)
	}
}

// addDefaultRoute lets a file do without notifications: with neither route nor receivers, alerts go to the log. Inhibit
// rules that the file has stay as they are.
func (f *lookoutFile) addDefaultRoute() {
	if route, _ := valueOf(f.alertmanager, "route"); route != nil {
		return
	}
	if receivers, _ := valueOf(f.alertmanager, "receivers"); receivers != nil {
		return
	}
	var made yaml.Node
	if err := made.Encode(defaultRoute()); err != nil {
		f.fail(f.root, fmt.Sprintf("cannot add the built-in route: %v", err), "")
		return
	}
	moveTo(&made, f.root)
	for i := 0; i+1 < len(made.Content); i += 2 {
		if theirs, _ := valueOf(f.alertmanager, made.Content[i].Value); theirs == nil {
			f.alertmanager.Content = append(f.alertmanager.Content, made.Content[i], made.Content[i+1])
		}
	}
}

// ownBlocks is what the file says in Lookout's own words, but for secrets.
func (f *lookoutFile) ownBlocks() string {
	own := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := 0; i+1 < len(f.root.Content); i += 2 {
		name := f.root.Content[i]
		if _, leaf := f.own[name.Value]; leaf || len(ownKeysAt(f.known.own, []string{name.Value})) > 0 {
			own.Content = append(own.Content, name, f.withoutSecrets(name.Value, f.root.Content[i+1]))
		}
	}
	return render(own)
}
