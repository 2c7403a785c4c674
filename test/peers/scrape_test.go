package peers

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// scraping is a prometheus.yml that scrapes every second what the jobs say.
func scraping(jobs ...string) string {
	return "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\nscrape_configs:" + strings.Join(jobs, "")
}

func scrapeJob(job, target, path string) string {
	return fmt.Sprintf(`
  - job_name: %s
    metrics_path: %s
    static_configs: [{targets: ["%s"]}]
`, job, path, target)
}

// startSelfScraping runs a Lookout that scrapes itself every second.
func startSelfScraping(t *testing.T) string {
	t.Helper()
	address := freeAddress(t)
	return startLookoutOn(t, address, "--prometheus.config", writeFile(t, "prometheus.yml", scraping(scrapeJob("lookout", address, "/metrics"))))
}

func TestNodeExporterIsScraped(t *testing.T) {
	t.Parallel()
	exporter := need(t, "prometheus-node-exporter", "prometheus-node-exporter")
	address := freeAddress(t)
	start(t, nil, exporter, "--web.listen-address="+address)
	lookout := startLookout(t, "--prometheus.config", writeFile(t, "prometheus.yml", scraping(scrapeJob("node", address, "/metrics"))))

	awaitValue(t, lookout, `up{job="node"}`, "1")
	for _, expr := range []string{
		`count(node_uname_info{job="node"})`,
		`count(count by (instance) (node_cpu_seconds_total))`,
		`count(node_memory_MemTotal_bytes > 0)`,
	} {
		awaitValue(t, lookout, expr, "1")
	}
	body := get(t, lookout+"/api/v1/metadata?metric=node_memory_MemTotal_bytes")
	if !strings.Contains(body, `"type":"gauge"`) {
		t.Errorf("the exporter's metadata are not served: %s", body)
	}
}

// TestPromClientIsScraped scrapes a Node application, once in the text format and once
// as OpenMetrics, where the histogram carries exemplars.
func TestPromClientIsScraped(t *testing.T) {
	t.Parallel()
	address := startPromClient(t)
	lookout := startLookout(t, "--prometheus.config", writeFile(t, "prometheus.yml",
		scraping(scrapeJob("text", address, "/metrics"), scrapeJob("openmetrics", address, "/openmetrics"))))

	for _, job := range []string{"text", "openmetrics"} {
		awaitValue(t, lookout, `up{job="`+job+`"}`, "1")
		orders := awaitValue(t, lookout, `shop_orders_total{job="`+job+`"}`, "42")
		if got, want := orders.Metric["country"], "de \"\\ \n quoted"; got != want {
			t.Errorf("%s: label is %q, want %q", job, got, want)
		}
		awaitValue(t, lookout, `shop_request_duration_seconds_bucket{le=~"1|1.0", job="`+job+`"}`, "2")
		awaitValue(t, lookout, `shop_request_duration_seconds_sum{job="`+job+`"}`, "5.55")
		awaitValue(t, lookout, `count(nodejs_version_info{job="`+job+`"})`, "1")
	}
	now := time.Now()
	exemplars := get(t, fmt.Sprintf("%s/api/v1/query_exemplars?query=%s&start=%d&end=%d", lookout,
		url.QueryEscape(`shop_request_duration_seconds_bucket{job="openmetrics"}`), now.Add(-time.Hour).Unix(), now.Add(time.Hour).Unix()))
	if strings.Count(exemplars, `"trace_id":"cafe"`) != 3 {
		t.Errorf("want three exemplars: %s", exemplars)
	}
}

func startPromClient(t *testing.T) string {
	t.Helper()
	node, npm := need(t, "node", "nodejs"), need(t, "npm", "npm")
	if _, err := exec.Command(node, "-e", "require('./promclient/node_modules/prom-client')").CombinedOutput(); err != nil {
		install := exec.CommandContext(t.Context(), npm, "ci", "--no-audit", "--no-fund")
		install.Dir = "promclient"
		if out, err := install.CombinedOutput(); err != nil {
			t.Skipf("npm cannot install prom-client: run npm ci in test/peers/promclient: %v: %s", err, lastLine(string(out)))
		}
	}
	ports := make(chan string, 1)
	start(t, ports, node, "promclient/app.js")
	select {
	case port := <-ports:
		return "127.0.0.1:" + port
	case <-time.After(20 * time.Second):
		t.Fatal("the prom-client application does not start")
		return ""
	}
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// TestDebianPrometheusFederates lets an older Prometheus scrape /federate, as those do
// that collect from several Lookouts, under both of its paths.
func TestDebianPrometheusFederates(t *testing.T) {
	t.Parallel()
	prometheus := need(t, "/usr/bin/prometheus", "prometheus")
	lookout := startSelfScraping(t)
	awaitValue(t, lookout, `up{job="lookout"}`, "1")

	address := freeAddress(t)
	target := strings.TrimPrefix(lookout, "http://")
	conf := "global: {scrape_interval: 1s}\nscrape_configs:\n"
	for _, path := range []string{"/federate", "/prometheus/federate"} {
		conf += fmt.Sprintf(`
  - job_name: %q
    honor_labels: true
    metrics_path: %s
    params: {"match[]": ['{job="lookout"}', 'up']}
    static_configs: [{targets: [%q]}]
    metric_relabel_configs: [{target_label: path, replacement: %s}]
`, path, path, target, path)
	}
	start(t, nil, prometheus, "--config.file="+writeFile(t, "prometheus.yml", conf),
		"--storage.tsdb.path="+t.TempDir(), "--web.listen-address="+address)

	for _, path := range []string{"/federate", "/prometheus/federate"} {
		awaitValue(t, "http://"+address, `up{job="`+path+`"}`, "1")
		federated := awaitValue(t, "http://"+address, `up{job="lookout", path="`+path+`"}`, "1")
		original := awaitValue(t, lookout, `up{job="lookout"}`, "1")
		if federated.Metric["instance"] != original.Metric["instance"] {
			t.Errorf("%s: federation renamed instance %q to %q", path, original.Metric["instance"], federated.Metric["instance"])
		}
		awaitValue(t, "http://"+address, `count(lookout_build_info{path="`+path+`"})`, "1")
	}
	names := func(server, selector string) (list []string) {
		t.Helper()
		var answer struct{ Data []string }
		if err := json.Unmarshal([]byte(get(t, server+"/api/v1/label/__name__/values?match[]="+url.QueryEscape(selector))), &answer); err != nil {
			t.Fatal(err)
		}
		return answer.Data
	}
	eventually(t, func() error {
		ours, theirs := names(lookout, `{job="lookout"}`), names("http://"+address, `{job="lookout", path="/federate"}`)
		if len(ours) < 100 || len(theirs) != len(ours) {
			return fmt.Errorf("%d metrics were federated of %d", len(theirs), len(ours))
		}
		return nil
	})
}
