package check

import (
	"regexp"
	"slices"
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
	return Rule{"main-screen", Warning, "A service's main dashboard does not fit one screen of 1920×1080.", "Move what is not looked at first to a second dashboard, and link to it.", "`gridPos: {y: 20, h: 8}` ends at line 28",
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

// signal is something that a main dashboard shows, and how queries that draw it are told from others.
type signal struct {
	name string
	by   *regexp.Regexp
	not  *regexp.Regexp // nil: nothing
}

// signals are the four golden ones, and by what a panel is known to draw one.
var signals = []signal{
	{"traffic", regexp.MustCompile(`(?i)(rate|increase)\([^)]*(requests?|handled|messages?|processed|operations?)[a-z_]*(_total|_count)|(requests?|operations?|messages?)[a-z_]*:[a-z0-9_]*rate|traffic|throughput|requests? (per|rate)|\brps\b`), regexp.MustCompile(`=~?\s*"[^"]*(5\.\.|5\[0-9\]|5xx|5\.[*+])`)},
	{"errors", regexp.MustCompile(`(?i)5\.\.|5\[0-9\]|5\\\\d|"5\.[*+]"|5xx|error|fail|exception|grpc_code`), nil},
	{"latency", regexp.MustCompile(`(?i)histogram_quantile|histogram_avg|duration_seconds(_bucket|_sum|\b)|latency|response time`), nil},
	{"saturation", regexp.MustCompile(`(?i)saturation|in_use|in_flight|process_cpu|cpu_usage|cpu_seconds|memory|queue|backlog|pool|utili[sz]ation`), nil},
}

func mainSignals() Rule {
	return Rule{"main-signals", Error, "A service's main dashboard does not draw the four golden signals: traffic, errors, latency, saturation.", "Add a panel for the signal, with its name in the title if the metric does not tell.", "`shop-main` without a panel of durations",
		func(r *reading, report report) {
			if !r.main() {
				return
			}
			for _, s := range signals {
				if !r.draws(s) {
					report(place{}, "no panel draws %s", s.name)
				}
			}
		}}
}

// draws tells whether a panel that is on the screen draws a signal. What a row
// hides is not, and neither is a query that is switched off.
func (r *reading) draws(s signal) bool {
	return slices.ContainsFunc(r.document.Normal.Panels, func(p model.Panel) bool {
		shown := slices.DeleteFunc(slices.Clone(p.Targets), func(t model.Target) bool { return t.Hide })
		return len(shown) > 0 && s.by.MatchString(p.Title) || slices.ContainsFunc(shown, s.drawnBy)
	})
}

func (s signal) drawnBy(t model.Target) bool {
	asked := excluded.ReplaceAllString(t.Expr, "")
	return s.by.MatchString(asked) && (s.not == nil || !s.not.MatchString(asked))
}

// excluded are matchers that say what is not asked for: code!~"5.." draws successes.
var excluded = regexp.MustCompile(`\w+\s*![=~]\s*"[^"]*"`)
