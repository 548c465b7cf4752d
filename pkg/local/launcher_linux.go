package local

import (
	"fmt"
	"os"
	"syscall"
)

// attributes ties a child to us. Should we be killed, the kernel sends it SIGQUIT: Postgres then takes its backends along,
// removes its shared memory, and ends at once; the log of changes makes the rows whole at the next start. SIGKILL would leave
// backends and shared memory behind, and SIGINT would wait for a checkpoint that nobody is left to bound.
//
// A group of its own keeps Ctrl-C in the terminal from stopping the rows before the services that still write them.
func attributes(as *account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as.credential(), Setpgid: true, Pdeathsig: syscall.SIGQUIT}
}

// serves reports whether the process is a Postgres on the data folder: Postgres works in its data folder. What we cannot look at
// counts as one.
func serves(pid int, data string) bool {
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	return err != nil && !os.IsNotExist(err) || cwd == data
}
