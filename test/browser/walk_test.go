package browser_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// pages are all pages with what stands in their heading.
var pages = []struct{ path, heading string }{
	{"/", "Home"},
	{"/explore", "Explore"},
	{"/explore?q=up&q=" + url.QueryEscape(`rate(lookout_http_requests_total[1m])`), "Explore"},
	{"/explore?view=table&q=up", "Explore"},
	{"/targets", "Targets"},
	{"/alerts", "Alerts"},
	{"/alerts?tab=rules", "Alerts"},
	{"/alerts?tab=notifications", "Alerts"},
	{"/silences", "Silences"},
	{"/silences/new", "Silences"},
	{"/heartbeats", "Heartbeats"},
	{"/heartbeats?state=failed", "Heartbeats"},
	{"/status", "Status"},
	{"/status?tab=config", "Status"},
	{"/status?tab=series", "Status"},
	{"/status?tab=audit", "Status"},
}

// busy is a Lookout with something on every page: the built-in watch, a job
// that is down, an alert that fires, a receiver that cannot be reached.
func busy(t *testing.T) *testkit.Server {
	t.Helper()
	s := testkit.Start(t, testkit.Setup{
		Lookout: `
watch: [self, host]
global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
scrape_configs:
  - job_name: nobody-home
    static_configs: [{targets: ["127.0.0.1:1"]}]
rule_files: [rules.yml]
heartbeats:
  - {name: backup, period: 1d, grace: 1h, max_runtime: 2h, labels: {team: storage}}
  - {name: report, cron: "30 3 * * 1-5", timezone: Europe/Vienna, labels: {team: sales, severity: critical}}
  - {name: forgotten, period: 1s, grace: 1s}
  - {name: quarterly-archive-of-everything-that-nobody-may-delete, cron: "@monthly"}
route: {receiver: team, group_wait: 0s}
receivers: [{name: team, webhook_configs: [{url: "http://127.0.0.1:1/hook"}]}]
`,
		Files: map[string]string{"rules.yml": `
groups:
  - name: shop
    rules:
      - alert: ShopDown
        expr: up{job="nobody-home"} == 0
        labels: {severity: critical, team: shop}
        annotations: {summary: "{{ $labels.instance }} does not answer", runbook_url: "https://runbooks.example.org/shop"}
      - record: job:up:sum
        expr: sum by (job) (up)
`},
	})
	s.Post("/heartbeat/backup/start", "", "")
	s.Post("/heartbeat/backup", "text/plain", "dumped 3 databases\n42 files, 1.2 GB")
	s.Post("/heartbeat/report/fail", "text/plain", "Traceback (most recent call last):\n  File \"report.py\", line 7\nOSError: [Errno 28] No space left on device")
	testkit.Eventually(t, 60*time.Second, func() error {
		var answer struct {
			Data struct{ Alerts []struct{ State string } }
		}
		s.GetJSON("/api/v1/alerts", &answer)
		for _, a := range answer.Data.Alerts {
			if a.State == "firing" {
				return nil
			}
		}
		return fmt.Errorf("nothing fires yet")
	})
	return s
}

func TestEveryPageInEveryLook(t *testing.T) {
	tb := openTab(t, busy(t).URL)
	for _, look := range []struct {
		name, scheme  string
		width, height int64
	}{
		{"dark", "dark", 1440, 900},
		{"light", "light", 1440, 900},
		{"narrow", "dark", 400, 800},
	} {
		t.Run(look.name, func(t *testing.T) {
			inner := &tab{t: t, ctx: tb.ctx, url: tb.url}
			inner.look(look.scheme, look.width, look.height)
			for _, page := range pages {
				inner.open(page.path, page.heading)
				inner.settle()
				var wide bool
				inner.run(chromedp.Evaluate(`document.documentElement.scrollWidth > window.innerWidth + 1`, &wide))
				require.False(t, wide, "%s scrolls sideways at %d pixels", page.path, look.width)
				inner.screenshot(page.path)
			}
		})
	}
}

func TestEveryPageOfALookoutThatHasNothing(t *testing.T) {
	tb := openTab(t, testkit.Start(t, testkit.Setup{Prometheus: "global: {}\n"}).URL)
	for _, page := range pages {
		tb.open(page.path, page.heading)
		tb.settle()
		tb.screenshot(page.path)
	}
}

func TestHomeTellsWhatIsWrong(t *testing.T) {
	tb := openTab(t, busy(t).URL)
	tb.open("/", "Home")
	tb.says("ShopDown")
	tb.says("nobody-home")
	tb.says("Memory")
}

