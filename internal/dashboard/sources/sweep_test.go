package sources

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/dashboard/git"
)

// TestCheckoutsOfConfiguredRepositoriesStay has one whose name cannot be that of a folder as it is.
func TestCheckoutsOfConfiguredRepositoriesStay(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"boards", "pay%2Fboards", "gone"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, name, ".git"), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name, ".git", "made-by-lookout"), nil, 0o600))
	}
	s := &Sources{options: Options{Dir: dir, Logger: slog.New(slog.DiscardHandler)}}
	s.sweep(Config{Git: []git.Config{{URL: "https://git.example.org/boards.git"}, {URL: "https://git.example.org/b", Name: "pay/boards"}}})
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2)
	require.Equal(t, "boards", entries[0].Name())
	require.Equal(t, "pay%2Fboards", entries[1].Name())
}
