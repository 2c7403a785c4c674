package rules

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"

	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

// File is a rule file that is not on disk: one that Lookout ships.
type File struct {
	Name    string // shown where a path would be, as "builtin:host.yml"
	Content []byte
}

// Check loads every rule file of a configuration, and the built-in ones, and
// reports all that is wrong with them, each problem with file, line and
// column. Patterns that match no file are fine, as they are to Prometheus.
func Check(conf *promconfig.Config, builtin []File, p parser.Parser, logger *slog.Logger) error {
	files, err := expand(conf.RuleFiles)
	if err != nil {
		return err
	}
	l := newLoader(p, logger)
	l.setBuiltin(builtin)
	for _, f := range builtin {
		files = append(files, f.Name)
	}
	var problems []error
	for _, f := range files {
		_, errs := l.Load(f, false, conf.GlobalConfig.MetricNameValidationScheme)
		problems = append(problems, errs...)
	}
	return errors.Join(problems...)
}

// expand returns the files that the patterns name, each once, in order.
func expand(patterns []string) ([]string, error) {
	var files []string
	for _, pattern := range patterns {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("rule_files: pattern %q: %w", pattern, err)
		}
		for _, m := range matches {
			if !slices.Contains(files, m) {
				files = append(files, m)
			}
		}
	}
	return files, nil
}

// loader reads rule files from disk and the built-in ones from memory.
type loader struct {
	parser parser.Parser
	logger *slog.Logger

	mu      sync.RWMutex
	builtin map[string][]byte
}

func newLoader(p parser.Parser, logger *slog.Logger) *loader {
	return &loader{parser: p, logger: logger}
}

func (l *loader) setBuiltin(files []File) {
	byName := make(map[string][]byte, len(files))
	for _, f := range files {
		byName[f.Name] = f.Content
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.builtin = byName
}

// Load implements the rule manager's group loader.
func (l *loader) Load(name string, ignoreUnknown bool, names model.ValidationScheme) (*rulefmt.RuleGroups, []error) {
	l.mu.RLock()
	content, shipped := l.builtin[name]
	l.mu.RUnlock()
	if !shipped {
		return rulefmt.ParseFile(name, ignoreUnknown, names, l.parser, l.logger)
	}
	groups, errs := rulefmt.Parse(content, ignoreUnknown, names, l.parser, l.logger)
	for i, err := range errs {
		errs[i] = fmt.Errorf("%s: %w", name, err)
	}
	return groups, errs
}

// Parse implements the rule manager's group loader.
func (l *loader) Parse(query string) (parser.Expr, error) { return l.parser.ParseExpr(query) }
