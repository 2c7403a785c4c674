package metrics_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/storage"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/metrics"
)

var limits = metrics.QueryLimits{Timeout: time.Minute, MaxSamples: 1000, MaxConcurrency: 2, Lookback: 5 * time.Minute}

func TestAQueryOverTheSampleLimitIsRefusedClearly(t *testing.T) {
	room := openRoom(t, t.TempDir())
	t.Cleanup(func() { require.NoError(t, room.Close()) })
	engine, err := metrics.OpenEngine(t.TempDir(), limits, func() time.Duration { return time.Minute }, nil, promslog.NewNopLogger(), prometheus.NewRegistry())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	now := time.Now()
	require.NoError(t, appendSample(t, room, now, 1, "__name__", "m"))

	query, err := engine.NewRangeQuery(t.Context(), room.Read(metrics.Everything()), nil, "vector(1) or m", now.Add(-time.Hour), now, time.Second)
	require.NoError(t, err)
	defer query.Close()
	var tooMany promql.ErrTooManySamples
	require.True(t, errors.As(query.Exec(t.Context()).Err, &tooMany))
}

func TestWhatAQueryWouldSetAsideIsBounded(t *testing.T) {
	room := openRoom(t, t.TempDir())
	t.Cleanup(func() { require.NoError(t, room.Close()) })
	engine, err := metrics.OpenEngine(t.TempDir(), limits, func() time.Duration { return time.Minute }, nil, promslog.NewNopLogger(), prometheus.NewRegistry())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	now := time.Now()
	for i := range 50 {
		require.NoError(t, appendSample(t, room, now, 1, "__name__", "sparse", "i", strconv.Itoa(i)))
	}
	everything := room.Read(metrics.Everything())
	for _, c := range []struct {
		name, expr, want string
		span, step       time.Duration
	}{
		{"a subquery within the limit", "max_over_time(sparse[15m:1m])", "", 0, 0},
		{"a subquery without a step takes the default", "max_over_time(up[2d:])", "2880 steps", 0, 0},
		{"a subquery of too many steps", "max_over_time(up[1h:1s])", "3600 steps", 0, 0},
		{"a range adds to the subquery's own", "max_over_time(up[15m:1s])", "1800 steps", 15 * time.Minute, time.Minute},
		{"nested subqueries add up", "max_over_time(max_over_time(up[10m:1s])[10m:1m])", "1200 steps", 0, 0},
		{"a computed range", "max_over_time(up[30m * 2:1s])", "3600 steps", 0, 0},
		{"no selector at all", "count_over_time(vector(1)[10y:1s])", "steps", 0, 0},
		{"many series of few samples", "sparse", "39 series", 100 * time.Minute, time.Minute},
		{"few enough", "sparse{i=~'1.'}", "", 10 * time.Minute, time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := evaluate(t, engine, everything, c.expr, now, c.span, c.step)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, "too many samples")
			require.ErrorContains(t, err, c.want)
		})
	}
}

func evaluate(t *testing.T, engine *metrics.Engine, q storage.Queryable, expr string, now time.Time, span, step time.Duration) error {
	t.Helper()
	query, err := engine.NewInstantQuery(t.Context(), q, nil, expr, now)
	if span > 0 {
		query, err = engine.NewRangeQuery(t.Context(), q, nil, expr, now.Add(-span), now, step)
	}
	if err != nil {
		return err
	}
	defer query.Close()
	return query.Exec(t.Context()).Err
}

// TestTheEnginesOwnCorpus runs PromQL's published test scripts against the
// options that Lookout gives its engine. The scripts need experimental
// grammar and start timestamps, which a server leaves off by default, so exactly
// those settings are switched on here.
func TestTheEnginesOwnCorpus(t *testing.T) {
	wide := metrics.QueryLimits{Timeout: 100 * time.Second, MaxSamples: 50_000_000, MaxConcurrency: 20, Lookback: 5 * time.Minute}
	options := metrics.EngineOptions(wide, promslog.NewNopLogger(), nil)
	options.NoStepSubqueryIntervalFn = func(int64) int64 { return time.Minute.Milliseconds() }
	options.EnableDelayedNameRemoval = true
	options.UseStartTimestamps = true
	options.Parser = parser.NewParser(promqltest.TestParserOpts)
	promqltest.RunBuiltinTests(t, promqltest.NewTestEngineWithOpts(t, options))
}
