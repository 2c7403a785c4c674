package browser_test

import (
	"bytes"
	"encoding/json"
	"fmt"
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

// TestDashboardsOfMixinsAreDrawn opens public dashboards with data for every metric that they ask
// for. It takes every 26th of them, or every so many as LOOKOUT_DASHBOARDS says; 1 takes all.
func TestDashboardsOfMixinsAreDrawn(t *testing.T) {
	files, err := filepath.Glob("../../../shared/corpus/mixins/*/dashboards/*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("no dashboards to try: ../shared/corpus/mixins is missing")
	}
	every := 26
	if text := os.Getenv("LOOKOUT_DASHBOARDS"); text != "" {
		every, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	files = everyNth(files, every)
	world := newGenerator()
	target := httptest.NewServer(world)
	t.Cleanup(target.Close)
	s := testkit.Start(t, testkit.Setup{Lookout: fmt.Sprintf(`
global: {scrape_interval: 1s}
scrape_configs: [{job_name: generated, honor_labels: true, body_size_limit: 0, static_configs: [{targets: [%q]}]}]
`, strings.TrimPrefix(target.URL, "http://"))})
	tb := openTab(t, s.URL)
	chromedp.ListenTarget(tb.ctx, func(event any) {
		if sent, ok := event.(*network.EventRequestWillBeSent); ok {
			world.learn(sent.Request)
		}
	})
	tb.look("dark", 1600, 9000)
	var uids []string
	for _, file := range files {
		uids = append(uids, importDashboard(t, s, file))
	}
	// Each pass lets the page ask with what the pass before it taught the generator: first for
	// the values of variables, then of those that depend on them, last for the panels.
	for range 2 {
		for _, uid := range uids {
			tb.openDashboard(uid)
		}
		time.Sleep(3 * time.Second)
	}
	time.Sleep(10 * time.Second) // rates need two samples and more
	for i, uid := range uids {
		t.Run(filepath.Base(files[i]), func(t *testing.T) {
			tb.openDashboard(uid)
			found := tb.panels()
			tb.screenshot("mixin-" + filepath.Base(filepath.Dir(filepath.Dir(files[i]))) + "-" + strings.TrimSuffix(filepath.Base(files[i]), ".json"))
			t.Logf("%d panels, %d without data", len(found), count(found, func(p panel) bool { return strings.Contains(p.Text, "No data") }))
			for _, p := range found {
				if strings.Contains(p.Text, "not PromQL") {
					continue // as its author published it
				}
				require.NotEqual(t, "error", p.State, "panel %q: %s", p.Title, p.Text)
				require.NotContains(t, p.Text, "cannot be drawn", p.Title)
				if _, after, unknown := strings.Cut(p.Text, "Panels of type “"); unknown {
					kind, _, _ := strings.Cut(after, "”")
					require.Contains(t, notDrawn, kind, p.Title)
				}
			}
		})
	}
}

func everyNth(files []string, n int) (some []string) {
	for i := 0; i < len(files); i += n {
		some = append(some, files[i])
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

// openDashboard opens one with all rows unfolded and waits until nothing loads any more.
func (tb *tab) openDashboard(uid string) {
	tb.t.Helper()
	tb.open("/d/"+url.PathEscape(uid)+"?from=now-5m&to=now&refresh=off", "Dashboards")
	tb.waitFor(`document.querySelector('h2') !== null`)
	tb.run(chromedp.Evaluate(`document.querySelectorAll('h2 > button[aria-expanded="false"]').forEach((b) => b.click())`, nil))
	tb.waitFor(`(() => {
		const busy = document.querySelector('section[data-state="loading"], [aria-label="Loading"]') !== null;
		if (busy || window.drawn?.at !== location.href) window.drawn = {at: location.href, since: performance.now()};
		return !busy && performance.now() - window.drawn.since > 500;
	})()`)
}

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

func count(all []panel, is func(panel) bool) (n int) {
	for _, p := range all {
		if is(p) {
			n++
		}
	}
	return n
}

// generator exposes a few series for whatever it has seen somebody ask for.
type generator struct {
	mu     sync.Mutex
	series map[string]map[string]string // labels by their text
	began  time.Time
}

const mostGenerated = 60_000

func newGenerator() *generator {
	return &generator{series: map[string]map[string]string{}, began: time.Now()}
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

func (g *generator) add(labels map[string]string) {
	text, err := json.Marshal(labels)
	if err != nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.series) < mostGenerated {
		g.series[string(text)] = labels
	}
}

func (g *generator) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	seconds := time.Since(g.began).Seconds()
	var body bytes.Buffer
	for _, labels := range g.series {
		fmt.Fprintf(&body, "%s{", labels["__name__"])
		for name, value := range labels {
			if name != "__name__" {
				fmt.Fprintf(&body, "%s=%q,", name, value)
			}
		}
		fmt.Fprintf(&body, "} %g\n", plausible(labels, seconds))
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	_, _ = w.Write(body.Bytes())
}
