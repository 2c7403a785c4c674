package variable

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// context is what some formats need beside the value.
type context struct {
	name    string
	args    string // what follows the format's name and a colon
	hasArgs bool
}

// formatsAll tells formats that also apply to what the author said All stands for.
func formatsAll(id string) bool {
	return id == "text" || id == "queryparam" || id == "customqueryparam" || id == "percentencode"
}

// written formats a value. A format that does not exist is glob.
func written(id string, b Bound, c context) string {
	values := b.Value
	switch id {
	case "csv", "raw":
		return strings.Join(values, ",")
	case "pipe":
		return strings.Join(values, "|")
	case "join":
		if !c.hasArgs {
			return strings.Join(values, ",")
		}
		return strings.Join(values, c.args)
	case "distributed":
		return strings.Join(values, ","+c.name+"=")
	case "doublequote":
		return quoteEach(values, `"`, `\"`)
	case "singlequote":
		return quoteEach(values, `'`, `\'`)
	case "sqlstring":
		return quoteEach(values, `'`, `''`)
	case "json":
		return asJSON(b)
	case "html":
		return strings.Join(each(values, htmlEscape.Replace), ", ")
	case "lucene":
		return lucene(b)
	case "regex":
		return regex(values)
	case "percentencode":
		if b.All && b.AllValue != "" {
			values = []string{b.AllValue}
		}
		return percentEncode(strings.Join(values, ","), "")
	case "uriencode":
		return percentEncode(strings.Join(values, ","), ";/?:@&=+$,#")
	case "queryparam":
		return queryParams(b, "var-"+c.name, "")
	case "customqueryparam":
		name, prefix, _ := strings.Cut(c.args, ":")
		if name == "" {
			name = c.name
		}
		return queryParams(b, name, prefix)
	case "text":
		return strings.Join(b.Text, " + ")
	case "date":
		return strings.Join(each(values, func(v string) string { return moment(v, c.args) }), ",")
	}
	if len(values) > 1 {
		return "{" + strings.Join(values, ",") + "}"
	}
	return strings.Join(values, "")
}

func each(values []string, change func(string) string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = change(v)
	}
	return out
}

func quoteEach(values []string, quote, escaped string) string {
	return strings.Join(each(values, func(v string) string { return quote + strings.ReplaceAll(v, quote, escaped) + quote }), ",")
}

var htmlEscape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

func asJSON(b Bound) string {
	if !b.Listed {
		return strings.Join(b.Value, "")
	}
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(b.Value); err != nil {
		return "" // strings always encode
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func lucene(b Bound) string {
	escaped := each(b.Value, func(v string) string { return backslash(v, "!*+-=<>&|()[]{}^~?:\\/\" \t\r\n") })
	switch {
	case !b.Listed:
		return strings.Join(escaped, "")
	case len(escaped) == 0:
		return "__empty__" // matches nothing; an empty pair of brackets would be an error
	}
	return `("` + strings.Join(escaped, `" OR "`) + `")`
}

func regex(values []string) string {
	joined := strings.Join(each(values, escapeRegex), "|")
	if len(values) > 1 {
		return "(" + joined + ")"
	}
	return joined
}

// percentEncode leaves letters, digits and -_.~ as they are, and what is kept.
func percentEncode(text, kept string) string {
	var b strings.Builder
	for _, char := range []byte(text) {
		switch {
		case char >= 'a' && char <= 'z', char >= 'A' && char <= 'Z', char >= '0' && char <= '9', strings.IndexByte("-_.~"+kept, char) >= 0:
			b.WriteByte(char)
		default:
			fmt.Fprintf(&b, "%%%02X", char)
		}
	}
	return b.String()
}

// allToken is how a link says that everything is selected.
const allToken = "$__all"

func queryParams(b Bound, name, prefix string) string {
	key := escapeQuery(name)
	if b.All {
		return key + "=" + allToken
	}
	return strings.Join(each(b.Value, func(v string) string { return key + "=" + escapeQuery(prefix+v) }), "&")
}

func escapeQuery(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// moment writes Unix milliseconds or an ISO date in ISO form or in seconds. Other patterns are for
// people who read a page; here the value stays.
func moment(value, pattern string) string {
	at, err := time.Parse(time.RFC3339, value)
	if millis, notNumber := strconv.ParseInt(value, 10, 64); notNumber == nil {
		at, err = time.UnixMilli(millis), nil
	}
	switch {
	case err != nil:
		return value
	case pattern == "" || pattern == "iso":
		return at.UTC().Format("2006-01-02T15:04:05.000Z")
	case pattern == "seconds":
		return strconv.FormatInt(at.Unix(), 10)
	}
	return value
}
