package config

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// document is a text as one of the libraries reads it, with the way back to where its author wrote it.
type document struct {
	file   string
	root   *yaml.Node // plain, with the author's positions
	known  schema
	check  func(text string) error
	took   time.Duration        // what check took for the whole text
	lines  map[int][]*yaml.Node // what stands in each line of the text that the library read
	masked func(string) string  // hides values that must not be shown; nil when there are none
}

// explain turns what a library says about a document into errors with positions.
func (d *document) explain(failure error) error {
	var located *Error
	if errors.As(failure, &located) {
		return failure
	}
	var included *includeError
	if errors.As(failure, &included) {
		return included.explain(d)
	}
	complaints := typeComplaints(failure.Error())
	if complaints == nil {
		return d.semantic(failure)
	}
	var all Errors
	for _, c := range complaints {
		all = append(all, d.mask(d.judge(c)))
	}
	return all.Ordered()
}

// complaint is one line of what the YAML libraries report after reading a document into their structs.
type complaint struct {
	line int
	text string
}

var complaintLine = regexp.MustCompile(`^\s*line (\d+): (.*)$`)

// typeComplaints splits the list of errors that the YAML libraries collect; nil for any other error.
func typeComplaints(message string) []complaint {
	_, list, found := strings.Cut(message, "yaml: unmarshal errors:\n")
	if !found {
		return nil
	}
	var complaints []complaint
	for text := range strings.Lines(list) {
		if match := complaintLine.FindStringSubmatch(strings.TrimSuffix(text, "\n")); match != nil {
			line, _ := strconv.Atoi(match[1])
			complaints = append(complaints, complaint{line, match[2]})
		} else if len(complaints) > 0 {
			complaints[len(complaints)-1].text += " " + strings.TrimSpace(text)
		}
	}
	return complaints
}

var (
	unknownField  = regexp.MustCompile(`^field (\S+) not found in type`)
	repeatedField = regexp.MustCompile(`^field (\S+) already set in type`)
	repeatedKey   = regexp.MustCompile(`^key "(.*)" already set in map`)
	definedKey    = regexp.MustCompile(`^mapping key "(.*)" already defined at line`) // version 3 of the library
	wrongType     = regexp.MustCompile("^cannot unmarshal (!!\\w+)(?: `((?s:.*))`)? into (.*)$")
)

func (d *document) judge(c complaint) *Error {
	if m := unknownField.FindStringSubmatch(c.text); m != nil {
		return d.unknownKey(d.keyIn(c.line, m[1]), m[1])
	}
	if m := repeatedField.FindStringSubmatch(c.text); m != nil {
		return d.repeated(d.keyIn(c.line, m[1]), m[1])
	}
	if m := definedKey.FindStringSubmatch(c.text); m != nil {
		return d.repeated(d.keyIn(c.line, m[1]), m[1])
	}
	if m := repeatedKey.FindStringSubmatch(c.text); m != nil {
		return d.repeated(d.lastKeyFrom(c.line, m[1]), m[1])
	}
	if m := wrongType.FindStringSubmatch(c.text); m != nil {
		at := d.valueIn(c.line, m[1], m[2])
		text := c.text
		if d.masked != nil && at.Kind == yaml.ScalarNode { // the library may have shortened what is to be masked
			text = strings.Replace(text, "`"+m[2]+"`", "`"+at.Value+"`", 1)
		}
		return d.at(at, text, typeHint(m[3]))
	}
	return d.at(d.firstIn(c.line), c.text, "")
}

func (d *document) unknownKey(at *yaml.Node, name string) *Error {
	parent := enclosing(d.root, at)
	path := steps(d.root, parent)
	return d.at(at, fmt.Sprintf("unknown key %q%s", name, within(d.root, parent)), d.known.hint(name, path))
}

// within names the block a key stands in, for a message.
func within(root, block *yaml.Node) string {
	if path := pathTo(root, block); path != "" {
		return " in " + path
	}
	return ""
}

func (d *document) repeated(at *yaml.Node, name string) *Error {
	problem := fmt.Sprintf("key %q is set twice", name)
	if first, _ := valueOf(enclosing(d.root, at), name); first != nil && first != at {
		problem += fmt.Sprintf(", first in line %d", first.Line)
	}
	return d.at(at, problem, "remove one of them")
}

