package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// build makes the binary as everybody has it, and a corpus for it.
func (s *stand) build(ctx context.Context) error {
	s.binary = filepath.Join(s.dir, "dontblink")
	if _, err := typed(ctx, "go", "build", "-o", s.binary, "dontblink.dev/services/dontblink/cmd/dontblink"); err != nil {
		return err
	}
	corpus := filepath.Join(s.dir, "corpus")
	_, err := typed(ctx, "go", "run", "dontblink.dev/deploy/corpus", "--out", corpus, "--activities", strconv.Itoa(s.activities))
	for _, name := range []string{"edition.yaml", "activities.jsonl", "amendments.jsonl", "withdrawals.jsonl"} {
		s.files = append(s.files, filepath.Join(corpus, name))
	}
	return err
}

// typed runs a command line to its end and returns what it prints.
func typed(ctx context.Context, name string, args ...string) ([]byte, error) {
	var errs bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w: %.500s", filepath.Base(name), args[0], err, errs.Bytes())
	}
	return out, nil
}

// running is a `dontblink up` of our own.
type running struct {
	cmd *exec.Cmd
	dir string
}

// up starts `dontblink up` on a new folder and returns when it says that it is up.
func (s *stand) up(ctx context.Context) (*running, error) {
	u := &running{dir: filepath.Join(s.dir, s.name("up"))}
	u.cmd = exec.CommandContext(ctx, s.binary, "up", "--data", u.dir, "--listen", "127.0.0.1:0")
	// Told to end, it ends Postgres too; killed, it would leave that to the next start.
	u.cmd.Cancel = func() error { return u.cmd.Process.Signal(os.Interrupt) }
	u.cmd.WaitDelay = 20 * time.Second
	said, err := u.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := u.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil || !strings.Contains(line, "http://") {
		rest, _ := io.ReadAll(said)
		return nil, fmt.Errorf("up did not come up: %s%s: %w", line, rest, u.cmd.Wait())
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	return u, nil
}

func (u *running) stop() error {
	if err := u.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return u.cmd.Wait()
}

// memory returns a figure of the process's memory in MiB: VmRSS, what it has now, or VmHWM, the most that it ever had. Postgres is
// another process and is not in it.
func (u *running) memory(name string) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", u.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[0] == name+":" {
			kilobytes, err := strconv.ParseFloat(fields[1], 64)
			return kilobytes / 1024, err
		}
	}
	return 0, fmt.Errorf("the system does not tell the memory of a process (%s)", name)
}
