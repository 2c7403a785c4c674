package cli

import (
	"context"
	"fmt"
	"strings"
)

// Check looks for mistakes without running anything.
type Check struct {
	Config     CheckConfig     `cmd:"" help:"Look for mistakes in configuration and rule files."`
	Dashboards CheckDashboards `cmd:"" help:"Look for mistakes in Grafana dashboards, and for what is unlike the conventions."`
}

// CheckConfig judges files as the server would when it loads them.
type CheckConfig struct {
	Files  []string `arg:"" placeholder:"FILE" complete:"file" help:"lookout.yml, prometheus.yml, alertmanager.yml or rule files, told apart by what they contain."`
	Type   string   `default:"auto" enum:"auto,lookout,prometheus,alertmanager,blackbox,rules" help:"What the files are: ${enum} (${default})."`
	Format string   `default:"text" enum:"text,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout check config --help`.
func (*CheckConfig) Help() string {
	return `What a configuration refers to is checked too: rule files, templates, certificates
and keys, and folders of dashboards, which a start would wait for. Otherwise it is judged
as at a start; nothing is contacted.

Examples:

	lookout check config lookout.yml
	lookout check config prometheus.yml alertmanager.yml rules/*.yml
	lookout check config --type alertmanager --format json am.yml`
}

// finding is one thing to mend, or to know.
type finding struct {
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Severity string `json:"severity"` // error or warning
	Problem  string `json:"problem"`
	Hint     string `json:"hint,omitempty"`
}

func (f finding) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
		if f.Column > 0 {
			fmt.Fprintf(&b, ":%d", f.Column)
		}
	}
	b.WriteString(": ")
	if f.Severity == "warning" {
		b.WriteString("warning: ")
	}
	b.WriteString(f.Problem)
	if f.Hint != "" {
		fmt.Fprintf(&b, " (%s)", f.Hint)
	}
	return b.String()
}

// checked is the verdict on one file.
type checked struct {
	file     string
	kind     string
	rules    int // rule files looked at
	findings []finding
}

func (c checked) failed() bool {
	for _, f := range c.findings {
		if f.Severity == "error" {
			return true
		}
	}
	return false
}

// Run checks every file, also after one has failed.
func (c *CheckConfig) Run(_ context.Context, streams Streams) error {
	var all []checked
	failed := false
	for _, file := range c.Files {
		verdict := checkFile(file, c.Type)
		failed = failed || verdict.failed()
		all = append(all, verdict)
	}
	if err := c.print(all, streams); err != nil {
		return err
	}
	if failed {
		return errShown
	}
	return nil
}

func (c *CheckConfig) print(all []checked, streams Streams) error {
	if c.Format == "json" {
		findings := []finding{}
		for _, verdict := range all {
			findings = append(findings, verdict.findings...)
		}
		return writeJSON(streams.Out, findings)
	}
	paint := painterFor(streams.Out)
	for _, verdict := range all {
		for _, f := range verdict.findings {
			colour := red
			if f.Severity == "warning" {
				colour = yellow
			}
			fmt.Fprintln(streams.Out, paint.paint(colour, f.String()))
		}
		if !verdict.failed() {
			fmt.Fprintln(streams.Out, paint.paint(green, verdict.summary()))
		}
	}
	return nil
}

func (c checked) summary() string {
	summary := c.file + ": ok, " + c.kind
	if c.kind != "rules" && c.rules > 0 {
		summary += " with " + plural(c.rules, "rule file")
	}
	return summary
}
