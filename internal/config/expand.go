package config

import (
	"fmt"
	"regexp"
	"slices"
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
	// composed holds the texts in which a short secret may touch other letters, and how they were written.
	composed map[string]string
	errs     Errors
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
	x.remember(n.Value, value)
	setText(n, value)
}

// remember notes a text that was put together from a short secret and more, because only secrets that stand by
// themselves are found later.
func (x *expander) remember(written, value string) {
	for _, reference := range variable.FindAllString(written, -1) {
		name := strings.Trim(reference, "${}")
		if used, ok := x.used[name]; ok && written != reference && len(used) < longValue && hidden(name, used) {
			x.composed[value] = written
		}
	}
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
