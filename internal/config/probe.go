package config

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"go.yaml.in/yaml/v4"

	"github.com/lookout-monitor/lookout/internal/probe"
)

// ProbePath is where questions from outside are asked, by blackbox_exporter's parameters.
const ProbePath = "/probe"

// Probing is what to ask from outside.
type Probing struct {
	// Jobs are the targets that are asked again and again. Their scrape jobs stand in Prometheus.
	Jobs []probe.Job
	// Modules are all there are: built in, from the file, and those that jobs bring along.
	Modules probe.Modules
	// File holds modules as blackbox_exporter reads them, as the configuration names it; empty when there is none.
	File string
}

// modulesFile is a module file of blackbox_exporter.
type modulesFile struct {
	Modules map[string]*probe.Module `yaml:"modules"`
}

// readModules reads a module file strictly: what is wrong has a place in it.
func readModules(path string) (probe.Modules, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, err
	}
	root, err := readTree(path, text)
	if err != nil {
		return nil, err
	}
	var file modulesFile
	err = setBlock(func(*Config) *modulesFile { return &file })(nil, root)
	var errs Errors
	if !eachMistake(err, func(m *mistake) {
		errs = append(errs, &Error{File: path, Line: m.at.Line, Column: m.at.Column, Path: pathTo(root, m.at), Problem: m.problem, Hint: m.hint})
	}) && err != nil {
		return nil, &Error{File: path, Line: root.Line, Column: root.Column, Problem: err.Error()}
	}
	if errs != nil {
		return nil, errs.Ordered()
	}
	modules := probe.Modules{}
	for name, module := range file.Modules {
		if module == nil {
			return nil, &Error{File: path, Problem: fmt.Sprintf("module %q is empty", name), Hint: "write prober: http, tcp, dns, icmp or grpc"}
		}
		modules[name] = *module
	}
	return placed(modules, filepath.Dir(path)), nil
}

// placed are modules whose relative paths start at a directory.
func placed(modules probe.Modules, dir string) probe.Modules {
	moved := probe.Modules{}
	for name, module := range modules {
		module.SetDirectory(dir)
		moved[name] = module
	}
	return moved
}

// loadModulesFile adds the modules of a file of blackbox_exporter to those that are built in.
func (c *Config) loadModulesFile(path string) error {
	modules, err := readModules(path)
	if err != nil {
		return err
	}
	c.Probing.Modules = c.Probing.Modules.With(modules)
	return nil
}

// addProbes reads the modules that lookout.yml names, and appends the scrape jobs of its probes.
func (f *lookoutFile) addProbes(cfg *Config, env Environment) {
	dir, p := filepath.Dir(f.path), &cfg.Probing
	if p.File != "" {
		path := p.File
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		cfg.Files = append(cfg.Files, path)
		if err := cfg.loadModulesFile(path); err != nil {
			f.errs = append(f.errs, AsErrors(err)...)
			return
		}
	}
	p.Modules = p.Modules.With(placed(probe.OfJobs(p.Jobs), dir))
	at, list := valueOf(f.root, "probes")
	if at == nil || f.errs != nil {
		return
	}
	var jobs []any
	for i, job := range p.Jobs {
		if f.refuseProbe(p, i, list.Content[i]) {
			jobs = append(jobs, f.probeJob(job, p.Modules[job.ModuleName()], env))
		}
	}
	f.addJobs(at, jobs, "probes")
}

// refuseProbe reports what only shows beside other parts of the file, and whether there is nothing of it.
func (f *lookoutFile) refuseProbe(p *Probing, i int, item *yaml.Node) (good bool) {
	job := p.Jobs[i]
	if _, ok := p.Modules[job.ModuleName()]; !ok {
		_, name := valueOf(item, "module")
		hint := "there are " + strings.Join(p.Modules.Names(), ", ")
		if meant := nearest(job.Use, p.Modules.Names()); meant != "" {
			hint = fmt.Sprintf("did you mean %s?", meant)
		}
		f.fail(name, fmt.Sprintf("probes: there is no module %q", job.Use), hint)
		return false
	}
	for _, other := range p.Jobs[:i] {
		if other.Name == job.Name {
			_, name := valueOf(item, "name")
			f.fail(name, fmt.Sprintf("probes: name %q stands there twice", job.Name), "give each a name of its own")
			return false
		}
	}
	return true
}

// probeJob is the scrape job of a probe: Lookout asks its own endpoint, once for each target.
func (f *lookoutFile) probeJob(job probe.Job, module probe.Module, env Environment) any {
	every, wait := job.Timing(module, f.globalDuration("scrape_interval", time.Minute), f.globalDuration("scrape_timeout", 10*time.Second))
	return map[string]any{
		"job_name": job.Name, "metrics_path": ProbePath, "params": url.Values{"module": {job.ModuleName()}},
		"scrape_interval": model.Duration(every).String(), "scrape_timeout": model.Duration(wait).String(),
		"static_configs": targetsBehind(scrapeAddress(env.Listen), job.Targets, job.Labels),
	}
}

// globalDuration is one of Prometheus' durations that hold for all jobs. One that makes no sense is reported where it is
// read.
func (f *lookoutFile) globalDuration(name string, fallback time.Duration) time.Duration {
	if _, value := valueAt(f.prometheus, "global", name); value != nil {
		if duration, err := model.ParseDuration(value.Value); err == nil {
			return time.Duration(duration)
		}
	}
	return fallback
}
