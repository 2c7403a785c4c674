package rules

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync/atomic"

	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/lookout-monitor/lookout/internal/config"
)

// File is the text of a rule file, from disk or shipped with Lookout.
type File struct {
	Name    string // its path, or what is shown in place of one, as "builtin:host.yml"
	Content []byte
}

// Set is the rules of one configuration, read once and found good. What is
// evaluated is this, whatever becomes of the files meanwhile.
type Set struct {
	Files  []File
	groups map[string]*rulefmt.RuleGroups // by the name of their file
}

// Load reads the rule files that a configuration names and judges them and the
// built-in ones. All that is wrong is reported at once, as config.Errors, each
// with its place. Patterns that match no file are fine, as they are to
// Prometheus.
func Load(conf *promconfig.Config, builtin []File, p parser.Parser, logger *slog.Logger) (*Set, error) {
	files, problems := read(conf.RuleFiles)
	files = append(files, builtin...)
	j := judge{names: conf.GlobalConfig.MetricNameValidationScheme, parser: p, logger: logger}
	set := &Set{Files: files, groups: make(map[string]*rulefmt.RuleGroups, len(files))}
	for _, f := range files {
		groups, wrong := j.judge(f)
		set.groups[f.Name] = groups
		problems = append(problems, wrong...)
	}
	if err := problems.Ordered(); err != nil {
		return nil, err
	}
	return set, nil
}

// read reads the files that the patterns name, each once, in order.
func read(patterns []string) (files []File, problems config.Errors) {
	for _, pattern := range patterns {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			problems = append(problems, &config.Error{File: pattern, Problem: "this pattern in rule_files is malformed", Hint: "close every ["})
		}
		for _, path := range matches {
			if slices.ContainsFunc(files, func(f File) bool { return f.Name == path }) {
				continue
			}
			content, err := config.ReadFile(path)
			if err != nil {
				problems = append(problems, config.AsErrors(err)...)
				continue
			}
			files = append(files, File{Name: path, Content: content})
		}
	}
	return files, problems
}

func (s *Set) names() []string {
	names := make([]string, len(s.Files))
	for i, f := range s.Files {
		names[i] = f.Name
	}
	return names
}

// loader hands the rule manager the groups of the set in effect, as they were
// judged: nothing is read or parsed a second time.
type loader struct {
	parser parser.Parser
	set    atomic.Pointer[Set]
}

// Load implements the rule manager's group loader.
func (l *loader) Load(name string, _ bool, _ model.ValidationScheme) (*rulefmt.RuleGroups, []error) {
	groups, ok := l.set.Load().groups[name]
	if !ok {
		return nil, []error{fmt.Errorf("rule file %s is not part of what was loaded", name)}
	}
	return groups, nil
}

// Parse implements the rule manager's group loader.
func (l *loader) Parse(query string) (parser.Expr, error) { return l.parser.ParseExpr(query) }
