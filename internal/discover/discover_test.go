package discover_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	_ "github.com/prometheus/prometheus/discovery/install" // file_sd, which the test names
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// Started for the life of the process by packages that mechanisms link.
		goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"),
		goleak.IgnoreTopFunction("github.com/golang/glog.(*fileSink).flushDaemon"),
		goleak.IgnoreTopFunction("k8s.io/klog.(*loggingT).flushDaemon"),
		goleak.IgnoreTopFunction("k8s.io/klog/v2.(*flushDaemon).run.func1"),
	)
}

// patience is generous for a busy machine; discovery itself batches for five seconds.
const patience = time.Minute

func newDiscoverer(t *testing.T) *discover.Discoverer {
	t.Helper()
	mechanisms, err := discover.RegisterMechanisms(prometheus.NewRegistry())
	require.NoError(t, err)
	d, err := discover.New("scrape", mechanisms, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return d
}

func load(t *testing.T, text string) *promconfig.Config {
	t.Helper()
	conf, err := promconfig.Load(text, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return conf
}

// await reads states until the job's targets are the ones wanted.
func await(t *testing.T, found <-chan map[string][]*targetgroup.Group, job string, wanted ...string) {
	t.Helper()
	deadline := time.After(patience)
	var last []string
	for {
		select {
		case state := <-found:
			last = nil
			for _, group := range state[job] {
				for _, target := range group.Targets {
					last = append(last, string(target["__address__"]))
				}
			}
			if fmt.Sprint(last) == fmt.Sprint(wanted) {
				return
			}
		case <-deadline:
			t.Fatalf("job %s has %v, want %v", job, last, wanted)
		}
	}
}

func TestTargetsOfFilesAndConfigurationAppearAndRunEnds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "targets.json")
	require.NoError(t, os.WriteFile(file, []byte(`[{"targets": ["b:1", "c:1"]}]`), 0o600))
	conf := load(t, fmt.Sprintf(`
scrape_configs:
- {job_name: static, static_configs: [{targets: ["a:1"]}]}
- {job_name: file, file_sd_configs: [{files: [%q]}]}
`, file))
	jobs, err := discover.ScrapeJobs(conf)
	require.NoError(t, err)
	require.Len(t, jobs, 2)

	d := newDiscoverer(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	require.NoError(t, d.Follow(jobs))
	// Both may come with the same state, so each is looked for in a stream of its own.
	await(t, d.Found(), "file", "b:1", "c:1")
	require.NoError(t, d.Follow(jobs))
	await(t, d.Found(), "static", "a:1")

	cancel()
	select {
	case err := <-ended:
		require.NoError(t, err, "an end that was asked for is no failure")
	case <-time.After(patience):
		t.Fatal("Run did not end with its context")
	}
}

func TestExternalAlertmanagersAreJobsToo(t *testing.T) {
	conf := load(t, `alerting: {alertmanagers: [{static_configs: [{targets: ["am:9093"]}]}, {static_configs: [{targets: ["am2:9093"]}]}]}`)
	require.Len(t, discover.AlertmanagerJobs(conf), 2)
}

func TestAMechanismIsCompleteOnceItHasDelivered(t *testing.T) {
	file := filepath.Join(t.TempDir(), "targets.json")
	conf := load(t, fmt.Sprintf(`
scrape_configs:
- {job_name: static, static_configs: [{targets: ["a:1"]}]}
- {job_name: file, file_sd_configs: [{files: [%q]}]}
`, file))
	jobs, err := discover.ScrapeJobs(conf)
	require.NoError(t, err)
	d := newDiscoverer(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	require.NoError(t, d.Follow(jobs))
	await(t, d.Found(), "static", "a:1")
	require.True(t, d.Complete(jobs["static"]))
	require.False(t, d.Complete(jobs["file"]), "the file is not there yet")

	require.NoError(t, os.WriteFile(file, []byte(`[{"targets": ["b:1"]}]`), 0o600))
	require.Eventually(t, func() bool { return d.Complete(jobs["file"]) }, patience, 10*time.Millisecond)
	await(t, d.Found(), "file", "b:1")

	// Equal settings go on; others begin anew, and those that ended are forgotten.
	require.NoError(t, d.Follow(map[string]discovery.Configs{"renamed": jobs["file"]}))
	require.True(t, d.Complete(jobs["file"]))
	require.Eventually(t, func() bool { return !d.Complete(jobs["static"]) }, patience, 10*time.Millisecond)
	cancel()
	require.NoError(t, <-ended)
}
