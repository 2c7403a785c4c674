package config

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// expander puts the values of environment variables into the values of lookout.yml. It works on the parsed tree, so a
// value is data whatever it contains. Only ${VAR} with an upper-case name is a variable; $${VAR} stands for the
// text ${VAR}, and relabelling's ${1} and ${name} are left alone.
type expander struct {
	file   string
	lookup func(string) (string, bool)
	used   map[string]string // variable → value
	errs   Errors
}

var variable = regexp.MustCompile(`\$?\$\{([A-Z_][A-Z0-9_]*)\}`)

func (x *expander) expand(n *yaml.Node, path []string) {
	switch n.Kind {
	case yaml.ScalarNode:
		x.expandScalar(n, path)
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			x.expand(n.Content[i+1], append(path, n.Content[i].Value))
		}
	default:
		for _, item := range n.Content {
			x.expand(item, append(path, listItem))
		}
	}
}

func (x *expander) expandScalar(n *yaml.Node, path []string) {
	if !variable.MatchString(n.Value) {
		return
	}
	// Prometheus expands $VAR in external labels once more, which must not happen to a value.
	literal := func(s string) string { return s }
	if isExternalLabel(path) {
		literal = func(s string) string { return strings.ReplaceAll(s, "$", "$$") }
	}
	value := variable.ReplaceAllStringFunc(n.Value, func(reference string) string {
		if escaped, ok := strings.CutPrefix(reference, "$$"); ok {
			return literal("$" + escaped)
		}
		return literal(x.value(n, reference))
	})
	setText(n, value)
}

func (x *expander) value(n *yaml.Node, reference string) string {
	name := strings.Trim(reference, "${}")
	if x.lookup != nil {
		if value, ok := x.lookup(name); ok {
			x.used[name] = value
			return value
		}
	}
	x.errs = append(x.errs, &Error{
		File: x.file, Line: n.Line, Column: n.Column,
		Problem: fmt.Sprintf("environment variable %s is not set", name),
		Hint:    fmt.Sprintf("set it, or write $${%s} if the text itself is meant", name),
	})
	return ""
}

func isExternalLabel(path []string) bool {
	return len(path) >= 2 && slices.Contains([]string{"external_labels", "global.external_labels"}, strings.Join(path[:len(path)-1], "."))
}

// setText makes a node hold a text. A plain value stays plain if it is a number or a boolean, so that it can be used
// as one; anything else is quoted, so that it cannot become a different value, a comment or a block.
func setText(n *yaml.Node, text string) {
	plain := n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
	n.Value, n.Tag, n.Style = text, "!!str", yaml.DoubleQuotedStyle
	if !plain {
		return
	}
	if tag := plainTag(text); tag == "!!int" || tag == "!!float" || tag == "!!bool" {
		n.Tag, n.Style = tag, 0
	}
}

// plainTag is the type that a text has as a value without quotes; empty if it would not be a value by itself.
func plainTag(text string) string {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil || len(document.Content) == 0 {
		return ""
	}
	if n := document.Content[0]; n.Kind == yaml.ScalarNode && n.Style == 0 && n.Value == text {
		return n.Tag
	}
	return ""
}

// secretName tells the variables whose values must not be shown from those that say where or what this is.
var secretName = regexp.MustCompile(`PASS|SECRET|TOKEN|KEY|CRED|AUTH|WEBHOOK|DSN`)

// masker replaces the values of the variables that were used by their names, for messages and pages. Short values are
// left, or they would be found in the middle of words. It is nil when there is nothing to hide.
func (x *expander) masker() func(string) string {
	var names []string
	for name, value := range x.used {
		if len(value) >= 8 || len(value) >= 4 && secretName.MatchString(name) {
			names = append(names, name)
		}
	}
	if names == nil {
		return nil
	}
	// A value may begin with another: the longer goes first, so that no rest of it is left.
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(len(x.used[b])-len(x.used[a]), cmp.Compare(a, b))
	})
	var pairs []string
	for _, name := range names {
		for _, form := range writtenForms(x.used[name]) {
			pairs = append(pairs, form, "${"+name+"}")
		}
	}
	return strings.NewReplacer(pairs...).Replace
}

// writtenForms are the ways in which a value may stand in YAML, a message or a URL.
func writtenForms(value string) []string {
	quoted := strconv.Quote(value)
	forms := []string{
		value, quoted[1 : len(quoted)-1], strings.ReplaceAll(value, "'", "''"), url.QueryEscape(value), url.PathEscape(value),
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}
