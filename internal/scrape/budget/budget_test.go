package budget_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	promlabels "github.com/prometheus/prometheus/model/labels"
	promscrape "github.com/prometheus/prometheus/scrape"
	"github.com/prometheus/prometheus/util/teststorage"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/scrape"
	"github.com/lookout-monitor/lookout/internal/scrape/budget"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// Started for the life of the process by packages that discovery links.
		goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"),
		goleak.IgnoreTopFunction("github.com/golang/glog.(*fileSink).flushDaemon"),
		goleak.IgnoreTopFunction("k8s.io/klog.(*loggingT).flushDaemon"),
		goleak.IgnoreTopFunction("k8s.io/klog/v2.(*flushDaemon).run.func1"),
	)
}

// app is a target that sends as many series as it is told to.
type app struct {
	*httptest.Server
	team   string
	series atomic.Int64
}

func startApp(t *testing.T, series int64) *app {
	a := &app{}
	a.series.Store(series)
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		_, _ = io.WriteString(w, "steady 1\n")
		for i := range a.series.Load() {
			fmt.Fprintf(w, "logins_total{user=\"u-%d\",code=\"200\"} 1\n", i)
		}
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *app) group() []*targetgroup.Group {
	address := model.LabelValue(strings.TrimPrefix(a.URL, "http://"))
	return []*targetgroup.Group{{
		Source: "test", Targets: []model.LabelSet{{model.AddressLabel: address}}, Labels: model.LabelSet{"team": model.LabelValue(a.team)},
	}}
}

// world is a scraper with a real store behind it.
type world struct {
	*scrape.Scraper
	store    *teststorage.TestStorage
	registry *prometheus.Registry
	manager  *promscrape.Manager
}

func watch(t *testing.T, budgets []budget.Budget, apps map[string]*app) *world {
	t.Helper()
	for i := range budgets {
		require.NoError(t, budgets[i].Validate())
	}
	w := &world{store: teststorage.New(t), registry: prometheus.NewRegistry()}
	w.Scraper = scrape.New(slog.New(slog.DiscardHandler), w.registry)
	require.NoError(t, w.Open(w.store))
	conf := "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\nscrape_configs:\n"
	found := map[string][]*targetgroup.Group{}
	for job, a := range apps {
		conf += fmt.Sprintf("- {job_name: %s, scrape_interval: 1s, scrape_timeout: 1s}\n", job)
		found[job] = a.group()
	}
	parsed, err := promconfig.Load(conf, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.NoError(t, w.Apply(parsed, budgets))
	w.manager, err = w.Get()
	require.NoError(t, err)

	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	targets := make(chan map[string][]*targetgroup.Group, 1)
	targets <- found
	go func() { ended <- w.Run(ctx, targets) }()
	t.Cleanup(func() { cancel(); require.NoError(t, <-ended) })
	return w
}

const patience = time.Minute

func (w *world) target(job string) *promscrape.Target {
	if active := w.manager.TargetsActive()[job]; len(active) == 1 {
		return active[0]
	}
	return nil
}

// errorOf is a target's last error, once it has been scraped.
func (w *world) errorOf(job string) string {
	if t := w.target(job); t != nil && t.LastError() != nil {
		return t.LastError().Error()
	}
	return ""
}

func (w *world) standing(job string) budget.Standing {
	for _, s := range w.Budgets() {
		if s.Labels["job"] == job {
			return s
		}
	}
	return budget.Standing{}
}

// stored counts the series of a metric that have a sample within the last seconds.
func (w *world) stored(t *testing.T, matchers ...string) (series, samples int) {
	t.Helper()
	querier, err := w.store.Querier(time.Now().Add(-time.Minute).UnixMilli(), time.Now().UnixMilli())
	require.NoError(t, err)
	defer querier.Close()
	var match []*promlabels.Matcher
	for i := 0; i < len(matchers); i += 2 {
		match = append(match, promlabels.MustNewMatcher(promlabels.MatchEqual, matchers[i], matchers[i+1]))
	}
	set := querier.Select(t.Context(), false, nil, match...)
	for set.Next() {
		series++
		for it := set.At().Iterator(nil); it.Next() != 0; {
			samples++
		}
	}
	require.NoError(t, set.Err())
	return series, samples
}

func TestATargetThatExplodesIsNamedAndHarmsNobody(t *testing.T) {
	exploding, calm := startApp(t, 10), startApp(t, 10)
	w := watch(t, []budget.Budget{{Samples: 5000, Per: budget.PerTarget, Over: budget.Drop}}, map[string]*app{"exploding": exploding, "calm": calm})
	require.Eventually(t, func() bool { return w.standing("exploding").Samples == 11 && w.standing("calm").Samples == 11 }, patience, 10*time.Millisecond)
	before := liveHeap()

	exploding.series.Store(100_000)
	require.Eventually(t, func() bool { return w.errorOf("exploding") != "" }, patience, 10*time.Millisecond)
	require.Equal(t, promscrape.HealthBad, w.target("exploding").Health())
	require.Contains(t, w.errorOf("exploding"), "sample limit exceeded: 100001 samples, the budget is 5000; logins_total has ")
	require.Contains(t, w.errorOf("exploding"), "its label user has 10000 or more values such as")
	require.Eventually(t, func() bool { return strings.Contains(w.errorOf("exploding"), "logins_total has 100000 series") }, patience, 10*time.Millisecond,
		"the next scrape is counted in full")
	require.NotContains(t, w.errorOf("calm"), "limit")

	grown := liveHeap() - before
	t.Logf("live heap grew by %.1f MB", float64(grown)/1e6)
	require.Less(t, grown, int64(20_000_000))

	s := w.standing("exploding")
	require.Equal(t, []string{"samples"}, s.Over)
	require.Equal(t, "logins_total", s.Metrics[0].Name)
	require.Equal(t, "user", s.Metrics[0].Labels[0].Name)
	require.Len(t, s.Metrics[0].Labels[0].Examples, 3)
	require.NoError(t, testutil.GatherAndCompare(w.registry, strings.NewReader(fmt.Sprintf(`
# HELP lookout_target_over_budget 1 for each bound of its budget that a target exceeds: samples, label_values or new_series.
# TYPE lookout_target_over_budget gauge
lookout_target_over_budget{action="drop",bound="samples",target_instance=%q,target_job="exploding",target_team=""} 1
`, strings.TrimPrefix(exploding.URL, "http://"))), "lookout_target_over_budget"))

	exploding.series.Store(10)
	require.Eventually(t, func() bool { return w.target("exploding").Health() == promscrape.HealthGood }, patience, 10*time.Millisecond)
	require.Empty(t, w.standing("exploding").Over)
	series, samples := w.stored(t, "__name__", "up", "job", "calm")
	_, taken := w.stored(t, "__name__", "steady", "job", "calm")
	require.Equal(t, 1, series)
	require.Equal(t, samples, taken, "the other target lost a sample")
}

// liveHeap is what is reachable after a collection.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestTheFirstSamplesAreKeptWhereTheBudgetSaysSo(t *testing.T) {
	big := startApp(t, 1000)
	w := watch(t, []budget.Budget{{Match: map[string]string{"job": "b.g"}, Samples: 100, Per: budget.PerTarget, Over: budget.KeepFirst}}, map[string]*app{"big": big})
	require.Eventually(t, func() bool { return w.standing("big").Samples == 1001 }, patience, 10*time.Millisecond)
	require.Eventually(t, func() bool { return w.target("big").Health() == promscrape.HealthGood }, patience, 10*time.Millisecond)
	series, _ := w.stored(t, "__name__", "logins_total")
	require.Equal(t, 99, series)
	series, _ = w.stored(t, "__name__", "up")
	require.Equal(t, 1, series)
	require.Equal(t, []string{"samples"}, w.standing("big").Over)
	require.Contains(t, w.standing("big").Complaint, `1001 samples, the budget is 100; logins_total has `)
	require.GreaterOrEqual(t, w.value(t, "lookout_target_samples_cut_total"), 901.0)
}

