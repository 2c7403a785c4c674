package git

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOnlyCheckoutsThatAreNotUsedAreSwept has beside them what a person may have put there.
func TestOnlyCheckoutsThatAreNotUsedAreSwept(t *testing.T) {
	r := newRepository(t)
	r.commit(map[string]string{"a.json": "{}"})
	dir := filepath.Join(t.TempDir(), "repositories")
	for _, name := range []string{"used", "gone", "elsewhere"} {
		w, _ := watch(t, configured(r.dir))
		w.options.Dir = filepath.Join(dir, name)
		require.NoError(t, w.Look(t.Context()))
	}
	outside := filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.Rename(filepath.Join(dir, "elsewhere"), outside))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "link")))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "linked"), 0o755))
	require.NoError(t, os.Symlink(filepath.Join(outside, ".git"), filepath.Join(dir, "linked", ".git")))
	r.git("clone", "--quiet", r.dir, filepath.Join(dir, "clone"))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "notes"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))

	removed, err := Sweep(dir, []string{"used"})
	require.NoError(t, err)
	require.Equal(t, []string{"gone"}, removed)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var left []string
	for _, e := range entries {
		left = append(left, e.Name())
	}
	require.Equal(t, []string{"clone", "file", "link", "linked", "notes", "used"}, left)
	require.FileExists(t, filepath.Join(outside, "a.json"))
	require.FileExists(t, filepath.Join(dir, "used", "a.json"))
}

func TestNothingIsSweptWhereNothingWasCheckedOut(t *testing.T) {
	removed, err := Sweep(filepath.Join(t.TempDir(), "none"), nil)
	require.NoError(t, err)
	require.Empty(t, removed)
}
