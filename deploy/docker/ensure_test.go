package docker_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ensured runs ensure.sh where nothing is to be found but these programs, and nothing can be installed.
func ensured(t *testing.T, places string, programs ...string) error {
	t.Helper()
	script, err := filepath.Abs("../postgres/ensure.sh")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	for _, program := range programs {
		if err := os.WriteFile(filepath.Join(bin, program), []byte("#!/bin/sh\nexit 0\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if places == "elsewhere" {
		// The programs lie in a folder that is not on the PATH, but searched.
		bin, places = t.TempDir(), bin
	}
	command := exec.CommandContext(context.Background(), "/bin/sh", script)
	command.Env = []string{"PATH=" + bin, "POSTGRES_PLACES=" + places}
	var says strings.Builder
	command.Stderr = &says
	err = command.Run()
	if (err == nil) != (says.Len() == 0) {
		t.Errorf("it ends with %v and says %q", err, says.String())
	}
	return err
}

func TestAPostgresWithoutItsInitdbIsNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		places   string
		programs []string
		found    bool
	}{
		"nothing":                 {"", nil, false},
		"postgres alone":          {"", []string{"postgres"}, false},
		"initdb alone":            {"", []string{"initdb"}, false},
		"both on the PATH":        {"", []string{"initdb", "postgres"}, true},
		"both elsewhere":          {"elsewhere", []string{"initdb", "postgres"}, true},
		"postgres only elsewhere": {"elsewhere", []string{"postgres"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := ensured(t, c.places, append(c.programs, "id")...); (err == nil) != c.found {
				t.Errorf("ensure.sh ends with %v; found %v, want %v", err, err == nil, c.found)
			}
		})
	}
}
