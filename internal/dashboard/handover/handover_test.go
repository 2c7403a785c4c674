package handover

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"go.yaml.in/yaml/v2"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/state"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a store of dashboards, a Grafana, and rounds between them.
type world struct {
	t       *testing.T
	store   *dashboard.Store
	memory  memory
	grafana *stub
	config  Grafana
}

func newWorld(t *testing.T) *world {
	db, err := state.Open(t.Context(), filepath.Join(t.TempDir(), "lookout.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	w := &world{t: t, store: dashboard.NewStore(db, time.Now), memory: memory{db}, grafana: newStub(t)}
	w.config = parse(t, fmt.Sprintf("{name: old, url: %s, authorization: {credentials: %s}}", w.grafana.URL, token))
	return w
}

func parse(t *testing.T, text string) Grafana {
	t.Helper()
	var g Grafana
	require.NoError(t, yaml.Unmarshal([]byte(text), &g))
	require.NoError(t, g.Validate())
	return g
}

// ship delivers dashboards of a service, given as uid: folder and document.
func (w *world) ship(documents map[string][2]string) {
	w.t.Helper()
	delivery := dashboard.Delivery{Kind: dashboard.Service, Name: "shop", Release: "1.2.3"}
	for uid, d := range documents {
		delivery.Offers = append(delivery.Offers, dashboard.Offer{Origin: uid, Folder: d[0], Document: []byte(d[1])})
	}
	refused, err := w.store.Deliver(w.t.Context(), delivery)
	require.NoError(w.t, err)
	require.Empty(w.t, refused)
}

func (w *world) round() (result, error) {
	w.t.Helper()
	api, err := newAPI(w.config)
	require.NoError(w.t, err)
	defer api.client.CloseIdleConnections()
	return (&round{grafana: w.config, api: api, store: w.store, memory: w.memory}).run(w.t.Context())
}

func (w *world) mustRound() result {
	w.t.Helper()
	done, err := w.round()
	require.NoError(w.t, err)
	return done
}

const main, orders = `{"uid": "shop-main", "title": "Shop", "version": 7, "id": 12, "tags": ["shop"], "panels": [], "unknown": {"kept": true}}`,
	`{"uid": "orders", "title": "Orders", "panels": []}`

func TestDashboardsAreHandedOnOnceAndWhenTheyChange(t *testing.T) {
	w := newWorld(t)
	w.ship(map[string][2]string{"a": {"Shop", main}, "b": {"Shop/Orders", orders}})
	require.Equal(t, result{selected: 2, pushed: 2}, w.mustRound())

	got := w.grafana.dashboards["shop-main"]
	require.Equal(t, map[string]any{
		"id": nil, "uid": "shop-main", "title": "Shop", "tags": []any{"shop", "lookout"}, "panels": []any{}, "unknown": map[string]any{"kept": true},
	}, got.document)
	require.Equal(t, "shop", got.folderUID)
	require.Equal(t, "from Lookout: service shop 1.2.3", got.message)
	require.Equal(t, "shoporders", w.grafana.dashboards["orders"].folderUID, "a folder within a folder")

	require.Equal(t, result{selected: 2}, w.mustRound(), "what has not changed is not sent again")
	w.ship(map[string][2]string{"a": {"Shop", main}, "b": {"Elsewhere", orders}})
	require.Equal(t, result{selected: 2, pushed: 1}, w.mustRound(), "one moved")
	require.Equal(t, 3, w.grafana.pushes)
}

func TestWhatIsNotOursIsLeftAlone(t *testing.T) {
	w := newWorld(t)
	w.grafana.dashboards["orders"] = saved{document: map[string]any{"uid": "orders", "title": "Theirs", "tags": []any{"theirs"}}}
	w.ship(map[string][2]string{"a": {"", main}, "b": {"", orders}})
	require.Equal(t, result{selected: 2, pushed: 1, failures: []Failure{{"orders", errNotOurs.Error()}}}, w.mustRound())
	require.Equal(t, "Theirs", w.grafana.dashboards["orders"].document["title"])
}

func TestPruningDeletesWhatIsGone(t *testing.T) {
	w := newWorld(t)
	w.ship(map[string][2]string{"a": {"Shop", main}, "b": {"Shop", orders}})
	w.mustRound()
	w.config.Tags = []string{"shop"} // orders is selected no longer
	require.Equal(t, result{selected: 1}, w.mustRound())
	require.Contains(t, w.grafana.dashboards, "orders", "nobody asked to prune")

	w.config.Prune = true
	require.Equal(t, result{selected: 1, deleted: 1}, w.mustRound())
	require.NotContains(t, w.grafana.dashboards, "orders")

	w.config.Tags = []string{"nothing"}
	w.grafana.dashboards["shop-main"].document["tags"] = []any{"shop"} // somebody took it over
	require.Equal(t, result{}, w.mustRound())
	require.Contains(t, w.grafana.dashboards, "shop-main")
}

func TestStaleDashboardsStay(t *testing.T) {
	w := newWorld(t)
	w.config.Prune = true
	w.ship(map[string][2]string{"a": {"Shop", main}})
	w.mustRound()
	w.ship(nil) // the service is away
	require.Equal(t, result{selected: 1}, w.mustRound())
	require.Contains(t, w.grafana.dashboards, "shop-main")
}

func TestRefusals(t *testing.T) {
	for _, tc := range []struct {
		name   string
		break_ func(*world)
		want   string
		wait   time.Duration
	}{
		{"a wrong token", func(w *world) { w.config.Client.Authorization.Credentials = "wrong" }, "does not know the token", 0},
		{"an overloaded Grafana", func(w *world) { w.grafana.failing, w.grafana.retryAfter = http.StatusTooManyRequests, "120" }, "429", 2 * time.Minute},
		{"a broken Grafana", func(w *world) { w.grafana.failing = http.StatusInternalServerError }, "500: out of order", 0},
		{"nobody there", func(w *world) { w.config.URL = "http://127.0.0.1:1" }, "connection refused", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t)
			w.ship(map[string][2]string{"a": {"Shop", main}})
			tc.break_(w)
			_, err := w.round()
			require.ErrorContains(t, err, tc.want)
			require.NotContains(t, err.Error(), token)
			require.Equal(t, tc.wait, waitOf(err))
		})
	}
}

