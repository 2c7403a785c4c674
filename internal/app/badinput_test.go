package app_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/snappy"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// heldMemory runs do and returns by how much the heap in use grew at its
// highest, sampled often.
func heldMemory(do func()) uint64 {
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	var highest uint64
	for {
		select {
		case <-done:
			return highest
		case <-time.After(20 * time.Millisecond):
			runtime.ReadMemStats(&now)
			if now.HeapInuse > before.HeapInuse {
				highest = max(highest, now.HeapInuse-before.HeapInuse)
			}
		}
	}
}

func TestBadTargetsAreRefusedWithinBoundedMemory(t *testing.T) {
	line := strings.Repeat("x", 1000)
	serve := func(h http.HandlerFunc) string {
		server := httptest.NewServer(h)
		t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
		return strings.TrimPrefix(server.URL, "http://")
	}
	bad := map[string]struct {
		address, want string
	}{
		"garbage": {serve(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; version=0.0.4")
			_, _ = w.Write([]byte("\xff{{{ not an exposition"))
		}), "expected"},
		"endless": {serve(func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := fmt.Fprintf(w, "endless{a=%q} 1\n", line); err != nil {
					return
				}
			}
		}), "body size limit exceeded"},
		"a lie about its type": {serve(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited")
			_, _ = io.WriteString(w, "plain_text 1\n")
		}), ""},
		"no type at all": {serve(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>")
		}), "Content-Type"},
	}
	var jobs strings.Builder
	for name, target := range bad {
		fmt.Fprintf(&jobs, "  - {job_name: %q, body_size_limit: 1MB, static_configs: [{targets: [%q]}]}\n", name, target.address)
	}
	good := testkit.NewTarget(t, "good 1\n")
	fmt.Fprintf(&jobs, "  - {job_name: good, static_configs: [{targets: [%q]}]}\n", good.Address)
	s := testkit.Start(t, testkit.Setup{Prometheus: "global: {scrape_interval: 10s, scrape_timeout: 10s}\nscrape_configs:\n" + jobs.String()})

	held := heldMemory(func() {
		testkit.Eventually(t, 60*time.Second, func() error { return allScraped(s, len(bad)+1) })
	})
	require.Less(t, held, uint64(300<<20), "bytes held")
	for _, target := range activeTargets(s) {
		job := target.Labels["job"]
		if job == "good" {
			require.Equal(t, "up", target.Health)
			continue
		}
		require.Equal(t, "down", target.Health, job)
		require.Contains(t, target.LastError, bad[job].want, job)
		require.NotEmpty(t, target.LastError, job)
	}
}

type activeTarget struct {
	Labels    map[string]string
	Health    string
	LastError string
}

func activeTargets(s *testkit.Server) []activeTarget {
	var answer struct {
		Data struct{ ActiveTargets []activeTarget }
	}
	s.GetJSON("/api/v1/targets?state=active", &answer)
	return answer.Data.ActiveTargets
}

func allScraped(s *testkit.Server, want int) error {
	known := 0
	for _, target := range activeTargets(s) {
		if target.Health != "unknown" {
			known++
		}
	}
	if known != want {
		return fmt.Errorf("%d targets of %d were scraped", known, want)
	}
	return nil
}

func TestBombsOverRemoteWriteAreRefused(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Prometheus: "global: {}\n"})
	gigabyte := snappy.Encode(nil, bytes.Repeat([]byte{0}, 1<<30))
	runtime.GC()
	for _, c := range []struct {
		name string
		body []byte
		want string
	}{
		{"decompresses to a gigabyte, 48 MB on the wire", gigabyte, "longer than the 33554432 bytes"},
		{"decompresses to 512 MB, 24 MB on the wire", snappy.Encode(nil, make([]byte, 512<<20)), "decoded size exceeds the 33554432 bytes limit"},
		{"claims four gigabytes", []byte{0xff, 0xff, 0xff, 0xff, 0x0f, 0x00}, "decoded size exceeds the 33554432 bytes limit"},
		{"not snappy", []byte("hello"), "corrupt"},
		{"snappy of garbage", snappy.Encode(nil, []byte("not protobuf at all")), "proto"},
		{"too long on the wire", bytes.Repeat([]byte{1}, 33<<20), "longer than the 33554432 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			held := heldMemory(func() {
				r, err := http.NewRequest(http.MethodPost, s.URL+"/api/v1/write", bytes.NewReader(c.body))
				require.NoError(t, err)
				r.Header.Set("Content-Encoding", "snappy")
				r.Header.Set("Content-Type", "application/x-protobuf")
				response, err := http.DefaultClient.Do(r)
				require.NoError(t, err)
				defer response.Body.Close()
				body, _ := io.ReadAll(response.Body)
				require.Equal(t, http.StatusBadRequest, response.StatusCode, string(body))
				require.Contains(t, string(body), c.want)
			})
			require.Less(t, held, uint64(160<<20), "bytes held")
		})
	}
}

func TestAQueryOfABillionSamplesIsRefused(t *testing.T) {
	target := testkit.NewTarget(t, "one 1\n")
	s := testkit.Start(t, testkit.Setup{Lookout: fmt.Sprintf(`
facilities: {metrics: {query: {max_samples: 1000000}}}
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs: [{job_name: it, static_configs: [{targets: [%q]}]}]
`, target.Address)})
	testkit.Eventually(t, 20*time.Second, func() error { return upOf(s, "it", 1) })
	held := heldMemory(func() {
		code, body := s.Get("/api/v1/query?query=" + url.QueryEscape(`count_over_time(max_over_time(up[1y:1s])[10y:1m])`))
		require.Equal(t, http.StatusBadRequest, code, body)
		require.Contains(t, body, "too many samples")
		require.Contains(t, body, "widen its step")
	})
	require.Less(t, held, uint64(300<<20), "bytes held")
	code, body := s.Get("/api/v1/query_range?query=up&start=0&end=1000000000&step=1")
	require.Equal(t, http.StatusBadRequest, code)
	require.Contains(t, body, "11,000 points")
}
