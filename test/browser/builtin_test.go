package browser_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	builtindashboards "github.com/lookout-monitor/lookout/dashboards"
	"github.com/lookout-monitor/lookout/internal/testkit"
)

// alive are built-in dashboards that are full of data where nobody has configured anything, with the panels
// that may be empty: what they tell of is not there, or the kernel does not tell.
var alive = map[string][]string{
	"overview.json": nil,
	"host.json":     {"Waiting for disks", "Pressure", "Swapping", "Limits", "Disks", "Disks busy", "Network", "Network errors"},
	"targets.json":  {"Over budget", "Series of teams"},
	"lookout.json":  nil,
}

// TestBuiltinDashboardsAreDrawn opens what comes with Lookout, with all rows.
func TestBuiltinDashboardsAreDrawn(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Lookout: "global: {scrape_interval: 1s, evaluation_interval: 1s}\nwatch: [self, host, pushed, services]\n"})
	testkit.Eventually(t, 2*time.Minute, func() error {
		var answer struct{ Data struct{ Result []any } }
		s.GetJSON("/api/v1/query?query="+url.QueryEscape(`rate(node_cpu_seconds_total[1m] offset 20s) and on () sum(rate(prometheus_tsdb_head_samples_appended_total[1m] offset 20s))`), &answer)
		if len(answer.Data.Result) == 0 {
			return fmt.Errorf("there are no rates yet: they take some scrapes")
		}
		return nil
	})
	tb := openTab(t, s.URL)
	tb.look("light", 1920, 2400)
	for _, file := range builtindashboards.Files() {
		t.Run(file.Name, func(t *testing.T) {
			name := strings.TrimSuffix(file.Name, ".json")
			tb.openDashboard("lookout-" + name)
			tb.says("comes with Lookout")
			tb.screenshot("builtin-" + name)
			mayBeEmpty, full := alive[file.Name]
			found := tb.panels()
			require.NotEmpty(t, found)
			for _, p := range found {
				require.NotEqual(t, "error", p.State, "panel %q: %s", p.Title, p.Text)
				require.NotContains(t, p.Text, "cannot be drawn", p.Title)
				if full && strings.Contains(p.Text, "No data") {
					require.Contains(t, mayBeEmpty, p.Title, "the panel is empty")
				}
			}
		})
	}
}
