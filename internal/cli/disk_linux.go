//go:build linux

package cli

import "golang.org/x/sys/unix"

func diskAt(path string) (disk, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(path, &stat); err != nil {
		return disk{}, err
	}
	size := stat.Bsize
	return disk{
		freeBytes:   int64(stat.Bavail) * size,
		totalBytes:  int64(stat.Blocks) * size,
		freeInodes:  int64(stat.Ffree),
		totalInodes: int64(stat.Files),
	}, nil
}
