package config

import (
	"fmt"
	"strings"
)

// Error is one thing that is wrong in a configuration file, where it is, and how to mend it.
type Error struct {
	File         string
	Line, Column int    // from 1; 0 when the file as a whole is meant
	Path         string // the key in question, such as scrape_configs[2].job_name; may be empty
	Problem      string
	Hint         string // how to mend it; may be empty
}

// Error prints file:line:column: problem (hint).
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
		if e.Column > 0 {
			fmt.Fprintf(&b, ":%d", e.Column)
		}
	}
	b.WriteString(": " + e.Problem)
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}

// Errors are several things that are wrong, in the order of their lines.
type Errors []*Error

// Error prints each error on a line of its own.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, err := range e {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find the first of them.
func (e Errors) Unwrap() []error {
	errs := make([]error, len(e))
	for i, err := range e {
		errs[i] = err
	}
	return errs
}
