package apart_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/vault"
)

// deed is what a role tries, in order: the one after it finds what it made.
type deed struct {
	role, statement string
	may             bool
}

// slot makes a slot and enters it, as the projector does whenever the code that fills it has changed.
func slot(name string) []deed {
	return []deed{
		{"projector", `insert into keeper.slot (name, version, state) values ('` + name + `', '` + name + `', 'serving')`, true},
		{"projector", `create schema ` + name, true},
		{"projector", `create table ` + name + `.activity (id text); insert into ` + name + `.activity values ('1')`, true},
		{"insights", `select * from keeper.slot join ` + name + `.activity on true`, true},
		{"composer", `select * from keeper.slot join ` + name + `.activity on true`, true},
		{"insights", `insert into ` + name + `.activity values ('2')`, false},
		{"composer", `delete from ` + name + `.activity`, false},
		{"recorder", `select * from ` + name + `.activity`, false},
		{"recorder", `select * from keeper.slot`, false},
		{"insights", `drop schema ` + name + ` cascade`, false},
		{"composer", `update keeper.slot set state = 'kept'`, false},
	}
}

// rights are those of all roles over what is not made from the log.
var rights = []deed{
	// Keys: made by whoever appends, read by whoever reads the log, destroyed by who erases, and again by who finds it undone.
	{"composer", `select * from keys.master, keys.key, keys.destroyed`, true},
	{"projector", `select * from keys.master, keys.key, keys.destroyed`, true},
	{"recorder", `delete from keys.key`, true},
	{"projector", `delete from keys.key`, true},
	{"composer", `delete from keys.key`, false},
	{"composer", `update keys.key set wrapped = ''`, false},
	{"composer", `truncate keys.key`, false},
	{"composer", `delete from keys.destroyed`, false},
	{"projector", `update keys.key set wrapped = ''`, false},
	{"projector", `truncate keys.destroyed`, false},
	{"composer", `drop table keys.key`, false},
	{"insights", `select * from keys.key`, false},
	{"insights", `select * from keys.destroyed`, false},
	// The second copy of the log.
	{"projector", `insert into archive.event values (1, '', '', '', decode(repeat('00', 32), 'hex'))`, true},
	{"recorder", `select * from archive.event`, false},
	{"composer", `select * from archive.event`, false},
	{"insights", `select * from archive.event`, false},
	// Nobody makes anything where it would be in the way.
	{"recorder", `create schema mine`, false},
	{"composer", `create schema mine`, false},
	{"insights", `create schema mine`, false},
	{"insights", `create table public.mine (id text)`, false},
	{"projector", `create table public.mine (id text)`, false},
	{"insights", `create table keeper.mine (id text)`, false},
	{"projector", `create role mine`, false},
	{"recorder", `create role mine`, false},
	// Readers follow what the projector tells.
	{"insights", `listen keeper_place`, true},
	{"composer", `listen keeper_place`, true},
}

func TestEachRoleInPostgresMayDoWhatItDoesAndNoMore(t *testing.T) {
	t.Parallel()
	as := startPostgres(t)
	makeRoles(t, as(""))
	migrateEach(t, as)
	do(t, as, slot("rm_one_1"))
	do(t, as, rights)
	// Whoever starts a newer version runs it again, and its slots come later still.
	makeRoles(t, as(""))
	do(t, as, slot("rm_two_1"))
}

// A database that was filled before there were roles, by its owner, as after a trial.
func TestRolesMayComeAfterTheRows(t *testing.T) {
	t.Parallel()
	as := startPostgres(t)
	for _, statement := range []string{
		`create role projector login`, `create schema keeper authorization projector`,
		`set role projector; create table keeper.slot (name text); reset role`,
		`create schema rm_one_1 authorization projector`, `set role projector; create table rm_one_1.activity (id text); reset role`,
	} {
		if err := inPostgres(t, as(""), statement); err != nil {
			t.Fatal(err)
		}
	}
	makeRoles(t, as(""))
	do(t, as, []deed{
		{"insights", `select * from keeper.slot join rm_one_1.activity on true`, true},
		{"composer", `select * from keeper.slot join rm_one_1.activity on true`, true},
		{"insights", `delete from rm_one_1.activity`, false},
	})
}

// migrateEach makes what is not made from the log, each schema by who owns it. The others come before that in vain, and find it then.
func migrateEach(t *testing.T, as func(role string) string) {
	t.Helper()
	if err := useVault(t, as("composer")); err == nil {
		t.Error("the composer made the schema of the keys, want it to wait for the recorder")
	}
	for _, role := range []string{"recorder", "composer", "projector"} {
		if err := useVault(t, as(role)); err != nil {
			t.Errorf("the keys of the %s: %v", role, err)
		}
	}
	pool := open(t, as("projector"))
	if err := projection.Migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Open(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
}

// useVault makes a key, and reads it as another process would.
func useVault(t *testing.T, dsn string) error {
	t.Helper()
	id, err := vault.New(open(t, dsn), vault.Given([32]byte{1})).Fresh(t.Context())
	if err != nil {
		return err
	}
	_, err = vault.New(open(t, dsn), vault.Given([32]byte{1})).Ring(t.Context(), []string{id})
	return err
}

func open(t *testing.T, dsn string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func do(t *testing.T, as func(string) string, deeds []deed) {
	t.Helper()
	for _, d := range deeds {
		err := inPostgres(t, as(d.role), d.statement)
		pg, _ := errors.AsType[*pgconn.PgError](err)
		switch {
		case d.may && err != nil:
			t.Errorf("%s: %s: %v, want it done", d.role, d.statement, err)
		case !d.may && (pg == nil || pg.Code != "42501"):
			t.Errorf("%s: %s: %v, want it refused", d.role, d.statement, err)
		}
	}
}
