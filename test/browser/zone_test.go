package browser_test

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestTimesAreInTheZoneOfTheDashboard reads a moment of a dashboard that is in UTC as somebody in Tokyo.
func TestTimesAreInTheZoneOfTheDashboard(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	uid := keep(t, s, `{"uid": "zoned", "title": "Zoned", "schemaVersion": 42, "timezone": "UTC", "panels": [
		{"id": 1, "type": "timeseries", "title": "One", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 8}, "targets": [{"refId": "A", "expr": "vector(41)"}]}]}`)
	tb := openTab(t, s.URL)
	tb.look("light", 1400, 800)
	tb.run(emulation.SetTimezoneOverride("Asia/Tokyo"))
	tb.open("/d/"+uid+"?from=1768478400000&to=1768482000000", "Dashboards")
	tb.waitFor(`document.querySelector('[aria-roledescription="chart"] canvas') !== null`)
	tb.says("times in UTC")
	tb.run(chromedp.SendKeys(`[aria-roledescription="chart"]`, kb.End, chromedp.ByQuery))
	tb.says("2026-01-15 13:00:00")
	tb.screenshot("zone")
}
