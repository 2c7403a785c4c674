// Package doors tries, from outside, what must not come in. For each way into Lookout the tables send what is broken,
// contradictory, out of its time or far too much, and hold it to four promises: the answer is an error that tells what
// is wrong, a counter moves, memory stays bounded, and whoever behaves is served as before.
package doors

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	// mostKept is by how much the live heap may have grown after a bad input: by what is kept of it.
	mostKept = 32 << 20
	// mostHeld is by how much the heap may grow meanwhile, with garbage that is not collected yet.
	mostHeld = 160 << 20
	// mostHeldAtOnce is the same while several endless answers are read at once, each up to 32 MiB.
	mostHeldAtOnce = 640 << 20
)

// bounded fails the test if do makes the heap grow beyond its bounds.
func bounded(t *testing.T, allowed uint64, do func()) {
	t.Helper()
	before := liveHeap()
	done, highest := make(chan struct{}), make(chan uint64)
	go func() {
		var m runtime.MemStats
		var most uint64
		for {
			select {
			case <-done:
				highest <- most
				return
			case <-time.After(10 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	defer func() {
		close(done)
		if held := <-highest; held > before+allowed {
			t.Errorf("the heap grew by %d MB meanwhile, want at most %d", (held-before)>>20, allowed>>20)
		}
		// A scrape that is under way holds what it reads, so this may take a moment to become true.
		testkit.Eventually(t, 10*time.Second, func() error {
			if kept := liveHeap(); kept > before+mostKept {
				return fmt.Errorf("the live heap is %d MB larger than before, want at most %d", (kept-before)>>20, mostKept>>20)
			}
			return nil
		})
	}()
	do()
}

func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// counter is the sum of all samples in /metrics whose line begins so.
func counter(t *testing.T, s *testkit.Server, series string) float64 {
	t.Helper()
	code, metrics := s.Get("/metrics")
	if code != http.StatusOK {
		t.Fatalf("GET /metrics: %d", code)
	}
	sum := 0.0
	for lines := bufio.NewScanner(strings.NewReader(metrics)); lines.Scan(); {
		line := lines.Text()
		if !strings.HasPrefix(line, series) {
			continue
		}
		value, err := strconv.ParseFloat(line[strings.LastIndexByte(line, ' ')+1:], 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += value
	}
	return sum
}

// counted fails the test unless a counter moves while do runs.
func counted(t *testing.T, s *testkit.Server, series string, do func()) {
	t.Helper()
	before := counter(t, s, series)
	do()
	if after := counter(t, s, series); after <= before {
		t.Errorf("%s is %v as before", series, after)
	}
}

// sender is an HTTP client, by either version of the protocol.
func sender(t *testing.T, http2 bool) *http.Client {
	transport := &http.Transport{Protocols: new(http.Protocols), TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	transport.Protocols.SetUnencryptedHTTP2(http2)
	transport.Protocols.SetHTTP1(!http2)
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}
}

// send makes a request and returns its status and all that came back in words: the body, and what gRPC says in trailers.
func send(client *http.Client, method, url string, header http.Header, content io.Reader) (int, string, error) {
	request, err := http.NewRequest(method, url, content)
	if err != nil {
		return 0, "", err
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, string(answer) + response.Header.Get("Grpc-Message") + response.Trailer.Get("Grpc-Message"), err
}

// freeAddress is one on which nothing listens.
func freeAddress(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// header makes headers of "Name: value".
func header(lines ...string) http.Header {
	made := http.Header{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		made.Set(name, value)
	}
	return made
}

// neighbourUnharmed holds that the target that behaves has not missed a scrape, and Lookout no request.
func neighbourUnharmed(t *testing.T, s *testkit.Server) {
	t.Helper()
	neighbourScraped(t, s)
	if code, answer := s.Get("/-/healthy"); code != http.StatusOK {
		t.Errorf("Lookout is not healthy: %d %s", code, answer)
	}
	if broken := counter(t, s, `lookout_http_requests_total{code="500"`); broken > 0 {
		t.Errorf("%v requests ended in an error of Lookout's own", broken)
	}
}

// neighbourScraped holds that the target that behaves has been scraped, always with success. The first scrape is waited
// for: on a quick machine a test may be through before it was due.
func neighbourScraped(t *testing.T, s *testkit.Server) {
	t.Helper()
	testkit.Eventually(t, 20*time.Second, func() error {
		if _, answer := s.Get("/api/v1/query?query=" + `min_over_time(up{job="neighbour"}[10m])`); !strings.Contains(answer, `"1"]`) {
			return fmt.Errorf("the neighbour missed a scrape: %s", answer)
		}
		return nil
	})
}
