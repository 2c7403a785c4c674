package frame

import (
	"regexp"
	"strings"
)

// Regexp reads /expression/flags or an expression; nil if it is none, or one that only browsers know.
func Regexp(text string) *regexp.Regexp {
	if strings.HasPrefix(text, "/") {
		if end := strings.LastIndexByte(text, '/'); end > 0 {
			flags := ""
			if strings.ContainsRune(text[end:], 'i') {
				flags = "(?i)"
			}
			text = flags + text[1:end]
		}
	} else {
		text = "^(?:" + text + ")$"
	}
	expression, err := regexp.Compile(text)
	if err != nil {
		return nil
	}
	return expression
}

var dollar = regexp.MustCompile(`\$(\d+|&|\$)?`)

// dollars writes a replacement of JavaScript as one of Go: $1a is ${1}a, $& is ${0}, any other $ itself.
func dollars(text string) string {
	return dollar.ReplaceAllStringFunc(text, func(m string) string {
		switch m {
		case "$&":
			return "${0}"
		case "$", "$$":
			return "$$"
		}
		return "${" + m[1:] + "}"
	})
}
