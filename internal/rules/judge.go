package rules

import (
	"errors"
	"log/slog"
	"regexp"
	"strconv"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
	"go.yaml.in/yaml/v4"

	"github.com/lookout-monitor/lookout/internal/config"
)

// judge finds what is wrong with rule files.
type judge struct {
	names  model.ValidationScheme
	parser parser.Parser
	logger *slog.Logger
}

// judge parses a file as Prometheus does. A file that cannot be read as YAML
// has no groups; one that can may still have several things wrong with it.
func (j judge) judge(f File) (*rulefmt.RuleGroups, config.Errors) {
	groups, errs := rulefmt.Parse(f.Content, false, j.names, j.parser, j.logger)
	if groups == nil {
		return nil, config.Explain(f.Name, string(f.Content), rulefmt.RuleGroups{}, j.unreadable, errs[0])
	}
	var problems config.Errors
	outline := outlineOf(f.Content)
	for _, err := range errs {
		problems = append(problems, placed(f.Name, outline, err))
	}
	return groups, problems
}

// unreadable says why a text is no rule file, without judging the rules.
func (j judge) unreadable(text string) error {
	groups, errs := rulefmt.Parse([]byte(text), false, j.names, j.parser, slog.New(slog.DiscardHandler))
	if groups == nil {
		return errs[0]
	}
	return nil
}

// position is how the library begins what it says about a place it knows:
// one line:column, or two where two keys exclude each other. A key that is not
// there is at 0:0.
var position = regexp.MustCompile(`^(\d+):(\d+): (?:(\d+):(\d+): )?`)

// placed gives an error of the library's a place: the one that it names, else
// that of the label, annotation, rule or group it is about.
func placed(file string, o outline, err error) *config.Error {
	message := err.Error()
	found := &config.Error{File: file, Line: 1, Column: 1, Problem: position.ReplaceAllString(message, "")}
	found.Hint = hint(found.Problem)
	if at := position.FindStringSubmatch(message); at != nil && at[1] != "0" {
		found.Line, _ = strconv.Atoi(at[1])
		found.Column, _ = strconv.Atoi(at[2])
	} else if n := o.about(err); n != nil {
		found.Line, found.Column = n.Line, n.Column
	}
	return found
}

// outline is where things stand in a rule file.
type outline struct{ Groups []yaml.Node }

// outlineOf reads what the library has accepted as rule groups before, so
// that there is nothing to report here.
func outlineOf(content []byte) (o outline) {
	_ = yaml.Unmarshal(content, &o)
	return o
}

// about finds what an error without a position is about; nil if that is unclear.
func (o outline) about(err error) *yaml.Node {
	wrong, ok := errors.AsType[*rulefmt.Error](err)
	if !ok {
		return o.group(err.Error())
	}
	for _, g := range o.Groups {
		list := value(&g, "rules")
		if text(value(&g, "name")) != wrong.Group || list == nil || wrong.Rule > len(list.Content) {
			continue
		}
		rule := list.Content[wrong.Rule-1]
		if n := named(rule, wrong.Err.Error()); n != nil {
			return n
		}
		return rule
	}
	return nil
}

// group finds the group whose name, or the label of a group, a message is
// about. Where a name repeats, the later group is meant.
func (o outline) group(message string) *yaml.Node {
	var found *yaml.Node
	for _, g := range o.Groups {
		name := text(value(&g, "name"))
		if name == "" && strings.Contains(message, "Groupname must not be empty") || strings.Contains(message, `"`+name+`" is repeated`) {
			found = &g
		}
		if n := named(&g, message); n != nil {
			return n
		}
	}
	return found
}

// subject finds the label or annotation that a message is about.
var subject = regexp.MustCompile(`(?s)^(?:invalid )?(label|annotation)(?: name: (.*)| value: (.*)| "([^"]*)": .*)$`)

// named finds, among the labels or annotations of a rule or group, the one
// that a message is about.
func named(owner *yaml.Node, message string) *yaml.Node {
	match := subject.FindStringSubmatch(message)
	if match == nil {
		return nil
	}
	block := value(owner, match[1]+"s")
	for i := 0; block != nil && i+1 < len(block.Content); i += 2 {
		name, content := block.Content[i], block.Content[i+1]
		if name.Value == match[2]+match[4] || match[3] != "" && content.Value == match[3] {
			return name
		}
	}
	return nil
}

// value finds what stands under a key; nil when the key is not there.
func value(mapping *yaml.Node, key string) *yaml.Node {
	if mapping.Alias != nil {
		mapping = mapping.Alias
	}
	for i := 0; mapping.Kind == yaml.MappingNode && i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

func text(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}

// hint says how to mend the mistakes that are made most.
func hint(problem string) string {
	for _, known := range []struct{ words, mend string }{
		{"is repeated in the same file", "give each group a name of its own"},
		{"Groupname must not be empty", "add a name to the group"},
		{"only one of 'record' and 'alert'", "keep one of them"},
		{"one of 'record' or 'alert' must be set", "add alert: and a name, or record: and a name"},
		{"'expr' must be set", "add expr: and what to evaluate"},
		{"could not parse expression", "the position is that within the expression"},
		{"in recording rule", "remove it: only alerts have it"},
		{"braces present in the recording rule name", "put the expression into expr, and a plain name into record"},
		{"template: __alert_", "close every {{ with }}; $labels, $externalLabels, $externalURL and $value are known in it"},
		{"invalid label name", "choose another name"},
		{"invalid annotation name", "choose another name"},
	} {
		if strings.Contains(problem, known.words) {
			return known.mend
		}
	}
	return ""
}
