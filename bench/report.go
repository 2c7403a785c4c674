package main

import (
	"fmt"
	"io"
	"strings"
)

// allowed is how much more than Prometheus Lookout may take before the table says so.
const allowed = 1.1

// report collects rows and prints them as a Markdown table, which docs/benchmarks.md takes as is.
type report struct {
	lines []string
	over  []string
}

func (r *report) section(title string) {
	if len(r.lines) > 0 {
		r.lines = append(r.lines, "")
	}
	r.lines = append(r.lines, "### "+title, "",
		"| what | unit | Lookout | Prometheus | ratio | limit |", "|---|---|--:|--:|--:|--:|")
}

// add is a figure that the limit binds.
func (r *report) add(what, unit string, lookout, prometheus float64) {
	r.ratio(what, unit, lookout, prometheus, lookout/prometheus)
}

// ratio is add for a ratio that was measured better than by dividing the two figures.
func (r *report) ratio(what, unit string, lookout, prometheus, ratio float64) {
	mark := fmt.Sprintf("%.1f", allowed)
	if ratio > allowed {
		mark += " over"
		r.over = append(r.over, fmt.Sprintf("%s: %.2f times Prometheus'", what, ratio))
	}
	r.row(what, unit, number(lookout), number(prometheus), fmt.Sprintf("%.2f", ratio), mark)
}

// note is a figure beside, for whoever looks for a reason.
func (r *report) note(what, unit string, lookout, prometheus float64) {
	r.row(what, unit, number(lookout), number(prometheus), fmt.Sprintf("%.2f", lookout/prometheus), "")
}

// limit is a figure of Lookout's own with a limit of its own.
func (r *report) limit(what, unit string, lookout, most float64) {
	mark := number(most)
	if lookout > most {
		mark += " over"
		r.over = append(r.over, fmt.Sprintf("%s: %s %s, at most %s wanted", what, number(lookout), unit, number(most)))
	}
	r.row(what, unit, number(lookout), "", "", mark)
}

// floor is a figure of Lookout's own that may not be smaller.
func (r *report) floor(what, unit string, lookout, least float64) {
	mark := "at least " + number(least)
	if lookout < least {
		mark += ", under"
		r.over = append(r.over, fmt.Sprintf("%s: %s %s, at least %s wanted", what, number(lookout), unit, number(least)))
	}
	r.row(what, unit, number(lookout), "", "", mark)
}

func (r *report) fact(what, unit string, lookout float64) {
	r.row(what, unit, number(lookout), "", "", "")
}

func (r *report) row(cells ...string) {
	r.lines = append(r.lines, "| "+strings.Join(cells, " | ")+" |")
}

func (r *report) print(w io.Writer) {
	fmt.Fprintln(w)
	for _, line := range r.lines {
		fmt.Fprintln(w, line)
	}
	fmt.Fprintln(w)
	if len(r.over) == 0 {
		fmt.Fprintln(w, "Every figure is within its limit.")
		return
	}
	for _, what := range r.over {
		fmt.Fprintln(w, "Over its limit:", what)
	}
}

// number keeps three significant digits, without an exponent.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.3f", v)
	}
}
