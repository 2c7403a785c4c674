package config

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"
)

// loadFile reads a file exactly as its project does. Only when parse refuses it does Lookout look into it as well, to
// tell where the mistake is.
func loadFile(path string, known schema, parse func(text string) error) (text string, err error) {
	text, err = readFile(path)
	if err != nil {
		return "", err
	}
	began := time.Now()
	failure := parse(text)
	took := time.Since(began)
	if failure == nil {
		return text, nil
	}
	root, err := readTree(path, text)
	if err != nil {
		return "", err
	}
	d := &document{file: path, root: root, known: known, check: parse, took: took, lines: nodesByLine(root)}
	return "", d.explain(failure)
}

func readTree(path, text string) (*yaml.Node, error) {
	tree, err := parseTree(path, text)
	if err != nil {
		return nil, err
	}
	return plainTree(path, tree)
}

// recoverParser turns a panic of a library's parser into an error. There are files that make them panic, such as a
// slack_configs entry with update_message and without a URL.
func recoverParser(err *error) {
	if crash := recover(); crash != nil {
		*err = fmt.Errorf("the parser fails on this: %v", crash)
	}
}
