package metric_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/util/teststorage"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/ledger/metric"
	"github.com/lookout-monitor/lookout/internal/state"
)

// world is a ledger that asks a real engine, in the hands of a test.
type world struct {
	*metric.Ledger
	t       *testing.T
	db      *sql.DB
	engine  *promql.Engine
	store   *teststorage.TestStorage
	now     time.Time
	failing error
}

var kafka = metric.Watch{Job: "kaf.*", Names: "offset|lag", After: model.Duration(24 * time.Hour)}

func open(t *testing.T) *world {
	w := &world{t: t, now: time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC), store: teststorage.New(t)}
	w.engine = promqltest.NewTestEngine(t, false, 5*time.Minute, 1000)
	var err error
	w.db, err = state.Open(t.Context(), filepath.Join(t.TempDir(), "lookout.db"))
	require.NoError(t, err)
	t.Cleanup(func() { w.db.Close() })
	w.start()
	return w
}

// start begins again with what the database has, as a restart does.
func (w *world) start() {
	w.Ledger = metric.New(metric.Options{
		DB: w.db, Store: w.store, Ask: w.ask, Now: func() time.Time { return w.now },
		Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
	})
	require.NoError(w.t, w.Open(w.t.Context()))
	require.NoError(w.t, w.Apply([]metric.Watch{kafka}))
}

func (w *world) ask(ctx context.Context, expression string, at time.Time) ([]labels.Labels, error) {
	if w.failing != nil {
		return nil, w.failing
	}
	q, err := w.engine.NewInstantQuery(ctx, w.store, nil, expression, at)
	require.NoError(w.t, err)
	defer q.Close()
	found, err := q.Exec(ctx).Vector()
	require.NoError(w.t, err)
	var sets []labels.Labels
	for _, s := range found {
		sets = append(sets, s.Metric)
	}
	return sets, nil
}

// minutes lets time pass, in which targets deliver series: up, or a metric of
// an instance. The engine looks back five minutes.
func (w *world) minutes(n int, series ...labels.Labels) {
	w.t.Helper()
	for range n {
		w.now = w.now.Add(time.Minute)
		app := w.store.Appender(w.t.Context())
		for _, set := range series {
			_, err := app.Append(0, set, w.now.UnixMilli(), 1)
			require.NoError(w.t, err)
		}
		require.NoError(w.t, app.Commit())
		if err := w.Look(w.t.Context()); w.failing == nil {
			require.NoError(w.t, err)
		}
	}
}

func of(instance, name string) labels.Labels {
	return labels.FromStrings(model.MetricNameLabel, name, "job", "kafka", "instance", instance)
}

func (w *world) missing() []string {
	names := map[string]bool{}
	for _, m := range w.Missing() {
		names[m.Job+" "+m.Metric] = true
	}
	return slices.Sorted(maps.Keys(names))
}

func TestAMetricIsMissedByItsJobAndNotByItsNode(t *testing.T) {
	w := open(t)
	w.minutes(12, of("a", "up"), of("b", "up"), of("a", "offset"), of("a", "other"))
	w.minutes(12, of("a", "up"), of("b", "up"), of("b", "offset"))
	require.Empty(t, w.missing(), "another node reports it now, and nobody watches the other")
	w.minutes(7, of("a", "up"), of("b", "up"))
	require.Equal(t, []string{"kafka offset"}, w.missing())
	w.start()
	require.Equal(t, []string{"kafka offset"}, w.missing(), "a restart remembers")
	w.minutes(1, of("a", "up"), of("a", "offset"))
	require.Empty(t, w.missing())
}

func TestAJobThatIsDownHasNoMetricsMissing(t *testing.T) {
	w := open(t)
	w.minutes(12, of("a", "up"), of("a", "offset"))
	w.minutes(20)
	require.Empty(t, w.missing(), "its targets are missing, or down: that is another alert")
	w.minutes(1, of("a", "up"))
	require.Equal(t, []string{"kafka offset"}, w.missing())
}

func TestWhatWasTriedOutIsNotMissed(t *testing.T) {
	w := open(t)
	w.minutes(1, of("a", "up"), of("a", "lag"))
	w.minutes(30, of("a", "up"))
	require.Empty(t, w.missing())
}

func TestAMissingMetricIsForgottenInTime(t *testing.T) {
	w := open(t)
	w.minutes(12, of("a", "up"), of("a", "offset"))
	w.minutes(7, of("a", "up"))
	require.Equal(t, []string{"kafka offset"}, w.missing())
	w.now = w.now.Add(24 * time.Hour)
	w.minutes(1, of("a", "up"))
	require.Empty(t, w.missing())
}

func TestWhatNobodyWatchesAnyMoreIsForgotten(t *testing.T) {
	w := open(t)
	w.minutes(12, of("a", "up"), of("a", "offset"))
	w.minutes(7, of("a", "up"))
	require.NoError(t, w.Apply(nil))
	w.minutes(1)
	require.Empty(t, w.missing())
}

func TestNothingIsJudgedWhileNothingCanBeAsked(t *testing.T) {
	w := open(t)
	w.minutes(12, of("a", "up"), of("a", "offset"))
	w.failing = errors.New("too many queries")
	w.minutes(20, of("a", "up"))
	require.ErrorIs(t, w.Look(t.Context()), w.failing)
	require.Empty(t, w.missing())
}

func TestTheSeriesEndsWithTheLack(t *testing.T) {
	w := open(t)
	w.minutes(12, of("a", "up"), of("a", "offset"))
	w.minutes(7, of("a", "up"))
	require.NoError(t, w.Write())
	found, err := w.ask(t.Context(), `lookout_metric_missing == 1`, w.now)
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, []string{"kafka", "offset"}, []string{found[0].Get("job"), found[0].Get("metric")})
	w.minutes(1, of("a", "up"), of("a", "offset"))
	require.NoError(t, w.Write())
	found, err = w.ask(t.Context(), `lookout_metric_missing`, w.now)
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestWatchesThatCannotBeMeant(t *testing.T) {
	for problem, watch := range map[string]metric.Watch{
		"job is missing":   {Names: "a", After: 1},
		"names is missing": {Job: "a", After: 1},
		"after: must be":   {Job: "a", Names: "a"},
		"job: error":       {Job: "(", Names: "a", After: 1},
		"names: error":     {Job: "a", Names: "(", After: 1},
	} {
		require.ErrorContains(t, watch.Validate(), problem)
	}
	require.NoError(t, kafka.Validate())
}
