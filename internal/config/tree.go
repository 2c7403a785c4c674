package config

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// parseTree reads the only document of a text. The nodes carry the positions that errors report. An empty document is
// an empty mapping.
func parseTree(file, text string) (*yaml.Node, error) {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		return nil, syntaxError(file, text, err)
	}
	if len(document.Content) == 0 || isNull(document.Content[0]) {
		return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: 1, Column: 1}, nil
	}
	return document.Content[0], nil
}

func syntaxError(file, text string, err error) *Error {
	failure := &Error{File: file, Line: 1, Column: 1, Problem: err.Error()}
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return failure
	}
	failure.Problem = load.Message
	if load.Mark.Line == 0 {
		failure.Line, failure.Column = unreadableCharacter(text)
		failure.Hint = "save the file as plain UTF-8 text"
		return failure
	}
	failure.Line, failure.Column = load.Mark.Line, max(load.Mark.Column, 1)
	if load.ContextMsg != "" {
		failure.Problem += " " + load.ContextMsg
		if load.ContextMark.Line != load.Mark.Line {
			failure.Problem += fmt.Sprintf(" that starts in line %d", load.ContextMark.Line)
		}
	}
	failure.Hint = syntaxHint(load.Message)
	if line := lineOf(text, load.Mark.Line); strings.Contains(line[:len(line)-len(strings.TrimLeft(line, " \t"))], "\t") {
		failure.Hint = "indent with spaces, not tabs"
	}
	if strings.Contains(lineOf(text, max(load.Mark.Line, load.ContextMark.Line)), "${") {
		failure.Hint = `between { } or [ ], put quotes around a variable: "${VAR}"`
	}
	return failure
}

func lineOf(text string, number int) string {
	for line := range strings.Lines(text) {
		if number--; number == 0 {
			return line
		}
	}
	return ""
}

func syntaxHint(message string) string {
	switch {
	case strings.Contains(message, "tab character"):
		return "indent with spaces, not tabs"
	case strings.Contains(message, "cannot start any token"):
		return "put quotes around the value"
	case strings.Contains(message, "mapping values are not allowed"):
		return "put quotes around a value that contains a colon, or check the indentation"
	case strings.Contains(message, "did not find expected key"), strings.Contains(message, "expected '-' indicator"):
		return "check the indentation of this line"
	case strings.Contains(message, "unexpected end of stream"):
		return "a closing quote is missing"
	}
	return ""
}

// unreadableCharacter finds the first character that YAML does not allow.
func unreadableCharacter(text string) (line, column int) {
	line, column = 1, 1
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		control := r < ' ' && r != '\n' && r != '\t' && r != '\r' || r >= 0x7f && r < 0xa0 && r != 0x85
		if control || r == utf8.RuneError && size == 1 {
			return line, column
		}
		if column++; r == '\n' {
			line, column = line+1, 1
		}
		i += size
	}
	return 1, 1
}

// maxAliasedNodes bounds what aliases may multiply a document by, so that a few lines cannot become gigabytes.
const maxAliasedNodes = 500_000

// plainTree copies a tree so that each node stands for itself: aliases are replaced by what they refer to, merge keys
// (<<) by what they merge, comments are dropped and everything is in block style. Copies keep their positions.
func plainTree(file string, root *yaml.Node) (*yaml.Node, error) {
	p := plainer{file: file, open: map[*yaml.Node]bool{}}
	return p.copy(root)
}

type plainer struct {
	file    string
	aliased int                 // nodes copied on behalf of aliases
	within  int                 // how many aliases enclose the node being copied
	open    map[*yaml.Node]bool // anchors being copied, to notice one that contains itself
}

func (p *plainer) copy(n *yaml.Node) (*yaml.Node, error) {
	if n.Kind == yaml.AliasNode {
		return p.follow(n)
	}
	if p.within > 0 {
		if p.aliased++; p.aliased > maxAliasedNodes {
			return nil, p.refuse(n, "aliases make the document too large", "write fewer aliases of large blocks")
		}
	}
	c := &yaml.Node{Kind: n.Kind, Style: plainStyle(n.Style), Tag: n.Tag, Value: n.Value, Line: n.Line, Column: n.Column}
	if n.Kind == yaml.MappingNode {
		return c, p.copyPairs(c, n)
	}
	for _, child := range n.Content {
		item, err := p.copy(child)
		if err != nil {
			return nil, err
		}
		c.Content = append(c.Content, item)
	}
	return c, nil
}

