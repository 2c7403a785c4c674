package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var monday = time.Date(2026, 2, 2, 12, 0, 0, 0, time.UTC)

// write makes files, whose content is their own path, below dir.
func write(t *testing.T, dir string, paths ...string) {
	t.Helper()
	for _, path := range paths {
		file := filepath.Join(dir, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(path), 0o600))
	}
}

// files lists the files below dir.
func files(t *testing.T, dir string) (found []string) {
	t.Helper()
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found = append(found, path)
		}
		return err
	}))
	return found
}

func TestSwapKeepsTheOldDataAside(t *testing.T) {
	dir, restored := t.TempDir(), t.TempDir()
	write(t, dir, "metrics/old", "lookout.db", "lost+found/x", "before-restore-1/older")
	write(t, restored, "metrics/new", "alerts/silences")

	aside, err := swap(dir, restored, monday)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(dir, "before-restore-20260202-120000"), aside)
	require.Equal(t, []string{
		"alerts/silences", "before-restore-1/older",
		"before-restore-20260202-120000/lookout.db", "before-restore-20260202-120000/metrics/old",
		"lost+found/x", "metrics/new",
	}, files(t, dir))
}

func TestSwapIntoAnEmptyFolderLeavesNothingAside(t *testing.T) {
	dir, restored := t.TempDir(), t.TempDir()
	write(t, restored, "metrics/new")
	aside, err := swap(dir, restored, monday)
	require.NoError(t, err)
	require.Empty(t, aside)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

func TestASwapThatFailsPutsTheOldDataBack(t *testing.T) {
	dir, restored := t.TempDir(), t.TempDir()
	write(t, dir, "metrics/old", "lookout.db", "lost+found/x")
	// The last of the restored entries finds something in its place that stays there.
	write(t, restored, "alerts/silences", "lost+found/y")
	before := files(t, dir)

	_, err := swap(dir, restored, monday)
	require.ErrorContains(t, err, "move lost+found")
	require.Equal(t, before, files(t, dir))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 3, "no folder is left over")
}

func TestWhatCannotBePutBackIsNamed(t *testing.T) {
	aside := filepath.Join(t.TempDir(), "before-restore-1")
	gone := moves{{from: filepath.Join(t.TempDir(), "metrics"), to: filepath.Join(aside, "metrics")}}
	err := gone.revert(os.ErrPermission, aside)
	require.ErrorIs(t, err, os.ErrPermission)
	require.ErrorContains(t, err, "it is in "+aside)
}

func TestUnfinishedWorkIsNotBackedUp(t *testing.T) {
	for path, transient := range map[string]bool{
		"restore-123":                    true,
		"before-restore-20260202-120000": true,
		"metrics/import-123":             true,
		"metrics/backup-scratch":         true,
		"metrics/lock":                   true,
		"metrics/01H0.tmp-for-creation":  true,
		"metrics":                        false,
		"metrics/wal/00000001":           false,
		"alerts/silences":                false,
		"lookout.db":                     false,
		"lookout.db-wal":                 false,
	} {
		require.Equal(t, transient, isTransient(path), path)
	}
}
