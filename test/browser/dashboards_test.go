package browser_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// notDrawn are the kinds of panels that are shown as their data.
var notDrawn = []string{"nodeGraph", "geomap", "grafana-polystat-panel", "polystat"}

// notJoined is what the engine says of series that do not join. The generated world is too simple
// for some joins; the panel says so in the engine's words, and that is all a panel can do.
var notJoined = []string{"found duplicate series for the match group", "multiple matches for labels"}

// mostNotJoined is how many panels of all may be without a picture for that reason.
const mostNotJoined = 0.02

// TestDashboardsOfMixinsAreDrawn opens public dashboards with data for every metric that they ask
// for, each mixin in a world of its own. It takes every 26th of them, or every so many as
// LOOKOUT_DASHBOARDS says, or those whose path contains what it says; 1 takes all.
func TestDashboardsOfMixinsAreDrawn(t *testing.T) {
	files, err := filepath.Glob("../../../shared/corpus/mixins/*/dashboards/*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("no dashboards to try: ../shared/corpus/mixins is missing")
	}
	var all tally
	for mixin, files := range byMixin(chosen(files, os.Getenv("LOOKOUT_DASHBOARDS"))) {
		t.Run(mixin, func(t *testing.T) { all.add(walkMixin(t, mixin, files)) })
	}
	t.Logf("all: %s", all)
	require.LessOrEqual(t, float64(all.unjoined), mostNotJoined*float64(all.panels), "panels whose generated series do not join")
}

// tally counts panels.
type tally struct{ panels, empty, unjoined int }

func (a *tally) add(b tally) {
	a.panels, a.empty, a.unjoined = a.panels+b.panels, a.empty+b.empty, a.unjoined+b.unjoined
}

func (a tally) String() string {
	return fmt.Sprintf("%d panels, %d without data, %d whose generated series do not join", a.panels, a.empty, a.unjoined)
}

// byMixin groups files by the mixin that they belong to, in the order of their names.
func byMixin(files []string) iter.Seq2[string, []string] {
	of := func(file string) string { return filepath.Base(filepath.Dir(filepath.Dir(file))) }
	return func(yield func(string, []string) bool) {
		for len(files) > 0 {
			end := slices.IndexFunc(files, func(file string) bool { return of(file) != of(files[0]) })
			if end < 0 {
				end = len(files)
			}
			if !yield(of(files[0]), files[:end]) {
				return
			}
			files = files[end:]
		}
	}
}

// walkMixin lets one Lookout teach the generator what there should be, and draws in a second one: a
// series that got another label meanwhile would stand beside its former self there.
func walkMixin(t *testing.T, mixin string, files []string) (all tally) {
	world := newGenerator()
	target := httptest.NewServer(world)
	t.Cleanup(target.Close)
	t.Run("taught", func(t *testing.T) {
		tb, uids := openWorld(t, target.URL, files)
		chromedp.ListenTarget(tb.ctx, func(event any) {
			if sent, ok := event.(*network.EventRequestWillBeSent); ok {
				world.learn(sent.Request)
			}
		})
		tb.teach(world, uids)
	})
	world.begin()
	tb, uids := openWorld(t, target.URL, files)
	time.Sleep(5 * time.Second) // a few scrapes
	for i, uid := range uids {
		name := strings.TrimSuffix(filepath.Base(files[i]), ".json")
		t.Run(name, func(t *testing.T) {
			tb.openDashboard(uid)
			found := tb.panels()
			tb.screenshot("mixin-" + mixin + "-" + name)
			one := tallyOf(found)
			t.Logf("%s: %s", one, strings.Join(titles(found, panel.empty), ", "))
			all.add(one)
			for _, p := range found {
				p.mustBeDrawn(t)
			}
		})
	}
	return all
}

// openWorld starts a Lookout that scrapes the generator and has the dashboards, and a tab at it.
func openWorld(t *testing.T, target string, files []string) (tb *tab, uids []string) {
	s := testkit.Start(t, testkit.Setup{Lookout: fmt.Sprintf(`
global: {scrape_interval: 1s, evaluation_interval: 5s}
scrape_configs: [{job_name: generated, honor_labels: true, body_size_limit: 0, static_configs: [{targets: [%q]}]}]
`, strings.TrimPrefix(target, "http://"))})
	for _, file := range files {
		uids = append(uids, importDashboard(t, s, file))
	}
	tb = openTab(t, s.URL)
	tb.expect("422")
	tb.look("dark", 1600, 4000)
	return tb, uids
}

