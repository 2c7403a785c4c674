package git

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// marker stands in every checkout that was made here: what has none is somebody else's. It is beside what git
// keeps, so that no commit can bring one.
const marker = ".git/made-by-lookout"

func mark(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, filepath.FromSlash(marker)), nil, 0o600)
}

// Sweep removes the checkouts in a folder that are used no longer, and returns their names. It leaves alone what
// was not checked out by this package, and everything that links lead to.
func Sweep(dir string, used []string) ([]string, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // nothing was ever checked out
	}
	if err != nil {
		return nil, fmt.Errorf("open folder of checkouts: %w", err)
	}
	defer func() { _ = root.Close() }()
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("list checkouts: %w", err)
	}
	var removed []string
	var failed []error
	for _, e := range entries {
		if !e.IsDir() || slices.Contains(used, e.Name()) || !made(root, e.Name()) {
			continue
		}
		if err := root.RemoveAll(e.Name()); err != nil {
			failed = append(failed, fmt.Errorf("remove checkout %s: %w", filepath.Join(dir, e.Name()), err))
			continue
		}
		removed = append(removed, e.Name())
	}
	return removed, errors.Join(failed...)
}

// made tells whether a folder has the marker itself, not by a link.
func made(root *os.Root, name string) bool {
	for _, part := range []string{path.Dir(marker), marker} {
		info, err := root.Lstat(path.Join(name, part))
		if err != nil || info.Mode()&fs.ModeSymlink != 0 {
			return false
		}
	}
	return true
}
