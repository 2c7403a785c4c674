package browser_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// What a browser may have to transfer, in bytes: a person on a phone waits for it.
const (
	mostToStart = 450_000 // of any page but dashboards
	mostToDraw  = 700_000 // of a dashboard that is opened first, code that draws included
)

// TestPagesAreLight counts what comes over the wire, compressed as it comes, before a page stands.
func TestPagesAreLight(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	for _, page := range []struct {
		path, heading string
		most          float64
	}{
		{"/", "Home", mostToStart},
		{"/alerts", "Alerts", mostToStart},
		{"/targets", "Targets", mostToStart},
		{"/d/lookout-host", "Dashboards", mostToDraw},
	} {
		t.Run(page.path, func(t *testing.T) {
			tb := openTab(t, s.URL) // its cache is empty
			tb.open(page.path, page.heading)
			tb.settle()
			var transferred float64
			tb.run(chromedp.Evaluate(`[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]
				.reduce((sum, entry) => sum + entry.encodedBodySize, 0)`, &transferred))
			t.Logf("%.0f kB", transferred/1000)
			require.Greater(t, transferred, 100_000., "something else was measured")
			require.LessOrEqual(t, transferred, page.most)
		})
	}
}
