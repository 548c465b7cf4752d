package local

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// holdRunning takes the lock that every process of a cluster inherits, so the one who has it knows that none of an earlier
// start is left. After a kill of that start they are still dying: it waits for them, and hurries them where nobody else did.
func holdRunning(ctx context.Context, dir, data string) (*os.File, error) {
	running, err := os.OpenFile(filepath.Join(dir, "running"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := waitForPredecessor(ctx, running, data); err != nil {
		running.Close()
		return nil, err
	}
	forgetStalePid(data)
	return running, nil
}

// Fast shutdown first, since an orphan outside Linux was told nothing; then at once, within which Postgres allows its backends 5 s.
const (
	hurryAfter  = 5 * time.Second
	giveUpAfter = 15 * time.Second
)

func waitForPredecessor(ctx context.Context, running *os.File, data string) error {
	var told syscall.Signal
	for begin, pause := time.Now(), 5*time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		held, err := tryLock(running)
		if err != nil || !held {
			return err
		}
		waited := time.Since(begin)
		if waited > giveUpAfter {
			return fmt.Errorf("the Postgres of an earlier start on %s does not end; stop its processes (the first is %d)", data, pidOf(data))
		}
		told = hurry(data, waited, told)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// hurry tells the predecessor to end, once in order and once at once.
func hurry(data string, waited time.Duration, told syscall.Signal) syscall.Signal {
	signal := syscall.SIGINT
	if waited > hurryAfter {
		signal = syscall.SIGQUIT
	}
	pid := pidOf(data)
	if signal == told || pid == 0 || !serves(pid, data) {
		return told
	}
	slog.Debug("stop the Postgres of an earlier start", "process", pid, "signal", signal)
	_ = syscall.Kill(pid, signal) // it may have ended by now
	return signal
}

// pidOf reads which process last served the data; zero when none did, or it ended in order.
func pidOf(data string) int {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(first))
	return max(pid, 0)
}

// forgetStalePid removes a process id that a power cut left and the system gave to another program since: Postgres would take that
// one for a living Postgres, and refuse to start for as long as it runs. One that does serve the data keeps its claim.
func forgetStalePid(data string) {
	pid := pidOf(data)
	if pid == 0 || syscall.Kill(pid, 0) == syscall.ESRCH || serves(pid, data) {
		return
	}
	slog.Info("remove the mark of a Postgres that has ended", "process", pid, "folder", data)
	_ = os.Remove(filepath.Join(data, "postmaster.pid")) // if it stays, Postgres says so itself
}
