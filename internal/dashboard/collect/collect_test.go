package collect_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/collect"
	"github.com/lookout-monitor/lookout/internal/state"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shop is a service with dashboards that notes how each request was answered.
type shop struct {
	*httptest.Server
	mu      sync.Mutex
	files   map[string]string
	release string
	log     []string
}

func newShop(t *testing.T) *shop {
	s := &shop{files: map[string]string{}, release: "1.0"}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *shop) set(name, content string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[name] = content
}

// asked returns what was asked since the last call, as "path status".
func (s *shop) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.log
	s.log = nil
	return log
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	status := s.answer(w, r)
	s.log = append(s.log, fmt.Sprintf("%s %d", r.URL.Path, status))
}

func (s *shop) answer(w http.ResponseWriter, r *http.Request) int {
	var body string
	if name, ok := strings.CutPrefix(r.URL.Path, "/grafana/"); ok {
		body = s.files[name]
	} else {
		var entries []string
		for _, name := range []string{"a.json", "b.json", "../etc/passwd"} {
			if _, ok := s.files[name]; ok {
				entries = append(entries, fmt.Sprintf(`{"dashboard_file": %q, "folder": "Shop"}`, name))
			}
		}
		body = "[" + strings.Join(entries, ",") + "]"
	}
	etag := fmt.Sprintf("%q", body)
	w.Header().Set("ETag", etag)
	w.Header().Set(collect.ReleaseHeader, s.release)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	_, _ = w.Write([]byte(body))
	return http.StatusOK
}

// world is a collector over a real store.
type world struct {
	*collect.Collector
	store     *dashboard.Store
	instances []collect.Instance
}

