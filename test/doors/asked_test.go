package doors

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

const exposition = "text/plain; version=0.0.4"

// asked is a server that Lookout asks, and what is told of its answer.
type asked struct {
	name    string
	answer  http.HandlerFunc
	want    string // in what is told; nothing is wrong where it is empty
	counter string
}

// zipped says that the body is gzip.
func zipped(content body) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		serve(exposition, content)(w, r)
	}
}

// endless sends until nobody listens any more.
func endless(contentType, line string) http.HandlerFunc {
	return serve(contentType, func() io.Reader { return again(line, 1<<62) })
}

// at is a text with a time as Prometheus' exposition has it.
func at(sample string, t time.Time) body { return text(fmt.Sprintf("%s %d\n", sample, t.UnixMilli())) }

func targets() []asked {
	line := "many{a=\"" + strings.Repeat("x", 100) + "\"} 1\n"
	const tooLong = "prometheus_target_scrapes_exceeded_body_size_limit_total"
	return []asked{
		{name: "wrong type", answer: serve("text/html", text("<html>")), want: "Content-Type"},
		{name: "garbage", answer: serve(exposition, text("\xff{{{")), want: "expected"},
		{name: "truncated", answer: serve(exposition, text("a 1\nb{c=\"d")), want: "expected"},
		{name: "truncated gzip", answer: zipped(text(truncated("a 1\n"))), want: "unexpected EOF"},
		{name: "gzip bomb", answer: zipped(bomb("a 1\n")), want: "body size limit exceeded", counter: tooLong},
		{name: "a gigabyte", answer: serve(exposition, huge(line)), want: "body size limit exceeded", counter: tooLong},
		{name: "endless", answer: endless(exposition, line), want: "body size limit exceeded", counter: tooLong},
		{name: "a label twice", answer: serve(exposition, text("a{b=\"1\",b=\"2\"} 1\n")), want: `label name "b" is not unique`},
		{name: "a series twice", answer: serve(exposition, text("a 1\na 2\n")), counter: "prometheus_target_scrapes_sample_duplicate_timestamp_total"},
		{name: "a day behind", answer: serve(exposition, at("a 1", time.Now().Add(-24*time.Hour))), counter: "prometheus_target_scrapes_sample_out_of_bounds_total"},
		{name: "a day ahead", answer: serve(exposition, at("a 1", time.Now().Add(24*time.Hour))), counter: "prometheus_target_scrapes_sample_out_of_bounds_total"},
		{name: "labels of ours", answer: serve(exposition, text("conflict{job=\"theirs\"} 1\n"))},
	}
}

func statuses() []asked {
	const failed, problems = `lookout_legacy_status_requests_total{outcome="failed"}`, `lookout_legacy_status_problems_total{kind=`
	checks := func(n int) body {
		return func() io.Reader {
			var list strings.Builder
			for i := range n {
				fmt.Fprintf(&list, `,{"check %d": "ok"}`, i)
			}
			return strings.NewReader("[" + list.String()[1:] + "]")
		}
	}
	return []asked{
		{name: "wrong type", answer: serve("text/html", text("<html>")), want: "no JSON list", counter: failed},
		{name: "truncated", answer: serve("application/json", text(`[{"a": "ok"}, {"b`)), want: "unexpected end", counter: failed},
		{name: "cut off", answer: cutOff, want: "unexpected EOF", counter: failed},
		{name: "a gigabyte", answer: serve("application/json", huge(`[{"a": "ok"},`)), want: "longer than the 1048576 bytes", counter: failed},
		{name: "endless", answer: endless("application/json", " "), want: "longer than the 1048576 bytes", counter: failed},
		{name: "100,000 checks", answer: serve("application/json", checks(100_000)), want: "longer than the 1048576 bytes", counter: failed},
		{name: "5,000 checks", answer: serve("application/json", checks(5000)), want: "more than 1000 checks", counter: problems + `"omitted"}`},
		{name: "checks twice", answer: serve("application/json", text(`[{"a": "ok"}, {"a": "critical"}]`)), want: "stands there twice", counter: problems + `"duplicate"}`},
		{name: "not a word", answer: serve("application/json", text(`[{"a": 5}, null]`)), want: "is no word", counter: problems + `"malformed"}`},
	}
}

// cutOff promises more than it sends.
func cutOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `[{"a": "ok"}`)
}

// serveAll serves each under a host and port of its own, and ends what still sends with the test.
func serveAll(t *testing.T, all []asked) []string {
	var addresses []string
	for _, one := range all {
		server := httptest.NewServer(one.answer)
		t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
		addresses = append(addresses, strings.TrimPrefix(server.URL, "http://"))
	}
	return addresses
}

// TestWhatTargetsAnswer has all bad targets scraped at once, beside a good one.
func TestWhatTargetsAnswer(t *testing.T) {
	bad, good := targets(), testkit.NewTarget(t, "good 1\n")
	var jobs strings.Builder
	for i, address := range serveAll(t, bad) {
		fmt.Fprintf(&jobs, "  - {job_name: %q, static_configs: [{targets: [%q]}]}\n", bad[i].name, address)
	}
	s := testkit.Start(t, testkit.Setup{Lookout: fmt.Sprintf(`
global: {scrape_interval: 2s, scrape_timeout: 2s, body_size_limit: 2MB}
scrape_configs:
  - {job_name: neighbour, static_configs: [{targets: [%q]}]}
%s`, good.Address, jobs.String())})
	bounded(t, mostHeldAtOnce, func() {
		for _, one := range bad {
			t.Run(one.name, func(t *testing.T) { one.awaitTarget(t, s) })
		}
	})
	testkit.Eventually(t, 10*time.Second, func() error {
		if _, answer := s.Get("/api/v1/query?query=" + url.QueryEscape(`conflict{job="labels of ours",exported_job="theirs"}`)); !strings.Contains(answer, `"1"]`) {
			return fmt.Errorf("labels of a target are not kept beside ours: %s", answer)
		}
		return nil
	})
	neighbourUnharmed(t, s)
}

