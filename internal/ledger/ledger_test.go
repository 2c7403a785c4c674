package ledger_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	_ "github.com/prometheus/prometheus/discovery/dns" // which the tests name
	_ "github.com/prometheus/prometheus/discovery/file"
	_ "github.com/prometheus/prometheus/discovery/kubernetes"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/util/teststorage"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover"
	"github.com/lookout-monitor/lookout/internal/ledger"
	"github.com/lookout-monitor/lookout/internal/state"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// Started for the life of the process by packages that mechanisms link.
		goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"),
		goleak.IgnoreTopFunction("github.com/golang/glog.(*fileSink).flushDaemon"),
		goleak.IgnoreTopFunction("k8s.io/klog.(*loggingT).flushDaemon"),
		goleak.IgnoreTopFunction("k8s.io/klog/v2.(*flushDaemon).run.func1"),
	)
}

// world is a ledger with all that is around it, in the hands of a test.
type world struct {
	*ledger.Ledger
	t        *testing.T
	db       *sql.DB
	store    *teststorage.Appendable
	reg      *prometheus.Registry
	now      time.Time
	complete bool // discovery has completed its first round
}

const kafka = `scrape_configs: [{job_name: kafka, dns_sd_configs: [{names: [kafka.example.org], type: A, port: 9273}]}]`

func open(t *testing.T, text string) *world {
	w := &world{t: t, now: time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC), complete: true}
	path := filepath.Join(t.TempDir(), "lookout.db")
	var err error
	w.db, err = state.Open(t.Context(), path)
	require.NoError(t, err)
	t.Cleanup(func() { w.db.Close() })
	w.start()
	w.apply(text)
	return w
}

// start begins again with what the database has, as a restart does.
func (w *world) start() {
	w.store, w.reg = teststorage.NewAppendable(), prometheus.NewRegistry()
	w.Ledger = ledger.New(ledger.Options{
		DB: w.db, Write: w.store, Complete: func(discovery.Configs) bool { return w.complete },
		Now: func() time.Time { return w.now }, Logger: slog.New(slog.DiscardHandler), Registerer: w.reg,
	})
	require.NoError(w.t, w.Open(w.t.Context()))
}

func (w *world) apply(text string, retire ...ledger.Policy) {
	w.t.Helper()
	conf, err := promconfig.Load(text, slog.New(slog.DiscardHandler))
	require.NoError(w.t, err)
	jobs, err := conf.GetScrapeConfigs()
	require.NoError(w.t, err)
	settings, err := discover.ScrapeJobs(conf)
	require.NoError(w.t, err)
	require.NoError(w.t, w.Apply(ledger.Change{
		Config: ledger.Config{Retire: retire}, Jobs: jobs, Settings: settings, Follow: func() error { return nil },
	}))
	w.passes(2 * time.Second)
}

func (w *world) passes(d time.Duration) { w.now = w.now.Add(d) }

// finds has discovery say what there is of kafka: addresses, or an address and
// labels of its own.
func (w *world) finds(targets ...string) {
	group := &targetgroup.Group{Source: "kafka"}
	for _, text := range targets {
		address, pairs, _ := strings.Cut(text, " ")
		set := model.LabelSet{model.AddressLabel: model.LabelValue(address)}
		for _, pair := range strings.Fields(pairs) {
			name, value, _ := strings.Cut(pair, "=")
			set[model.LabelName(name)] = model.LabelValue(value)
		}
		group.Targets = append(group.Targets, set)
	}
	w.Observe(ledger.State{"kafka": {group}})
}

// missing is what the ledger lists: instances with why.
func (w *world) missing() string {
	var list []string
	for _, m := range w.List() {
		list = append(list, m.Instance+" "+m.Reason)
	}
	return strings.Join(list, ", ")
}

// series are the instances whose series say missing.
func (w *world) series() map[string]bool {
	last := map[string]bool{}
	for _, s := range w.store.ResultSamples() {
		last[s.L.Get("instance")+" "+s.L.Get("retires_after")] = !value.IsStaleNaN(s.V)
	}
	return last
}

