// Package walls holds the import rules of ARCHITECTURE.md without a linter installed. It reads
// the depguard section of .golangci.yml, the only place where the walls are written down, and the
// import lines of every Go file; out come the imports that break a wall, each with file and line.
// It type-checks and compiles nothing, so it answers in well under a second.
package walls

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Wall is one depguard rule in lax mode: the files it binds and what those must not import.
type Wall struct {
	Files []string
	Deny  []Denied
}

// Denied is an import path prefix, or with a trailing $ one exact import path.
type Denied struct {
	Pkg  string
	Desc string
}

// Load reads the walls from a golangci-lint configuration, by rule name.
func Load(configFile string) (map[string]Wall, error) {
	raw, err := os.ReadFile(configFile)
	if err != nil {
		return nil, fmt.Errorf("read linter configuration: %w", err)
	}
	var config struct {
		Linters struct {
			Settings struct {
				Depguard struct{ Rules map[string]Wall }
			}
		}
	}
	if err := yaml.Unmarshal(raw, &config); err != nil {
		return nil, fmt.Errorf("parse %s: %w", configFile, err)
	}
	return config.Linters.Settings.Depguard.Rules, nil
}

// Check reads the import lines below root and describes each one that breaks a wall.
func Check(root string, walls map[string]Wall) ([]string, error) {
	var broken []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != root && skipped(entry.Name()) {
			return filepath.SkipDir
		}
		if entry.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		found, err := checkFile(root, path, walls)
		broken = append(broken, found...)
		return err
	})
	slices.Sort(broken)
	return broken, err
}

func skipped(dir string) bool {
	return dir == "node_modules" || dir == "testdata" || strings.HasPrefix(dir, ".")
}

func checkFile(root, path string, walls map[string]Wall) ([]string, error) {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, path, nil, parser.ImportsOnly)
	if err != nil {
		return nil, fmt.Errorf("parse imports: %w", err)
	}
	relative, err := filepath.Rel(root, path)
	if err != nil {
		return nil, err
	}
	var broken []string
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, fmt.Errorf("parse imports of %s: %w", relative, err)
		}
		line := files.Position(spec.Pos()).Line
		for name, wall := range walls {
			if denied, yes := wall.denies(relative, imported); yes {
				broken = append(broken, fmt.Sprintf("%s:%d imports %s: %s (%s)", filepath.ToSlash(relative), line, imported, denied.Desc, name))
			}
		}
	}
	return broken, nil
}

// denies says whether the wall binds the file and forbids the import.
func (w Wall) denies(file, imported string) (Denied, bool) {
	if !w.binds("/" + filepath.ToSlash(file)) {
		return Denied{}, false
	}
	for _, denied := range w.Deny {
		exact, isExact := strings.CutSuffix(denied.Pkg, "$")
		if imported == exact || !isExact && strings.HasPrefix(imported, denied.Pkg) {
			return denied, true
		}
	}
	return Denied{}, false
}

// binds follows depguard: some positive pattern matches and no negated one does.
func (w Wall) binds(file string) bool {
	bound := false
	for _, pattern := range w.Files {
		negated, isNegated := strings.CutPrefix(pattern, "!")
		switch {
		case isNegated && matches(negated, file):
			return false
		case !isNegated && matches(pattern, file):
			bound = true
		}
	}
	return bound
}

// matches knows what the configuration uses of depguard's globs: $test, ** over folders, * within
// one, and {a,b}.
func matches(pattern, file string) bool {
	if pattern == "$test" {
		return strings.HasSuffix(file, "_test.go")
	}
	expression := strings.NewReplacer(
		"**", ".*", "*", "[^/]*", "{", "(", "}", ")", ",", "|", ".", `\.`,
	).Replace(pattern)
	return regexp.MustCompile("^" + expression + "$").MatchString(file)
}
