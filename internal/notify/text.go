package notify

import (
	"errors"
	"net/url"
	"strings"
	"unicode/utf8"
)

// clip shortens a text that is too long to remember, at a character boundary.
func clip(s string) string {
	if len(s) <= maxTextBytes {
		return s
	}
	s = s[:maxTextBytes]
	for len(s) > 0 && !utf8.ValidString(s[max(0, len(s)-utf8.UTFMax):]) {
		s = s[:len(s)-1]
	}
	return s + "…"
}

// describe turns a delivery's error into a text that may be shown. The URLs of
// receivers carry tokens, so they are hidden wherever the error still holds
// one: most integrations hide theirs already, some do not.
func describe(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	var withURL *url.Error
	if errors.As(err, &withURL) && withURL.URL != "" {
		text = strings.ReplaceAll(text, withURL.URL, "<redacted>")
	}
	return clip(text)
}
