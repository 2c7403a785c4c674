//go:build !linux

package probe

import (
	"errors"

	"golang.org/x/net/ipv4"
)

func forbidFragments(*ipv4.PacketConn) error { return errors.New("only on Linux") }
