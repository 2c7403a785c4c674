package pushgateway

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/common/model"
)

func TestPutReplacesTheGroupAndPostWhatHasTheSameName(t *testing.T) {
	w := newWorld(t)
	w.push(http.MethodPut, "/metrics/job/backup/instance/db1", "size 1\nfiles 2\n")
	w.push(http.MethodPut, "/metrics/job/other", "size 9\n")
	w.now = w.now.Add(time.Minute)
	w.push(http.MethodPost, "/metrics/job/backup/instance/db1", "size{disk=\"a\"} 3\nsize{disk=\"b\"} 4\n")
	equal(t, w.scrape(), `files{instance="db1",job="backup"} 2
push_failure_time_seconds{instance="db1",job="backup"} 0
push_failure_time_seconds{instance="",job="other"} 0
push_time_seconds{instance="db1",job="backup"} 1.70000006e+09
push_time_seconds{instance="",job="other"} 1.7e+09
size{disk="a",instance="db1",job="backup"} 3
size{disk="b",instance="db1",job="backup"} 4
size{instance="",job="other"} 9
`)
	w.push(http.MethodPut, "/pushgateway/metrics/job/backup/instance/db1", "size 5\n")
	equal(t, w.metrics(), "size{instance=\"db1\",job=\"backup\"} 5\nsize{instance=\"\",job=\"other\"} 9\n")

	code, _ := w.send(http.MethodDelete, "/metrics/job/backup/instance/db1", "")
	equal(t, code, http.StatusAccepted)
	equal(t, w.metrics(), "size{instance=\"\",job=\"other\"} 9\n")
	code, _ = w.send(http.MethodPut, "/pushgateway/api/v1/admin/wipe", "")
	equal(t, code, http.StatusAccepted)
	equal(t, w.scrape(), "")
	equal(t, len(files(t, w.dir)), 0)
}

func TestARefusedPushLeavesTheGroupAndSaysWhen(t *testing.T) {
	for _, c := range []struct{ name, body, reason string }{
		{"timestamp", "size 2 1000\n", "must not have timestamps"},
		{"type of another group", "# TYPE other counter\nother 1\n", "of type counter here and of type untyped"},
		{"series of another group", "other{instance=\"\",job=\"x\"} 1\nsize{instance=\"b\"} 1\n", "there already"},
		{"twice", "size{a=\"1\"} 2\nsize{a=\"1\"} 3\n", "there already"},
		{"summary beside its count", "latency_count 1\n# TYPE latency summary\nlatency_sum 2\n", "collides"},
		{"count of another's summary", "other_summary_count 4\n", "collides"},
		{"the gateway's own", "# TYPE pushgateway_build_info counter\npushgateway_build_info 1\n", "of type counter here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.push(http.MethodPut, "/metrics/job/backup", "size 1\n")
			w.push(http.MethodPut, "/metrics/job/other", "other 1\n# TYPE other_summary summary\nother_summary_count 1\nother_summary_sum 1\n")
			w.push(http.MethodPut, "/metrics/job/backup/instance/b", "size 1\n")
			before := w.metrics()
			w.now = w.now.Add(time.Minute)
			code, answer := w.send(http.MethodPut, "/metrics/job/backup", c.body)
			if code != http.StatusBadRequest || !strings.Contains(answer, c.reason) {
				t.Fatalf("%d: %s", code, answer)
			}
			equal(t, w.metrics(), before)
			g := w.store.Group(idOf(keyOf(map[string]string{"job": "backup"})))
			if !g.LastPushFailed() || !g.Failed.Equal(w.now) || g.Pushed.Equal(w.now) || g.Failure == "" {
				t.Errorf("group is %+v", g)
			}
			// The refused push must not have left anything behind that a good one stumbles over.
			w.push(http.MethodPut, "/metrics/job/backup", "size{a=\"1\"} 2\nlatency_count 1\n")
		})
	}
}

func TestAFirstPushThatIsRefusedIsRemembered(t *testing.T) {
	w := newWorld(t)
	if code, _ := w.send(http.MethodPut, "/metrics/job/backup", "size 1 1000\n"); code != http.StatusBadRequest {
		t.Fatal(code)
	}
	equal(t, w.scrape(), "push_failure_time_seconds{instance=\"\",job=\"backup\"} 1.7e+09\npush_time_seconds{instance=\"\",job=\"backup\"} 0\n")
	w.now = w.now.Add(time.Minute)
	w.push(http.MethodPut, "/metrics/job/backup", "size 1\n")
	if g := w.store.Groups()[0]; g.LastPushFailed() || g.Failed.IsZero() {
		t.Errorf("the failure is still known and the push successful: %+v", g)
	}
}

