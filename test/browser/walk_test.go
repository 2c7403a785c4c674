package browser_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
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
	{"/targets?state=dropped", "Targets"},
	{"/targets?state=mechanisms", "Targets"},
	{"/targets?state=teams", "Targets"},
	{"/pushed", "Pushed"},
	{"/pushed?q=job=backup", "Pushed"},
	{"/probes", "Probes"},
	{"/probes?tab=legacy", "Probes"},
	{"/targets?state=missing", "Targets"},
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
// that is down, an alert that fires, a receiver that cannot be reached, a site
// that answers and one that does not.
func busy(t *testing.T) *testkit.Server {
	t.Helper()
	site := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `[{"celery": "ok"}, {"queue_x": "warning", "msg": "12,000 jobs are waiting"}, {"s3": "critical", "msg": "403 from the bucket"}, {"x": "purple"}, 5]`)
	}))
	t.Cleanup(site.Close)
	checkout := testkit.NewTarget(t, "orders_total{shop=\"a\"} 1\norders_total{shop=\"b\"} 2\n")
	s := testkit.Start(t, testkit.Setup{
		Lookout: fmt.Sprintf(`
probes:
  - {name: site, prober: http, http: {tls_config: {insecure_skip_verify: true}}, targets: [%[1]q], labels: {team: shop}}
  - {name: gone, module: http_2xx, targets: ["http://127.0.0.1:1/login"]}
legacy_status:
  - {name: shop, targets: ["%[1]s/status.json"], tls_config: {insecure_skip_verify: true}}
budgets:
  - {per: team, match: {team: shop}, samples: 10}
watch: [self, host, pushed]
global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
scrape_configs:
  - job_name: nobody-home
    static_configs: [{targets: ["127.0.0.1:1"]}]
  - job_name: checkout
    static_configs: [{targets: [%[2]q], labels: {team: shop}}]
  - job_name: kafka
    file_sd_configs: [{files: [kafka.json], refresh_interval: 1s}]
discover:
  - file: {files: [found.json]}
  - dns: {names: [web.example.org.], server: "127.0.0.1:1"}
rule_files: [rules.yml]
heartbeats:
  - {name: backup, period: 1d, grace: 1h, max_runtime: 2h, labels: {team: storage}}
  - {name: report, cron: "30 3 * * 1-5", timezone: Europe/Vienna, labels: {team: sales, severity: critical}}
  - {name: forgotten, period: 1s, grace: 1s}
  - {name: quarterly-archive-of-everything-that-nobody-may-delete, cron: "@monthly"}
route: {receiver: team, group_wait: 0s}
receivers: [{name: team, webhook_configs: [{url: "http://127.0.0.1:1/hook"}]}]
`, site.URL, checkout.Address),
		Files: map[string]string{"kafka.json": `[{"targets": ["127.0.0.1:1"], "labels": {"instance": "kafka-1", "role": "broker"}}]`, "found.json": `[{"targets": ["127.0.0.1:1", "no address"], "labels": {"service": "shop"}}]`, "rules.yml": `
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
	for path, body := range map[string]string{
		"/metrics/job/backup/instance/db1?ttl=24h":     "# HELP backup_size_bytes What was saved.\n# TYPE backup_size_bytes gauge\nbackup_size_bytes{disk=\"a\"} 4.2e+10\n",
		"/metrics/job/cleanup/path@base64/L3Zhci90bXA": "cleanup_files 17\n",
	} {
		code, answer := s.Post(path, "", body)
		require.Equal(t, 200, code, answer)
	}
	code, _ := s.Post("/metrics/job/cleanup/path@base64/L3Zhci90bXA", "", "cleanup_files 17 1000\n")
	require.Equal(t, 400, code)
	s.AwaitRemembered(10)
	s.WriteFile("kafka.json", "[]")
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

func TestTargetsTellWhoFoundThemAndWhatWasLeftOut(t *testing.T) {
	tb := openTab(t, busy(t).URL)
	tb.open("/targets", "Targets")
	tb.says("found by file")
	tb.says("Discovery of discover/dns by dns fails")
	tb.click("Details of http://127.0.0.1:1/metrics")
	tb.says("Found by")
	tb.open("/targets?state=dropped", "Targets")
	tb.says(`"no address" is no address`)
	tb.open("/targets?state=mechanisms", "Targets")
	tb.says("discover/file")
	tb.says("ask dns for web.example.org")
}

func TestBudgetsOfTeamsNameWhatIsLargest(t *testing.T) {
	tb := openTab(t, busy(t).URL)
	tb.open("/targets", "Targets")
	tb.says("Team shop is over its budget")
	tb.click("Show the budgets of teams")
	tb.says("of 10 samples")
	tb.says("orders_total")
	tb.says("checkout")
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

func TestProbesTellWhyOneFails(t *testing.T) {
	tb := openTab(t, busy(t).URL)
	tb.open("/probes", "Probes")
	tb.says("nothing listens there")
	tb.says("cert")
	tb.run(chromedp.Click(`article[aria-label="Probe of http://127.0.0.1:1/login"] button`, chromedp.ByQuery))
	tb.says("Last answer")
	tb.says("lookout probe 'http://127.0.0.1:1/login' --module 'http_2xx'")
	tb.screenshot("opened")
	tb.open("/probes?tab=legacy", "Probes")
	tb.says("12,000 jobs are waiting")
	tb.says("unknown: purple")
	tb.says("entry 4 is no object")
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

func TestAPushedGroupIsShownAndDeleted(t *testing.T) {
	s := busy(t)
	tb := openTab(t, s.URL)
	tb.open("/pushed", "Pushed")
	tb.says("/var/tmp")
	tb.says("must not have timestamps")
	tb.run(chromedp.Click(`article[aria-label="Group of backup"] button[aria-expanded]`, chromedp.ByQuery))
	tb.says("4.2e+10")
	tb.screenshot("open")
	tb.run(chromedp.Click(`button[aria-label="Delete the group of backup"]`, chromedp.ByQuery))
	tb.click("Delete it")
	tb.waitFor(`document.querySelector('article[aria-label="Group of backup"]') === null`)
	var answer struct {
		Groups []struct{ Labels map[string]string }
	}
	s.GetJSON("/lookout/api/v1/pushed", &answer)
	require.Len(t, answer.Groups, 1)
	require.Equal(t, "cleanup", answer.Groups[0].Labels["job"])
	var audit struct {
		Entries []struct{ Action, Target string }
	}
	s.GetJSON("/lookout/api/v1/audit", &audit)
	require.Equal(t, "push.delete", audit.Entries[0].Action)
	require.Contains(t, audit.Entries[0].Target, "backup")
}

func TestATargetThatVanishesIsMissedAndRetired(t *testing.T) {
	s := busy(t)
	tb := openTab(t, s.URL)
	tb.open("/targets?state=missing", "Targets")
	tb.says("vanished from discovery unannounced")
	tb.says("kafka-1")
	tb.says("found by file")
	tb.click("Retire kafka-1")
	tb.click("Retire it")
	tb.says("No target is missing")
	tb.screenshot("retired")
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
	tb.expect("favicon.ico") // which a browser asks for beside an answer that is no page
	tb.run(chromedp.Navigate(strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/heartbeat/forgotten"))
	tb.says("not taken from a browser")
}

func TestKeysReachEveryPage(t *testing.T) {
	tb := openTab(t, busy(t).URL)
	tb.open("/", "Home")
	for key, path := range map[string]string{"e": "/explore", "t": "/targets", "o": "/probes", "p": "/pushed", "b": "/heartbeats", "a": "/alerts", "s": "/silences", "i": "/status", "h": "/"} {
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
