//go:build !linux

package cli

import "errors"

func diskAt(string) (disk, error) {
	return disk{}, errors.New("measure disk: not known on this system")
}
