package pushgateway

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a store with its API on a clock that the test moves.
type world struct {
	t     testing.TB
	store *Store
	api   *API
	mux   *http.ServeMux
	now   time.Time
	dir   string

	recorded []string // in the audit log
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, now: time.Unix(1_700_000_000, 0).UTC(), dir: t.TempDir()}
	w.open()
	return w
}

// open starts from what is on disk, as a new process would.
func (w *world) open() {
	w.t.Helper()
	w.store = New(Options{
		Dir: w.dir, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
		Now: func() time.Time { return w.now },
	})
	if err := w.store.Open(); err != nil {
		w.t.Fatal(err)
	}
	w.api, w.mux = NewAPI(w.store, w.record), http.NewServeMux()
	push := w.api.PushRoutes()
	for _, r := range slices.Concat(push, gateway.Under("/pushgateway", slices.Concat(push, w.api.Routes()))) {
		w.mux.Handle(r.Method+" "+r.Path, r.Handler)
	}
}

func (w *world) send(method, path, body string, headers ...string) (int, string) {
	w.t.Helper()
	request := httptest.NewRequestWithContext(w.t.Context(), method, path, strings.NewReader(body))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	w.mux.ServeHTTP(recorder, request)
	answer, err := io.ReadAll(recorder.Result().Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return recorder.Code, string(answer)
}

// push sends what must be taken.
func (w *world) push(method, path, body string, headers ...string) {
	w.t.Helper()
	if code, answer := w.send(method, path, body, headers...); code != http.StatusOK {
		w.t.Fatalf("%s %s: %d: %s", method, path, code, answer)
	}
}

func (w *world) record(_ *http.Request, action, target, _ string) {
	w.recorded = append(w.recorded, action+" "+target)
}

// scrape is what a scrape reads, without comments and the gateway's own metrics.
func (w *world) scrape() string {
	w.t.Helper()
	code, body := w.send(http.MethodGet, "/pushgateway/metrics", "")
	if code != http.StatusOK {
		w.t.Fatalf("scrape: %d: %s", code, body)
	}
	var lines []string
	for line := range strings.Lines(body) {
		if !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "pushgateway_") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// metrics is scrape without the series that tell of the pushes themselves.
func (w *world) metrics() string {
	w.t.Helper()
	var lines []string
	for line := range strings.Lines(w.scrape()) {
		if !strings.HasPrefix(line, "push_") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func equal(t testing.TB, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got:\n%v\nwant:\n%v", got, want)
	}
}