// semantic places an error that came without a position.
func (d *document) semantic(failure error) error {
	place := locate(d.root, d.check, failure, max(locateBudget, locateLoads*d.took))
	problem := strings.TrimPrefix(linePrefix.ReplaceAllString(failure.Error(), ""), "yaml: ")
	problem = strings.ReplaceAll(problem, "\n", "; ")
	return d.mask(d.at(place, problem, semanticHint(problem)))
}

func (d *document) at(n *yaml.Node, problem, hint string) *Error {
	if n == nil {
		n = d.root
	}
	return &Error{
		File: d.file, Line: max(n.Line, 1), Column: max(n.Column, 1),
		Path: pathTo(d.root, n), Problem: problem, Hint: hint,
	}
}

func (d *document) mask(e *Error) *Error {
	if d.masked != nil {
		e.Problem, e.Hint = d.masked(e.Problem), d.masked(e.Hint)
	}
	return e
}

// keyIn finds the last key of that name in a line: where one repeats, the later is meant.
func (d *document) keyIn(line int, name string) *yaml.Node {
	var found *yaml.Node
	for _, n := range d.lines[line] {
		if n.Value == name && isKey(d.root, n) {
			found = n
		}
	}
	if found == nil {
		return d.firstIn(line)
	}
	return found
}

// lastKeyFrom finds the repetition of a key in the mapping that begins in a line.
func (d *document) lastKeyFrom(line int, name string) *yaml.Node {
	for _, n := range d.lines[line] {
		if n.Kind != yaml.MappingNode {
			continue
		}
		for i := len(n.Content) - 2; i >= 0; i -= 2 {
			if first, _ := valueOf(n, name); n.Content[i].Value == name && n.Content[i] != first {
				return n.Content[i]
			}
		}
	}
	return d.keyIn(line, name)
}

// valueIn finds the value of a given type in a line. The library shortens long values, ending them in dots.
func (d *document) valueIn(line int, tag, value string) *yaml.Node {
	prefix, shortened := strings.CutSuffix(value, "...")
	for _, n := range d.lines[line] {
		fits := n.Value == value || shortened && strings.HasPrefix(n.Value, prefix)
		if n.Kind != yaml.ScalarNode {
			fits = value == "" && n.Tag == tag
		}
		if fits && !isKey(d.root, n) {
			return n
		}
	}
	return d.firstIn(line)
}

func (d *document) firstIn(line int) *yaml.Node {
	if nodes := d.lines[line]; len(nodes) > 0 {
		return nodes[0]
	}
	return &yaml.Node{Line: line, Column: 1}
}

func isKey(root, n *yaml.Node) bool {
	parent := enclosing(root, n)
	return parent != nil && parent.Kind == yaml.MappingNode && slices.Index(parent.Content, n)%2 == 0
}

// enclosing is the block or list that directly contains a node.
func enclosing(root, n *yaml.Node) *yaml.Node {
	if slices.Contains(root.Content, n) {
		return root
	}
	for _, child := range root.Content {
		if found := enclosing(child, n); found != nil {
			return found
		}
	}
	return nil
}

// nodesByLine indexes a tree by the lines its nodes begin in.
func nodesByLine(root *yaml.Node) map[int][]*yaml.Node {
	lines := map[int][]*yaml.Node{}
	pairNodes(root, root, func(author, _ *yaml.Node) { lines[author.Line] = append(lines[author.Line], author) })
	return lines
}

// renderedLines indexes a tree by the lines its nodes have in the text that render makes of it.
func renderedLines(root *yaml.Node, text string) map[int][]*yaml.Node {
	lines := map[int][]*yaml.Node{}
	if written, err := parseTree("", text); err == nil {
		pairNodes(root, written, func(author, written *yaml.Node) {
			lines[written.Line] = append(lines[written.Line], author)
		})
	}
	return lines
}

// pairNodes visits two trees of the same shape side by side.
func pairNodes(a, b *yaml.Node, visit func(a, b *yaml.Node)) {
	visit(a, b)
	for i := range min(len(a.Content), len(b.Content)) {
		pairNodes(a.Content[i], b.Content[i], visit)
	}
}