func TestGroupsSurviveARestart(t *testing.T) {
	w := newWorld(t)
	w.push(http.MethodPut, "/metrics/job/a/path@base64/L3Zhci90bXA", "# HELP x Some.\n# TYPE x histogram\nx_bucket{le=\"1\"} 2\nx_bucket{le=\"+Inf\"} 3\nx_sum 4\nx_count 3\n", "Lookout-TTL: 1h")
	w.push(http.MethodPut, "/metrics/job/b", "y{l=\"ü\\n\\\"\"} NaN\n")
	w.send(http.MethodPut, "/metrics/job/b", "y 1 1\n")
	w.push(http.MethodPut, "/metrics/job/gone", "z 1\n")
	w.send(http.MethodDelete, "/metrics/job/gone", "")
	before, list := w.scrape(), w.store.Groups()
	// What a power failure or a mistake may leave beside the groups.
	for name, text := range map[string]string{"0.group": "no group", "1.group.tmp": "half", list[0].ID + "x.group": ""} {
		if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.open()
	equal(t, w.scrape(), before)
	equal(t, testutil.ToFloat64(w.store.metrics.unreadable), 2)
	after := w.store.Groups()
	equal(t, after[0].TTL.String(), "1h0m0s")
	equal(t, after[1].Failure, list[1].Failure)
	equal(t, after[1].Pushed, list[1].Pushed)
	w.open() // what was put aside stays aside
	equal(t, testutil.ToFloat64(w.store.metrics.unreadable), 0)
	equal(t, w.scrape(), before)
	// The index was rebuilt: a clash is still a clash.
	if code, answer := w.send(http.MethodPut, "/metrics/job/c", "# TYPE x counter\nx 1\n"); code != http.StatusBadRequest {
		t.Errorf("%d: %s", code, answer)
	}
}

func TestAPushThatCannotBeKeptIsNotTaken(t *testing.T) {
	w := newWorld(t)
	w.push(http.MethodPut, "/metrics/job/a", "x 1\n")
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	code, answer := w.send(http.MethodPut, "/metrics/job/a", "# TYPE y counter\ny 1\n")
	if code != http.StatusInternalServerError || !strings.Contains(answer, "cannot be kept") {
		t.Fatalf("%d: %s", code, answer)
	}
	equal(t, w.metrics(), "x{instance=\"\",job=\"a\"} 1\n")
	if err := os.Mkdir(w.dir, 0o750); err != nil {
		t.Fatal(err)
	}
	w.push(http.MethodPut, "/metrics/job/b", "y 1\n") // y is no counter
}

func TestTimeToLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.store.Now = time.Now
		w.store.Apply(Config{TTL: model.Duration(time.Hour), MaxGroups: 10, MaxSamples: 10, MaxSamplesPerPush: 10})
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := w.store.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		w.push(http.MethodPut, "/metrics/job/default", "x 1\n")
		w.push(http.MethodPut, "/metrics/job/short?ttl=10m", "x 1\n")
		w.push(http.MethodPut, "/metrics/job/header", "x 1\n", "Lookout-TTL: 20m")
		w.push(http.MethodPut, "/metrics/job/forever?ttl=0s", "x 1\n")
		jobs := func(want string) {
			t.Helper()
			synctest.Wait()
			var names []string
			for _, g := range w.store.Groups() {
				names = append(names, g.Labels["job"])
			}
			equal(t, names, want)
		}
		time.Sleep(10*time.Minute - time.Second)
		jobs("[default forever header short]")
		w.send(http.MethodPut, "/metrics/job/short", "x 1 1\n") // refused: does not prolong
		time.Sleep(time.Second + expiryInterval)
		jobs("[default forever header]")
		w.push(http.MethodPost, "/metrics/job/header", "x 1\n") // no time to live of its own any more
		time.Sleep(49 * time.Minute)
		jobs("[default forever header]")
		time.Sleep(time.Minute + expiryInterval)
		jobs("[forever header]")
		w.store.Apply(DefaultConfig())
		time.Sleep(100 * time.Hour)
		jobs("[forever header]")
		equal(t, testutil.ToFloat64(w.store.metrics.expired), 2)
		equal(t, len(files(t, w.dir)), 2)
		stop()
		running.Wait()
	})
}

