package reuse_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/histogram"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/tsdbutil"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/metrics"
	"github.com/lookout-monitor/lookout/internal/metrics/reuse"
)

const step = 15 * time.Second

// world is a database with a memory beside it, in a time of its own.
type world struct {
	t        *testing.T
	now      time.Time
	memory   *reuse.Memory
	registry *prometheus.Registry
	db       *tsdb.DB
	door     reuse.Store
	engine   *promql.Engine
}

func newWorld(t *testing.T, most int64) *world {
	w := &world{t: t, now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), registry: prometheus.NewRegistry()}
	w.memory = reuse.New(reuse.Options{MaxBytes: most, Now: func() time.Time { return w.now }, Registerer: w.registry})
	o := tsdb.DefaultOptions()
	o.OutOfOrderTimeWindow = time.Hour.Milliseconds()
	db, err := tsdb.Open(t.TempDir(), promslog.NewNopLogger(), nil, o, nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	w.db, w.door = db, w.memory.Watch(db)
	limits := metrics.QueryLimits{Timeout: time.Minute, MaxSamples: 1e7, Lookback: 5 * time.Minute}
	w.engine = promql.NewEngine(metrics.EngineOptions(limits, promslog.NewNopLogger(), nil))
	t.Cleanup(func() { require.NoError(t, w.engine.Close()) })
	return w
}

// write commits one sample through one of the two doors.
func (w *world) write(name, instance string, at time.Time, value float64) {
	w.t.Helper()
	labels := promlabels.FromStrings("__name__", name, "instance", instance)
	if at.Unix()%2 == 0 {
		app := w.door.Appender(context.Background())
		_, err := app.Append(0, labels, at.UnixMilli(), value)
		require.NoError(w.t, err)
		require.NoError(w.t, app.Commit())
		return
	}
	app := w.door.AppenderV2(context.Background())
	_, err := app.Append(0, labels, 0, at.UnixMilli(), value, nil, nil, storage.AppendV2Options{})
	require.NoError(w.t, err)
	require.NoError(w.t, app.Commit())
}

// ask asks with the memory, and requires what the engine alone says.
func (w *world) ask(expr string, start, end time.Time) {
	w.t.Helper()
	evaluate := func(from time.Time) (promql.Query, error) {
		return w.engine.NewRangeQuery(context.Background(), w.db, nil, expr, from, end, step)
	}
	q, err := w.memory.Query(reuse.KeyOf("all", expr, start, step, 0), start, end, evaluate)
	require.NoError(w.t, err)
	defer q.Close()
	alone, err := evaluate(start)
	require.NoError(w.t, err)
	defer alone.Close()
	want := alone.Exec(context.Background())
	require.NoError(w.t, want.Err, "%s", expr)
	got := q.Exec(context.Background())
	require.NoError(w.t, got.Err)
	require.Equal(w.t, want.Value.String(), got.Value.String(), "%s at %s", expr, w.now)
	require.Equal(w.t, want.Warnings, got.Warnings, expr)
}

func (w *world) steps(origin string) float64 {
	families, err := w.registry.Gather()
	require.NoError(w.t, err)
	for _, family := range families {
		for _, m := range family.Metric {
			if family.GetName() == "lookout_query_steps_total" && m.Label[0].GetValue() == origin {
				return m.Counter.GetValue()
			}
		}
	}
	return 0
}

// askLast asks about the last half hour, at times that divide by the step as those of dashboards do.
func (w *world) askLast(expr string) {
	end := w.now.Truncate(step)
	w.ask(expr, end.Add(-30*time.Minute), end)
}

var expressions = []string{
	`requests_total`, `rate(requests_total[1m])`, `sum(rate(requests_total[1m]))`, `sum by (instance) (increase(requests_total[5m]))`,
	`topk(2, requests_total)`, `quantile(0.9, requests_total)`, `requests_total offset 2m`, `max_over_time(rate(requests_total[1m])[5m:30s])`,
	`requests_total / on (instance) load`, `absent(missing)`, `load > 0.5`, `time()`, `vector(1)`, `histogram_quantile(0.9, rate(sizes[2m]))`, `sizes`,
}

// TestAnswersAreThoseOfTheEngine lets time go by: scrapes, instances that come and go, samples that
// come late, deletions, questions about sliding, jumping and past ranges. Whatever happened, an
// answer is the one that the engine gives alone.
func TestAnswersAreThoseOfTheEngine(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(t, 1<<20)
			chance := rand.New(rand.NewPCG(seed, 1))
			for i := range 400 {
				w.now = w.now.Add(time.Duration(1+chance.IntN(20)) * time.Second)
				w.scrape(chance, i)
				if chance.IntN(12) == 0 {
					w.write("requests_total", "late", w.now.Add(-time.Duration(chance.IntN(3000))*time.Second), chance.Float64())
				}
				if i == 200 { // a second one can end the database's own reading in a panic
					w.delete()
				}
				expr := expressions[chance.IntN(len(expressions))]
				w.askLast(expr)
				end := w.now.Add(-time.Duration(chance.IntN(1800)) * time.Second)
				w.ask(expr, end.Add(-time.Duration(5+chance.IntN(2400))*time.Second), end)
			}
			require.Greater(t, w.steps("remembered"), w.steps("evaluated")/4, "too little was remembered to prove anything")
		})
	}
}