// teach opens dashboards until nothing new is asked. Each pass lets the page ask with what the pass
// before it taught the generator: first for the values of variables, then of those that depend on
// them, last for the panels.
func (tb *tab) teach(world *generator, uids []string) {
	for curious := uids; len(curious) > 0; {
		curious = slices.DeleteFunc(slices.Clone(curious), func(uid string) bool {
			known := world.knows()
			tb.openDashboard(uid)
			return world.knows() == known
		})
		time.Sleep(3 * time.Second)
	}
}

func tallyOf(panels []panel) tally {
	return tally{
		panels:   len(panels),
		empty:    len(titles(panels, panel.empty)),
		unjoined: len(titles(panels, panel.notJoined)),
	}
}

func (p panel) empty() bool { return strings.Contains(p.Text, "No data") }

func (p panel) notJoined() bool {
	return slices.ContainsFunc(notJoined, func(part string) bool { return strings.Contains(p.Text, part) })
}

func (p panel) mustBeDrawn(t *testing.T) {
	if strings.Contains(p.Text, "not PromQL") || p.notJoined() {
		return // the one as its author published it
	}
	require.NotEqual(t, "error", p.State, "panel %q: %s", p.Title, p.Text)
	require.NotContains(t, p.Text, "cannot be drawn", p.Title)
	if _, after, unknown := strings.Cut(p.Text, "Panels of type “"); unknown {
		kind, _, _ := strings.Cut(after, "”")
		require.Contains(t, notDrawn, kind, p.Title)
	}
}

func chosen(files []string, which string) (some []string) {
	every, err := strconv.Atoi(cmp.Or(which, "26"))
	for i, file := range files {
		if err == nil && i%every == 0 || err != nil && strings.Contains(file, which) {
			some = append(some, file)
		}
	}
	return some
}

// importDashboard posts a file and returns the uid that it is found under.
func importDashboard(t *testing.T, s *testkit.Server, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var document map[string]any
	require.NoError(t, json.Unmarshal(content, &document), file)
	// Two mixins may claim the same uid.
	document["uid"] = fmt.Sprintf("m%x", len(file)) + strings.Map(func(r rune) rune {
		if strings.ContainsRune("/.", r) {
			return '-'
		}
		return r
	}, file[len(file)-min(30, len(file)):])
	body, err := json.Marshal(map[string]any{"dashboard": document})
	require.NoError(t, err)
	code, text := s.Post("/lookout/api/v1/dashboards", "application/json", string(body))
	require.Equal(t, http.StatusOK, code, "%s: %s", file, text)
	return document["uid"].(string)
}

// openDashboard opens one with all rows unfolded, and scrolls through it: panels ask once they are
// about to be seen.
func (tb *tab) openDashboard(uid string) {
	tb.t.Helper()
	tb.open("/d/"+url.PathEscape(uid)+"?from=now-5m&to=now&refresh=off", "Dashboards")
	tb.waitFor(`document.querySelector('h2') !== null`)
	tb.run(chromedp.Evaluate(`document.querySelectorAll('h2 > button[aria-expanded="false"]').forEach((b) => b.click())`, nil))
	for bottom := false; !bottom; {
		tb.waitFor(settledInSight)
		tb.run(chromedp.Evaluate(`(() => {
			const rest = document.documentElement.scrollHeight - innerHeight - scrollY;
			scrollBy(0, innerHeight);
			return rest < 1;
		})()`, &bottom))
	}
}

// settledInSight is true once nothing in sight has been loading for half a second.
const settledInSight = `(() => {
	const inSight = (e) => e.getBoundingClientRect().top < innerHeight;
	const busy = [...document.querySelectorAll('section[data-state="loading"], [aria-label="Loading"]')].some(inSight);
	const where = location.href + scrollY;
	if (busy || window.drawn?.at !== where) window.drawn = {at: where, since: performance.now()};
	return !busy && performance.now() - window.drawn.since > 500;
})()`

