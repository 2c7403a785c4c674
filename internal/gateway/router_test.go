package gateway_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/gateway"
	"github.com/lookout-monitor/lookout/internal/state"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func noRecord(*http.Request, string, string, string) {}

func options(record gateway.Record) gateway.RouterOptions {
	return gateway.RouterOptions{Record: record, Logger: quiet, Metrics: gateway.NewMetrics(prometheus.NewRegistry())}
}

var quiet = slog.New(slog.DiscardHandler)

func answer(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
}

func TestARouteWithoutADeclaredScopeIsRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		route gateway.Route
	}{
		{"no scope", gateway.Route{Method: "GET", Path: "/x", Handler: answer("")}},
		{"a scope nobody knows", gateway.Route{Method: "GET", Path: "/x", Scope: "root", Handler: answer("")}},
		{"no method", gateway.Route{Path: "/x", Scope: gateway.Open, Handler: answer("")}},
		{"no handler", gateway.Route{Method: "GET", Path: "/x", Scope: gateway.Open}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := gateway.NewRouter([]gateway.Route{c.route}, options(noRecord))
			require.ErrorContains(t, err, "declare route")
		})
	}
}

func TestARouteDeclaredTwiceIsRefused(t *testing.T) {
	route := gateway.Route{Method: "GET", Path: "/x", Scope: gateway.Open, Handler: answer("")}
	_, err := gateway.NewRouter([]gateway.Route{route, route}, options(noRecord))
	require.ErrorContains(t, err, "declare route GET /x: declared twice")
}

func TestTheRouterAnswersDeclaredRoutesOnlyAndBoundsBodies(t *testing.T) {
	readAll := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			gateway.WriteError(w, http.StatusRequestEntityTooLarge, err)
		}
	})
	router, err := gateway.NewRouter([]gateway.Route{
		{Method: "GET", Path: "/there", Scope: gateway.Open, Handler: answer("here")},
		{Method: "POST", Path: "/small", Scope: gateway.WriteMetrics, Handler: readAll, MaxBody: 10},
		{Method: "OPTIONS", Path: "/tree/{rest...}", Scope: gateway.Open, Handler: answer("")},
		{Method: "GET", Path: "/broken", Scope: gateway.Open, Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("oh") })},
	}, options(noRecord))
	require.NoError(t, err)

	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{"GET", "/there", "", 200},
		{"HEAD", "/there", "", 200},
		{"POST", "/there", "", 405},
		{"GET", "/elsewhere", "", 404},
		{"POST", "/small", "0123456789", 200},
		{"POST", "/small", "0123456789a", 413},
		{"GET", "/broken", "", 500},
		{"GET", "/small", "", 405},
		{"OPTIONS", "/tree/leaf", "", 200},
		{"GET", "/tree/leaf", "", 404},
	} {
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequest(c.method, c.path, strings.NewReader(c.body)))
		require.Equal(t, c.want, w.Code, "%s %s", c.method, c.path)
	}
}

// TestWhoSendsTooMuchReadsWhy sends more than any buffer on the way holds: a connection that is cut off while the client
// still sends loses the answer.
func TestWhoSendsTooMuchReadsWhy(t *testing.T) {
	refuse := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.CopyN(io.Discard, r.Body, 1<<20)
		_ = r.Body.Close()
		gateway.WriteError(w, http.StatusBadRequest, errors.New("not this"))
	})
	readAll := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		gateway.WriteError(w, http.StatusRequestEntityTooLarge, err)
	})
	router, err := gateway.NewRouter([]gateway.Route{
		{Method: "POST", Path: "/begun", Scope: gateway.WriteMetrics, Handler: refuse},
		{Method: "POST", Path: "/read", Scope: gateway.WriteMetrics, Handler: readAll},
	}, options(noRecord))
	require.NoError(t, err)
	server := httptest.NewServer(router)
	defer server.Close()
	for path, want := range map[string]int{"/begun": http.StatusBadRequest, "/read": http.StatusRequestEntityTooLarge} {
		response, err := server.Client().Post(server.URL+path, "", io.LimitReader(zeros{}, 1<<30))
		require.NoError(t, err, path)
		require.NoError(t, response.Body.Close())
		require.Equal(t, want, response.StatusCode, path)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestWhatNoHandlerTakesIsCounted by the route it came to.
func TestWhatNoHandlerTakesIsCounted(t *testing.T) {
	reg := prometheus.NewRegistry()
	o := options(noRecord)
	o.Metrics = gateway.NewMetrics(reg)
	router, err := gateway.NewRouter([]gateway.Route{{Method: "POST", Path: "/push", Scope: gateway.Open, Handler: answer("")}}, o)
	require.NoError(t, err)
	router.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPatch, "/push", nil))
	require.NoError(t, testutil.GatherAndCompare(reg, strings.NewReader(`
# HELP lookout_http_requests_total Requests answered, by route and status code.
# TYPE lookout_http_requests_total counter
lookout_http_requests_total{code="405",route="/push"} 1
`), "lookout_http_requests_total"))
}

