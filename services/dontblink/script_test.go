package dontblink_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	"dontblink.dev/services/dontblink"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"dontblink": func() { os.Exit(dontblink.Main(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestCommands types what stands in testdata/script, each script in a folder of its own.
func TestCommands(t *testing.T) {
	t.Parallel()
	if os.Getenv("REQUIRE_SERVERS") != "1" {
		// Skips, with the reason, where there is no Postgres.
		localtest.DSN(t)
	}
	example, err := filepath.Abs("example")
	if err != nil {
		t.Fatal(err)
	}
	root := localtest.Dir(t)
	// Postgres does not run as root; the user that it then runs as passes through.
	if err := os.Chmod(root, 0o711); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:         "testdata/script",
		WorkdirRoot: root,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLE", example)
			env.Setenv("NATS_URL", "")
			env.Setenv("DATABASE_URL", "")
			env.Setenv("DSN", localtest.DSN(t))
			env.Setenv("D", filepath.Join(env.WorkDir, "data"))
			env.Setenv("D2", filepath.Join(env.WorkDir, "data2"))
			// As on any machine, so that the folders of Postgres' programs are found.
			env.Setenv("PATH", env.Getenv("PATH")+":"+os.Getenv("PATH"))
			return nil
		},
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"sql": sql, "damage": damage, "poison": poison, "holds": holds, "tells": tells, "id": id, "norows": norows, "picture": pictureFile, "nopictures": noPictures, "hash": hash, "freeze": freeze, "appears": appears, "talks": talks, "grows": grows, "weekly": weekly},
		UpdateScripts: os.Getenv("UPDATE") == "1",
	})
}

// sql changes rows by hand, in the slot that lists and counts are read from, of the database that DSN names.
func sql(ts *testscript.TestScript, _ bool, args []string) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, ts.Getenv("DSN"))
	ts.Check(err)
	defer func() { _ = conn.Close(ctx) }()
	var slot string
	ts.Check(conn.QueryRow(ctx, "select name from keeper.slot where state = 'serving' and version = $1", readmodel.Version).Scan(&slot))
	_, err = conn.Exec(ctx, projection.In(slot, strings.Join(args, " ")))
	ts.Check(err)
}
