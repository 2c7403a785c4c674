package host

import "golang.org/x/sys/unix"

// space returns what an ordinary process may still write to the file system of dir,
// and what the file system holds altogether.
func space(dir string) (available, capacity float64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	return float64(s.Bavail) * float64(s.Bsize), float64(s.Blocks) * float64(s.Bsize), nil
}
