package variable

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Question is what a query variable asks.
type Question struct {
	Kind  string // label_names, label_values, metrics, query_result or series
	Label string
	Match string // a selector; of query_result an expression; "" for everything
}

var call = regexp.MustCompile(`(?s)^(label_names|label_values|metrics|query_result)\s*\((.*)\)$`)

// ParseQuestion reads a query whose variables have their values already.
func ParseQuestion(text string) (Question, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Question{}, fmt.Errorf("the variable has no query: write label_values(metric, label)")
	}
	parts := call.FindStringSubmatch(text)
	if parts == nil {
		return Question{Kind: "series", Match: text}, nil
	}
	inner := strings.TrimSpace(parts[2])
	switch q := (Question{Kind: parts[1], Match: inner}); q.Kind {
	case "label_values":
		return labelValues(inner)
	case "query_result":
		if inner == "" {
			return q, fmt.Errorf("query_result() needs an expression: query_result(up == 0)")
		}
		return q, nil
	case "label_names":
		if strings.Contains(inner, "{") {
			return q, nil
		}
		fallthrough
	default:
		if inner != "" {
			q.Match = fmt.Sprintf("{__name__=~%s}", strconv.Quote(".*(?:"+unquoted(inner)+").*"))
		}
		return q, nil
	}
}

// labelValues reads a label alone, or everything up to the last comma outside of braces and then the label.
func labelValues(inner string) (Question, error) {
	comma := lastComma(inner)
	label := unquoted(strings.TrimSpace(inner[comma+1:]))
	if label == "" || strings.ContainsAny(label, "{}()") {
		return Question{}, fmt.Errorf("label_values(%s) names no label: write label_values(metric, label)", inner)
	}
	return Question{Kind: "label_values", Label: label, Match: strings.TrimSpace(inner[:max(comma, 0)])}, nil
}

var piece = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`|[{}()\\[\\],]")

func lastComma(text string) int {
	last, depth := -1, 0
	for _, at := range piece.FindAllStringIndex(text, -1) {
		switch text[at[0]] {
		case '{', '(', '[':
			depth++
		case '}', ')', ']':
			depth--
		case ',':
			if depth == 0 {
				last = at[0]
			}
		}
	}
	return last
}

func unquoted(text string) string {
	if n := len(text); n >= 2 && text[0] == text[n-1] && strings.ContainsRune("\"'`", rune(text[0])) {
		return text[1 : n-1]
	}
	return text
}
