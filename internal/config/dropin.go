package config

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// loadFile reads a file exactly as its project does. When parse refuses it, Lookout looks into it as well, to tell
// where the mistake is. It returns the file's tree, or an empty one if Lookout cannot read what the project can.
func loadFile(path string, known schema, parse func(text string) error) (*yaml.Node, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, err
	}
	failure := parse(text)
	tree, err := parseTree(path, text)
	if err == nil {
		tree, err = plainTree(path, tree)
	}
	switch {
	case failure == nil && err != nil:
		return &yaml.Node{Kind: yaml.MappingNode}, nil
	case failure == nil:
		return tree, nil
	case err != nil:
		return nil, err
	}
	d := &document{file: path, root: tree, known: known, check: parse, lines: nodesByLine(tree)}
	return nil, d.explain(failure)
}

// recoverParser turns a panic of a library's parser into an error. There are files that make them panic, such as a
// slack_configs entry with update_message and without a URL.
func recoverParser(err *error) {
	if crash := recover(); crash != nil {
		*err = fmt.Errorf("the parser fails on this: %v", crash)
	}
}
