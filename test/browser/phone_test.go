package browser_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestTheTimeRangeCanBeReadOnAPhone looks at names of ranges where there is little room for them.
func TestTheTimeRangeCanBeReadOnAPhone(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	tb := openTab(t, s.URL)
	tb.look("light", 390, 844)
	for from, name := range map[string]string{"now-1h": "Last 1 hour", "now-15m": "Last 15 minutes", "now-24h": "Last 24 hours"} {
		tb.open("/d/lookout-overview?to=now&from="+from, "Dashboards")
		tb.says(name)
		tb.waitFor(`[...document.querySelectorAll('[aria-label="Time range"] button span')].every((s) => s.scrollWidth <= s.clientWidth + 1 || getComputedStyle(s).display === "inline")`)
		tb.waitFor(`document.documentElement.scrollWidth <= innerWidth`)
	}
	tb.screenshot("phone-time-range")
}

// TestADashboardOfWhatIsNotCollectedSaysWhatThatIs opens dashboards with and without data.
func TestADashboardOfWhatIsNotCollectedSaysWhatThatIs(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Lookout: "global: {scrape_interval: 1s, evaluation_interval: 1s}\nwatch: [self, host]\n"})
	tb := openTab(t, s.URL)
	tb.look("light", 1440, 1000)
	for _, uid := range []string{"lookout-mongodb", "lookout-kubernetes"} {
		tb.openDashboard(uid)
		tb.says("No panel in sight has data")
		tb.screenshot("nothing-collected-" + uid)
	}
	testkit.Eventually(t, patience, func() error { // variables are asked for once, when a dashboard is opened
		var answer struct{ Data struct{ Result []any } }
		s.GetJSON("/api/v1/query?query="+url.QueryEscape(`count_over_time(lookout_build_info[1m]) > 3`), &answer)
		if len(answer.Data.Result) == 0 {
			return errors.New("Lookout has not been scraped four times")
		}
		return nil
	})
	tb.openDashboard("lookout-lookout")
	tb.waitFor(`!document.body.innerText.includes("No panel in sight has data")`)
}