func newWorld(t *testing.T, instances ...collect.Instance) *world {
	db, err := state.Open(t.Context(), filepath.Join(t.TempDir(), "lookout.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	w := &world{store: dashboard.NewStore(db, time.Now), instances: instances}
	w.restart()
	return w
}

// restart forgets what the collector has in memory.
func (w *world) restart() {
	w.Collector = collect.New(collect.Options{
		Keeper: w.store, Instances: func() []collect.Instance { return w.instances },
		Interval: func() time.Duration { return time.Minute }, Now: time.Now,
		Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
	})
}

func (w *world) titles(t *testing.T) []string {
	list, err := w.store.List(t.Context())
	require.NoError(t, err)
	titles := []string{}
	for _, one := range list {
		text := fmt.Sprintf("%s v%d release %s", one.Title, one.Version, one.Source.Release)
		if one.Broken != "" {
			text += " broken"
		}
		if one.StaleSince != nil {
			text += " stale"
		}
		titles = append(titles, text)
	}
	return titles
}

func (s *shop) instance() collect.Instance {
	return collect.Instance{Service: "shop", URL: s.URL + "/grafana"}
}

func TestAChangedFileIsTheOneThatIsTransferred(t *testing.T) {
	s := newShop(t)
	s.set("a.json", `{"uid": "a", "title": "A", "panels": []}`)
	s.set("b.json", `{"uid": "b", "title": "B", "panels": []}`)
	w := newWorld(t, s.instance())

	w.Round(t.Context())
	require.Equal(t, []string{"/grafana 200", "/grafana/a.json 200", "/grafana/b.json 200"}, s.asked())
	require.Equal(t, []string{"A v1 release 1.0", "B v1 release 1.0"}, w.titles(t))

	w.Round(t.Context())
	require.Equal(t, []string{"/grafana 304", "/grafana/a.json 304", "/grafana/b.json 304"}, s.asked())

	s.set("b.json", `{"uid": "b", "title": "B, improved", "panels": []}`)
	w.Round(t.Context())
	require.Equal(t, []string{"/grafana 304", "/grafana/a.json 304", "/grafana/b.json 200"}, s.asked())
	require.Equal(t, []string{"A v1 release 1.0", "B, improved v2 release 1.0"}, w.titles(t))
}

func TestABrokenFileKeepsTheVersionBefore(t *testing.T) {
	s := newShop(t)
	s.set("a.json", `{"uid": "a", "title": "A", "panels": []}`)
	w := newWorld(t, s.instance())
	w.Round(t.Context())
	for range 2 { // refused once, and then unchanged
		s.set("a.json", `{"uid": "a", "title": `)
		w.Round(t.Context())
		require.Equal(t, []string{"A v1 release 1.0 broken"}, w.titles(t))
	}
	s.set("a.json", `{"uid": "a", "title": "A again", "panels": []}`)
	w.Round(t.Context())
	require.Equal(t, []string{"A again v2 release 1.0"}, w.titles(t))
	require.Empty(t, w.Accounts()[0].Refused)
}

func TestTheOwnerIsToldWhatIsWrong(t *testing.T) {
	s := newShop(t)
	s.set("../etc/passwd", "x")
	s.set("a.json", "[]")
	w := newWorld(t, s.instance())
	w.Round(t.Context())
	account := w.Accounts()[0]
	require.Len(t, account.Refused, 2)
	require.ErrorContains(t, account.Refused[1].Err, "no name of a file beside the list")
	require.Equal(t, []string{"/grafana 200", "/grafana/a.json 200"}, s.asked(), "nothing outside is asked for")
}

func TestOfSeveralInstancesOneIsAsked(t *testing.T) {
	one, two := newShop(t), newShop(t)
	for _, s := range []*shop{one, two} {
		s.set("a.json", `{"uid": "a", "title": "A", "panels": []}`)
	}
	w := newWorld(t, one.instance(), two.instance())
	w.Round(t.Context())
	first, second := one, two
	if len(one.asked()) == 0 {
		first, second = two, one
	}
	require.Empty(t, second.asked())

	first.Close()
	w.Round(t.Context())
	require.NotEmpty(t, second.asked(), "another instance stands in")
	require.Equal(t, []string{"A v1 release 1.0"}, w.titles(t))
	require.Empty(t, w.Accounts()[0].Error)
}

func TestAServiceThatIsDownKeepsItsDashboards(t *testing.T) {
	s := newShop(t)
	s.set("a.json", `{"uid": "a", "title": "A", "panels": []}`)
	w := newWorld(t, s.instance())
	w.Round(t.Context())
	s.Close()
	for range 5 {
		w.Round(t.Context())
	}
	require.Equal(t, []string{"A v1 release 1.0"}, w.titles(t), "it is found, so it is not gone")
	require.NotEmpty(t, w.Accounts()[0].Error)
}

func TestAServiceThatIsGoneLeavesStaleDashboards(t *testing.T) {
	s := newShop(t)
	s.set("a.json", `{"uid": "a", "title": "A", "panels": []}`)
	w := newWorld(t, s.instance())
	w.Round(t.Context())

	w.restart() // nobody has been found yet
	w.instances = nil
	w.Round(t.Context())
	require.Equal(t, []string{"A v1 release 1.0"}, w.titles(t), "it gets time to appear")
	for range 3 {
		w.Round(t.Context())
	}
	require.Equal(t, []string{"A v1 release 1.0 stale"}, w.titles(t))

	w.instances = []collect.Instance{s.instance()}
	w.Round(t.Context())
	require.Equal(t, []string{"A v1 release 1.0"}, w.titles(t))
}

func TestEndlessAnswersAndRedirectionsAreRefused(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			for range 64 {
				_, _ = w.Write(make([]byte, 1<<20))
			}
		},
		"elsewhere": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/other", http.StatusFound) },
		"no list":   func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"a": 1}`)) },
		"forbidden": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(answer)
			t.Cleanup(server.Close)
			w := newWorld(t, collect.Instance{Service: "x", URL: server.URL + "/grafana"})
			w.Round(t.Context())
			require.NotEmpty(t, w.Accounts()[0].Error)
			require.Empty(t, w.titles(t))
		})
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	cancel()
	require.NoError(t, <-done)
}

// clumsy loses a delivery now and then.
type clumsy struct {
	*dashboard.Store
	lose bool
}

func (c *clumsy) Deliver(ctx context.Context, d dashboard.Delivery) ([]dashboard.Refusal, error) {
	if c.lose {
		return nil, errors.New("the disk is full")
	}
	return c.Store.Deliver(ctx, d)
}

// TestWhatTheStoreLostIsFetchedAgain has a store that fails once, just as a file has changed.
func TestWhatTheStoreLostIsFetchedAgain(t *testing.T) {
	s := newShop(t)
	s.set("a.json", `{"uid": "a", "title": "A", "panels": []}`)
	w := newWorld(t, s.instance())
	keeper := &clumsy{Store: w.store}
	w.Collector = collect.New(collect.Options{
		Keeper: keeper, Instances: func() []collect.Instance { return w.instances }, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
	})
	w.Round(t.Context())
	s.set("a.json", `{"uid": "a", "title": "A, improved", "panels": []}`)
	keeper.lose = true
	w.Round(t.Context())
	keeper.lose = false
	w.Round(t.Context())
	require.Equal(t, []string{"A, improved v2 release 1.0"}, w.titles(t))
}

// TestAnEndInTheMiddleLosesNothing takes the time away while files are fetched, as a reload does.
func TestAnEndInTheMiddleLosesNothing(t *testing.T) {
	s := newShop(t)
	s.set("a.json", `{"uid": "a", "title": "A", "panels": []}`)
	w := newWorld(t, s.instance())
	ctx, cancel := context.WithCancel(t.Context())
	leaving := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(rw, r)
		if strings.HasSuffix(r.URL.Path, "/b.json") {
			cancel()
		}
	}))
	t.Cleanup(leaving.Close)
	s.set("b.json", `{"uid": "b", "title": "B", "panels": []}`)
	w.instances = []collect.Instance{{Service: "shop", URL: leaving.URL + "/grafana"}}
	w.Round(ctx)
	require.Empty(t, w.titles(t))
	w.Round(t.Context())
	require.Equal(t, []string{"A v1 release 1.0", "B v1 release 1.0"}, w.titles(t))
}

func TestARefusalStandsAsLongAsTheFile(t *testing.T) {
	s := newShop(t)
	s.set("a.json", "[]")
	w := newWorld(t, s.instance())
	w.Round(t.Context())
	s.asked()
	for range 3 {
		w.Round(t.Context())
		require.Equal(t, []string{"/grafana 304", "/grafana/a.json 304"}, s.asked(), "it is not transferred again to be refused again")
		require.Len(t, w.Accounts()[0].Refused, 1)
		require.Zero(t, w.Accounts()[0].Dashboards)
	}
}

func TestAUIDThatBecomesFreeIsTaken(t *testing.T) {
	s := newShop(t)
	s.set("a.json", `{"uid": "a", "title": "A", "panels": []}`)
	w := newWorld(t, s.instance())
	_, err := w.store.Save(t.Context(), dashboard.Edit{Document: []byte(`{"uid": "a", "title": "Mine", "panels": []}`)})
	require.NoError(t, err)
	for range 2 {
		w.Round(t.Context())
		require.Len(t, w.Accounts()[0].Refused, 1)
	}
	require.NoError(t, w.store.Delete(t.Context(), "a"))
	w.Round(t.Context())
	require.Equal(t, []string{"A v1 release 1.0"}, w.titles(t))
	require.Empty(t, w.Accounts()[0].Refused)
}

// TestAServiceHandsOutSoMuch serves large files without end, under headers that are as long.
func TestAServiceHandsOutSoMuch(t *testing.T) {
	large := strings.Repeat(" ", 9<<20)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", strings.Repeat("e", 100_000))
		w.Header().Set(collect.ReleaseHeader, strings.Repeat("1", 100_000))
		if r.Header.Get("If-None-Match") != "" {
			t.Error("an endless tag is sent back")
		}
		if r.URL.Path == "/grafana" {
			var entries []string
			for i := range 20 {
				entries = append(entries, fmt.Sprintf(`{"dashboard_file": "%d.json"}`, i))
			}
			_, _ = w.Write([]byte("[" + strings.Join(entries, ",") + "]"))
			return
		}
		fmt.Fprintf(w, `{"uid": %q, "title": "T", "panels": []}%s`, r.URL.Path[1:], large)
	}))
	t.Cleanup(server.Close)
	w := newWorld(t, collect.Instance{Service: "x", URL: server.URL + "/grafana"})
	for range 2 {
		w.Round(t.Context())
		account := w.Accounts()[0]
		require.Equal(t, 20-account.Dashboards, len(account.Refused))
		require.Equal(t, 6, account.Dashboards)
		require.ErrorContains(t, account.Refused[12].Err, "no room for it")
		require.Len(t, account.Release, 128)
	}
}

// TestServicesBeyondTheBoundAreToldOf finds more than are asked, twice the same ones and then fewer.
func TestServicesBeyondTheBoundAreToldOf(t *testing.T) {
	var instances []collect.Instance
	for i := range 2003 {
		instances = append(instances, collect.Instance{Service: fmt.Sprintf("s%04d", i), URL: "nowhere:/"})
	}
	w := newWorld(t)
	var log strings.Builder
	w.Collector = collect.New(collect.Options{
		Keeper: w.store, Instances: func() []collect.Instance { return instances },
		Interval: func() time.Duration { return time.Minute }, Now: time.Now,
		Logger: slog.New(slog.NewTextHandler(&log, nil)), Registerer: prometheus.NewRegistry(),
	})
	told := func() int { return strings.Count(log.String(), "services are not asked") }
	w.Round(t.Context())
	instances = append([]collect.Instance{{Service: "a-new-one", URL: "nowhere:/"}}, instances[:2002]...)
	w.Round(t.Context())
	require.Equal(t, 3, w.NotAsked())
	require.Equal(t, "s0000", w.Accounts()[0].Service, "a new one does not displace one that is asked already")
	require.Equal(t, 2, told(), "once for each change")
	w.Round(t.Context())
	require.Equal(t, 2, told())
	require.Contains(t, log.String(), "not_asked=3 first=s2000")
	instances = instances[1:10]
	w.Round(t.Context())
	require.Zero(t, w.NotAsked())
}
