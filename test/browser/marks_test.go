package browser_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

const marked = `{"dashboard": {"uid": "marked", "title": "Marked", "schemaVersion": 42, "graphTooltip": 2,
	"annotations": {"list": [{"name": "Deploys", "enable": true, "expr": "vector(1)", "titleFormat": "A new release"},
		{"name": "Syslog", "enable": true, "expr": "{a=\"b\"}", "datasource": {"type": "loki", "uid": "x"}}]},
	"panels": [
		{"id": 1, "type": "timeseries", "title": "One", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8}, "targets": [{"refId": "A", "expr": "vector(41)"}]},
		{"id": 2, "type": "timeseries", "title": "Same", "gridPos": {"x": 12, "y": 0, "w": 12, "h": 8}, "datasource": {"type": "datasource", "uid": "-- Dashboard --"}, "targets": [{"refId": "A", "panelId": 1}]}]}}`

// TestMarksAreReadAndPutAway goes along a plot with the keys: its tooltip names the annotation until
// that is switched off, and the panel that shows the same data has a tooltip at the same time.
func TestMarksAreReadAndPutAway(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	code, text := s.Post("/lookout/api/v1/dashboards", "application/json", marked)
	require.Equal(t, http.StatusOK, code, text)
	tb := openTab(t, s.URL)
	tb.look("dark", 1400, 800)
	tb.openDashboard("marked")
	tooltips := func(count, word string) {
		tb.waitFor(`document.querySelectorAll('[role="tooltip"]').length === ` + count)
		tb.waitFor(`[...document.querySelectorAll('[role="tooltip"]')].some((one) => one.innerText.includes("` + word + `"))`)
	}
	read := chromedp.SendKeys(`[aria-roledescription="chart"]`, kb.ArrowLeft, chromedp.ByQuery)
	tb.run(read)
	tooltips("2", "41")
	tooltips("2", "A new release")
	tb.screenshot("marks")

	tb.waitFor(`document.querySelector('[data-annotation="Syslog"] input').disabled`)
	tb.run(chromedp.Evaluate(`document.querySelector('[data-annotation="Deploys"] input').click()`, nil))
	tb.run(read)
	tooltips("2", "41")
	tb.waitFor(`!document.body.innerText.includes("A new release")`)
}
