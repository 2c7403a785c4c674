package probe

import (
	"errors"
	"syscall"

	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"
)

// forbidFragments has the kernel set the flag that keeps routers from splitting packets, whatever it believes to know of
// the way there.
func forbidFragments(c *ipv4.PacketConn) error {
	socket, ok := c.PacketConn.(syscall.Conn)
	if !ok {
		return errors.New("this socket has no such option")
	}
	control, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	var failure error
	err = control.Control(func(fd uintptr) {
		failure = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_PROBE)
	})
	return errors.Join(err, failure)
}