// onePage is an application that has nothing but /explore.
type onePage struct{ http.Handler }

func (onePage) Has(r *http.Request) bool { return r.URL.Path == "/explore" }

func TestWhatARouteDidIsRecordedAfterSuccessOnly(t *testing.T) {
	var recorded []string
	record := func(_ *http.Request, action, _, detail string) { recorded = append(recorded, action+" "+detail) }
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("match[]") == "" {
			w.WriteHeader(http.StatusBadRequest)
		}
	})
	router, err := gateway.NewRouter([]gateway.Route{
		{Method: "POST", Path: "/delete", Scope: gateway.Admin, Audit: "series.delete", Handler: handler},
	}, options(record))
	require.NoError(t, err)
	for _, body := range []string{"match[]=up", ""} {
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/delete", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = "127.0.0.1:1"
		router.ServeHTTP(httptest.NewRecorder(), r)
	}
	require.Equal(t, []string{"series.delete match%5B%5D=up"}, recorded)
}

func TestDrainWaitsForRequestsAndEndsThoseThatStream(t *testing.T) {
	inside := make(chan struct{})
	server, err := gateway.Listen("127.0.0.1:0", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(inside)
		<-r.Context().Done()
	}), quiet)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	go func() {
		if response, err := client.Get("http://" + server.Addr() + "/stream"); err == nil {
			response.Body.Close()
		}
	}()
	<-inside
	require.NoError(t, server.Drain())
	response, err := client.Get("http://" + server.Addr() + "/late")
	require.NoError(t, err)
	require.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
	require.NoError(t, response.Body.Close())
	cancel()
	require.NoError(t, <-ended)
}

func TestTheServerSwapsHandlersAndFinishesRequestsBeforeItEnds(t *testing.T) {
	server, err := gateway.Listen("127.0.0.1:0", gateway.Starting(func() string { return "segment 3 of 10" }, onePage{answer("page")}), quiet)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	get := func(path string) (int, string) {
		response, err := client.Get("http://" + server.Addr() + path)
		require.NoError(t, err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, string(body)
	}

	code, body := get("/api/v1/query")
	require.Equal(t, http.StatusServiceUnavailable, code)
	require.Contains(t, body, "segment 3 of 10")
	code, body = get("/explore")
	require.Equal(t, http.StatusOK, code)
	require.Equal(t, "page", body)

	inside, release := make(chan struct{}), make(chan struct{})
	server.Use(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(inside)
		<-release
		_, _ = io.WriteString(w, "finished")
	}))
	answered := make(chan string, 1)
	go func() { _, body := get("/slow"); answered <- body }()
	<-inside
	cancel()
	close(release)
	require.Equal(t, "finished", <-answered)
	require.NoError(t, <-ended)
}

func TestATakenPortSaysWhatToDo(t *testing.T) {
	first, err := gateway.Listen("127.0.0.1:0", answer(""), quiet)
	require.NoError(t, err)
	_, err = gateway.Listen(first.Addr(), answer(""), quiet)
	require.ErrorContains(t, err, "lookout doctor")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, first.Run(ctx))
}

func TestTheAuditLogKeepsWhoDidWhatNewestFirst(t *testing.T) {
	db, err := state.Open(t.Context(), filepath.Join(t.TempDir(), "lookout.db"))
	require.NoError(t, err)
	defer db.Close()
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	audit := gateway.NewAudit(db, quiet, func() time.Time { noon = noon.Add(time.Second); return noon })
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r.RemoteAddr = "127.0.0.1:5555"
	audit.Record(r, "silence.create", "id-1", "a=b for 2h")
	audit.Record(r, "config.reload", "", "successful")

	entries, err := audit.List(t.Context(), 1)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, "config.reload", entries[0].Action)
	entries, err = audit.List(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, entries, 2)
	require.Equal(t, gateway.Entry{
		ID: 1, Time: noon.Add(-time.Second), Actor: "local administrator", Remote: "127.0.0.1",
		Action: "silence.create", Target: "id-1", Detail: "a=b for 2h",
	}, entries[1])
}
