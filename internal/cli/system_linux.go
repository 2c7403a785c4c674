package cli

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

func diskAt(path string) (disk, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(path, &stat); err != nil {
		return disk{}, fmt.Errorf("measure disk: %w", err)
	}
	return disk{
		freeBytes:   int64(stat.Bavail) * stat.Bsize,
		totalBytes:  int64(stat.Blocks) * stat.Bsize,
		freeInodes:  int64(stat.Ffree),
		totalInodes: int64(stat.Files),
	}, nil
}

// clockSynchronised asks the kernel whether a time service disciplines its clock.
func clockSynchronised() (synchronised, known bool) {
	const unsynchronised = 0x40 // STA_UNSYNC
	var timex unix.Timex
	state, err := unix.Adjtimex(&timex)
	if err != nil {
		return false, false
	}
	return state != unix.TIME_ERROR && timex.Status&unsynchronised == 0, true
}

// openFilesLimit is the hard limit: Go raises the soft one to it by itself.
func openFilesLimit() (limit uint64, known bool) {
	var rlimit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &rlimit); err != nil {
		return 0, false
	}
	return rlimit.Max, true
}

// portHolder names the process that listens on an address, if this user may know.
func portHolder(address string) string {
	_, portText, err := net.SplitHostPort(address)
	if err != nil {
		return ""
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return ""
	}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		content, err := os.ReadFile(table)
		if err != nil {
			continue
		}
		if inode := listeningInode(string(content), uint16(port)); inode != "" {
			return socketOwner(inode)
		}
	}
	return ""
}

// listeningInode finds the socket in the kernel's table: 4th column 0A means listening.
func listeningInode(table string, port uint16) string {
	suffix := ":" + strings.ToUpper(hex.EncodeToString(binary.BigEndian.AppendUint16(nil, port)))
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) > 9 && fields[3] == "0A" && strings.HasSuffix(fields[1], suffix) {
			return fields[9]
		}
	}
	return ""
}

func socketOwner(inode string) string {
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, link := range links {
		if target, err := os.Readlink(link); err != nil || target != "socket:["+inode+"]" {
			continue
		}
		pid := strings.Split(link, "/")[2]
		name, err := os.ReadFile(filepath.Join("/proc", pid, "comm"))
		if err != nil {
			return "pid " + pid
		}
		return fmt.Sprintf("%s (pid %s)", strings.TrimSpace(string(name)), pid)
	}
	return "a process of another user"
}
