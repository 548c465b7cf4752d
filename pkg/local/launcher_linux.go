package local

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
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

// children returns the processes that a process has started, as far as they can be told: Postgres has one for each connection.
func children(pid int) (pids []int) {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		text, _ := os.ReadFile(list) // it may have ended by now
		for word := range strings.FieldsSeq(string(text)) {
			if child, err := strconv.Atoi(word); err == nil {
				pids = append(pids, child)
			}
		}
	}
	return pids
}
