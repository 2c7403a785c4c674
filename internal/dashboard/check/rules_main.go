package check

import (
	"regexp"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// screenUnits is how many lines of the grid a page shows at 1920×1080: 190 pixels go to the top bar, the
// dashboard's head and its variables; a line has 30 and the gap below it 8.
const screenUnits = (1080 - 190 + 8) / (30 + 8)

// main tells whether this is a service's <service>-main.
func (r *reading) main() bool {
	return r.options.Main || strings.HasSuffix(r.document.Normal.UID, "-main")
}

func mainScreen() Rule {
	return Rule{"main-screen", Warning, "A service's main dashboard does not fit one screen of 1920×1080.", "Move what is not looked at first to a second dashboard, and link to it.",
		func(r *reading, report report) {
			if !r.main() {
				return
			}
			bottom := 0
			for _, p := range r.document.Normal.Panels {
				bottom = max(bottom, p.Grid.Y+p.Grid.H)
			}
			if bottom > screenUnits {
				report(place{}, "the dashboard is %d lines high; a screen shows %d", bottom, screenUnits)
			}
		}}
}

// signals are the four golden ones, and by what a panel is known to draw one.
var signals = []struct {
	name string
	by   *regexp.Regexp
}{
	{"traffic", regexp.MustCompile(`(?i)(rate|increase)\([^)]*(requests?|handled|messages?|processed|operations?)[a-z_]*(_total|_count)|traffic|throughput|requests? (per|rate)|\brps\b`)},
	{"errors", regexp.MustCompile(`(?i)5\.\.|5\[0-9\]|5xx|error|fail|grpc_code`)},
	{"latency", regexp.MustCompile(`(?i)histogram_quantile|histogram_avg|duration_seconds|latency|response time`)},
	{"saturation", regexp.MustCompile(`(?i)saturation|in_use|in_flight|process_cpu|cpu_usage|cpu_seconds|memory|queue|utili[sz]ation`)},
}

func mainSignals() Rule {
	return Rule{"main-signals", Error, "A service's main dashboard does not draw the four golden signals: traffic, errors, latency, saturation.", "Add a panel for the signal, with its name in the title if the metric does not tell.",
		func(r *reading, report report) {
			if !r.main() {
				return
			}
			for _, s := range signals {
				if !r.draws(s.by) {
					report(place{}, "no panel draws %s", s.name)
				}
			}
		}}
}

func (r *reading) draws(by *regexp.Regexp) bool {
	for _, p := range r.panels {
		if len(p.Targets) > 0 && (by.MatchString(p.Title) || draws(p, by)) {
			return true
		}
	}
	return false
}

func draws(p model.Panel, by *regexp.Regexp) bool {
	for _, t := range p.Targets {
		if by.MatchString(t.Expr) {
			return true
		}
	}
	return false
}
