package metrics_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/metrics"
)

func TestASnapshotHoldsEverySampleAlsoLateOnes(t *testing.T) {
	dir := t.TempDir()
	room := openRoom(t, dir)
	now := time.Now()
	for _, age := range []time.Duration{time.Hour, 0, 5 * time.Minute} { // the last one comes late
		require.NoError(t, appendSample(t, room, now.Add(-age), 1, "__name__", "own"))
	}
	snapshot := filepath.Join(dir, "backup-1", "metrics")
	require.NoError(t, room.Snapshot(t.Context(), snapshot))
	require.NoError(t, appendSample(t, room, now.Add(time.Second), 1, "__name__", "own"))
	require.NoError(t, room.Close())

	require.Equal(t, 3, countSamples(t, snapshot, "own"))
	require.Equal(t, 4, countSamples(t, dir, "own"), "the store goes on")
}

func TestASnapshotOfAnEmptyStoreIsAnEmptyStore(t *testing.T) {
	room := openRoom(t, t.TempDir())
	defer func() { require.NoError(t, room.Close()) }()
	snapshot := filepath.Join(t.TempDir(), "metrics")
	require.NoError(t, room.Snapshot(t.Context(), snapshot))
	require.Zero(t, countSamples(t, snapshot, "own"))
}

func TestASnapshotBeforeTheStoreIsOpenIsRefused(t *testing.T) {
	require.ErrorContains(t, metrics.New(metrics.Options{}).Snapshot(t.Context(), t.TempDir()), "still starting")
}
