package variable

import (
	"regexp"
	"strconv"
)

// Reference is a place where text refers to a variable: $x, ${x}, ${x.field:format} or [[x:format]].
type Reference struct {
	Name, Field, Format string
	Start, End          int
}

var reference = regexp.MustCompile(`\$(\w+)|\$\{(\w+)(?:\.([^:}]+))?(?::([^}]*))?\}|\[\[(\w+)(?::([^\]]*))?\]\]`)

// References finds every reference in the order of the text. Whether there is a variable of that name
// is not known here.
func References(text string) []Reference {
	var found []Reference
	for _, m := range reference.FindAllStringSubmatchIndex(text, -1) {
		group := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return text[m[2*n]:m[2*n+1]]
		}
		found = append(found, Reference{
			Name: group(1) + group(2) + group(5), Field: group(3), Format: group(4) + group(6), Start: m[0], End: m[1],
		})
	}
	return found
}

// position reads the 1 of ${x.1}; a number that does not fit is beyond every list.
func position(field string) (int, bool) {
	n, err := strconv.ParseUint(field, 10, 31)
	return int(n), err == nil
}