func TestBoundsAreHeld(t *testing.T) {
	w := newWorld(t)
	w.store.Apply(Config{MaxGroups: 2, MaxSamples: 5, MaxSamplesPerPush: 3})
	w.push(http.MethodPut, "/metrics/job/a", "x 1\ny 1\nz 1\n")
	for _, c := range []struct {
		path, body string
		code       int
		reason     string
	}{
		{"/metrics/job/a", "a 1\nb 1\nc 1\nd 1\n", http.StatusRequestEntityTooLarge, refusedSize},
		{"/metrics/job/b", "x 1\ny 1\nz 1\n", http.StatusInsufficientStorage, refusedFull}, // 6 samples; remembered as failed
		{"/metrics/job/c", "x 1\n", http.StatusInsufficientStorage, refusedFull},           // a third group
	} {
		before := testutil.ToFloat64(w.store.metrics.refused.WithLabelValues(c.reason))
		code, answer := w.send(http.MethodPut, c.path, c.body)
		if code != c.code || !strings.Contains(answer, "pushgateway.max_") {
			t.Errorf("%s: %d: %s", c.path, code, answer)
		}
		equal(t, testutil.ToFloat64(w.store.metrics.refused.WithLabelValues(c.reason))-before, 1)
	}
	equal(t, len(w.store.Groups()), 2)
	w.push(http.MethodPut, "/metrics/job/b", "x 1\ny 1\n")
	w.push(http.MethodPut, "/metrics/job/a", "x 1\n") // fewer than before
	w.push(http.MethodPost, "/metrics/job/b", "z 1\n")
}

func TestFewSamplesMayNotBeLong(t *testing.T) {
	w := newWorld(t)
	w.store.Apply(Config{MaxGroups: 50, MaxSamples: 30, MaxSamplesPerPush: 30})
	long := func(of int) string { return "x{a=\"" + strings.Repeat("l", of<<10) + "\"} 1\n" }
	w.push(http.MethodPut, "/metrics/job/a", long(20))
	for _, c := range []struct{ path, body string }{
		{"/metrics/job/b", long(10)},
		{"/metrics/job/b", "# HELP x " + strings.Repeat("h", 10<<10) + "\nx 1\n"},
		{"/metrics/job/" + strings.Repeat("j", 10<<10), "x 1\n"},
		{"/metrics/job/" + strings.Repeat("j", 10<<10), ""},
	} {
		if code, answer := w.send(http.MethodPut, c.path, c.body); code != http.StatusInsufficientStorage || !strings.Contains(answer, "shorter labels") {
			t.Errorf("%.30s: %d: %.100s", c.path, code, answer)
		}
	}
	held := w.store.bytes
	w.open()
	equal(t, w.store.bytes, held)
	if code, _ := w.send(http.MethodDelete, "/metrics/job/a", ""); code != http.StatusAccepted {
		t.Error(code)
	}
	w.store.Apply(Config{MaxGroups: 50, MaxSamples: 30, MaxSamplesPerPush: 30})
	w.push(http.MethodPut, "/metrics/job/b", long(10))
	if err := w.store.Wipe(); err != nil {
		t.Fatal(err)
	}
	equal(t, w.store.bytes, 0)
}

// TestTenThousandGroups holds what a company's cron jobs may push, and what
// each group costs in memory. The files are written directly, because making
// every push durable takes most of a minute.
func TestTenThousandGroups(t *testing.T) {
	w := newWorld(t)
	var body strings.Builder
	for i := range 10 {
		fmt.Fprintf(&body, "# TYPE metric_%d gauge\nmetric_%d{kind=\"some\"} %d\n", i, i, i)
	}
	for i := range 10_000 {
		families, err := parse([]byte(body.String()), "", 10)
		if err != nil {
			t.Fatal(err)
		}
		g := newGroup(map[string]string{"job": "cron", "instance": fmt.Sprint("host-", i)})
		for _, f := range families {
			stamp(f, g.Labels)
		}
		content, err := encode(g.with(Push{Families: families}, w.now))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(w.store.path(g.ID), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := heap()
	w.open()
	perGroup := (heap() - before) / 10_000
	t.Logf("%d bytes a group of 10 samples", perGroup)
	if perGroup > 16<<10 {
		t.Errorf("a group takes %d bytes", perGroup)
	}
	w.push(http.MethodPut, "/metrics/job/cron/instance/host-7", body.String())
	w.push(http.MethodPut, "/metrics/job/cron/instance/host-x", body.String())
	equal(t, strings.Count(w.scrape(), "\n"), 10_001*12)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestConcurrentPushesAndScrapes(t *testing.T) {
	w := newWorld(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 10 {
				w.push(http.MethodPost, fmt.Sprintf("/metrics/job/%d", i), fmt.Sprintf("x %d\ny_%d 1\n", n, n))
				w.scrape()
			}
		})
	}
	all.Wait()
	equal(t, strings.Count(w.metrics(), "\n"), 8*11)
}

func files(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
