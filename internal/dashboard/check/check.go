// Package check finds what is wrong with a dashboard, or unlike the conventions. A parsed document and
// what is known of the metrics flow in; findings flow out, each with a path into the document as it was
// stored. The package refuses to know where dashboards come from and how findings are shown.
package check

import (
	"slices"

	promparser "github.com/prometheus/prometheus/promql/parser"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Severity says how bad a finding is.
type Severity string

// The severities, the worst first.
const (
	Error   Severity = "error"   // the panel shows nothing, or something wrong
	Warning Severity = "warning" // it works, but not as meant
	Info    Severity = "info"    // worth knowing
)

// Rank is the higher the worse a severity is.
func (s Severity) Rank() int { return slices.Index([]Severity{Info, Warning, Error}, s) }

// AtLeast tells whether a severity is as bad as another.
func (s Severity) AtLeast(other Severity) bool { return s.Rank() >= other.Rank() }

// Finding is one thing to mend, or to know.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Path     string   `json:"path"`            // into the stored document
	Panel    int      `json:"panel,omitempty"` // its id in the normal form
	Title    string   `json:"title,omitempty"` // of the panel
	Message  string   `json:"message"`
}

// Rule is one kind of finding.
type Rule struct {
	Name     string
	Severity Severity
	Summary  string // what is found, in a line
	Mend     string
	Example  string                 // of what is found, for the reference
	find     func(*reading, report) // in one document; nil: see the rules of Together
}

// report takes one finding of a rule.
type report func(at place, message string, args ...any)

// place is where a finding is: a panel may be unknown.
type place struct {
	panel model.Panel
	path  string
	raws  []map[string]any // the objects that may say what is to be ignored
}

// Rules lists every rule, in the order of the reference.
func Rules() []Rule {
	return slices.Concat([]Rule{readable()}, ofOne(), []Rule{mainMissing(), uidTwice(), titleTwice()})
}

// ofOne are the rules for which one document is enough.
func ofOne() []Rule {
	return []Rule{document(), mainScreen(), mainSignals(), queryParse(), metricExists(), rateOfGauge(), deltaOfCounter(), rateOfSum(),
		rateInterval(), regexEverything(), noMetricName(), histogramLE(), legendSeries(), datasourceVariable(), unitMissing(), panelTitle()}
}

func readable() Rule {
	return Rule{Name: "readable", Severity: Error, Summary: "What should be a dashboard cannot be read as one.", Mend: "Do what the message says.", Example: "JSON that ends in the middle"}
}

// Unreadable is the one finding of what is no dashboard.
func Unreadable(err error) []Finding { return []Finding{finding(readable(), place{}, "%v", err)} }

// Options are what a check needs beside the document.
type Options struct {
	Parser  promparser.Parser
	Metrics *Metrics // nil: not known, so that nothing is said about them
	Main    bool     // the file's name says that it is a service's main dashboard
}

// mostFindings are told of one document: whoever mends those sees the rest.
const mostFindings = 2000

// Check judges one document by every rule that needs no other.
func Check(document model.Document, o Options) []Finding {
	r := read(document, o)
	findings := []Finding{}
	for _, rule := range ofOne() {
		rule.find(r, func(at place, message string, args ...any) {
			if len(findings) < mostFindings && !ignored(rule.Name, append(at.raws, at.panel.Raw, document.Normal.Raw)) {
				findings = append(findings, finding(rule, at, message, args...))
			}
		})
	}
	return findings
}

// ignored reads {"lookout": {"ignore": ["rule"]}} of a query, its panel and the dashboard.
func ignored(rule string, raws []map[string]any) bool {
	return slices.ContainsFunc(raws, func(raw map[string]any) bool {
		own, _ := raw["lookout"].(map[string]any)
		names, _ := own["ignore"].([]any)
		return slices.Contains(names, any(rule))
	})
}