func TestATargetThatVanishesIsMissingUntilItReturns(t *testing.T) {
	w := open(t, kafka)
	w.finds("10.0.0.1:9273 team=data", "10.0.0.2:9273")
	require.Empty(t, w.List())
	w.passes(time.Minute)
	w.finds("10.0.0.2:9273")
	require.Equal(t, []ledger.Missing{{
		Job: "kafka", Instance: "10.0.0.1:9273", URL: "http://10.0.0.1:9273/metrics", FoundBy: "dns", Reason: "gone",
		Labels:    map[string]string{"job": "kafka", "instance": "10.0.0.1:9273", "team": "data"},
		FirstSeen: w.now.Add(-time.Minute), Since: w.now,
	}}, w.List())
	require.Equal(t, map[string]bool{"10.0.0.1:9273 ": true}, w.series())

	w.passes(time.Hour)
	w.finds("10.0.0.1:9273", "10.0.0.2:9273")
	require.Empty(t, w.List())
	require.Equal(t, map[string]bool{"10.0.0.1:9273 ": false}, w.series())
}

func TestWhatRelabellingDropsIsMissingToo(t *testing.T) {
	w := open(t, `scrape_configs: [{job_name: kafka, dns_sd_configs: [{names: [a]}], relabel_configs: [{source_labels: [state], regex: off, action: drop}]}]`)
	w.finds("a:1 state=on", "b:1 state=on")
	w.finds("a:1 state=on", "b:1 state=off")
	require.Equal(t, "b:1 dropped", w.missing())
	w.finds("a:1 state=on")
	require.Equal(t, "b:1 gone", w.missing())
}

func TestATargetIsTheSameUnderOtherLabelsAndAfterAMove(t *testing.T) {
	w := open(t, kafka)
	w.finds("a:1 version=1", "b:1 instance=node-b")
	w.finds("a:1 version=2", "c:1 instance=node-b")
	require.Empty(t, w.missing(), "labels changed, and node-b has another address")
	w.finds("a:1 version=2")
	require.Equal(t, "node-b gone", w.missing())
	w.finds("a:1 version=2", "d:1 instance=node-b")
	require.Empty(t, w.missing(), "its successor came later")
}

func TestWhoIsAnnouncedIsNotMissed(t *testing.T) {
	w := open(t, kafka)
	w.finds("a:1", "b:1", "c:1", "d:1")
	forgotten, announced := w.Retire("kafka", []string{"a:1", "nobody:1"})
	require.Equal(t, []int{0, 1}, []int{forgotten, announced})
	w.finds("b:1", "c:1", "d:1")
	require.Empty(t, w.missing())

	w.finds("d:1")
	forgotten, announced = w.Retire("kafka", nil)
	require.Equal(t, []int{2, 0}, []int{forgotten, announced}, "all that are missing, and none that is there")
	require.Empty(t, w.missing())

	w.Retire("kafka", []string{"d:1"})
	w.passes(25 * time.Hour)
	w.finds()
	require.Equal(t, "d:1 gone", w.missing(), "the announcement was of yesterday")
}

func TestPoliciesRetire(t *testing.T) {
	w := open(t, kafka)
	w.apply(kafka, ledger.Policy{Job: "other", After: 1}, ledger.Policy{Job: "kaf.*", After: model.Duration(10 * time.Minute)})
	w.finds("a:1", "b:1")
	w.finds("b:1")
	at := w.now.Add(10 * time.Minute)
	require.Equal(t, &at, w.List()[0].RetiresAt)
	require.Equal(t, map[string]bool{"a:1 10m": true}, w.series(), "rules can tell")
	w.passes(10*time.Minute - time.Second)
	w.finds("b:1")
	require.Equal(t, "a:1 gone", w.missing())
	w.passes(time.Second)
	w.finds("b:1")
	require.Empty(t, w.missing())
	require.NoError(t, testutil.GatherAndCompare(w.reg, strings.NewReader(`
# HELP lookout_ledger_retired_total Targets forgotten, by what announced that they go: hand, policy, configuration, or a successor of the same job and instance.
# TYPE lookout_ledger_retired_total counter
lookout_ledger_retired_total{by="configuration"} 0
lookout_ledger_retired_total{by="hand"} 0
lookout_ledger_retired_total{by="policy"} 1
lookout_ledger_retired_total{by="successor"} 0
`), "lookout_ledger_retired_total"))
}

