package metrics

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/prometheus/prometheus/tsdb/fileutil"
)

// InUseError is a folder that a running process writes to.
type InUseError struct {
	Dir    string
	Holder string // the process, such as "prometheus (pid 812)"; empty when unknown
}

func (e *InUseError) Error() string {
	if e.Holder == "" {
		return e.Dir + " is in use by a running process"
	}
	return fmt.Sprintf("%s is in use by %s", e.Dir, e.Holder)
}

// Lock keeps every server out of a metrics folder until it is released. A folder in use
// gives *InUseError.
func Lock(dir string) (release func() error, err error) {
	path := filepath.Join(dir, "lock")
	lock, _, err := fileutil.Flock(path)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, &InUseError{dir, lockHolder(path)}
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	return func() error {
		// Removed while held: nobody can lock the name after it is gone but before we let go.
		return errors.Join(os.Remove(path), lock.Release())
	}, nil
}

// CheckUnused returns *InUseError when a process holds the folder's lock. It leaves no trace,
// so it is safe on a folder that belongs to someone else.
func CheckUnused(dir string) error {
	path := filepath.Join(dir, "lock")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	lock, _, err := fileutil.Flock(path)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return &InUseError{dir, lockHolder(path)}
	case errors.Is(err, syscall.EROFS):
		return nil // nothing can be written there at all
	case err != nil:
		return fmt.Errorf("tell whether %s is in use: %w", dir, err)
	}
	return lock.Release()
}

// lockHolder asks the kernel's table of locks who holds the one on path. Elsewhere than on
// Linux there is no such table and the answer is empty.
func lockHolder(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	table, err := os.ReadFile("/proc/locks")
	if err != nil {
		return ""
	}
	inode := inodeOf(info)
	for line := range strings.Lines(string(table)) {
		// 1: FLOCK  ADVISORY  WRITE 812 08:01:1310733 0 EOF
		fields := strings.Fields(line)
		if len(fields) < 6 || !strings.HasSuffix(fields[5], ":"+inode) {
			continue
		}
		if pid, err := strconv.Atoi(fields[4]); err == nil && pid > 0 {
			return processName(pid)
		}
	}
	return ""
}

func processName(pid int) string {
	name, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "comm"))
	if err != nil {
		return fmt.Sprintf("pid %d", pid)
	}
	return fmt.Sprintf("%s (pid %d)", strings.TrimSpace(string(name)), pid)
}
