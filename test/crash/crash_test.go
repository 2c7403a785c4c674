// Package crash kills a Lookout under load, again and again, and holds what it
// finds after each start against what it was told before the kill.
package crash_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/snappy"
	"github.com/prometheus/prometheus/prompb"
	"github.com/stretchr/testify/require"
)

// crashes is how often the process is killed: a few times in every test run,
// and as often as LOOKOUT_CRASHES says in a long one.
func crashes(t *testing.T) int {
	text := os.Getenv("LOOKOUT_CRASHES")
	if text == "" {
		return 3
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

const (
	writers        = 4
	seriesAWriter  = 50
	loadBeforeKill = 2500 * time.Millisecond
)

func TestWhatWasAcknowledgedSurvivesKill9(t *testing.T) {
	if testing.Short() {
		t.Skip("takes several seconds a crash")
	}
	var notified atomic.Int64
	hook := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { notified.Add(1) }))
	defer hook.Close()
	l := prepare(t, hook.URL)
	kept := &acknowledged{samples: map[string]float64{}}

	for round := range crashes(t) {
		l.start(t)
		kept.check(t, l, round)
		if round == 0 {
			awaitNotification(t, &notified)
		}
		l.killUnderLoad(t, kept, round)
	}
	l.start(t)
	kept.check(t, l, crashes(t))
	l.kill(t)
	t.Logf("%d crashes, %d samples, %d silences, %d requests broken off, %d notifications",
		crashes(t), len(kept.samples), len(kept.silences), kept.broken, notified.Load())
	// The alert fires all the time and its group repeats after hours, so one
	// notification is all there may be, however often the process starts.
	require.EqualValues(t, 1, notified.Load(), "notifications of one alert that never resolved")
}

// awaitNotification waits for the first notification, and a second more: that
// it was delivered is written down within half a second, and a process killed
// before then rightly delivers it again.
func awaitNotification(t *testing.T, notified *atomic.Int64) {
	t.Helper()
	require.Eventually(t, func() bool { return notified.Load() > 0 }, time.Minute, 20*time.Millisecond, "no notification")
	time.Sleep(time.Second)
}

// lookout is the program under test.
type lookout struct {
	binary, dir, address string
	command              *exec.Cmd
	output               *bytes.Buffer
}

func prepare(t *testing.T, hook string) *lookout {
	t.Helper()
	l := &lookout{dir: t.TempDir(), address: freeAddress(t)}
	l.binary = os.Getenv("LOOKOUT_BINARY")
	if l.binary == "" {
		l.binary = filepath.Join(t.TempDir(), "lookout")
		built, err := exec.Command("go", "build", "-o", l.binary, "github.com/lookout-monitor/lookout/cmd/lookout").CombinedOutput()
		require.NoError(t, err, string(built))
	}
	l.write(t, "prometheus.yml", "global: {evaluation_interval: 1s}\nrule_files: [rules.yml]\n")
	l.write(t, "rules.yml", "groups: [{name: g, rules: [{alert: Always, expr: vector(1)}]}]\n")
	l.write(t, "alertmanager.yml", fmt.Sprintf(
		"route: {receiver: hook, group_wait: 0s, group_interval: 1s, repeat_interval: 4h}\nreceivers: [{name: hook, webhook_configs: [{url: %q}]}]\n", hook))
	return l
}

func (l *lookout) write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o600))
}

func (l *lookout) start(t *testing.T) {
	t.Helper()
	l.output = &bytes.Buffer{}
	l.command = exec.Command(l.binary, "serve", "--listen", l.address, "--data-dir", filepath.Join(l.dir, "data"),
		"--prometheus.config", filepath.Join(l.dir, "prometheus.yml"), "--alertmanager.config", filepath.Join(l.dir, "alertmanager.yml"))
	l.command.Stdout, l.command.Stderr = l.output, l.output
	require.NoError(t, l.command.Start())
	t.Cleanup(func() { _ = l.command.Process.Kill() })
	deadline := time.Now().Add(time.Minute)
	for !l.ready() {
		if time.Now().After(deadline) {
			_ = l.command.Process.Kill()
			_ = l.command.Wait()
			t.Fatalf("not ready within a minute:\n%s", l.output)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (l *lookout) ready() bool {
	response, err := http.Get("http://" + l.address + "/-/ready")
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func (l *lookout) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, l.command.Process.Signal(syscall.SIGKILL))
	_ = l.command.Wait() // it always ends with "signal: killed"
}

// acknowledged is what the server answered 2xx to before it was killed.
type acknowledged struct {
	mu       sync.Mutex
	killed   bool               // in this round, so that answers no longer count
	samples  map[string]float64 // "series@milliseconds" → value
	silences []string
	broken   int // requests that were under way when the server was killed
}

// note takes over an answer that came in time.
func (k *acknowledged) note(ok bool, take func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.killed:
		k.broken++
	case ok:
		take()
	}
}

// killUnderLoad writes samples and silences from several sides and kills the
// server in their midst. What was not answered by then was promised to nobody.
func (l *lookout) killUnderLoad(t *testing.T, kept *acknowledged, round int) {
	t.Helper()
	samples, silences := len(kept.samples), len(kept.silences)
	ctx, cancel := context.WithCancel(t.Context())
	var clients sync.WaitGroup
	for writer := range writers {
		clients.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				sent, ok := l.push(ctx, writer, float64(n))
				kept.note(ok, func() { maps.Copy(kept.samples, sent) })
				time.Sleep(2 * time.Millisecond) // one sample a millisecond at most, or they clash
			}
		})
	}
	clients.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			id, ok := l.silence(ctx, fmt.Sprintf("round %d number %d", round, n))
			kept.note(ok, func() { kept.silences = append(kept.silences, id) })
			time.Sleep(20 * time.Millisecond)
		}
	})
	time.Sleep(loadBeforeKill)

	kept.mu.Lock()
	kept.killed = true
	kept.mu.Unlock()
	l.kill(t)
	cancel()
	clients.Wait()
	kept.killed = false
	require.Greater(t, len(kept.samples), samples, "no sample was acknowledged in round %d", round)
	require.Greater(t, len(kept.silences), silences, "no silence was acknowledged in round %d", round)
}

