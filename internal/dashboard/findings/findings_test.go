package findings_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/check"
	"github.com/lookout-monitor/lookout/internal/dashboard/findings"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/metrics"
	"github.com/lookout-monitor/lookout/internal/state"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a keeper over a real store that counts what is checked and asked.
type world struct {
	*findings.Keeper
	store          *dashboard.Store
	now            time.Time
	names          []string
	failing        error
	checked, asked int
	breaks         string // the uid over which the check breaks down
}

func newWorld(t *testing.T) *world {
	db, err := state.Open(t.Context(), filepath.Join(t.TempDir(), "lookout.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	w := &world{store: dashboard.NewStore(db, time.Now), now: time.Now(), names: []string{"up"}}
	w.Keeper = findings.New(findings.Options{
		Store: w.store, Now: func() time.Time { return w.now }, Logger: slog.New(slog.DiscardHandler),
		Metrics: func(context.Context) (*check.Metrics, error) {
			w.asked++
			return check.NewMetrics(w.names, nil), w.failing
		},
		Check: func(d model.Document, known *check.Metrics) []check.Finding {
			w.checked++
			if w.breaks != "" && d.Normal.UID == w.breaks {
				panic("odd document")
			}
			return check.Check(d, check.Options{Parser: metrics.NewParser(), Metrics: known})
		},
	})
	return w
}

func board(uid, title, expr string) []byte {
	return fmt.Appendf(nil, `{"uid": %q, "title": %q, "schemaVersion": 42, "panels": [{"id": 7, "type": "table", "title": "T",
		"targets": [{"refId": "A", "expr": %q, "datasource": {"type": "prometheus", "uid": "$ds"}}]}]}`, uid, title, expr)
}

func (w *world) save(t *testing.T, uid, title, expr string, base int) {
	t.Helper()
	_, err := w.store.Save(t.Context(), dashboard.Edit{UID: uid, Document: board(uid, title, expr), Base: base})
	require.NoError(t, err)
}

func (w *world) found(t *testing.T, uid string) (rules []string) {
	t.Helper()
	report, err := w.Of(t.Context(), uid)
	require.NoError(t, err)
	for _, f := range report.Findings {
		rules = append(rules, string(f.Severity)+" "+f.Rule)
	}
	return rules
}

func TestAVersionIsCheckedOnce(t *testing.T) {
	w := newWorld(t)
	w.save(t, "a", "A", "up + nosuch", 0)
	for range 3 {
		require.Equal(t, []string{"warning metric-exists"}, w.found(t, "a"))
	}
	require.Equal(t, 1, w.checked)
	w.save(t, "a", "A", "up + (", 1)
	require.Equal(t, []string{"error query-parse"}, w.found(t, "a"))
	require.Equal(t, 2, w.checked)
	_, err := w.Of(t.Context(), "b")
	require.ErrorIs(t, err, dashboard.ErrUnknown)
}

func TestOtherMetricsAreNoticedWithinAMinute(t *testing.T) {
	w := newWorld(t)
	w.save(t, "a", "A", "up + later", 0)
	require.Equal(t, []string{"warning metric-exists"}, w.found(t, "a"))
	w.names = []string{"up", "later"}
	require.Equal(t, []string{"warning metric-exists"}, w.found(t, "a"), "the list is asked for once a minute")
	w.now = w.now.Add(time.Minute)
	require.Empty(t, w.found(t, "a"))
	w.now = w.now.Add(time.Minute)
	require.Empty(t, w.found(t, "a"))
	require.Equal(t, 3, w.asked)
	require.Equal(t, 2, w.checked, "the same metrics change nothing")
}

// TestABreakdownTakesNobodyAlong checks a dashboard over which the check itself breaks down.
func TestABreakdownTakesNobodyAlong(t *testing.T) {
	w := newWorld(t)
	w.save(t, "a", "A", "up", 0)
	w.save(t, "breaks", "B", "up", 0)
	w.breaks = "breaks"
	_, err := w.Of(t.Context(), "breaks")
	require.ErrorContains(t, err, "a mistake in Lookout")
	require.Empty(t, w.found(t, "a"), "the turn is free again")
}

func TestTheListNeverWaits(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.save(t, fmt.Sprint(i), fmt.Sprint(i), "up + (", 0)
	}
	all, err := w.store.List(t.Context())
	require.NoError(t, err)
	require.Empty(t, w.Counts(all))
	require.Zero(t, w.checked)

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	require.Eventually(t, func() bool { return len(w.Counts(all)) == 5 }, 10*time.Second, 10*time.Millisecond)
	stop()
	require.NoError(t, <-ended)
	require.Equal(t, findings.Counts{Errors: 1}, w.Counts(all)["3"])
	require.Equal(t, 5, w.checked)
}

func TestDashboardsAreJudgedTogether(t *testing.T) {
	w := newWorld(t)
	_, err := w.store.Deliver(t.Context(), dashboard.Delivery{Kind: dashboard.Service, Name: "shop", Offers: []dashboard.Offer{
		{Origin: "shop-stock.json", Folder: "Shop", Document: board("stock", "Stock", "up")},
		{Origin: "shop-more.json", Folder: "Shop", Document: board("more", "Stock", "up")},
	}})
	require.NoError(t, err)
	rules := append(w.found(t, "stock"), w.found(t, "more")...)
	require.ElementsMatch(t, []string{"warning main-missing", "warning title-twice"}, rules)

	_, err = w.store.Deliver(t.Context(), dashboard.Delivery{Kind: dashboard.Service, Name: "shop"})
	require.NoError(t, err)
	require.Empty(t, append(w.found(t, "stock"), w.found(t, "more")...), "what is stale is nobody's any more")
}

func TestWhatShipsWithLookoutMayNameWhatIsNotThere(t *testing.T) {
	w := newWorld(t)
	offers := []dashboard.Offer{{Origin: "a.json", Document: board("a", "A", "up + nosuch")}}
	_, err := w.store.Deliver(t.Context(), dashboard.Delivery{Kind: dashboard.Builtin, Name: "lookout", Offers: offers})
	require.NoError(t, err)
	require.Empty(t, w.found(t, "a"))
}

func TestWithoutMetricsNothingIsMadeUp(t *testing.T) {
	w := newWorld(t)
	w.save(t, "a", "A", "up", 0)
	w.failing = errors.New("the disk is gone")
	_, err := w.Of(t.Context(), "a")
	require.ErrorContains(t, err, "list metrics: the disk is gone")
	w.failing = nil
	require.Empty(t, w.found(t, "a"))
}

func TestWhoCannotHaveTheTurnIsToldSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stuck{make(chan struct{})}
		k := findings.New(findings.Options{
			Store: s, Now: time.Now, Logger: slog.New(slog.DiscardHandler),
			Metrics: func(context.Context) (*check.Metrics, error) { <-s.ends; return nil, nil },
			Check:   func(model.Document, *check.Metrics) []check.Finding { return nil },
		})
		first := make(chan error)
		go func() { _, err := k.Of(t.Context(), "a"); first <- err }()
		synctest.Wait()
		_, err := k.Of(t.Context(), "a")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		close(s.ends)
		require.NoError(t, <-first)
	})
}

// stuck is a store with one dashboard, beside metrics that nobody can list until it ends.
type stuck struct{ ends chan struct{} }

func (stuck) List(context.Context) ([]dashboard.Summary, error) {
	return []dashboard.Summary{{UID: "a", Version: 1}}, nil
}

func (stuck) Get(context.Context, string) (dashboard.Dashboard, error) {
	return dashboard.Dashboard{Summary: dashboard.Summary{UID: "a", Version: 1}}, nil
}
