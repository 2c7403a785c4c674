package config

import (
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	amconfig "github.com/prometheus/alertmanager/config"
	promconfig "github.com/prometheus/prometheus/config"
	"go.yaml.in/yaml/v4"
)

// lookoutFile is a lookout.yml being read: Lookout's own words are taken out, what remains is sorted into a document
// for Prometheus and one for Alertmanager.
type lookoutFile struct {
	path         string
	root         *yaml.Node
	known        schema
	own          map[string]key
	prometheus   *yaml.Node
	alertmanager *yaml.Node
	blocks       string // Lookout's own blocks as they were written, before variables were expanded
	masked       func(string) string
	errs         Errors
}

func loadLookout(path string, env Environment) (*Config, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("resolve path %s: %w", path, err)
	}
	text, err := readFile(abs)
	if err != nil {
		return nil, err
	}
	f, err := newLookoutFile(abs, text, env)
	if err != nil {
		return nil, err
	}
	cfg := defaults()
	cfg.Files = []string{abs}
	f.split(cfg)
	f.addWatchJobs(cfg.Watch, env)
	f.addProbes(cfg, env)
	f.addLegacyStatus(cfg, env)
	f.addDefaultRoute()
	f.refuseTwoRetentions()
	if f.errs != nil {
		return nil, f.errs.Ordered()
	}
	if err := f.load(cfg); err != nil {
		return nil, err
	}
	f.addConventionJobs(cfg)
	if f.errs != nil {
		return nil, f.errs.Ordered()
	}
	window, _ := valueAt(f.root, "storage", "tsdb", windowKey)
	cfg.adoptStorage(window != nil)
	cfg.own, cfg.masked = f.blocks, f.masked
	return cfg, nil
}

// newLookoutFile reads a text into a tree in which variables are expanded.
func newLookoutFile(path, text string, env Environment) (*lookoutFile, error) {
	root, err := readTree(path, text)
	if err != nil {
		return nil, err
	}
	if root.Kind != yaml.MappingNode {
		return nil, &Error{
			File: path, Line: root.Line, Column: root.Column, Problem: "this is no configuration",
			Hint: "write keys such as scrape_configs: at the beginning of a line",
		}
	}
	f := &lookoutFile{
		path: path, root: root, known: lookoutSchema(), own: map[string]key{},
		prometheus:   &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1, Column: 1},
		alertmanager: &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1, Column: 1},
	}
	for _, k := range f.known.own {
		f.own[k.path] = k
	}
	f.blocks = f.ownBlocks()
	x := &expander{file: path, lookup: env.LookupEnv, used: map[string]string{}, composed: map[string]string{}}
	x.expand(root, nil)
	f.masked = x.masker()
	return f, x.errs.Ordered()
}

// split sorts the top level by who knows the word. Prometheus comes first: tracing, which both know, is its.
func (f *lookoutFile) split(cfg *Config) {
	prometheus, alertmanager := fieldsOf(reflect.TypeFor[promconfig.Config]()), fieldsOf(reflect.TypeFor[amconfig.Config]())
	f.eachKey(f.root, func(name, value *yaml.Node) {
		switch {
		case name.Value == "global":
			f.splitGlobal(name, value)
		case prometheus[name.Value] != nil:
			f.prometheus.Content = append(f.prometheus.Content, name, value)
		case alertmanager[name.Value] != nil:
			f.alertmanager.Content = append(f.alertmanager.Content, name, value)
		default:
			f.setOwn(cfg, name.Value, name, value)
		}
	})
	f.addExternalLabels()
}

