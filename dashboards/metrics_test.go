package builtindashboards_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/require"

	builtindashboards "github.com/lookout-monitor/lookout/dashboards"
	"github.com/lookout-monitor/lookout/instrument"
	"github.com/lookout-monitor/lookout/internal/dashboard/check"
	"github.com/lookout-monitor/lookout/internal/metrics"
	"github.com/lookout-monitor/lookout/internal/testkit"
)

// ours are the beginnings of metrics that Lookout serves; the others are other people's.
var ours = []string{"lookout_", "prometheus_", "alertmanager_", "node_", "probe_", "process_", "go_", "up", "scrape_", "http_", "saturation_"}

// onlySometimes are metrics that appear when there is something to tell.
var onlySometimes = []string{
	"lookout_target_missing",         // a target has vanished
	"lookout_target_over_budget",     // a target has a budget, and exceeds it
	"lookout_team_over_budget",       // a team does
	"lookout_team_samples",           // a team has a budget
	"lookout_probes_total",           // something was asked from outside
	"probe_http_",                    // over HTTP
	"probe_ssl_earliest_cert_expiry", // with a certificate
	"node_pressure_",                 // by a kernel that knows pressure
	"node_nf_conntrack_",             // by a kernel that tracks connections
	"node_vmstat_",                   // as far as the kernel tells
}

// TestMetricsOfOurOwnExist asks a running Lookout for the metrics of its own that the
// dashboards name, and holds the functions over them against their types.
func TestMetricsOfOurOwnExist(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Lookout: "global: {scrape_interval: 1s}\nwatch: [self, host]\nprobes: [{name: p, module: tcp_connect, interval: 1s, targets: ['127.0.0.1:1']}]\n"})
	var exposed strings.Builder
	testkit.Eventually(t, time.Minute, func() error {
		exposed.Reset()
		var names struct{ Data []string }
		s.GetJSON("/api/v1/label/__name__/values", &names)
		for _, name := range names.Data {
			fmt.Fprintln(&exposed, name)
		}
		for _, late := range []string{"probe_success", "prometheus_tsdb_head_series", "node_load1", "scrape_series_added"} {
			if !strings.Contains(exposed.String(), late+"\n") {
				return fmt.Errorf("%s is not there yet", late)
			}
		}
		return nil
	})
	for _, path := range []string{"/metrics", "/lookout/host/metrics"} {
		code, text := s.Get(path)
		require.Equal(t, http.StatusOK, code)
		exposed.WriteString(text) // for the types
	}
	exposed.WriteString(instrumented(t))
	known, err := check.ReadMetrics(strings.NewReader(exposed.String()))
	require.NoError(t, err)
	for _, file := range builtindashboards.Files() {
		for _, f := range check.Check(parsed(t, file), check.Options{Parser: metrics.NewParser(), Metrics: known}) {
			if strings.HasPrefix(f.Message, "none of the ") {
				continue // what the dashboard is about is not here, and nothing of our own is among it
			}
			name, missing := strings.CutPrefix(f.Message, "there is no metric ")
			if missing && (!beginsWithOne(name, ours) || beginsWithOne(name, onlySometimes)) {
				continue
			}
			t.Errorf("%s: %s, panel %s: %s", file.Name, f.Path, f.Title, f.Message)
		}
	}
}

// instrumented is what a service exposes that package instrument makes.
func instrumented(t *testing.T) string {
	t.Helper()
	service, err := instrument.New(instrument.Config{Name: "any"})
	require.NoError(t, err)
	require.NoError(t, service.Saturation("workers", func() (float64, float64) { return 1, 2 }))
	service.Handler(http.NotFoundHandler()).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	w := httptest.NewRecorder()
	promhttp.HandlerFor(service.Registry(), promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

func beginsWithOne(name string, beginnings []string) bool {
	for _, b := range beginnings {
		if strings.HasPrefix(name, b) {
			return true
		}
	}
	return false
}