// push remote-writes one sample of each of the writer's series.
func (l *lookout) push(ctx context.Context, writer int, value float64) (map[string]float64, bool) {
	now := time.Now().UnixMilli()
	request, sent := &prompb.WriteRequest{}, map[string]float64{}
	for i := range seriesAWriter {
		series := fmt.Sprintf("%d-%d", writer, i)
		request.Timeseries = append(request.Timeseries, prompb.TimeSeries{
			Labels:  []prompb.Label{{Name: "__name__", Value: "crash"}, {Name: "series", Value: series}},
			Samples: []prompb.Sample{{Value: value, Timestamp: now}},
		})
		sent[fmt.Sprintf("%s@%d", series, now)] = value
	}
	body, err := request.Marshal()
	if err != nil {
		return nil, false
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+l.address+"/api/v1/write", bytes.NewReader(snappy.Encode(nil, body)))
	if err != nil {
		return nil, false
	}
	r.Header.Set("Content-Encoding", "snappy")
	r.Header.Set("Content-Type", "application/x-protobuf")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, false
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return sent, err == nil && response.StatusCode/100 == 2
}

func (l *lookout) silence(ctx context.Context, comment string) (id string, ok bool) {
	now := time.Now().UTC()
	body := fmt.Sprintf(`{"matchers":[{"name":"a","value":"b","isRegex":false,"isEqual":true}],"startsAt":%q,"endsAt":%q,"createdBy":"t","comment":%q}`,
		now.Format(time.RFC3339Nano), now.Add(time.Hour).Format(time.RFC3339Nano), comment)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+l.address+"/alertmanager/api/v2/silences", strings.NewReader(body))
	if err != nil {
		return "", false
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", false
	}
	defer response.Body.Close()
	var answer struct {
		SilenceID string `json:"silenceID"`
	}
	if response.StatusCode != http.StatusOK || json.NewDecoder(response.Body).Decode(&answer) != nil {
		return "", false
	}
	return answer.SilenceID, true
}

// check holds the store against what was acknowledged.
func (k *acknowledged) check(t *testing.T, l *lookout, round int) {
	t.Helper()
	stored := l.samples(t)
	missing := 0
	for key, value := range k.samples {
		if got, ok := stored[key]; !ok || got != value {
			missing++
		}
	}
	require.Zero(t, missing, "acknowledged samples missing before round %d, of %d", round, len(k.samples))
	silences := l.get(t, "/alertmanager/api/v2/silences")
	for _, id := range k.silences {
		require.Contains(t, silences, id, "silence acknowledged before round %d", round)
	}
}

func (l *lookout) samples(t *testing.T) map[string]float64 {
	t.Helper()
	var answer struct {
		Data struct {
			Result []struct {
				Metric map[string]string
				Values [][2]any
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(l.get(t, "/api/v1/query?query=crash[1h]")), &answer))
	stored := map[string]float64{}
	for _, series := range answer.Data.Result {
		for _, v := range series.Values {
			value, err := strconv.ParseFloat(v[1].(string), 64)
			require.NoError(t, err)
			stored[fmt.Sprintf("%s@%.0f", series.Metric["series"], v[0].(float64)*1000)] = value
		}
	}
	return stored
}

func (l *lookout) get(t *testing.T, path string) string {
	t.Helper()
	response, err := http.Get("http://" + l.address + path)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode, string(body))
	return string(body)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	return strings.TrimPrefix(server.URL, "http://")
}