// panel is what a person sees of one.
type panel struct{ Title, State, Text string }

func (tb *tab) panels() []panel {
	tb.t.Helper()
	var found []panel
	tb.run(chromedp.Evaluate(`[...document.querySelectorAll('section[data-state]')].map((p) => ({
		Title: p.querySelector('h3').textContent, State: p.dataset.state, Text: p.innerText,
	}))`, &found))
	return found
}

// titles are those of the panels of which something holds.
func titles(all []panel, holds func(panel) bool) (some []string) {
	for _, p := range all {
		if holds(p) {
			some = append(some, p.Title)
		}
	}
	return some
}

// generator exposes a few series for whatever it has seen somebody ask for.
type generator struct {
	mu      sync.Mutex
	series  map[string][]map[string]string // labels by the metric's name
	learned int                            // grows with every series and label
	began   time.Time

	withPast bool            // whether series come with a past
	seen     map[string]bool // those that did
}

// mostGenerated are the series of one metric.
const mostGenerated = 1000

func newGenerator() *generator {
	return &generator{series: map[string][]map[string]string{}, seen: map[string]bool{}, began: time.Now()}
}

// learn reads the selectors of a request to Prometheus' API.
func (g *generator) learn(r *network.Request) {
	u, err := url.Parse(r.URL)
	if err != nil || !strings.HasPrefix(u.Path, "/api/v1/") {
		return
	}
	params := u.Query()
	for _, entry := range r.PostDataEntries {
		decoded, _ := url.ParseQuery(decodeBase64(entry.Bytes))
		for name, values := range decoded {
			params[name] = append(params[name], values...)
		}
	}
	label := ""
	if rest, ok := strings.CutPrefix(u.Path, "/api/v1/label/"); ok {
		label, _ = url.PathUnescape(strings.TrimSuffix(rest, "/values"))
	}
	for _, expr := range slices.Concat(params["query"], params["match[]"]) {
		for _, labels := range seriesFor(expr, label) {
			g.add(labels)
		}
	}
}

// add remembers a series. Two queries that name different labels of one metric mean the same series:
// exposed twice, it would no longer join one to one with anything.
func (g *generator) add(labels map[string]string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	name := labels["__name__"]
	for _, known := range g.series[name] {
		if agree(known, labels) {
			before := len(known)
			maps.Copy(known, labels)
			g.learned += len(known) - before
			return
		}
	}
	if g.learned++; len(g.series[name]) < mostGenerated {
		g.series[name] = append(g.series[name], labels)
	}
}

func (g *generator) knows() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.learned
}

func agree(a, b map[string]string) bool {
	for name, value := range a {
		if other, both := b[name]; both && other != value {
			return false
		}
	}
	return true
}

// begin has every series come with a past from now on, so that rates and changes of long steps have
// something to go by.
func (g *generator) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.withPast = true
}

// ServeHTTP exposes all series as they are now; those that are to come with a past as they were, once.
func (g *generator) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	var body bytes.Buffer
	for _, labels := range slices.Concat(slices.Collect(maps.Values(g.series))...) {
		line := exposed(labels)
		if g.withPast && !g.seen[line] {
			g.seen[line] = true
			for at := now.Add(-past); at.Before(now.Add(-time.Second)); at = at.Add(pastInterval) {
				fmt.Fprintf(&body, "%s %g %d\n", line, plausible(labels, g.age(at)), at.UnixMilli())
			}
		}
		fmt.Fprintf(&body, "%s %g\n", line, plausible(labels, g.age(now)))
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	_, _ = w.Write(body.Bytes())
}

// The past of a series.
const (
	past         = 8 * time.Minute
	pastInterval = 5 * time.Second
)

func (g *generator) age(at time.Time) float64 { return at.Sub(g.began).Seconds() + past.Seconds() }

// exposed is the head of a series' lines, with its labels in order.
func exposed(labels map[string]string) string {
	var line strings.Builder
	line.WriteString(labels["__name__"] + "{")
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		if name != "__name__" {
			fmt.Fprintf(&line, "%s=%q,", name, labels[name])
		}
	}
	line.WriteString("}")
	return line.String()
}
