package browser_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

func TestADashboardIsMadeChangedAndRestored(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	tb := openTab(t, s.URL)
	tb.look("light", 1600, 1000)
	tb.open("/dashboards", "Dashboards")
	tb.click("New dashboard")
	tb.says("Make it")
	tb.run(chromedp.SendKeys(`input[data-autofocus]`, "Shop", chromedp.ByQuery))
	tb.click("Make it")
	tb.says("Add panel")
	tb.click("Add panel")
	tb.says("New panel")
	tb.waitFor(`document.activeElement?.getAttribute("aria-label") === "Query A"`) // its form is open
	tb.run(chromedp.KeyEvent("vector(42)"), chromedp.KeyEvent(kb.Enter))
	tb.run(chromedp.KeyEvent(kb.Escape))
	tb.waitFor(`!document.body.innerText.includes("Thresholds")`)
	tb.settle() // the page takes the drawer's room, and its buttons move
	tb.click("Save")
	tb.says("History")

	tb.click("Edit")
	tb.click("Edit New panel")
	tb.says("Thresholds")
	tb.run(chromedp.SendKeys(`//label[normalize-space()="Title"]/following::input[1]`, "s", chromedp.BySearch))
	tb.says("New panels")
	tb.screenshot("panel-form")
	tb.run(chromedp.KeyEvent(kb.Escape))
	tb.waitFor(`!document.body.innerText.includes("Thresholds")`)
	tb.settle() // the page takes the drawer's room, and its buttons move
	tb.run(chromedp.SendKeys(`input[aria-label="What changed and why"]`, "a better title", chromedp.ByQuery))
	tb.click("Save")
	tb.says("History")

	tb.click("History")
	tb.says("a better title")
	tb.screenshot("history")
	tb.settle() // the drawer slides in
	tb.run(chromedp.Click(`(//button[normalize-space()="Restore"])[last()]`, chromedp.BySearch))
	tb.waitFor(`!document.body.innerText.includes("a better title")`)
	var list struct {
		Dashboards []struct {
			Title   string
			Version int
		}
	}
	s.GetJSON("/lookout/api/v1/dashboards", &list)
	found := false
	for _, d := range list.Dashboards {
		found = found || d.Title == "Shop" && d.Version == 4
	}
	require.True(t, found, "the first version is the fourth now: %v", list.Dashboards)
}
