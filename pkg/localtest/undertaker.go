package localtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// undertaker waits until whoever holds the other end of its input has ended, stops Postgres where the system did not, and removes
// the folder. Every wait is bounded.
const undertaker = `
trap '' HUP INT TERM
while read -r _; do :; done
if read -r pid < "$1/data/postmaster.pid"; then
	kill -QUIT "$pid"
	n=0
	while kill -0 "$pid" && [ $n -lt 100 ]; do n=$((n+1)); sleep 0.1; done
fi
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
`

// hireUndertaker starts one for dir, in a group of its own so that Ctrl-C does not end it before its work is done.
// It sets to work when the returned file is closed, which the system does at our end: keep it.
func hireUndertaker(dir string) (alive *os.File, err error) {
	input, alive, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer input.Close()
	cmd := exec.CommandContext(context.Background(), "/bin/sh", "-c", undertaker, "undertaker", dir)
	cmd.Dir = "/"
	cmd.Stdin = input // and no output, which `go test` would wait for
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		alive.Close()
		return nil, fmt.Errorf("start what removes %s after the tests: %w", dir, err)
	}
	return alive, nil
}