func TestContainersComeAndGo(t *testing.T) {
	pods := `scrape_configs: [{job_name: kafka, kubernetes_sd_configs: [{role: pod}]}]`
	w := open(t, pods)
	w.finds("a:1")
	w.finds()
	require.NotNil(t, w.List()[0].RetiresAt)
	w.apply(pods, ledger.Policy{Job: "kafka", Never: true})
	require.Nil(t, w.List()[0].RetiresAt, "unless somebody wants to know")
}

func TestARestartNeitherForgetsNorMissesAll(t *testing.T) {
	w := open(t, kafka)
	w.finds("a:1", "b:1", "c:1")
	w.passes(2 * time.Minute)
	w.finds("b:1", "c:1")
	since := w.now
	w.passes(2 * time.Minute)
	w.finds("b:1", "c:1")
	lastSeen := w.now

	w.passes(time.Hour)
	w.complete = false
	w.start()
	w.apply(kafka)
	require.Equal(t, "a:1 gone", w.missing())
	require.Equal(t, map[string]bool{"a:1 ": true}, w.series(), "before the rules start")
	w.finds()
	w.passes(time.Hour)
	w.finds()
	require.Equal(t, "a:1 gone", w.missing(), "discovery has not answered: nobody knows of b and c")
	require.Equal(t, since, w.List()[0].Since)

	w.complete = true
	w.finds("c:1")
	require.Equal(t, "a:1 gone", w.missing(), "some mechanisms deliver target by target")
	w.passes(time.Minute)
	w.finds("c:1")
	require.Equal(t, "b:1 gone, a:1 gone", w.missing())
	require.Equal(t, lastSeen, w.List()[0].Since, "when it was last there")
}

func TestAReloadAnnouncesWhatItEnds(t *testing.T) {
	for name, next := range map[string]string{
		"the job":            `scrape_configs: []`,
		"how it finds":       `scrape_configs: [{job_name: kafka, dns_sd_configs: [{names: [other.example.org], type: A, port: 9273}]}]`,
		"what it is called":  strings.Replace(kafka, "job_name: kafka,", "job_name: kafka, relabel_configs: [{target_label: instance, replacement: x}],", 1),
		"where it is asked":  strings.Replace(kafka, "job_name: kafka,", "job_name: kafka, metrics_path: /other,", 1),
		"with a restart too": "restart",
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t, kafka)
			w.finds("a:1", "b:1")
			if next == "restart" {
				w.start()
				next = strings.Replace(kafka, "kafka.example.org", "other.example.org", 1)
			}
			w.apply(next)
			for range 3 {
				w.finds("b:1")
				w.passes(time.Minute)
			}
			require.Empty(t, w.missing())
			w.finds()
			if name == "the job" {
				require.Empty(t, w.missing())
			} else {
				require.NotEmpty(t, w.missing(), "what goes afterwards is missed again")
			}
		})
	}
}

func TestAReloadOfSomethingElseAnnouncesNothing(t *testing.T) {
	w := open(t, kafka)
	w.finds("a:1", "b:1")
	w.finds("b:1")
	w.apply(strings.Replace(kafka, "job_name: kafka,", "job_name: kafka, scrape_interval: 5s, scrape_timeout: 5s,", 1))
	require.Equal(t, "a:1 gone", w.missing())
	w.finds()
	require.Equal(t, "a:1 gone, b:1 gone", sorted(w.missing()))
}

func sorted(text string) string {
	if before, after, ok := strings.Cut(text, ", "); ok && before > after {
		return after + ", " + before
	}
	return text
}

