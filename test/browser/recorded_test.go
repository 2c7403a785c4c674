package browser_test

import (
	"hash/fnv"
	"log/slog"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// recordedUntil is the last moment of what startRecorded has recorded. Pictures and values of that
// time are the same whenever they are looked at.
var recordedUntil = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

const (
	recordedFor   = 30 * time.Minute
	recordedEvery = 15 * time.Second
)

// startRecorded starts a Lookout whose store holds half an hour of a host, as if its exporter had
// exposed this: counters rise and gauges sway, each series at a pace of its own.
func startRecorded(t *testing.T, exposition string) *testkit.Server {
	t.Helper()
	parsed := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parsed.TextToMetricFamilies(strings.NewReader(exposition))
	require.NoError(t, err)
	dir := t.TempDir()
	block, err := tsdb.NewBlockWriter(slog.New(slog.DiscardHandler), filepath.Join(dir, "lookout-data", "metrics"), 2*time.Hour.Milliseconds())
	require.NoError(t, err)
	for at := time.Duration(0); at <= recordedFor; at += recordedEvery {
		require.NoError(t, record(t, block, families, at))
	}
	_, err = block.Flush(t.Context())
	require.NoError(t, err)
	require.NoError(t, block.Close())
	return testkit.Start(t, testkit.Setup{Dir: dir, Lookout: "global: {scrape_interval: 15s}\nfacilities: {metrics: {retention: 100y}}\nwatch: []\n"})
}

func record(t *testing.T, block *tsdb.BlockWriter, families map[string]*dto.MetricFamily, at time.Duration) error {
	appender := block.Appender(t.Context())
	for name, family := range families {
		for _, metric := range family.Metric {
			value, ok := valueOf(metric)
			if !ok {
				continue
			}
			of := seriesLabels(name, metric)
			now := recorded(of, value, family.GetType() == dto.MetricType_COUNTER, at)
			if _, err := appender.Append(0, of, recordedUntil.Add(at-recordedFor).UnixMilli(), now); err != nil {
				return err
			}
		}
	}
	return appender.Commit()
}

func valueOf(metric *dto.Metric) (float64, bool) {
	switch {
	case metric.Counter != nil:
		return metric.Counter.GetValue(), true
	case metric.Gauge != nil:
		return metric.Gauge.GetValue(), true
	case metric.Untyped != nil:
		return metric.Untyped.GetValue(), true
	}
	return 0, false
}

func seriesLabels(name string, metric *dto.Metric) labels.Labels {
	b := labels.NewBuilder(labels.EmptyLabels())
	b.Set("__name__", name).Set("job", "node").Set("instance", "host.example:9100")
	for _, label := range metric.Label {
		b.Set(label.GetName(), label.GetValue())
	}
	return b.Labels()
}

// recorded is what a series is some time after it was exposed.
func recorded(of labels.Labels, value float64, counter bool, at time.Duration) float64 {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(of.String()))
	pace := float64(hash.Sum32()%1000) / 1009 // of its own, between 0 and 1; prime, so that no value lies between two roundings
	switch {
	case counter && strings.Contains(of.Get("__name__"), "_bytes"):
		return value + at.Seconds()*1e6*pace
	case counter:
		return value + at.Seconds()*0.3*pace
	}
	return value * (1 + 0.05*math.Sin(at.Minutes()/3+6*pace))
}
