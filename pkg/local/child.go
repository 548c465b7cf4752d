package local

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// child is a program that we started and wait for.
type child struct {
	process *os.Process
	done    chan struct{}
	// err is how it ended; to be read once done is closed.
	err error
}

// launch starts the command as the account, with only the log as its terminal. It inherits the file `running`, whose lock is
// therefore held until the last process that came from it has ended.
func launch(cmd *exec.Cmd, as *account, log, running *os.File) (*child, error) {
	cmd.Env = cleanEnvironment()
	cmd.Dir = "/" // ours may be one that the account cannot enter
	cmd.Stdout, cmd.Stderr = log, log
	cmd.ExtraFiles = []*os.File{running}
	cmd.SysProcAttr = attributes(as)
	c := &child{done: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The kernel ties the child to the thread that started it, not to the process. The thread stays for as long as the
		// goroutine is locked to it and waits.
		runtime.LockOSThread()
		defer close(c.done)
		err := cmd.Start()
		c.process = cmd.Process
		started <- err
		if err == nil {
			c.err = cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return c, nil
}

// ended waits for the end, for as long as that.
func (c *child) ended(within time.Duration) bool {
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case <-c.done:
		return true
	case <-timer.C:
		return false
	}
}

// stop ends a Postgres: first in order (clients are cut off, the rest is written), then at once, then by force.
// It reports whether the first was enough.
func (c *child) stop(patience time.Duration) bool {
	c.wake()
	for i, signal := range []os.Signal{syscall.SIGINT, syscall.SIGQUIT, os.Kill} {
		_ = c.process.Signal(signal) // an error says that it has ended already
		if c.ended(patience) {
			return i == 0
		}
	}
	<-c.done
	return false
}

// wake has a Postgres go on that somebody stopped (SIGSTOP, a debugger): else it would hear of no other signal, and whoever asks it would
// wait for ever. To one that is at work it says nothing.
func (c *child) wake() {
	for _, pid := range append(children(c.process.Pid), c.process.Pid) {
		_ = syscall.Kill(pid, syscall.SIGCONT) // an error says that it has ended already
	}
}

// cleanEnvironment is ours without what would bend Postgres: its own variables, and the languages of its messages.
func cleanEnvironment() []string {
	var env []string
	for _, v := range os.Environ() {
		if !isPG(v) && !strings.HasPrefix(v, "LC_") && !strings.HasPrefix(v, "LANG") {
			env = append(env, v)
		}
	}
	return append(env, "LC_ALL=C")
}

func isPG(variable string) bool { return strings.HasPrefix(variable, "PG") }

// forgetPG removes the variables from this process too: pgx reads them whenever it opens our DSN, and no DSN can outvote PGSERVICE.
func forgetPG() {
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); isPG(name) {
			_ = os.Unsetenv(name)
		}
	}
}
