package variable

import "strings"

// quoteReader follows the quotes of a PromQL text from one reference to the next. The text of a
// reference itself is not read.
type quoteReader struct {
	text  string
	next  int
	quote byte // 0 outside of quotes
}

func (q *quoteReader) at(place, resume int) byte {
	for ; q.next < place; q.next++ {
		char := q.text[q.next]
		switch {
		case q.quote != 0 && char == '\\' && q.quote != '`':
			q.next++
		case q.quote != 0 && char == q.quote:
			q.quote = 0
		case q.quote != 0:
		case char == '#':
			q.next = lineEnd(q.text, q.next)
		case char == '"' || char == '\'' || char == '`':
			q.quote = char
		}
	}
	q.next = resume
	return q.quote
}

func lineEnd(text string, from int) int {
	if n := strings.IndexByte(text[from:], '\n'); n >= 0 {
		return from + n
	}
	return len(text)
}

// forPromQL writes one value of a variable that can have only one as itself. As soon as several are
// possible the author wrote =~, so that values become a regular expression.
func forPromQL(b Bound, quote byte) string {
	if !b.Multi && len(b.Value) <= 1 {
		return escapeIn(quote, strings.Join(b.Value, ""))
	}
	patterns := make([]string, len(b.Value))
	for i, value := range b.Value {
		patterns[i] = value // outside of quotes no escape is valid PromQL
		if quote != 0 {
			patterns[i] = escapeIn(quote, escapeRegex(value))
		}
	}
	if len(patterns) > 1 {
		return "(" + strings.Join(patterns, "|") + ")"
	}
	return strings.Join(patterns, "")
}

func escapeRegex(text string) string { return backslash(text, `\^$.*+?()[]{}|`) }

// backslash puts one before each of some characters.
func backslash(text, special string) string {
	var b strings.Builder
	for _, char := range text {
		if strings.ContainsRune(special, char) {
			b.WriteByte('\\')
		}
		b.WriteRune(char)
	}
	return b.String()
}

func escapeIn(quote byte, text string) string {
	if quote == 0 || quote == '`' {
		return text
	}
	q := string(quote)
	return strings.NewReplacer(`\`, `\\`, q, `\`+q, "\n", `\n`).Replace(text)
}