func TestExploreAsksAndDraws(t *testing.T) {
	tb := openTab(t, busy(t).URL)
	tb.open("/explore", "Explore")
	tb.run(chromedp.Click(`.cm-content`, chromedp.ByQuery), chromedp.SendKeys(`.cm-content`, `up{job="nobody-home"}`+kb.Escape+kb.Enter, chromedp.ByQuery))
	tb.waitFor(`document.querySelector("canvas") !== null`)
	tb.waitFor(`new URLSearchParams(location.search).getAll("q").some(q => q.includes("nobody-home"))`)
	tb.says("nobody-home")
	tb.run(chromedp.Reload())
	tb.waitFor(`document.querySelector("canvas") !== null`)
}

func TestExploreSaysWhereAQueryIsWrong(t *testing.T) {
	tb := openTab(t, busy(t).URL)
	tb.expect("400")
	tb.open("/explore?q="+url.QueryEscape("sum(up"), "Explore")
	tb.says("unclosed left parenthesis")
}

func TestASilenceIsMadeAndExpired(t *testing.T) {
	s := busy(t)
	tb := openTab(t, s.URL)
	tb.open("/silences/new", "Silences")
	tb.waitFor(`document.querySelector("textarea") !== null`)
	tb.run(
		chromedp.SendKeys(`input[aria-label="Label of matcher 1"]`, "alertname", chromedp.ByQuery),
		chromedp.SendKeys(`input[aria-label="Value of matcher 1"]`, "ShopDown", chromedp.ByQuery),
	)
	tb.says("ShopDown")
	tb.run(
		chromedp.SendKeys(`input[autocomplete="username"]`, "ada", chromedp.ByQuery),
		chromedp.SendKeys(`textarea`, "the shop moves house", chromedp.ByQuery),
	)
	tb.click("Make the silence")
	tb.waitFor(`location.pathname === "/silences"`)
	tb.says("the shop moves house")
	testkit.Eventually(t, 10*time.Second, func() error {
		var alerts []struct{ Status struct{ State string } }
		s.GetJSON("/alertmanager/api/v2/alerts?filter=alertname%3DShopDown", &alerts)
		if len(alerts) == 0 || alerts[0].Status.State != "suppressed" {
			return fmt.Errorf("alerts are not suppressed: %v", alerts)
		}
		return nil
	})
	tb.screenshot("made")
}

func TestHeartbeatsShowWhatWasHeardAndWhatToCopy(t *testing.T) {
	s := busy(t)
	tb := openTab(t, s.URL)
	tb.open("/heartbeats", "Heartbeats")
	tb.says("No space left on device")
	tb.says("42 files, 1.2 GB")
	tb.says("was due")
	tb.says("curl -fsS -m 10 --retry 5 -o /dev/null " + s.URL + "/heartbeat/backup")
	tb.click("Failed 1")
	tb.waitFor(`new URLSearchParams(location.search).get("state") === "failed"`)
	tb.waitFor(`!document.body.innerText.includes("42 files")`)
	s.Post("/heartbeat/report", "", "")
	tb.says("There is none in this state")
	tb.click("All 4")
	tb.says("42 files")
}

func TestAPageCannotCheckInByAnImage(t *testing.T) {
	s := busy(t)
	tb := openTab(t, s.URL)
	tb.expect("403")
	tb.expect("ERR_ABORTED")
	tb.run(chromedp.Navigate(strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/heartbeat/forgotten"))
	tb.says("not taken from a browser")
}

func TestKeysReachEveryPage(t *testing.T) {
	tb := openTab(t, busy(t).URL)
	tb.open("/", "Home")
	for key, path := range map[string]string{"e": "/explore", "t": "/targets", "a": "/alerts", "s": "/silences", "b": "/heartbeats", "i": "/status", "h": "/"} {
		tb.run(chromedp.Evaluate(`document.activeElement?.blur()`, nil), chromedp.KeyEvent("g"), chromedp.KeyEvent(key))
		tb.waitFor(fmt.Sprintf(`location.pathname === %q`, path))
	}
	tb.run(chromedp.KeyEvent("?"))
	tb.says("shortcuts")
}

func TestAFailedReloadShowsOnThePage(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Prometheus: "global: {}\n"})
	s.WriteFile("prometheus.yml", "globl: {}\n")
	code, _ := s.Post("/-/reload", "", "")
	require.Equal(t, 500, code)
	tb := openTab(t, s.URL)
	tb.open("/", "Home")
	tb.says("prometheus.yml:1:1")
}
