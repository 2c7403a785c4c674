package metrics_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/metrics"
)

func TestScratchClearsAwayWhatNobodyUsesAnyMore(t *testing.T) {
	dir := t.TempDir()
	leftover := filepath.Join(dir, "import-123", "content")
	others := []string{filepath.Join(dir, "import-of-last-year"), filepath.Join(dir, "restore-123"), filepath.Join(dir, "wal")}
	for _, folder := range append(others, leftover) {
		require.NoError(t, os.MkdirAll(folder, 0o700))
	}

	inUse, remove, err := metrics.Scratch(dir, "import-")
	require.NoError(t, err)
	require.NoDirExists(t, filepath.Dir(leftover))
	require.DirExists(t, inUse)
	for _, folder := range others {
		require.DirExists(t, folder)
	}

	_, removeSecond, err := metrics.Scratch(dir, "import-")
	require.NoError(t, err)
	require.DirExists(t, inUse, "it is still used")
	require.NoError(t, removeSecond())
	require.NoError(t, remove())
	left, err := filepath.Glob(filepath.Join(dir, "import-[0-9]*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestOpeningClearsAwayWhatKilledImportsLeft(t *testing.T) {
	dir := t.TempDir()
	leftover := filepath.Join(dir, "import-123", "content")
	require.NoError(t, os.MkdirAll(leftover, 0o700))
	room := metrics.New(metrics.Options{Dir: dir, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry()})
	require.NoError(t, room.Open(nil))
	require.NoError(t, room.Close())
	require.NoDirExists(t, filepath.Dir(leftover))
}
