package doors

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// source is somebody who tells where targets are, badly.
type source struct {
	asked
	kind, settings string // of its entry in the discover: block; %s is where it answers
}

const (
	json     = "application/json"
	refresh  = "refresh_interval: 1m"
	overHTTP = "url: 'http://%s/', " + refresh
	aws      = "region: eu-west-1, endpoint: 'http://%s', access_key: a, secret_key: b, " + refresh
	cf       = "api: 'http://%s', client_id: a, client_secret: b, address: '{service_guid}', " + refresh
	aivenAPI = "project: p, token: t, api: 'http://%s', " + refresh
	tooLong  = "the answer is longer than 32 MiB"
)

func sources() []source {
	list := func(n int) body {
		return func() io.Reader {
			return io.MultiReader(strings.NewReader(`[{"targets": ["a:1"`), again(`,"a:1"`, int64(n)*6), strings.NewReader(`]}]`))
		}
	}
	var all []source
	add := func(kind, settings, name string, answer http.HandlerFunc, want string) {
		all = append(all, source{asked{name: kind + ", " + name, answer: answer, want: want}, kind, settings})
	}
	add("http", overHTTP, "wrong type", serve("text/html", text("<html>")), `unsupported content type "text/html"`)
	add("http", overHTTP, "truncated", serve(json, text(`[{"targets": ["a:1"`)), "unexpected end")
	add("http", overHTTP, "cut off", cutOff, "unexpected EOF")
	add("http", overHTTP, "not a list", serve(json, text(`{"targets": 5}`)), "cannot unmarshal")
	add("http", overHTTP, "null", serve(json, text(`[null]`)), "nil target group")
	add("http", overHTTP, "a gigabyte", serve(json, huge(`[{"targets": ["a:1"]},`)), tooLong)
	add("http", overHTTP, "endless", endless(json, " "), tooLong)
	add("http", overHTTP, "100,001 targets", serve(json, list(100_000)), "more than 100000 candidates")
	for _, kind := range []struct{ name, settings string }{
		{"consul", "server: 'http://%s', " + refresh},
		{"docker", "host: 'tcp://%s', " + refresh},
		{"aiven", aivenAPI},
		{"cloudfoundry", cf},
		{"ec2", aws},
		{"ecs", aws},
	} {
		add(kind.name, kind.settings, "wrong type", serve("text/html", text("<html>")), "")
		add(kind.name, kind.settings, "truncated", serve(json, text(`[{"`)), "")
		add(kind.name, kind.settings, "cut off", cutOff, "")
		add(kind.name, kind.settings, "endless", endless(json, " "), "MiB")
	}
	add("file", "files: [cut.json], "+refresh, "truncated", nil, "unexpected end")
	return all
}

// TestWhatSourcesOfTargetsAnswer has all bad sources asked at once, beside a good one whose target must stay.
func TestWhatSourcesOfTargetsAnswer(t *testing.T) {
	good := testkit.NewTarget(t, "good 1\n")
	bad := sources()
	answers := make([]asked, len(bad))
	for i, one := range bad {
		answers[i] = one.asked
	}
	var entries strings.Builder
	for i, address := range serveAll(t, answers) {
		fmt.Fprintf(&entries, "  - %s: {name: bad-%d, %s}\n", bad[i].kind, i, strings.ReplaceAll(bad[i].settings, "%s", address))
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "cut.json"), []byte("[{"), 0o600); err != nil {
		t.Fatal(err)
	}
	inventory := serveAll(t, []asked{{answer: serve(json, text(fmt.Sprintf(`[{"targets": [%q], "labels": {"job": "neighbour"}}]`, good.Address)))}})[0]
	// Prometheus' mechanisms tell of failures in the log and in counters alone.
	plain := serveAll(t, []asked{
		{answer: serve(json, text(`[{"Id": "x", "Names": ["/no networks"]}]`))},
		{answer: endless(json, " ")},
	})
	s := testkit.Start(t, testkit.Setup{Dir: dir, Lookout: fmt.Sprintf(`
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs:
  - {job_name: neighbour, static_configs: [{targets: [%q]}]}
  - {job_name: crashing, docker_sd_configs: [{host: 'tcp://%s', refresh_interval: 1m}]}
  - {job_name: endless, http_sd_configs: [{url: 'http://%s', refresh_interval: 1m}]}
discover:
  - http: {name: good, url: 'http://%s', %s}
%s`, good.Address, plain[0], plain[1], inventory, refresh, entries.String())})
	bounded(t, mostHeldAtOnce, func() {
		for i, one := range bad {
			t.Run(one.name, func(t *testing.T) { one.await(t, s, fmt.Sprintf("discover/bad-%d", i)) })
		}
	})
	testkit.Eventually(t, 15*time.Second, func() error {
		for _, series := range []string{"lookout_discovery_crashes_total", `prometheus_sd_refresh_failures_total{config="endless",mechanism="http"}`} {
			if counter(t, s, series) == 0 {
				return fmt.Errorf("%s is 0", series)
			}
		}
		return nil
	})
	neighbourUnharmed(t, s)
}

func (one source) await(t *testing.T, s *testkit.Server, job string) {
	testkit.Eventually(t, 15*time.Second, func() error {
		var found struct {
			Mechanisms []struct {
				Job, Error string
				Kept       int
			}
		}
		s.GetJSON("/lookout/api/v1/discovery", &found)
		for _, m := range found.Mechanisms {
			if m.Job != job {
				continue
			}
			if m.Error == "" || !strings.Contains(m.Error, one.want) || m.Kept > 0 {
				return fmt.Errorf("it fails with %.400q, want %q; %d are kept", m.Error, one.want, m.Kept)
			}
			return nil
		}
		return fmt.Errorf("%s is not told of", job)
	})
	if n := counter(t, s, fmt.Sprintf(`lookout_discovery_refresh_failures_total{mechanism=%q,scrape_job=%q}`, one.kind, job)); n == 0 {
		t.Error("the failure is not counted")
	}
}
