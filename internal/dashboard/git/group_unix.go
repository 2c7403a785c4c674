//go:build unix

package git

import (
	"os/exec"
	"syscall"
)

// endTogether makes the programs that git starts end with it: by itself one that waits for a server that
// hangs would stay.
func endTogether(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