func TestOneRefusedDashboardTakesNothingFromTheOthers(t *testing.T) {
	w := newWorld(t)
	long := "a-uid-that-is-much-longer-than-grafana-takes-them"
	w.ship(map[string][2]string{"a": {"", main}, "b": {"", fmt.Sprintf(`{"uid": %q, "title": "Long", "panels": []}`, long)}})
	done := w.mustRound()
	require.Equal(t, 1, done.pushed)
	require.Equal(t, []Failure{{long, "grafana answers 400: uid too long, max 40 characters"}}, done.failures)
}

func TestOtherFormsAreHandedOnInTheClassicOne(t *testing.T) {
	w := newWorld(t)
	w.ship(map[string][2]string{"a": {"", `{"apiVersion": "dashboard.grafana.app/v1beta1", "kind": "Dashboard", "metadata": {"name": "res"}, "spec": {"title": "Resource", "panels": []}}`}})
	require.Equal(t, 1, w.mustRound().pushed)
	document := w.grafana.dashboards["res"].document
	require.Equal(t, "Resource", document["title"])
	require.NotContains(t, document, "apiVersion")
}

func TestTheSyncerTellsHowItFares(t *testing.T) {
	w := newWorld(t)
	w.ship(map[string][2]string{"a": {"Shop", main}})
	w.config.Interval = model.Duration(time.Second)
	syncer := New(Options{Store: w.store, DB: w.memory.db, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry()})
	require.NoError(t, Check([]Grafana{w.config}))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- syncer.Run(ctx) }()
	syncer.Apply([]Grafana{w.config})
	require.Eventually(t, func() bool {
		all := syncer.Accounts()
		return len(all) == 1 && all[0].LastSuccess != nil && all[0].Selected == 1
	}, 10*time.Second, 10*time.Millisecond)
	syncer.Apply(nil)
	require.Eventually(t, func() bool { return len(syncer.Accounts()) == 0 }, 10*time.Second, 10*time.Millisecond)
	cancel()
	require.NoError(t, <-ended)
}

