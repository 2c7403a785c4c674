package scrape_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"github.com/prometheus/prometheus/model/labels"
	promscrape "github.com/prometheus/prometheus/scrape"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/util/teststorage"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/scrape"
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

func load(t *testing.T, text string) *promconfig.Config {
	t.Helper()
	conf, err := promconfig.Load(text, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return conf
}

func TestCheckNamesEveryJobWhoseCertificateCannotBeRead(t *testing.T) {
	err := scrape.Check(load(t, `
scrape_configs:
- {job_name: good, static_configs: [{targets: ["a:1"]}]}
- {job_name: no authority, scheme: https, tls_config: {ca_file: /absent/ca.pem}}
- {job_name: no certificate, scheme: https, tls_config: {cert_file: /absent/cert.pem, key_file: /absent/key.pem}}
`))
	require.ErrorContains(t, err, `scrape job "no authority"`)
	require.ErrorContains(t, err, "/absent/ca.pem")
	require.ErrorContains(t, err, `scrape job "no certificate"`)
	require.NotContains(t, err.Error(), `"good"`)
	require.NoError(t, scrape.Check(load(t, `scrape_configs: [{job_name: good, static_configs: [{targets: ["a:1"]}]}]`)))
}

// patience is generous for a busy machine.
const patience = time.Minute

func TestTargetsAreScrapedWithinBoundsUntilTheContextEnds(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		_, _ = w.Write([]byte("answer 42\n" + strings.Repeat("# padding\n", 10)))
	}))
	defer target.Close()
	store := teststorage.NewAppendable()
	s := scrape.New(slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	_, err := s.Get()
	require.ErrorContains(t, err, "has not started yet")
	require.NoError(t, s.Open(store))
	require.NoError(t, s.Apply(load(t, `
global: {scrape_interval: 50ms, scrape_timeout: 50ms}
scrape_configs: [{job_name: fits}, {job_name: too large, body_size_limit: 50B}]
`), nil))

	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	found := make(chan map[string][]*targetgroup.Group, 1)
	go func() { ended <- s.Run(ctx, found) }()
	group := []*targetgroup.Group{{Source: "test", Targets: []model.LabelSet{
		{model.AddressLabel: model.LabelValue(strings.TrimPrefix(target.URL, "http://"))},
	}}}
	found <- map[string][]*targetgroup.Group{"fits": group, "too large": group}

	manager, err := s.Get()
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		active := manager.TargetsActive()
		return health(active["fits"]) == promscrape.HealthGood && health(active["too large"]) == promscrape.HealthBad
	}, patience, 10*time.Millisecond)
	require.ErrorContains(t, manager.TargetsActive()["too large"][0].LastError(), "body size limit exceeded")
	for _, sample := range store.ResultSamples() {
		if sample.L.Get(model.MetricNameLabel) == "answer" {
			require.Equal(t, "fits", sample.L.Get("job"))
			require.EqualValues(t, 42, sample.V)
		}
	}

	cancel()
	select {
	case err := <-ended:
		require.NoError(t, err)
	case <-time.After(patience):
		t.Fatal("Run did not end with its context")
	}
}

// TestASampleThatIsTooLateCostsOnlyItself though the store says so in a word of its own.
func TestASampleThatIsTooLateCostsOnlyItself(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		_, _ = w.Write([]byte("late 1 1000\nanswer 42\n"))
	}))
	defer target.Close()
	store := teststorage.NewAppendable().WithErrs(func(l labels.Labels) error {
		if l.Get(model.MetricNameLabel) == "late" {
			return storage.ErrTooOldSample
		}
		return nil
	}, nil, nil)
	s := scrape.New(slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	require.NoError(t, s.Open(store))
	require.NoError(t, s.Apply(load(t, "global: {scrape_interval: 50ms, scrape_timeout: 50ms}\nscrape_configs: [{job_name: it}]\n"), nil))
	ctx, cancel := context.WithCancel(t.Context())
	found, ended := make(chan map[string][]*targetgroup.Group, 1), make(chan error, 1)
	go func() { ended <- s.Run(ctx, found) }()
	found <- map[string][]*targetgroup.Group{"it": {{Source: "test", Targets: []model.LabelSet{
		{model.AddressLabel: model.LabelValue(strings.TrimPrefix(target.URL, "http://"))},
	}}}}
	require.Eventually(t, func() bool {
		return slices.ContainsFunc(store.ResultSamples(), func(s teststorage.Sample) bool { return s.L.Get(model.MetricNameLabel) == "answer" })
	}, patience, 10*time.Millisecond)
	cancel()
	require.NoError(t, <-ended)
}

func health(targets []*promscrape.Target) promscrape.TargetHealth {
	if len(targets) != 1 {
		return promscrape.HealthUnknown
	}
	return targets[0].Health()
}

func TestAnEditedFileOfJobsWaitsForAReload(t *testing.T) {
	file := filepath.Join(t.TempDir(), "jobs.yml")
	require.NoError(t, os.WriteFile(file, []byte("scrape_configs: [{job_name: a}]"), 0o600))
	s := scrape.New(slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	require.NoError(t, s.Open(teststorage.NewAppendable()))
	conf := load(t, fmt.Sprintf("scrape_config_files: [%q]", file))
	require.NoError(t, s.Apply(conf, nil))

	require.NoError(t, os.WriteFile(file, []byte("half a file: ["), 0o600))
	require.NoError(t, s.Vary([]scrape.Variant{{Of: "a", Name: "a/kafka", Client: httpconfig.DefaultHTTPClientConfig}}))
	require.ErrorContains(t, s.Apply(conf, nil), "read scrape configurations")
}

func TestAVariantThatCannotAskHoldsUpNothingElse(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		_, _ = w.Write([]byte("answer 42\n"))
	}))
	defer target.Close()
	s := scrape.New(slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	require.NoError(t, s.Open(teststorage.NewAppendable()))
	conf := load(t, "{global: {scrape_interval: 50ms, scrape_timeout: 50ms}, scrape_configs: [{job_name: a}]}")
	require.NoError(t, s.Apply(conf, nil))
	client := httpconfig.DefaultHTTPClientConfig
	good := scrape.Variant{Of: "a", Name: "a/turns bad", Client: client}
	require.NoError(t, s.Vary([]scrape.Variant{good}))

	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	found := make(chan map[string][]*targetgroup.Group, 1)
	go func() { ended <- s.Run(ctx, found) }()
	defer func() { cancel(); require.NoError(t, <-ended) }()
	group := []*targetgroup.Group{{Source: "test", Targets: []model.LabelSet{{model.AddressLabel: model.LabelValue(target.Listener.Addr().String())}}}}
	found <- map[string][]*targetgroup.Group{"a/turns bad": group}
	manager, err := s.Get()
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(manager.TargetsActive()["a/turns bad"]) == 1 }, patience, 10*time.Millisecond)

	client.TLSConfig.CA = "no certificate"
	bad := []scrape.Variant{{Of: "a", Name: "a/turns bad", Client: client}, {Of: "a", Name: "a/never good", Client: client}}
	err = s.Vary(bad)
	require.ErrorContains(t, err, `"a/turns bad"`)
	require.ErrorContains(t, err, `"a/never good"`)
	require.Len(t, manager.TargetsActive()["a/turns bad"], 1, "it asks as it did")
	require.NoError(t, s.Apply(conf, nil), "a reload")
}