func (a asked) awaitTarget(t *testing.T, s *testkit.Server) {
	testkit.Eventually(t, 20*time.Second, func() error {
		var found struct {
			Data struct {
				ActiveTargets []struct {
					Labels            map[string]string
					Health, LastError string
				}
			}
		}
		s.GetJSON("/api/v1/targets?state=active", &found)
		for _, target := range found.Data.ActiveTargets {
			if target.Labels["job"] != a.name {
				continue
			}
			if health := map[bool]string{true: "up", false: "down"}[a.want == ""]; target.Health != health || !strings.Contains(target.LastError, a.want) {
				return fmt.Errorf("it is %s: %q, want %s with %q", target.Health, target.LastError, health, a.want)
			}
		}
		if a.counter != "" && counter(t, s, a.counter) == 0 {
			return fmt.Errorf("%s is 0", a.counter)
		}
		return nil
	})
}

// TestWhatLegacyStatusEndpointsAnswer has all bad ones asked at once, beside a good one.
func TestWhatLegacyStatusEndpointsAnswer(t *testing.T) {
	bad, good := statuses(), testkit.NewTarget(t, "good 1\n")
	healthy := httptest.NewServer(serve("application/json", text(`[{"a": "ok"}]`)))
	t.Cleanup(healthy.Close)
	urls := []string{healthy.URL}
	for _, address := range serveAll(t, bad) {
		urls = append(urls, "http://"+address)
	}
	s := testkit.Start(t, testkit.Setup{Lookout: fmt.Sprintf(`
global: {scrape_interval: 2s, scrape_timeout: 2s}
scrape_configs: [{job_name: neighbour, static_configs: [{targets: [%q]}]}]
legacy_status: [{name: shop, targets: [%s]}]
`, good.Address, strings.Join(urls, ", "))})
	bounded(t, mostHeld, func() {
		for i, one := range bad {
			t.Run(one.name, func(t *testing.T) { one.awaitStatus(t, s, urls[i+1]) })
		}
		asked{}.awaitStatus(t, s, healthy.URL)
	})
	neighbourUnharmed(t, s)
}

func (a asked) awaitStatus(t *testing.T, s *testkit.Server, target string) {
	testkit.Eventually(t, 20*time.Second, func() error {
		var told struct {
			Targets []struct {
				Target, Error string
				Time          *time.Time
				Problems      []string
			}
		}
		s.GetJSON("/lookout/api/v1/legacy-status", &told)
		for _, one := range told.Targets {
			said := one.Error + strings.Join(one.Problems, "; ")
			if one.Target == target && (one.Time == nil || (said == "") != (a.want == "") || !strings.Contains(said, a.want)) {
				return fmt.Errorf("it is told %.300q at %v, want %q", said, one.Time, a.want)
			}
		}
		if a.counter != "" && counter(t, s, a.counter) == 0 {
			return fmt.Errorf("%s is 0", a.counter)
		}
		return nil
	})
}

const modules = `modules:
  plain: {prober: http, timeout: 2s}
  matching: {prober: http, timeout: 2s, http: {fail_if_body_not_matches_regexp: [x]}}
  lines: {prober: tcp, timeout: 2s, tcp: {query_response: [{expect: never}]}}
`

// TestWhatIsProbedAnswers asks bad servers through /probe. They may answer as they like: that is what a probe finds out.
func TestWhatIsProbedAnswers(t *testing.T) {
	good := testkit.NewTarget(t, "good 1\n")
	s := testkit.Start(t, testkit.Setup{
		Lookout: fmt.Sprintf("probe_modules_file: modules.yml\nglobal: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs: [{job_name: neighbour, static_configs: [{targets: [%q]}]}]\n", good.Address),
		Files:   map[string]string{"modules.yml": modules},
	})
	for _, c := range []struct {
		asked
		module, outcome string
	}{
		{asked{name: "a gigabyte", answer: serve("text/html", huge("a")), want: "the answer is good"}, "plain", "success"},
		{asked{name: "a gigabyte to search", answer: serve("text/html", huge("a")), want: "longer than the 10485760 bytes that regular expressions read"}, "matching", "failure"},
		{asked{name: "endless", answer: endless("text/html", "a"), want: "read the body: context deadline exceeded"}, "plain", "failure"},
		{asked{name: "cut off", answer: cutOff, want: "unexpected EOF"}, "plain", "failure"},
		{asked{name: "endless header", answer: endlessHeader, want: "exceeded"}, "plain", "failure"},
		{asked{name: "endless line", answer: endlessHeader, want: "heard"}, "lines", "failure"},
	} {
		t.Run(c.name, func(t *testing.T) {
			address := serveAll(t, []asked{c.asked})[0]
			bounded(t, mostHeld, func() {
				counted(t, s, `lookout_probes_total{outcome="`+c.outcome+`"`, func() {
					if code, told := s.Get("/probe?debug=true&module=" + c.module + "&target=" + address); code != http.StatusOK || !strings.Contains(told, c.want) {
						t.Errorf("told %d %.2000s, want %q", code, told, c.want)
					}
				})
			})
		})
	}
	neighbourUnharmed(t, s)
}

// endlessHeader never comes to a body.
func endlessHeader(w http.ResponseWriter, _ *http.Request) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = io.Copy(buffered, io.MultiReader(strings.NewReader("HTTP/1.1 200 OK\r\nX: "), again("x", gigabyte)))
}
