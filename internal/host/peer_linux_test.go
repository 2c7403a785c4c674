package host

import (
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

const nodeExporter = "/usr/bin/prometheus-node-exporter"

// ownOfTheExporter are metrics of the node_exporter process and not of the host;
// Lookout's own process is described by its /metrics.
var ownOfTheExporter = []string{"go_", "process_", "promhttp_"}

// sinceDebian are the intended differences between the collectors that are built in
// (node_exporter 1.12.1) and the one in Debian 12 (1.5.0, with Debian's patches).
// A name is allowed to be on one side only; nothing demands that it is, because the
// kernel and the hardware have their say too.
var sinceDebian = []string{
	"node_filesystem_mount_info",          // 1.9
	"node_filesystem_purgeable_bytes",     // 1.9, always 0 on Linux
	"node_kernel_hung_tasks_total",        // 1.11
	"node_netstat_TcpExt_TCPOFOQueue",     // 1.8
	"node_netstat_TcpExt_TCPRcvQDrop",     // 1.9
	"node_softnet_backlog_len",            // 1.6
	"node_softnet_cpu_collision_total",    // 1.6
	"node_softnet_flow_limit_count_total", // 1.6
	"node_softnet_received_rps_total",     // 1.6
	"node_systemd_",                       // on by default in Debian; ours where systemd is init

	// Since 1.9 /proc/meminfo is read by a library that knows a fixed set of lines.
	"node_memory_Balloon_bytes",
	"node_memory_FileHugePages_bytes",
	"node_memory_FilePmdMapped_bytes",
	"node_memory_Hugetlb_bytes",
	"node_memory_KReclaimable_bytes",
	"node_memory_SecPageTables_bytes",
}

// labelsSinceDebian are labels that existing metrics have gained since Debian's version.
var labelsSinceDebian = []string{"device_error", "adminstate", "rotational", "tags"}

// TestNamesAreNodeExporters holds what we serve against a real node_exporter on the
// same host: the same metrics, of the same types, with the same labels.
func TestNamesAreNodeExporters(t *testing.T) {
	theirs := shape(t, startNodeExporter(t))
	e, err := New(Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e)
	defer server.Close()
	ours := shape(t, server.URL)

	if len(ours) < 100 {
		t.Errorf("only %d metrics, a Linux host has more to tell", len(ours))
	}
	for name := range maps.Keys(theirs) {
		if ours[name] == "" && !intended(name) {
			t.Errorf("node_exporter serves %s %s, we do not", name, theirs[name])
		}
	}
	for name, described := range ours {
		switch {
		case intended(name):
		case theirs[name] == "":
			t.Errorf("we serve %s %s, node_exporter does not", name, described)
		case theirs[name] != described:
			t.Errorf("%s is %s, node_exporter's is %s", name, described, theirs[name])
		}
	}
}

func intended(name string) bool {
	return slices.ContainsFunc(slices.Concat(ownOfTheExporter, sinceDebian), func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

// shape is the type and label names of every metric served at url.
func shape(t *testing.T, url string) map[string]string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(resp.Body)
	if err != nil {
		t.Fatalf("parse what %s serves: %v", url, err)
	}
	described := make(map[string]string, len(families))
	for name, family := range families {
		described[name] = fmt.Sprintf("%s%v", strings.ToLower(family.GetType().String()), labelNames(family))
	}
	return described
}

// labelNames are the labels of a metric that every version of node_exporter gives it.
func labelNames(family *dto.MetricFamily) []string {
	names := map[string]bool{}
	for _, metric := range family.GetMetric() {
		for _, label := range metric.GetLabel() {
			names[label.GetName()] = true
		}
	}
	maps.DeleteFunc(names, func(name string, _ bool) bool { return slices.Contains(labelsSinceDebian, name) })
	return slices.Sorted(maps.Keys(names))
}

// startNodeExporter runs Debian's node_exporter until the test ends and returns its URL.
func startNodeExporter(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath(nodeExporter); err != nil {
		t.Skipf("%s is missing: apt-get install prometheus-node-exporter", nodeExporter)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()

	// Debian's package leaves the loopback device out, upstream and we do not.
	cmd := exec.CommandContext(t.Context(), nodeExporter, "--web.listen-address="+address,
		"--collector.netdev.device-exclude=")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	url := "http://" + address + "/metrics"
	awaitOK(t, url)
	return url
}

func awaitOK(t *testing.T, url string) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		if resp, err := http.Get(url); err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s does not answer within 10s", url)
}

func BenchmarkScrape(b *testing.B) {
	e, err := New(Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	}
}
