package probe

import (
	"fmt"
	"regexp"
	"time"

	"github.com/prometheus/common/model"
)

// Duration is written as Go does (1.5s, 1m30s) or as Prometheus does (1d): modules in the field have both.
type Duration time.Duration

// UnmarshalYAML reads either way of writing.
func (d *Duration) UnmarshalYAML(unmarshal func(any) error) error {
	var text string
	if err := unmarshal(&text); err != nil {
		return err
	}
	parsed, err := time.ParseDuration(text)
	if err != nil {
		other, err := model.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("not a valid duration string: %q", text)
		}
		parsed = time.Duration(other)
	}
	if parsed < 0 {
		return fmt.Errorf("%q is negative", text)
	}
	*d = Duration(parsed)
	return nil
}

// MarshalYAML writes it as Go does.
func (d Duration) MarshalYAML() (any, error) { return time.Duration(d).String(), nil }

// Regexp is a regular expression that remembers how it was written.
type Regexp struct{ compiled *regexp.Regexp }

// MustRegexp compiles an expression that is known to be one.
func MustRegexp(text string) Regexp { return Regexp{regexp.MustCompile(text)} }

// UnmarshalYAML compiles the expression.
func (r *Regexp) UnmarshalYAML(unmarshal func(any) error) error {
	var text string
	if err := unmarshal(&text); err != nil {
		return err
	}
	compiled, err := regexp.Compile(text)
	if err != nil {
		return fmt.Errorf("%q is no regular expression: %w", text, err)
	}
	r.compiled = compiled
	return nil
}

// MarshalYAML writes the expression as it was read.
func (r Regexp) MarshalYAML() (any, error) { return r.String(), nil }

// String is the expression as it was written.
func (r Regexp) String() string {
	if r.compiled == nil {
		return ""
	}
	return r.compiled.String()
}

// IsZero leaves an expression that was not written out of what is written.
func (r Regexp) IsZero() bool { return r.compiled == nil }
