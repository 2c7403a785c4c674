//go:build !linux

package cli

import "errors"

func diskAt(string) (disk, error) {
	return disk{}, errors.New("measure disk: not known on this system")
}

func clockSynchronised() (synchronised, known bool) { return false, false }

func openFilesLimit() (limit uint64, known bool) { return 0, false }

func portHolder(string) string { return "" }
