// Package durable writes files so that they are still there after the machine
// loses power. Bytes flow in; when a function returns without an error they
// are on the disk, not merely in the system's memory. The package does not
// know what it writes.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile writes a file, or writes it anew. A crash meanwhile may leave a
// part of it: whoever reads it must not do so before it is complete.
func WriteFile(path string, content []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}

// ReplaceFile puts content in place of a file so that after a crash at any
// moment there is either the old content or the new, never a mixture.
func ReplaceFile(path string, content []byte, mode fs.FileMode) error {
	temporary := path + ".tmp"
	err := WriteFile(temporary, content, mode)
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return errors.Join(err, removeIfThere(temporary))
	}
	return SyncFolder(filepath.Dir(path))
}

// SyncFolder makes what was created, renamed or removed in a folder durable.
func SyncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