func TestAStateOfBeforeAReloadIsNotHeldAgainstIt(t *testing.T) {
	w := open(t, kafka)
	w.finds("a:1")
	w.apply(strings.Replace(kafka, "kafka.example.org", "other.example.org", 1))
	w.now = w.now.Add(-2 * time.Second) // at the very moment of the reload
	w.finds("a:1")
	w.passes(2 * time.Second)
	for range 3 {
		w.finds("b:1")
		w.passes(time.Minute)
	}
	require.Empty(t, w.missing())
}

func TestALedgerThatIsFullSaysSo(t *testing.T) {
	w := open(t, kafka)
	var targets []string
	for i := range 100_003 {
		targets = append(targets, fmt.Sprintf("t%d:1", i))
	}
	w.finds(targets...)
	require.NoError(t, testutil.GatherAndCompare(w.reg, strings.NewReader(`
# HELP lookout_ledger_refused_total Times a target was not remembered because the ledger is full; it will not be missed.
# TYPE lookout_ledger_refused_total counter
lookout_ledger_refused_total 3
# HELP lookout_ledger_targets Targets that are remembered, those that are missing among them.
# TYPE lookout_ledger_targets gauge
lookout_ledger_targets 100000
`), "lookout_ledger_refused_total", "lookout_ledger_targets"))
}

func TestTheTapPassesOnWhatItSees(t *testing.T) {
	w := open(t, kafka)
	found := make(chan ledger.State)
	ctx, cancel := context.WithCancel(t.Context())
	tap := w.Tap(found)
	ended := make(chan error)
	go func() { ended <- tap.Run(ctx) }()
	state := ledger.State{"kafka": {{Source: "s", Targets: []model.LabelSet{{model.AddressLabel: "a:1"}}}}}
	found <- state
	require.Equal(t, state, <-tap.Found())
	cancel()
	require.NoError(t, <-ended)
	_, open := <-tap.Found()
	require.False(t, open)
}

func BenchmarkObserveAThousandTargets(b *testing.B) {
	w := &world{now: time.Now(), complete: true}
	db, err := state.Open(b.Context(), filepath.Join(b.TempDir(), "lookout.db"))
	require.NoError(b, err)
	defer db.Close()
	conf, err := promconfig.Load(`scrape_configs: [{job_name: kafka, dns_sd_configs: [{names: [a]}], relabel_configs: [{source_labels: [__address__], target_label: node, regex: '(.*):.*'}]}]`, slog.New(slog.DiscardHandler))
	require.NoError(b, err)
	jobs, err := conf.GetScrapeConfigs()
	require.NoError(b, err)
	w.Ledger = ledger.New(ledger.Options{
		DB: db, Write: teststorage.NewAppendable(), Complete: func(discovery.Configs) bool { return true },
		Now: func() time.Time { return w.now }, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
	})
	require.NoError(b, w.Apply(ledger.Change{Jobs: jobs, Follow: func() error { return nil }}))
	w.passes(time.Minute)
	group := &targetgroup.Group{Source: "a"}
	for i := range 1000 {
		group.Targets = append(group.Targets, model.LabelSet{model.AddressLabel: model.LabelValue(fmt.Sprintf("t%d:1", i))})
	}
	for b.Loop() {
		w.Observe(ledger.State{"kafka": {group}})
	}
}

func TestAFileThatIsBeingWrittenLosesNoTargets(t *testing.T) {
	w := open(t, `scrape_configs: [{job_name: kafka, file_sd_configs: [{files: [targets.yml]}]}]`)
	w.finds("a:1", "b:1")
	w.finds()
	w.passes(4 * time.Second)
	w.finds()
	require.Empty(t, w.missing(), "it was seen empty for a moment")
	w.finds("a:1", "b:1")
	w.passes(time.Minute)

	w.finds("a:1")
	since := w.now
	require.Empty(t, w.missing(), "the moment before does not count")
	w.passes(5 * time.Second)
	w.finds("a:1")
	require.Equal(t, "b:1 gone", w.missing())
	require.Equal(t, since, w.List()[0].Since)
}