func TestConfigurations(t *testing.T) {
	for text, want := range map[string]string{
		"{url: grafana.example.org}":                                                "not a complete URL",
		"{url: 'https://a:b@grafana.example.org'}":                                  "basic_auth",
		"{url: 'https://g', tag: ''}":                                               "tag",
		"{url: 'https://g', sources: [services]}":                                   `"services" is none of`,
		"{url: 'https://g', interval: 0s}":                                          "interval",
		"{url: 'https://g', basic_auth: {}, bearer_token: x, bearer_token_file: y}": "at most one of",
	} {
		var g Grafana
		err := yaml.Unmarshal([]byte(text), &g)
		if err == nil {
			err = g.Validate()
		}
		require.ErrorContains(t, err, want, text)
	}
	g := parse(t, "{url: 'https://grafana.example.org', authorization: {credentials: secret}}")
	require.Equal(t, "grafana.example.org", g.Called())
	require.Equal(t, httpconfig.Secret("secret"), g.Client.Authorization.Credentials)
	require.ErrorContains(t, Check([]Grafana{g, g}), "two are called")
}

// TestWhoTakesTheTagAwayKeepsTheirs changes a dashboard here that somebody has made theirs in Grafana.
func TestWhoTakesTheTagAwayKeepsTheirs(t *testing.T) {
	w := newWorld(t)
	w.ship(map[string][2]string{"a": {"Shop", main}})
	w.mustRound()
	theirs := w.grafana.dashboards["shop-main"].document
	theirs["tags"], theirs["title"] = []any{"shop"}, "Ours now"
	w.ship(map[string][2]string{"a": {"Elsewhere", main}})
	require.Equal(t, result{selected: 1, failures: []Failure{{"shop-main", errNotOurs.Error()}}}, w.mustRound())
	require.Equal(t, "Ours now", w.grafana.dashboards["shop-main"].document["title"])
}

// TestRedirectionsAreNotFollowed has a proxy that sends everybody elsewhere: a POST would become a GET, and
// the token would go along.
func TestRedirectionsAreNotFollowed(t *testing.T) {
	w := newWorld(t)
	w.ship(map[string][2]string{"a": {"", main}})
	var seen []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Method+" "+r.Header.Get("Authorization"))
		answer(rw, http.StatusOK, map[string]any{})
	}))
	t.Cleanup(elsewhere.Close)
	proxy := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, elsewhere.URL+r.URL.Path, http.StatusMovedPermanently)
	}))
	t.Cleanup(proxy.Close)
	w.config.URL = proxy.URL
	_, err := w.round()
	require.ErrorContains(t, err, "name the address that it leads to, "+elsewhere.URL)
	require.Empty(t, seen)
}

// TestNumbersKeepTheirSpelling hands on what a float64 would change.
func TestNumbersKeepTheirSpelling(t *testing.T) {
	w := newWorld(t)
	w.ship(map[string][2]string{"a": {"", `{"uid": "a", "title": "A", "panels": [], "big": 9007199254740993, "tags": ["lookout"]}`}})
	var sent string
	proxy := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		if r.Method == http.MethodPost {
			sent = string(content)
		}
		r.Body = io.NopCloser(bytes.NewReader(content))
		w.grafana.Config.Handler.ServeHTTP(rw, r)
	}))
	t.Cleanup(proxy.Close)
	w.config.URL = proxy.URL
	require.Equal(t, 1, w.mustRound().pushed)
	require.Contains(t, sent, `"big":9007199254740993`)
	require.Contains(t, sent, `"tags":["lookout"]`)
}
