package app_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// discovered is what the API says of how targets were found.
type discovered struct {
	Mechanisms []struct {
		Job, Mechanism, Error string
		Convention            bool
		Kept                  int
		Dropped               []struct{ Name, Reason string }
	}
	Targets []struct {
		Job, URL, Health, FoundBy string
		Labels                    map[string]string
	}
}

const conventionSetup = `
environment: prod
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: plain
    static_configs: [{targets: [%[1]q]}]
  - job_name: sorted
    static_configs: [{targets: [%[1]q, dropped.example.org]}]
    relabel_configs: [{source_labels: [__address__], regex: 'dropped.*', action: drop}]
discover:
  - file: {files: [targets.json], refresh_interval: 1s, sample_limit: 100, labels: {team: shop}}
`

// TestWhatFollowsTheConventionIsScraped goes the whole way: from the block in lookout.yml to series, to the page that
// tells who found what, and through a reload that ends it.
func TestWhatFollowsTheConventionIsScraped(t *testing.T) {
	target := testkit.NewTarget(t, "answer 42\n")
	s := testkit.Start(t, testkit.Setup{
		Lookout: fmt.Sprintf(conventionSetup, target.Address),
		Files:   map[string]string{"targets.json": fmt.Sprintf(`[{"targets": [%q, "no address"], "labels": {"service": "shop"}}]`, target.Address)},
	})
	testkit.Eventually(t, 30*time.Second, func() error {
		if !hasSeries(s, `answer{job="discover/file",service="shop",env="prod",team="shop"}`) {
			return errors.New("the target is not scraped")
		}
		return nil
	})
	_, config := s.Get("/api/v1/status/config")
	require.Contains(t, config, "job_name: discover/file")
	_, budgets := s.Get("/lookout/api/v1/budgets")
	require.Contains(t, budgets, `"budget":{"samples":100,`)

	var got discovered
	s.GetJSON("/lookout/api/v1/discovery", &got)
	require.Len(t, got.Mechanisms, 3)
	entry := got.Mechanisms[0]
	require.Equal(t, "discover/file", entry.Job)
	require.True(t, entry.Convention)
	require.Equal(t, 1, entry.Kept)
	require.Equal(t, "no address", entry.Dropped[0].Name)
	require.Equal(t, "dropped.example.org:80", got.Mechanisms[2].Dropped[0].Name+":80")
	by := map[string]string{}
	for _, target := range got.Targets {
		by[target.Job] = target.FoundBy
	}
	require.Equal(t, map[string]string{"discover/file": "file", "plain": "static", "sorted": "static"}, by)

	s.WriteFile("lookout.yml", "global: {scrape_interval: 1s}\n")
	code, body := s.Post("/-/reload", "", "")
	require.Equal(t, http.StatusOK, code, body)
	testkit.Eventually(t, 30*time.Second, func() error {
		var got discovered
		s.GetJSON("/lookout/api/v1/discovery", &got)
		if len(got.Targets)+len(got.Mechanisms) > 0 {
			return fmt.Errorf("still there: %+v", got)
		}
		return nil
	})
}

func TestMistakesInTheDiscoverBlockSayWhere(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"discover:\n  - fle: {files: [a.json]}", `lookout.yml:2:5: discover: unknown key "fle" (did you mean file?)`},
		{"discover:\n  - file: {files: [a.txt]}", `lookout.yml:2:19: discover: files: "a.txt" must end in .json, .yml or .yaml`},
		{"discover:\n  - file: {files: [a.json], port: 70000}", "lookout.yml:2:35: discover: port: 70000 is no port"},
		{"discover:\n  - {docker: {}, consul: {}}", "lookout.yml:2:5: discover: write one kind after each dash"},
		{"discover:\n  - docker: {}\n  - docker: {}", `two entries make the scrape job "discover/docker": give one of them a name`},
		{"scrape_configs: [{job_name: discover/docker}]\ndiscover:\n  - docker: {}", `lookout.yml:3:5: job name "discover/docker" stands in scrape_configs already`},
		{"discover:\n  - http: {url: 'http://a', basic_auth: {username: a, password_file: /nowhere/x, password: y}}", "lookout.yml:2:11: discover:"},
	} {
		_, err := testkit.TryStart(t, testkit.Setup{Lookout: c.text + "\n"})
		require.ErrorContains(t, err, c.want, c.text)
	}
}

func hasSeries(s *testkit.Server, expr string) bool {
	_, body := s.Get("/api/v1/query?query=" + url.QueryEscape(expr))
	return strings.Contains(body, `"metric":{`)
}
