package browser_test

import (
	"encoding/base64"
	"maps"
	"math"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"

	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

func decodeBase64(text string) string {
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return text
	}
	return string(decoded)
}

// seriesFor are series that the selectors of an expression find and that its joins and
// aggregations can bring together. wanted is one more label that somebody asks the values of.
func seriesFor(expr, wanted string) []map[string]string {
	parsed, err := parser.NewParser(parser.Options{EnableExperimentalFunctions: true}).ParseExpr(expr)
	if err != nil {
		return nil
	}
	names := grouped(parsed)
	if wanted != "" && wanted != "__name__" {
		names = append(names, wanted)
	}
	var all []map[string]string
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			all = append(all, seriesOf(selector, names)...)
		}
		return nil
	})
	return all
}

// grouped are the labels that an expression groups and joins by.
func grouped(expr parser.Expr) []string {
	var names []string
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		switch n := node.(type) {
		case *parser.AggregateExpr:
			if !n.Without {
				names = append(names, n.Grouping...)
			}
		case *parser.BinaryExpr:
			if n.VectorMatching != nil && n.VectorMatching.On {
				names = append(names, n.VectorMatching.MatchingLabels...)
			}
		}
		return nil
	})
	return names
}

// seriesOf are series that a selector finds, of two things that the generated world has of every
// kind: pod-1 and pod-2, namespace-1 and namespace-2. A label never mixes them.
func seriesOf(selector *parser.VectorSelector, names []string) (all []map[string]string) {
	labels := map[string]string{"__name__": selector.Name}
	names = slices.Clone(names)
	for _, m := range selector.LabelMatchers {
		if m.Type != promlabels.MatchEqual && m.Matches(m.Name+"-1") && m.Matches(m.Name+"-2") {
			names = append(names, m.Name)
		} else if m.Type == promlabels.MatchEqual && strings.ContainsAny(m.Value, `\|+*`) {
			return nil // made of several values, or of all: what was learned from it would be a value, and so on
		} else if value := matching(m); value != "" {
			labels[m.Name] = value
		}
	}
	if labels["__name__"] == "" {
		return nil
	}
	bounds := []string{""}
	if strings.HasSuffix(labels["__name__"], "_bucket") {
		bounds = []string{"0.1", "0.5", "1", "5", "+Inf"}
	}
	for _, which := range []string{"1", "2"} {
		for _, le := range bounds {
			if full := filled(labels, names, which, le); !mixed(full) {
				all = append(all, full)
			}
		}
	}
	return all
}

// mixed is whether labels speak of the first thing and of the second.
func mixed(labels map[string]string) bool {
	of := map[string]bool{}
	for name, value := range labels {
		if which, ok := strings.CutPrefix(value, name+"-"); ok {
			of[which] = true
		}
	}
	return len(of) > 1
}

// filled adds a value for every label that is grouped by, and always an instance: by whatever labels
// an expression joins, there is one series of each which.
func filled(labels map[string]string, names []string, which, le string) map[string]string {
	full := maps.Clone(labels)
	for _, name := range append([]string{"instance"}, names...) {
		if _, given := full[name]; !given && name != "le" && name != "__name__" {
			full[name] = name + "-" + which
		}
	}
	if le != "" {
		full["le"] = le
	}
	return full
}

// matching is a value that a matcher lets through; empty where none is needed.
func matching(m *promlabels.Matcher) string {
	switch m.Type {
	case promlabels.MatchEqual:
		return m.Value
	case promlabels.MatchRegexp:
		if m.Matches("") && m.Matches("x") {
			return ""
		}
		parsed, err := syntax.Parse(m.Value, syntax.Perl)
		if err != nil {
			return ""
		}
		for _, value := range []string{m.Name + "-1", m.Name + "-2", shortest(parsed), "x", "200"} {
			if m.Matches(value) {
				return value
			}
		}
	}
	return ""
}

// shortest writes a text that a regular expression matches.
func shortest(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		if len(re.Rune) > 0 && re.Rune[0] >= ' ' {
			return string(re.Rune[0])
		}
		return "x"
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "x"
	case syntax.OpPlus, syntax.OpCapture:
		return shortest(re.Sub[0])
	case syntax.OpRepeat:
		return strings.Repeat(shortest(re.Sub[0]), max(1, re.Min))
	case syntax.OpAlternate:
		return shortest(re.Sub[0])
	case syntax.OpConcat:
		var all strings.Builder
		for _, sub := range re.Sub {
			all.WriteString(shortest(sub))
		}
		return all.String()
	default:
		return ""
	}
}

// plausible is what such a series might be at a time: counters rise, buckets hold what is below
// them, times are near, the rest moves between zero and one or is one.
func plausible(labels map[string]string, seconds float64) float64 {
	name := labels["__name__"]
	ends := func(suffixes ...string) bool {
		return slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
	}
	switch {
	case ends("_bucket"):
		bound, err := strconv.ParseFloat(labels["le"], 64)
		if err != nil {
			bound = 1
		}
		return math.Floor(seconds * 10 * math.Min(1, bound/5))
	case ends("_total", "_count", "_sum"):
		return math.Floor(100 + seconds*10)
	case ends("_timestamp", "_timestamp_seconds", "_time_seconds", "_created"):
		return float64(time.Now().Unix() - 3600)
	case ends("up", "_info", "_status", "_state", "_ready"):
		return 1
	default:
		return 0.5 + 0.3*math.Sin(seconds/7)
	}
}
