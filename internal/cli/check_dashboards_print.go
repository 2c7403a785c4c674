package cli

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/lookout-monitor/lookout/internal/dashboard/check"
)

func printJudged(all []judged, format string, streams Streams) error {
	switch format {
	case "json":
		return printJudgedJSON(all, streams.Out)
	case "junit":
		return printJUnit(all, streams.Out)
	}
	paint := painterFor(streams.Out)
	counts := map[check.Severity]int{}
	for _, one := range all {
		if len(one.findings) > 0 {
			fmt.Fprintln(streams.Out, one.file)
		}
		for _, f := range one.findings {
			counts[f.Severity]++
			line := fmt.Sprintf("  %s %s%s: %s [%s]", f.Severity, f.Path, ofPanel(f.Title), f.Message, f.Rule)
			switch f.Severity {
			case check.Error:
				line = paint.paint(red, line)
			case check.Warning:
				line = paint.paint(yellow, line)
			}
			fmt.Fprintln(streams.Out, line)
		}
	}
	_, err := fmt.Fprintf(streams.Out, "%s: %s, %s, %d for information\n", plural(len(all), "dashboard"),
		plural(counts[check.Error], "error"), plural(counts[check.Warning], "warning"), counts[check.Info])
	return err
}

const longestPanel = 40 // characters of a title, so that the message stays in sight

// ofPanel is the title of a panel behind its path.
func ofPanel(title string) string {
	if title == "" {
		return ""
	}
	if letters := []rune(title); len(letters) > longestPanel {
		title = string(letters[:longestPanel-1]) + "…"
	}
	return fmt.Sprintf(" %q", title)
}

func printJudgedJSON(all []judged, out io.Writer) error {
	type found struct {
		File string `json:"file"`
		check.Finding
	}
	list := []found{}
	for _, one := range all {
		for _, f := range one.findings {
			list = append(list, found{one.file, f})
		}
	}
	return writeJSON(out, list)
}

// junitSuite is a file; a finding is a failed case in it, and a file without any is one good case.
type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
}

func printJUnit(all []judged, out io.Writer) error {
	report := struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}{}
	for _, one := range all {
		suite := junitSuite{Name: one.file, Tests: max(1, len(one.findings)), Failures: len(one.findings)}
		for _, f := range one.findings {
			suite.Cases = append(suite.Cases, junitCase{f.Rule + " " + f.Path, one.file, &junitFailure{string(f.Severity), f.Message}})
		}
		if len(one.findings) == 0 {
			suite.Cases = []junitCase{{Name: "dashboard", Class: one.file}}
		}
		report.Suites = append(report.Suites, suite)
	}
	content, err := xml.MarshalIndent(report, "", "  ")
	if err != nil {
		return fmt.Errorf("write JUnit report: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s%s\n", xml.Header, content)
	return err
}
