package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	promconfig "github.com/prometheus/prometheus/config"
	yamlv2 "go.yaml.in/yaml/v2"
)

// includeError is what is wrong in a file that scrape_config_files refers to.
type includeError struct {
	main *promconfig.Config
	err  error
}

func (e *includeError) Error() string { return e.err.Error() }

// explain places the error in the file it is about. If that cannot be told, it is placed in the main document.
func (e *includeError) explain(main *document) error {
	path, problem := e.file()
	if path == "" {
		return main.semantic(e.err)
	}
	text, err := readFile(path)
	if err != nil {
		return err
	}
	root, err := readTree(path, text)
	if err != nil {
		return err
	}
	includer := e.includer(main, path)
	d := &document{file: path, root: root, known: scrapeConfigsSchema(), lines: nodesByLine(root), check: e.check}
	located := AsErrors(d.explain(errors.New(problem)))
	for _, e := range located {
		e.Problem += ", included by " + includer
	}
	return located.Ordered()
}

// includer names the line of scrape_config_files that a file came in by.
func (e *includeError) includer(main *document, path string) string {
	_, patterns := valueOf(main.root, "scrape_config_files")
	for i, pattern := range e.main.ScrapeConfigFiles {
		if matches, err := filepath.Match(pattern, path); err == nil && matches && i < len(patterns.Content) {
			return fmt.Sprintf("%s:%d", main.file, patterns.Content[i].Line)
		}
	}
	return main.file
}

// file splits the library's message into the file it is about and what is wrong there.
func (e *includeError) file() (path, problem string) {
	quoted, err := strconv.QuotedPrefix(e.err.Error())
	if err != nil {
		return "", ""
	}
	path, err = strconv.Unquote(quoted)
	if err != nil || !e.included(path) {
		return "", ""
	}
	return path, strings.TrimPrefix(e.err.Error()[len(quoted):], ": ")
}

func (e *includeError) included(path string) bool {
	return slices.ContainsFunc(e.main.ScrapeConfigFiles, func(pattern string) bool {
		matches, err := filepath.Match(pattern, path)
		return err == nil && matches
	})
}

// check reads the text of an included file as the library does. It does not see the other files: a job name that
// stands in two of them is found by its value.
func (e *includeError) check(text string) (err error) {
	defer recoverParser(&err)
	var file promconfig.ScrapeConfigs
	if err := yamlv2.UnmarshalStrict([]byte(text), &file); err != nil {
		return err
	}
	for _, job := range file.ScrapeConfigs {
		if err := job.Validate(e.main.GlobalConfig); err != nil {
			return err
		}
	}
	return nil
}
