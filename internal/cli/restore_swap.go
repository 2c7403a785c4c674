package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/durable"
)

// Folders inside the data folder that belong to restoring and not to the data.
const (
	restorePrefix = "restore-"        // a copy that is not complete yet
	asidePrefix   = "before-restore-" // what was there before
)

// heldBy lists what a data folder holds, without what restoring and the file system put there.
func heldBy(dir string) ([]fs.DirEntry, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("look at data folder: %w", err)
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return strings.HasPrefix(e.Name(), restorePrefix) || strings.HasPrefix(e.Name(), asidePrefix) || e.Name() == "lost+found"
	}), nil
}

// swap moves what dir holds into a folder that says when it was put away, and what restored
// holds into its place. If that fails half-way, everything goes back to where it was.
func swap(dir, restored string, now time.Time) (aside string, err error) {
	before, err := heldBy(dir)
	if err != nil {
		return "", err
	}
	after, err := os.ReadDir(restored)
	if err != nil {
		return "", fmt.Errorf("look at restored files: %w", err)
	}
	aside = filepath.Join(dir, asidePrefix+now.Format("20060102-150405"))
	if err := os.Mkdir(aside, 0o750); err != nil {
		return "", fmt.Errorf("move old data aside: %w", err)
	}
	var done moves
	err = done.all(before, dir, aside)
	if err == nil {
		err = done.all(after, restored, dir)
	}
	if err == nil {
		err = errors.Join(durable.SyncFolder(aside), durable.SyncFolder(dir))
	}
	if err != nil {
		return "", done.revert(err, aside)
	}
	if len(before) == 0 {
		return "", os.Remove(aside)
	}
	return aside, nil
}

// moves are the renames made so far.
type moves []struct{ from, to string }

func (m *moves) all(entries []fs.DirEntry, from, to string) error {
	for _, entry := range entries {
		move := struct{ from, to string }{filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name())}
		if err := os.Rename(move.from, move.to); err != nil {
			return fmt.Errorf("move %s: %w", entry.Name(), err)
		}
		*m = append(*m, move)
	}
	return nil
}

// revert undoes the moves and returns why it had to. Where that fails too, the error says
// where the old data is.
func (m moves) revert(cause error, aside string) error {
	var failed []error
	for _, move := range slices.Backward(m) {
		failed = append(failed, os.Rename(move.to, move.from))
	}
	if err := errors.Join(failed...); err != nil {
		return fmt.Errorf("%w; putting the old data back failed as well (%w): it is in %s", cause, err, aside)
	}
	return errors.Join(cause, os.Remove(aside))
}
