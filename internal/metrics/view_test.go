package metrics_test

import (
	"context"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/promslog"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/scrape"
	"github.com/prometheus/prometheus/storage"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/metrics"
)

// noScraper stands for a server that scrapes nothing.
type noScraper struct{}

func (noScraper) Get() (*scrape.Manager, error) { return nil, context.Canceled }

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func openRoom(t *testing.T, dir string) *metrics.Room {
	t.Helper()
	room := metrics.New(metrics.Options{
		Dir:          dir,
		Keep:         metrics.Keep{Time: 24 * time.Hour, OutOfOrderWindow: 10 * time.Minute},
		MaxExemplars: 100,
		Logger:       promslog.NewNopLogger(),
		Registerer:   prometheus.NewRegistry(),
	})
	require.NoError(t, room.Open(noScraper{}))
	return room
}

func appendSample(t *testing.T, room *metrics.Room, at time.Time, v float64, labels ...string) error {
	t.Helper()
	app := room.Write().Appender(t.Context())
	if _, err := app.Append(0, promlabels.FromStrings(labels...), at.UnixMilli(), v); err != nil {
		return err
	}
	return app.Commit()
}

// seriesOf returns the instance labels that the queryable yields, in order.
func seriesOf(t *testing.T, q storage.Queryable, matchers ...*promlabels.Matcher) []string {
	t.Helper()
	querier, err := q.Querier(0, time.Now().Add(time.Hour).UnixMilli())
	require.NoError(t, err)
	defer querier.Close()
	var found []string
	set := querier.Select(t.Context(), true, nil, matchers...)
	for set.Next() {
		found = append(found, set.At().Labels().Get("instance"))
	}
	require.NoError(t, set.Err())
	return found
}

func TestAViewSeesOnlyWhatItsMatchersAllow(t *testing.T) {
	room := openRoom(t, t.TempDir())
	t.Cleanup(func() { require.NoError(t, room.Close()) })
	now := time.Now()
	require.NoError(t, appendSample(t, room, now, 1, "__name__", "up", "instance", "a", "tenant", "red"))
	require.NoError(t, appendSample(t, room, now, 1, "__name__", "up", "instance", "b", "tenant", "blue"))

	up := promlabels.MustNewMatcher(promlabels.MatchEqual, "__name__", "up")
	red := promlabels.MustNewMatcher(promlabels.MatchEqual, "tenant", "red")
	for _, c := range []struct {
		name string
		view metrics.View
		want []string
	}{
		{"everything", metrics.Everything(), []string{"a", "b"}},
		{"one tenant", metrics.Only(red), []string{"a"}},
		{"no matchers", metrics.Only(), nil},
		{"the zero view", metrics.View{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, seriesOf(t, room.Read(c.view), up))
			require.Equal(t, c.want, seriesOf(t, room.ReadLocal(c.view), up))

			q, err := room.Read(c.view).Querier(0, now.Add(time.Hour).UnixMilli())
			require.NoError(t, err)
			defer q.Close()
			values, _, err := q.LabelValues(t.Context(), "instance", nil)
			require.NoError(t, err)
			require.ElementsMatch(t, c.want, values)
		})
	}
}

func TestLateSamplesAreTakenWithinTheWindowOnly(t *testing.T) {
	room := openRoom(t, t.TempDir())
	t.Cleanup(func() { require.NoError(t, room.Close()) })
	now := time.Now()
	require.NoError(t, appendSample(t, room, now, 1, "__name__", "m", "instance", "a"))
	require.NoError(t, appendSample(t, room, now.Add(-9*time.Minute), 1, "__name__", "m", "instance", "a"))
	require.ErrorIs(t, appendSample(t, room, now.Add(-11*time.Minute), 1, "__name__", "m", "instance", "a"), storage.ErrTooOldSample)
}

func TestSamplesSurviveARestart(t *testing.T) {
	dir := t.TempDir()
	room := openRoom(t, dir)
	require.NoError(t, appendSample(t, room, time.Now(), 1, "__name__", "m", "instance", "a"))
	require.NoError(t, room.Close())

	room = openRoom(t, dir)
	t.Cleanup(func() { require.NoError(t, room.Close()) })
	m := promlabels.MustNewMatcher(promlabels.MatchEqual, "__name__", "m")
	require.Equal(t, []string{"a"}, seriesOf(t, room.Read(metrics.Everything()), m))
	require.False(t, room.Usage().MinTime.IsZero())
}
