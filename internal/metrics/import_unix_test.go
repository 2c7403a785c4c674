//go:build unix

package metrics_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/metrics"
)

func TestWhatRootImportsBelongsToTheOwnerOfTheDataFolder(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	const server = 65534
	dataDir := t.TempDir()
	require.NoError(t, os.Chown(dataDir, server, server))
	into := filepath.Join(dataDir, "metrics")
	report, err := metrics.Import(t.Context(), importOptions(foreignFolder(t, time.Now(), 5*time.Hour), into))
	require.NoError(t, err)
	require.NotEmpty(t, report.Imported)
	require.NoError(t, filepath.Walk(into, func(path string, info os.FileInfo, err error) error {
		require.NoError(t, err)
		require.EqualValues(t, server, info.Sys().(*syscall.Stat_t).Uid, path)
		return nil
	}))
}