func (w *world) scrape(chance *rand.Rand, round int) {
	for _, instance := range []string{"a", "b", "c"} {
		if round/40%3 == int(instance[0]-'a') {
			continue // this one is down
		}
		w.write("requests_total", instance, w.now, float64(round)+chance.Float64())
		w.write("load", instance, w.now, chance.Float64())
	}
	app := w.door.Appender(context.Background())
	labels := promlabels.FromStrings("__name__", "sizes", "instance", "a")
	_, err := app.AppendHistogram(0, labels, w.now.UnixMilli(), tsdbutil.GenerateTestHistogram(int64(round)), (*histogram.FloatHistogram)(nil))
	require.NoError(w.t, err)
	require.NoError(w.t, app.Commit())
}

func (w *world) delete() {
	matcher := promlabels.MustNewMatcher(promlabels.MatchEqual, "instance", "b")
	require.NoError(w.t, w.db.Delete(context.Background(), 0, w.now.Add(-10*time.Minute).UnixMilli(), matcher))
	w.memory.Forget()
}

func TestASecondQuestionEvaluatesTheNewestStepsAlone(t *testing.T) {
	w := newWorld(t, 1<<20)
	for range 60 {
		w.now = w.now.Add(step)
		w.write("requests_total", "a", w.now, 1)
	}
	w.askLast("requests_total")
	require.Equal(t, 121., w.steps("evaluated"))
	w.now = w.now.Add(step)
	w.askLast("requests_total")
	require.Equal(t, 121.+5, w.steps("evaluated"), "of the last minute and the new one")
	require.Equal(t, 116., w.steps("remembered"))
	w.write("requests_total", "late", w.now.Add(-10*time.Minute), 1)
	w.askLast("requests_total")
	require.Equal(t, 126.+40+1, w.steps("evaluated"), "from the late sample on")
}

func TestAnAnswerIsEvaluatedAsAWholeNowAndThen(t *testing.T) {
	w := newWorld(t, 1<<20)
	w.write("requests_total", "a", w.now, 1)
	w.askLast("requests_total")
	w.now = w.now.Add(10*time.Minute + time.Second)
	w.askLast("requests_total")
	require.Zero(t, w.steps("remembered"))
}

func TestMemoryIsBounded(t *testing.T) {
	const most = 100_000
	w := newWorld(t, most)
	for i := range 50 {
		w.write("requests_total", fmt.Sprint(i), w.now, 1)
	}
	for i := range 100 {
		w.now = w.now.Add(time.Second)
		w.askLast(fmt.Sprintf("max(requests_total) + %d", i))
	}
	w.askLast("requests_total")
	size := testutil.ToFloat64(gauge(t, w.registry))
	require.Greater(t, size, most/2.)
	require.LessOrEqual(t, size, float64(most))
	w.memory.Forget()
	require.Zero(t, testutil.ToFloat64(gauge(t, w.registry)))
}

func gauge(t *testing.T, registry *prometheus.Registry) prometheus.Collector {
	families, err := registry.Gather()
	require.NoError(t, err)
	for _, family := range families {
		if family.GetName() == "lookout_query_memory_bytes" {
			g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "copy"})
			g.Set(family.Metric[0].Gauge.GetValue())
			return g
		}
	}
	t.Fatal("no gauge")
	return nil
}

func TestOnlyWhatLastsIsRemembered(t *testing.T) {
	for expr, want := range map[string]bool{
		`up`:                               true,
		`rate(up[5m] offset 1h)`:           true,
		`sum_over_time(rate(up[5m])[1h:])`: true,
		`up offset -5m`:                    false,
		`up @ 1700000000`:                  false,
		`up @ end()`:                       false,
		`rate(up[5m] @ start())`:           false,
		`max_over_time(up[1h:] @ end())`:   false,
		`up[1h:] offset -1m`:               false,
		`rate(up[5m+5m])`:                  false,
		`sum(up) + (up offset -1m)`:        false,
	} {
		parsed, err := metrics.NewParser().ParseExpr(expr)
		require.NoError(t, err, expr)
		require.Equal(t, want, reuse.Lasting(parsed), expr)
	}
}

// TestStepsThatCannotBeFoundAgain are those of a request that nobody means well with: no remainder of
// a division by them may be asked for.
func TestStepsThatCannotBeFoundAgain(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	for step, want := range map[time.Duration]bool{
		0: false, -time.Second: false, time.Microsecond: false, 1500 * time.Microsecond: false, time.Millisecond: true, 15 * time.Second: true,
	} {
		require.Equal(t, want, reuse.Divides(step, now, now), step)
	}
	require.False(t, reuse.Divides(time.Second, now, now.Add(-time.Hour)))
}
