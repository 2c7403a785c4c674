package variable

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// optionsFrom filters entries by an expression, cuts its groups out of them, and sorts.
func optionsFrom(entries []string, expression string, sort int) ([]option, error) {
	compiled, err := compile(expression)
	if err != nil {
		return nil, err
	}
	var out []option
	seen := map[string]bool{}
	for _, entry := range entries {
		for _, o := range cut(compiled, entry) {
			if !seen[o.value] {
				seen[o.value] = true
				out = append(out, o)
			}
		}
	}
	order(out, sort)
	return out, nil
}

var slashed = regexp.MustCompile(`(?s)^/(.*)/([a-z]*)$`)

func compile(text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil
	}
	pattern := "^(?:" + text + ")$"
	if parts := slashed.FindStringSubmatch(text); parts != nil {
		pattern = strings.ReplaceAll(parts[1], `\/`, "/")
		if strings.ContainsRune(parts[2], 'i') {
			pattern = "(?i)" + pattern
		}
	}
	compiled, err := regexp.Compile(strings.ReplaceAll(pattern, "(?<", "(?P<"))
	if err != nil {
		return nil, fmt.Errorf("%q is no regular expression that the server knows: %w", text, err)
	}
	return compiled, nil
}

// cut gives what an entry offers: groups named text and value, the first group, or all of it.
func cut(expression *regexp.Regexp, entry string) []option {
	if expression == nil {
		return []option{{entry, entry}}
	}
	match := expression.FindStringSubmatch(entry)
	if match == nil {
		return nil
	}
	group := func(name string) string {
		if i := expression.SubexpIndex(name); i >= 0 {
			return match[i]
		}
		return ""
	}
	text, value := group("text"), group("value")
	switch {
	case text != "" || value != "":
		return []option{{firstOf([]string{text, value}), firstOf([]string{value, text})}}
	case len(match) > 1 && match[1] == "":
		return nil
	case len(match) > 1:
		return []option{{match[1], match[1]}}
	}
	return []option{{entry, entry}}
}

// order sorts in pairs of up and down: by letter, by number, without case, naturally.
func order(options []option, sort int) {
	compare := map[int]func(a, b option) int{
		1: func(a, b option) int { return strings.Compare(a.text, b.text) },
		2: func(a, b option) int { return cmp.Compare(numberIn(a.text), numberIn(b.text)) },
		3: func(a, b option) int { return strings.Compare(strings.ToLower(a.text), strings.ToLower(b.text)) },
		4: func(a, b option) int { return natural(a.text, b.text) },
	}[(sort+1)/2]
	if compare == nil {
		return
	}
	slices.SortStableFunc(options, func(a, b option) int {
		if sort%2 == 0 {
			return compare(b, a)
		}
		return compare(a, b)
	})
}

var digits = regexp.MustCompile(`\d+`)

// numberIn is the first number in a text; texts without one come first.
func numberIn(text string) float64 {
	n, err := strconv.ParseFloat(digits.FindString(text), 64)
	if err != nil {
		return -1
	}
	return n
}

// natural compares numbers inside of texts as numbers, and letters without case.
func natural(a, b string) int {
	pieces := func(s string) []string {
		return append(digits.Split(strings.ToLower(s), -1), digits.FindAllString(s, -1)...)
	}
	left, right := pieces(a), pieces(b)
	if c := strings.Compare(left[0], right[0]); c != 0 {
		return c
	}
	if c := cmp.Compare(numberIn(a), numberIn(b)); c != 0 {
		return c
	}
	return slices.Compare(left, right)
}
