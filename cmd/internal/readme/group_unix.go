//go:build unix

package readme

import (
	"os/exec"
	"syscall"
)

// group lets a command's children end with it, such as the program that "go run" has built.
func group(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
