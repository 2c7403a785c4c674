package metrics

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Scratch makes a folder named prefix and a number inside dir, for a copy that is not
// finished yet. It stays locked until it is removed, so that what a process that was killed
// has left, which may be gigabytes, is told from what one that runs still needs: the former
// is cleared away.
func Scratch(dir, prefix string) (folder string, remove func() error, err error) {
	if err := sweep(dir, prefix); err != nil {
		return "", nil, fmt.Errorf("clear away what was left unfinished: %w", err)
	}
	outer, err := os.MkdirTemp(dir, prefix)
	if err != nil {
		return "", nil, err
	}
	release, err := Lock(outer)
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(outer))
	}
	remove = func() error { return errors.Join(release(), os.RemoveAll(outer)) }
	folder = filepath.Join(outer, "content") // beside the lock
	if err := os.Mkdir(folder, 0o750); err != nil {
		return "", nil, errors.Join(err, remove())
	}
	return folder, remove, nil
}

func sweep(dir, prefix string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var problems []error
	for _, entry := range entries {
		number, ok := strings.CutPrefix(entry.Name(), prefix)
		if !ok || !entry.IsDir() || strings.Trim(number, "0123456789") != "" {
			continue
		}
		folder := filepath.Join(dir, entry.Name())
		if _, inUse := errors.AsType[*InUseError](CheckUnused(folder)); !inUse {
			problems = append(problems, os.RemoveAll(folder))
		}
	}
	return errors.Join(problems...)
}
