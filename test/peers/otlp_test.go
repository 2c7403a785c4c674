package peers

import (
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

// TestOpenTelemetrySDKPushes lets a Node application push with OpenTelemetry's own SDK over
// each of its transports, with cumulative and with delta temporality.
func TestOpenTelemetrySDKPushes(t *testing.T) {
	t.Parallel()
	push := otlpApplication(t)
	grpc := freeAddress(t)
	lookout := startLookout(t, "--config", writeFile(t, "lookout.yml", fmt.Sprintf(`
otlp_receiver: {grpc: %q}
otlp: {promote_resource_attributes: [deployment.environment.name]}
`, grpc)))

	for _, c := range []struct{ transport, url, temporality string }{
		{"http", lookout + "/v1/metrics", "cumulative"},
		{"proto", lookout + "/prometheus/api/v1/otlp/v1/metrics", "cumulative"},
		{"proto", lookout + "/api/v1/otlp/v1/metrics", "delta"},
		{"grpc", "http://" + grpc, "cumulative"},
		{"grpc", "http://" + grpc, "delta"},
	} {
		t.Run(c.transport+" "+c.temporality, func(t *testing.T) {
			push(t, c.transport, c.url, c.temporality)
			from := fmt.Sprintf(`{job="web/shop", instance="%s-%s"}`, c.transport, c.temporality)
			orders := awaitValue(t, lookout, "shop_orders_total"+from, "42")
			if got, want := orders.Metric["country"], "de \"\\ \n quoted"; got != want {
				t.Errorf("label is %q, want %q", got, want)
			}
			if got := orders.Metric["deployment_environment_name"]; got != "test" {
				t.Errorf("the promoted resource attribute is %q", got)
			}
			if _, promoted := orders.Metric["host_arch"]; promoted {
				t.Error("a resource attribute was promoted that nobody asked for")
			}
			awaitValue(t, lookout, `sum(shop_carts`+strings.Replace(from, "}", `, cart_kind="open"}`, 1)+`)`, "7")
			awaitValue(t, lookout, `sum(shop_latency_seconds_bucket`+strings.Replace(from, "}", `, le="1"}`, 1)+`)`, "2")
			awaitValue(t, lookout, `sum(shop_latency_seconds_sum`+from+`)`, "5.55")
			awaitValue(t, lookout, `histogram_count(shop_wait_seconds`+from+`)`, "1")
			awaitValue(t, lookout, `count(target_info`+strings.Replace(from, "}", `, host_arch="any"}`, 1)+`)`, "1")
		})
	}
	t.Run("nothing was refused", func(t *testing.T) {
		for line := range strings.Lines(get(t, lookout+"/metrics")) {
			if (strings.HasPrefix(line, "lookout_otlp_requests_refused_total") || strings.HasPrefix(line, "lookout_otlp_data_points_rejected_total")) && !strings.HasSuffix(line, " 0\n") {
				t.Error(line)
			}
		}
	})
}

// TestOTLPPortTaken holds that the port nobody configured only costs a warning.
func TestOTLPPortTaken(t *testing.T) {
	t.Parallel()
	first := startLookout(t) // this one, or another program, has the usual port
	second := startLookout(t)
	for _, lookout := range []string{first, second} {
		response, err := http.Post(lookout+"/v1/metrics", "application/json", strings.NewReader(`{"resourceMetrics": []}`))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("OTLP over HTTP answers %s", response.Status)
		}
	}
	taken := freeAddress(t)
	startLookoutOn(t, taken)
	out, err := exec.CommandContext(t.Context(), lookoutBinary, "serve", "--listen", freeAddress(t), "--data-dir", t.TempDir(),
		"--config", writeFile(t, "lookout.yml", fmt.Sprintf("otlp_receiver: {grpc: %q}\n", taken))).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "otlp_receiver.grpc") {
		t.Errorf("a configured port that is taken: %v\n%s", err, out)
	}
}

// otlpApplication prepares the application and returns a function that runs it to its end.
func otlpApplication(t *testing.T) func(t *testing.T, args ...string) {
	t.Helper()
	node, npm := need(t, "node", "nodejs"), need(t, "npm", "npm")
	if _, err := exec.Command(node, "-e", "require('./otlp/node_modules/@opentelemetry/sdk-metrics')").CombinedOutput(); err != nil {
		install := exec.CommandContext(t.Context(), npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
		install.Dir = "otlp"
		if out, err := install.CombinedOutput(); err != nil {
			t.Skipf("npm cannot install OpenTelemetry's SDK: run npm ci in test/peers/otlp: %v: %s", err, lastLine(string(out)))
		}
	}
	return func(t *testing.T, args ...string) {
		t.Helper()
		if out, err := exec.CommandContext(t.Context(), node, append([]string{"otlp/app.js"}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("push: %v\n%s", err, out)
		}
	}
}
