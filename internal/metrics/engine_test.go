package metrics_test

import (
	"errors"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/metrics"
)

var limits = metrics.QueryLimits{Timeout: time.Minute, MaxSamples: 1000, MaxConcurrency: 2, Lookback: 5 * time.Minute}

func TestAQueryOverTheSampleLimitIsRefusedClearly(t *testing.T) {
	room := openRoom(t, t.TempDir())
	t.Cleanup(func() { require.NoError(t, room.Close()) })
	engine, err := metrics.OpenEngine(t.TempDir(), limits, func() time.Duration { return time.Minute }, promslog.NewNopLogger(), prometheus.NewRegistry())
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
