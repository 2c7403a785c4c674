//go:build unix

package metrics

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// GiveToOwnerOf gives everything in dir to whoever owns like. Only root can, and only root
// needs to: what root copies the server could otherwise neither read nor delete.
func GiveToOwnerOf(like, dir string) error {
	info, err := os.Stat(like)
	if err != nil {
		return err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 || stat.Uid == 0 {
		return nil
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(stat.Uid), int(stat.Gid))
	})
}

func inodeOf(info fs.FileInfo) string {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return strconv.FormatUint(stat.Ino, 10)
	}
	return ""
}
