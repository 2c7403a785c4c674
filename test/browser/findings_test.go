package browser_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

const judged = `{"dashboard": {"uid": "judged", "title": "Judged", "schemaVersion": 42,
	"templating": {"list": [{"name": "ds", "type": "datasource", "query": "prometheus"}]}, "panels": [
	{"id": 4, "type": "timeseries", "title": "Broken", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8}, "fieldConfig": {"defaults": {"unit": "s"}},
		"datasource": {"type": "prometheus", "uid": "$ds"}, "targets": [{"refId": "A", "expr": "up{job=~\".*\"}"}]},
	{"id": 5, "type": "timeseries", "title": "Without unit", "gridPos": {"x": 12, "y": 0, "w": 12, "h": 8},
		"datasource": {"type": "prometheus", "uid": "$ds"}, "targets": [{"refId": "A", "expr": "up"}]}]}}`

const clean = `{"dashboard": {"uid": "clean", "title": "Clean", "schemaVersion": 42, "panels": []}}`

// TestFindingsAreABadgeThatOpensThem goes the whole way by keyboard: to the badge, into the list, to a panel and out again.
func TestFindingsAreABadgeThatOpensThem(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	for _, body := range []string{judged, clean} {
		code, text := s.Post("/lookout/api/v1/dashboards", "application/json", body)
		require.Equal(t, http.StatusOK, code, text)
	}
	tb := openTab(t, s.URL)
	tb.look("dark", 1600, 900)
	tb.open("/dashboards", "Dashboards")
	tb.waitFor(`document.querySelector('li:has(a[href*="/d/judged"])')?.innerText.includes('2 findings')`)
	tb.waitFor(`!document.querySelector('li:has(a[href*="/d/clean"])').innerText.includes('finding')`)
	tb.screenshot("findings-in-the-list")

	const badge = `button[aria-label="Findings: 1 warning, 1 for information"]`
	tb.open("/d/judged", "Dashboards")
	tb.waitFor(`document.querySelector('` + badge + `')?.innerText === '2'`)
	tb.run(chromedp.Focus(badge, chromedp.ByQuery), chromedp.KeyEvent(kb.Enter))
	tb.says("regex-everything")
	tb.says(`job=~".*" matches everything`)
	tb.says("$.panels[0].targets[0].expr")
	tb.says("unit-missing")
	tb.settle() // the drawer slides in
	tb.screenshot("findings")

	tb.run(chromedp.KeyEvent(kb.Escape))
	tb.waitFor(`!document.body.innerText.includes('regex-everything')`)
	tb.waitFor(`document.activeElement?.matches('` + badge + `')`)

	tb.run(chromedp.KeyEvent(kb.Enter))
	tb.says("regex-everything")
	tb.settle()
	for range 5 { // the way from the drawer's head to the first panel named
		var there bool
		tb.run(chromedp.KeyEvent(kb.Tab), chromedp.Evaluate(`document.activeElement?.textContent === 'Broken'`, &there))
		if there {
			break
		}
	}
	tb.run(chromedp.KeyEvent(kb.Enter))
	tb.waitFor(`new URLSearchParams(location.search).get('viewPanel') === '4'`)
	tb.waitFor(`!document.body.innerText.includes('regex-everything')`)

	tb.open("/d/clean", "Dashboards")
	tb.waitFor(`performance.getEntriesByType('resource').some((r) => r.name.endsWith('/clean/findings') && r.responseEnd > 0)`)
	tb.waitFor(`document.querySelector('button[aria-label^="Findings"]') === null`)
}
