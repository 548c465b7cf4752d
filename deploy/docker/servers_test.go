package docker_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
)

func TestMain(m *testing.M) {
	// nats.conf takes passwords from the environment, and cannot be read without.
	for _, service := range []string{"RECORDER", "PROJECTOR", "COMPOSER"} {
		os.Setenv("NATS_"+service+"_PASSWORD", "ofTheTests")
	}
	os.Exit(m.Run())
}

func TestTheLogIsSyncedBeforeItIsAcknowledged(t *testing.T) {
	t.Parallel()
	options, err := server.ProcessConfigFile("../nats/nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	if !options.JetStream || !options.SyncAlways {
		t.Errorf("JetStream: %v, sync always: %v; want both", options.JetStream, options.SyncAlways)
	}
	for _, volume := range project(t).Services["nats"].Volumes {
		if volume.Target == options.StoreDir {
			return
		}
	}
	t.Errorf("the log is stored in %s, where no volume is mounted", options.StoreDir)
}

// The settings are read by Postgres itself when there is one, since it refuses to start on a wrong one.
func TestTheRowsSettingsAreOnesThatPostgresKnowsAndLoseNothing(t *testing.T) {
	t.Parallel()
	postgres := postgresBinary(t)
	config, err := filepath.Abs("../postgres/postgresql.conf")
	if err != nil {
		t.Fatal(err)
	}
	for setting, want := range map[string]string{
		"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "listen_addresses": "*", "jit": "off",
	} {
		command := exec.CommandContext(t.Context(), postgres, "-C", setting, "-D", t.TempDir(), "--config-file="+config)
		out, err := command.Output()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%s = %q (%v), want %q", setting, got, err, want)
		}
	}
}

func postgresBinary(t *testing.T) string {
	t.Helper()
	if path, err := exec.LookPath("postgres"); err == nil {
		return path
	}
	paths, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(paths) > 0 {
		return paths[len(paths)-1]
	}
	if os.Getenv("REQUIRE_SERVERS") != "" {
		t.Fatal("REQUIRE_SERVERS is set, and no postgres is installed here")
	}
	t.Skip("no postgres is installed here")
	return ""
}
