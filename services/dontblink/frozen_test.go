package dontblink_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// freeze stops every process of the private Postgres of a data folder where it is, as a debugger does.
func freeze(ts *testscript.TestScript, _ bool, args []string) {
	text, err := os.ReadFile(filepath.Join(ts.MkAbs(args[0]), "postgres", "data", "postmaster.pid"))
	ts.Check(err)
	first, _, _ := strings.Cut(string(text), "\n")
	processes := []string{first}
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%s/task/*/children", first))
	ts.Check(err)
	for _, list := range lists {
		text, err := os.ReadFile(list)
		ts.Check(err)
		processes = append(processes, strings.Fields(string(text))...)
	}
	for _, process := range processes {
		pid, err := strconv.Atoi(process)
		ts.Check(err)
		ts.Check(syscall.Kill(pid, syscall.SIGSTOP))
	}
}

// appears waits until there is a file of that name. It looks again and again: the file is another process's, and nothing tells of it.
func appears(ts *testscript.TestScript, _ bool, args []string) {
	for range 3000 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s does not appear", args[0])
}
