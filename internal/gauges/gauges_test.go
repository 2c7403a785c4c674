package gauges_test

import (
	"slices"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/util/teststorage"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/gauges"
)

func sample(name string, v float64) gauges.Sample {
	return gauges.Sample{Family: gauges.Family{Name: "m"}, Labels: labels.FromStrings("__name__", "m", "is", name), Value: v}
}

func TestASeriesThatIsNoMoreIsEndedOnce(t *testing.T) {
	store := teststorage.NewAppendable()
	w := gauges.New(store)
	now := time.UnixMilli(1000)
	require.NoError(t, w.Write(now, slices.Values([]gauges.Sample{sample("a", 1), sample("b", 2)})))
	require.NoError(t, w.Write(now.Add(time.Second), slices.Values([]gauges.Sample{sample("a", 3)})))
	require.NoError(t, w.Write(now.Add(2*time.Second), slices.Values([]gauges.Sample{sample("a", 4)})))
	got := store.ResultSamples()
	require.Len(t, got, 5)
	require.Equal(t, "b", got[3].L.Get("is"))
	require.True(t, value.IsStaleNaN(got[3].V))
	require.EqualValues(t, 4, got[4].V)
}

func TestTwoWritesOfOneMomentAreTwoMoments(t *testing.T) {
	store := teststorage.NewAppendable()
	w := gauges.New(store)
	for range 3 {
		require.NoError(t, w.Write(time.UnixMilli(1000), slices.Values([]gauges.Sample{sample("a", 1)})))
	}
	require.NoError(t, w.Write(time.UnixMilli(500), slices.Values([]gauges.Sample{sample("a", 1)})), "a clock that was set back")
	var times []int64
	for _, s := range store.ResultSamples() {
		times = append(times, s.T)
	}
	require.Equal(t, []int64{1000, 1001, 1002, 1003}, times)
}

func TestAClockThatWasSetBackWhileLookoutWasDownIsNamed(t *testing.T) {
	store := teststorage.NewAppendable().WithErrs(func(labels.Labels) error { return storage.ErrOutOfOrderSample }, nil, nil)
	err := gauges.New(store).Write(time.UnixMilli(1000), slices.Values([]gauges.Sample{sample("a", 1)}))
	require.ErrorIs(t, err, storage.ErrOutOfOrderSample)
	require.ErrorContains(t, err, "clock was probably set back")
}

func TestAnUpdateLeavesTheOtherSeriesAlone(t *testing.T) {
	store := teststorage.NewAppendable()
	w := gauges.New(store)
	now := time.UnixMilli(1000)
	all := func(names ...string) (list []gauges.Sample) {
		for _, name := range names {
			list = append(list, sample(name, 1))
		}
		return list
	}
	require.NoError(t, w.Write(now, slices.Values(all("a", "b", "c"))))
	require.NoError(t, w.Update(now, slices.Values(all("b", "never written")), slices.Values(all("d"))))
	require.NoError(t, w.Write(now, slices.Values(all("a", "d"))))
	var got []string
	for _, s := range store.ResultSamples()[3:] {
		what := s.L.Get("is")
		if value.IsStaleNaN(s.V) {
			what += " ends"
		}
		got = append(got, what)
	}
	require.Equal(t, []string{"d", "b ends", "a", "d", "c ends"}, got)
}
