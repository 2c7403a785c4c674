package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
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

// maxErrors is how many errors are worth reading at once.
const maxErrors = 20

// Ordered sorts by position; a single error stands for itself, and no errors are nil. Of many the first are kept.
func (e Errors) Ordered() error {
	if len(e) == 0 {
		return nil
	}
	slices.SortStableFunc(e, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if len(e) == 1 {
		return e[0]
	}
	if more := len(e) - maxErrors; more > 0 {
		last := e[maxErrors-1]
		return append(e[:maxErrors:maxErrors], &Error{File: last.File, Problem: fmt.Sprintf("and %d more mistakes", more)})
	}
	return e
}

// AsErrors lists what is wrong, whether that is one thing or several.
func AsErrors(err error) Errors {
	var several Errors
	if errors.As(err, &several) {
		return several
	}
	var one *Error
	if errors.As(err, &one) {
		return Errors{one}
	}
	return Errors{{Problem: err.Error()}}
}
