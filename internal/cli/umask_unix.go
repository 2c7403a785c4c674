//go:build unix

package cli

import "syscall"

// keepPrivate makes everything this process creates readable by its user and
// group only, also where a data folder existed before with wider permissions.
func keepPrivate() { syscall.Umask(0o027) }
