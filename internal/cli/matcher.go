package cli

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	promlabels "github.com/prometheus/prometheus/model/labels"
)

var matcherShape = regexp.MustCompile(`(?s)^\s*([a-zA-Z_][a-zA-Z0-9_]*|"(?:[^"\\]|\\.)*")\s*(=~|!~|!=|=)\s*(.*?)\s*$`)

// parseMatchers reads what people type to choose alerts: severity=critical, team=~"a|b",
// {job="node", zone!="b"}, or a bare word, which is the alert's name.
func parseMatchers(words []string) ([]*promlabels.Matcher, error) {
	var matchers []*promlabels.Matcher
	for _, word := range words {
		for _, part := range splitMatchers(word) {
			matcher, err := parseMatcher(part)
			if err != nil {
				return nil, err
			}
			matchers = append(matchers, matcher)
		}
	}
	return matchers, nil
}

// splitMatchers takes {a="x", b="y"} apart; commas inside quotes are part of a value.
func splitMatchers(word string) []string {
	word = strings.TrimSpace(word)
	inner, ok := strings.CutPrefix(word, "{")
	if !ok || !strings.HasSuffix(inner, "}") {
		return []string{word}
	}
	inner = strings.TrimSuffix(inner, "}")
	var parts []string
	quoted, start := false, 0
	for i := 0; i < len(inner); i++ {
		switch {
		case inner[i] == '\\':
			i++
		case inner[i] == '"':
			quoted = !quoted
		case inner[i] == ',' && !quoted:
			parts = append(parts, inner[start:i])
			start = i + 1
		}
	}
	if rest := inner[start:]; strings.TrimSpace(rest) != "" {
		parts = append(parts, rest)
	}
	return parts
}

func parseMatcher(s string) (*promlabels.Matcher, error) {
	found := matcherShape.FindStringSubmatch(s)
	if found == nil {
		if s == "" || strings.ContainsAny(s, "=~!{}\"") {
			return nil, fmt.Errorf("%q is no matcher: it looks like severity=critical, team=~\"a|b\" or an alert's name", s)
		}
		return promlabels.NewMatcher(promlabels.MatchEqual, "alertname", s)
	}
	name, err := unquote(found[1])
	if err != nil {
		return nil, fmt.Errorf("matcher %s: label name: %w", s, err)
	}
	value, err := unquote(found[3])
	if err != nil {
		return nil, fmt.Errorf("matcher %s: value: %w", s, err)
	}
	types := map[string]promlabels.MatchType{
		"=": promlabels.MatchEqual, "!=": promlabels.MatchNotEqual,
		"=~": promlabels.MatchRegexp, "!~": promlabels.MatchNotRegexp,
	}
	matcher, err := promlabels.NewMatcher(types[found[2]], name, value)
	if err != nil {
		return nil, fmt.Errorf("matcher %s: %w", s, err)
	}
	return matcher, nil
}

// unquote lets quotes be left out, as shells eat them anyway.
func unquote(s string) (string, error) {
	if !strings.HasPrefix(s, `"`) {
		return s, nil
	}
	value, err := strconv.Unquote(s)
	if err != nil {
		return "", fmt.Errorf("%s has unbalanced quotes", s)
	}
	return value, nil
}

func matchesAll(matchers []*promlabels.Matcher, labels map[string]string) bool {
	for _, m := range matchers {
		if !m.Matches(labels[m.Name]) {
			return false
		}
	}
	return true
}
