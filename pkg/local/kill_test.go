package local

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestAfterAKillOfTheParentTheNextStartWorks(t *testing.T) {
	t.Parallel()
	dir := filepath.Dir(withCluster(t))
	data := filepath.Join(dir, "postgres", "data")
	for round := range 3 {
		p := startParent(t, dir, nil)
		dsn := p.says(t, "ready")
		query(t, dsn, "create table if not exists rounds (n int)")
		query(t, dsn, fmt.Sprintf("insert into rounds values (%d)", round))
		pid := pidOf(data)
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = p.cmd.Wait() // killed

		l, err := Start(t.Context(), dir, Options{})
		if err != nil {
			t.Fatalf("start after kill %d: %v", round, err)
		}
		if pidOf(data) == pid || serves(pid, data) {
			t.Errorf("Postgres %d outlived its parent", pid)
		}
		if got, want := query(t, l.DSN, "select count(*)::text from rounds"), strconv.Itoa(round+1); got != want {
			t.Errorf("after kill %d there are %s rows, want %s", round, got, want)
		}
		mustClose(t, l)
	}
}

func TestAKillWhileTheClusterIsMadeDoesNoHarm(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	dir := folder(t)
	p := startParent(t, dir, nil)
	waitUntil(t, func() bool {
		halves, _ := filepath.Glob(filepath.Join(dir, "postgres", "half-*", "base"))
		return len(halves) == 1
	})
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // killed
	l, err := Start(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, l)
	if halves, _ := filepath.Glob(filepath.Join(dir, "postgres", "half-*")); len(halves) != 0 {
		t.Errorf("%v are left", halves)
	}
}

func TestVariablesOfPostgresInTheEnvironmentDoNoHarm(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	p := startParent(t, folder(t), nil, "PGPORT=", "PGHOST=nowhere.invalid", "PGDATA=/nowhere", "PGUSER=nobody", "PGDATABASE=none",
		"PGSERVICE=none", "PGOPTIONS=-c nonsense=1", "PGSSLMODE=verify-full", "PGTARGETSESSIONATTRS=standby", "PGREQUIREAUTH=md5",
		"PGCLIENTENCODING=LATIN1", "LC_ALL=xx_YY.nonsense", "LANG=de_DE.UTF-8")
	query(t, p.says(t, "ready"), "select 'here'")
	mustClose(t, p.input)
	if got := p.says(t, "closed"); got != "<nil>" {
		t.Errorf("close: %s", got)
	}
}

func TestCtrlCInTheTerminalDoesNotReachPostgres(t *testing.T) {
	t.Parallel()
	p := start(t, withCluster(t))
	if group := groupOf(t, p.child.process.Pid); group != p.child.process.Pid {
		t.Errorf("Postgres is in the process group %d, want one of its own", group)
	}
}

func TestAsRootPostgresRunsAsAnotherUser(t *testing.T) {
	t.Parallel()
	asRoot(t)
	p := start(t, withCluster(t))
	for _, path := range []string{p.data, p.socket, filepath.Join(p.data, "postmaster.pid")} {
		if uid, _, err := ownerOf(path); err != nil || uid == 0 {
			t.Errorf("%s belongs to user %d (%v), want another than root", path, uid, err)
		}
	}
}

func TestAnOrdinaryUserNeedsNoRoot(t *testing.T) {
	t.Parallel()
	asRoot(t)
	needPostgres(t)
	as := named(65534, 65534)
	dir := folder(t)
	if err := as.give(dir); err != nil {
		t.Fatal(err)
	}
	p := startParent(t, dir, as)
	query(t, p.says(t, "ready"), "create table mine ()")

	_, err := Start(t.Context(), dir, Options{})
	want := fmt.Sprintf("the folder %s is in use by another dontblink (process %d); stop it, or name another folder with --data",
		dir, p.cmd.Process.Pid)
	if err == nil || err.Error() != want {
		t.Errorf("a second start:\ngot  %v\nwant %s", err, want)
	}
	mustClose(t, p.input)
	if got := p.says(t, "closed"); got != "<nil>" {
		t.Errorf("close: %s", got)
	}
	l, err := Start(t.Context(), dir, Options{})
	if err != nil {
		t.Fatalf("a start by root on the user's data: %v", err)
	}
	mustClose(t, l)
	again := startParent(t, dir, as)
	if answer := again.says(t, "ready"); !strings.HasPrefix(answer, "postgres://") {
		t.Errorf("after root's start the user's own says %s", answer)
	}
}

func TestAFolderOfAnotherUserIsSaid(t *testing.T) {
	t.Parallel()
	asRoot(t)
	dir := folder(t)
	mustClose(t, startNATS(t, dir, 0)) // root's now
	if err := addMode(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	got := startParent(t, dir, named(65534, 65534)).says(t, "error")
	want := "the folder " + dir + " belongs to another user; run as that user, or name another folder with --data"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
