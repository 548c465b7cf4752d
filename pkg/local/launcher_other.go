//go:build !linux

package local

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// attributes gives the child a group of its own, so that Ctrl-C in the terminal does not stop the rows before the services that
// still write them. Only Linux can tie it to our life as well; elsewhere a Postgres that outlives us is stopped by the next start.
func attributes(as *account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as.credential(), Setpgid: true}
}

// serves reports whether the process may be a Postgres on the data folder: here, whether it is any Postgres.
func serves(pid int, _ string) bool {
	name, err := exec.Command("ps", "-p", strconv.Itoa(pid), "-o", "comm=").Output()
	return err == nil && strings.Contains(string(name), "postgres")
}

// children of a process cannot be told without help here.
func children(int) []int { return nil }