// splitGlobal sorts the keys of global, of which both projects have some and share none.
func (f *lookoutFile) splitGlobal(name, value *yaml.Node) {
	if isNull(value) {
		return
	}
	if value.Kind != yaml.MappingNode {
		f.fail(value, "global needs a block of keys", "")
		return
	}
	prometheus, alertmanager := *value, *value
	prometheus.Content, alertmanager.Content = nil, nil
	forPrometheus := fieldsOf(reflect.TypeFor[promconfig.GlobalConfig]())
	forAlertmanager := fieldsOf(reflect.TypeFor[amconfig.GlobalConfig]())
	f.eachKey(value, func(name, value *yaml.Node) {
		switch {
		case forPrometheus[name.Value] != nil:
			prometheus.Content = append(prometheus.Content, name, value)
		case forAlertmanager[name.Value] != nil:
			alertmanager.Content = append(alertmanager.Content, name, value)
		default:
			f.fail(name, fmt.Sprintf("unknown key %q in global", name.Value), f.known.hint(name.Value, []string{"global"}))
		}
	})
	if prometheus.Content != nil {
		f.prometheus.Content = append(f.prometheus.Content, name, &prometheus)
	}
	if alertmanager.Content != nil {
		f.alertmanager.Content = append(f.alertmanager.Content, name, &alertmanager)
	}
}

// setOwn reads one of Lookout's own keys, or the block that holds some.
func (f *lookoutFile) setOwn(cfg *Config, path string, name, value *yaml.Node) {
	if k, ok := f.own[path]; ok {
		f.refuse(path, value, k.set(cfg, value))
		return
	}
	if len(ownKeysAt(f.known.own, strings.Split(path, "."))) == 0 {
		parent, last := splitPath(path)
		f.fail(name, fmt.Sprintf("unknown key %q%s", last, in(parent)), f.known.hint(last, parent))
		return
	}
	switch {
	case isNull(value):
	case value.Kind != yaml.MappingNode:
		f.fail(value, path+" needs a block of keys", "")
	default:
		f.eachKey(value, func(name, value *yaml.Node) { f.setOwn(cfg, path+"."+name.Value, name, value) })
	}
}

// refuse reports what is wrong with the value of a key, at its place in a block where that is known.
func (f *lookoutFile) refuse(path string, value *yaml.Node, err error) {
	if err == nil || eachMistake(err, func(m *mistake) { f.fail(m.at, path+": "+m.problem, m.hint) }) {
		return
	}
	f.fail(value, path+": "+err.Error(), "")
}

func splitPath(path string) (parent []string, last string) {
	all := strings.Split(path, ".")
	return all[:len(all)-1], all[len(all)-1]
}

func in(parent []string) string {
	if len(parent) == 0 {
		return ""
	}
	return " in " + strings.Join(parent, ".")
}

// eachKey visits the keys of a block and refuses those that stand there twice.
func (f *lookoutFile) eachKey(block *yaml.Node, visit func(name, value *yaml.Node)) {
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(block.Content); i += 2 {
		name := block.Content[i]
		if first := seen[name.Value]; first != nil {
			f.fail(name, fmt.Sprintf("key %q is set twice, first in line %d", name.Value, first.Line), "remove one of them")
			continue
		}
		seen[name.Value] = name
		visit(name, block.Content[i+1])
	}
}

func (f *lookoutFile) fail(at *yaml.Node, problem, hint string) {
	e := &Error{File: f.path, Line: at.Line, Column: at.Column, Path: pathTo(f.root, at), Problem: problem, Hint: hint}
	if f.masked != nil {
		e.Problem = f.masked(e.Problem)
	}
	f.errs = append(f.errs, e)
}

// load hands both documents to their libraries.
func (f *lookoutFile) load(cfg *Config) error {
	dir := filepath.Dir(f.path)
	check := func(root *yaml.Node, parse func(text string) error) error {
		text := render(root)
		began := time.Now()
		err := parse(text)
		if err == nil {
			return nil
		}
		d := &document{
			file: f.path, root: root, known: f.known, check: parse, took: time.Since(began), masked: f.masked,
			lines: renderedLines(root, text),
		}
		return d.explain(err)
	}
	err := check(f.prometheus, func(text string) (err error) {
		cfg.Prometheus, err = parsePrometheus(text, dir)
		return err
	})
	if err != nil {
		return err
	}
	return check(f.alertmanager, func(text string) (err error) {
		cfg.Alertmanager, err = parseAlertmanager(text, dir)
		return err
	})
}