// plainStyle writes one key or item a line. Block texts become quoted ones, which the emitter writes more reliably.
func plainStyle(style yaml.Style) yaml.Style {
	const block = yaml.LiteralStyle | yaml.FoldedStyle
	if style&block != 0 {
		style |= yaml.DoubleQuotedStyle
	}
	return style &^ (yaml.FlowStyle | block)
}

func (p *plainer) follow(alias *yaml.Node) (*yaml.Node, error) {
	if alias.Alias == nil || p.open[alias.Alias] {
		return nil, p.refuse(alias, fmt.Sprintf("alias *%s refers to a block that contains it", alias.Value), "")
	}
	p.open[alias.Alias] = true
	p.within++
	defer func() {
		delete(p.open, alias.Alias)
		p.within--
	}()
	return p.copy(alias.Alias)
}

// copyPairs copies a mapping's own keys first, because they win over merged ones.
func (p *plainer) copyPairs(to, from *yaml.Node) error {
	var merges []*yaml.Node
	for i := 0; i+1 < len(from.Content); i += 2 {
		if from.Content[i].Tag == "!!merge" {
			merges = append(merges, from.Content[i+1])
			continue
		}
		key, err := p.copy(from.Content[i])
		if err != nil {
			return err
		}
		value, err := p.copy(from.Content[i+1])
		if err != nil {
			return err
		}
		to.Content = append(to.Content, key, value)
	}
	for _, merge := range merges {
		if err := p.merge(to, merge); err != nil {
			return err
		}
	}
	return nil
}

func (p *plainer) merge(to, from *yaml.Node) error {
	merged, err := p.copy(from)
	if err != nil {
		return err
	}
	sources := []*yaml.Node{merged}
	if merged.Kind == yaml.SequenceNode {
		sources = merged.Content
	}
	own := map[string]bool{}
	for i := 0; i+1 < len(to.Content); i += 2 {
		own[to.Content[i].Value] = true
	}
	for _, source := range sources {
		if source.Kind != yaml.MappingNode {
			return p.refuse(source, "<< needs a block of keys to merge", "")
		}
		for i := 0; i+1 < len(source.Content); i += 2 {
			if key := source.Content[i]; !own[key.Value] {
				own[key.Value] = true
				to.Content = append(to.Content, key, source.Content[i+1])
			}
		}
	}
	return nil
}

func (p *plainer) refuse(n *yaml.Node, problem, hint string) *Error {
	return &Error{File: p.file, Line: n.Line, Column: n.Column, Problem: problem, Hint: hint}
}

// isNull tells a value that was left empty.
func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && (n.Tag == "!!null" || n.Value == "" && n.Style == 0)
}

// valueOf finds a key in a mapping; nil when it is not there, or when the node is no mapping.
func valueOf(mapping *yaml.Node, key string) (keyNode, value *yaml.Node) {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i], mapping.Content[i+1]
		}
	}
	return nil, nil
}

// pathTo describes where a node stands, such as scrape_configs[2].job_name; a key's path is that of its value.
func pathTo(root, target *yaml.Node) string {
	path, _ := findPath(root, target, "")
	return path
}

func findPath(n, target *yaml.Node, path string) (string, bool) {
	if n == target {
		return path, true
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			below := strings.TrimPrefix(path+"."+n.Content[i].Value, ".")
			if n.Content[i] == target {
				return below, true
			}
			if found, ok := findPath(n.Content[i+1], target, below); ok {
				return found, true
			}
		}
		return "", false
	}
	for i, item := range n.Content {
		if found, ok := findPath(item, target, fmt.Sprintf("%s[%d]", path, i)); ok {
			return found, true
		}
	}
	return "", false
}