func TestWideLabelsAndNewSeriesAreNoticed(t *testing.T) {
	a := startApp(t, 20)
	w := watch(t, []budget.Budget{
		{Match: map[string]string{"job": "another"}, Samples: 1, Per: budget.PerTarget, Over: budget.Drop},
		{LabelValues: 15, NewSeries: 25, Per: budget.PerTarget, Over: budget.Drop},
	}, map[string]*app{"a": a})
	require.Eventually(t, func() bool { return w.standing("a").Samples == 21 }, patience, 10*time.Millisecond)
	require.Equal(t, []string{"label_values"}, w.standing("a").Over)
	require.Contains(t, w.standing("a").Complaint, `20 values of one label, the budget is 15; logins_total has 20 series, its label user has 20 values such as ["u-0" "u-1" "u-2"]`)

	require.Zero(t, w.standing("a").NewSeries, "what is there at the start is not new")
	a.series.Store(50)
	require.Eventually(t, func() bool { return w.standing("a").NewSeries == 30 }, patience, 10*time.Millisecond)
	require.Equal(t, []string{"label_values", "new_series"}, w.standing("a").Over)
	require.Equal(t, promscrape.HealthGood, w.target("a").Health())

	require.NoError(t, w.Apply(mustLoad(t), []budget.Budget{{NewSeries: 50, Per: budget.PerTarget, Over: budget.Drop}, budget.OfJob("a", 70), budget.OfJob("a/b", 7)}))
	require.Empty(t, w.standing("a").Over, "another budget holds from now on")
	require.Equal(t, budget.Bounds{Samples: 70, NewSeries: 50}, w.standing("a").Budget)
}

func mustLoad(t *testing.T) *promconfig.Config {
	t.Helper()
	conf, err := promconfig.Load("global: {scrape_interval: 200ms, scrape_timeout: 200ms}\nscrape_configs: [{job_name: a, scrape_interval: 1s, scrape_timeout: 1s}]\n", slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return conf
}

func TestABudgetThatCannotBeMeantIsRefused(t *testing.T) {
	for want, b := range map[string]budget.Budget{
		"bounds nothing: set samples, label_values or new_series":            {Per: budget.PerTarget, Over: budget.Drop},
		"a bound cannot be negative":                                         {Samples: -1, Per: budget.PerTarget, Over: budget.Drop},
		`over: "cut" is neither drop nor keep_first`:                         {Samples: 1, Per: budget.PerTarget, Over: "cut"},
		"over: keep_first needs samples, the number to keep":                 {NewSeries: 1, Per: budget.PerTarget, Over: budget.KeepFirst},
		"match: label job: error parsing regexp: missing closing ): `^(?s:(": {Samples: 1, Per: budget.PerTarget, Over: budget.Drop, Match: map[string]string{"job": "("}},
		`per: "service" is neither target nor team`:                          {Per: "service", Samples: 1, Over: budget.Drop},
		"label_values: a team's targets have no label together":              {Per: budget.PerTeam, LabelValues: 1, Over: budget.Drop},
		"over: a budget per team cuts nothing off":                           {Per: budget.PerTeam, Samples: 1, Over: budget.KeepFirst},
		"match: a budget per team is for all that its targets send":          {Per: budget.PerTeam, Samples: 1, Over: budget.Drop, Match: map[string]string{"job": "a"}},
	} {
		require.ErrorContains(t, b.Validate(), want)
	}
}
