package notify

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
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

// redacted is an error of a delivery that may be logged and shown. What it
// wraps can still be asked for, so that a cancelled context is known as one.
type redacted struct {
	text  string
	cause error
}

func (e *redacted) Error() string { return e.text }

func (e *redacted) Unwrap() error { return e.cause }

// redact hides the URLs in an error: those of receivers carry tokens, and while
// most integrations hide theirs, some do not.
func redact(err error) error {
	if err == nil {
		return nil
	}
	return &redacted{text: clip(hideURLs(err)), cause: err}
}

// anyURL finds URLs in text that an integration did not wrap but print.
var anyURL = regexp.MustCompile(`[a-zA-Z][a-zA-Z0-9+.-]*://[^\s"'<>]*[^\s"'<>:,;.]`)

const hidden = "<redacted>"

func hideURLs(err error) string {
	text := err.Error()
	urls := urlsWithin(err)
	// The longest first, because one may begin with another.
	slices.SortFunc(urls, func(a, b string) int { return len(b) - len(a) })
	for _, u := range urls {
		quoted := strconv.Quote(u) // which is how url.Error prints it
		text = strings.ReplaceAll(text, quoted[1:len(quoted)-1], hidden)
		text = strings.ReplaceAll(text, u, hidden)
	}
	return anyURL.ReplaceAllString(text, hidden)
}

// urlsWithin lists the URLs of all errors that err wraps.
func urlsWithin(err error) []string {
	var urls []string
	if withURL, ok := err.(*url.Error); ok && withURL.URL != "" { //nolint:errorlint // each layer is asked for itself
		urls = append(urls, withURL.URL)
	}
	switch wrapper := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() error }:
		if inner := wrapper.Unwrap(); inner != nil {
			urls = append(urls, urlsWithin(inner)...)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range wrapper.Unwrap() {
			urls = append(urls, urlsWithin(inner)...)
		}
	}
	return urls
}
