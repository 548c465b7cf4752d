package vault_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/vault"
)

var master = vault.Given([32]byte{7})

func fresh(t *testing.T, v *vault.Vault) string {
	t.Helper()
	id, err := v.Fresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func seal(t *testing.T, v *vault.Vault, id, text string) []byte {
	t.Helper()
	sealed, err := v.Seal(t.Context(), id, []byte(text), "about it")
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

// open opens with a vault that has nothing in memory yet, as another process does.
func open(t *testing.T, db *pgxpool.Pool, id string, sealed []byte, about string) (string, error) {
	t.Helper()
	return openWith(t, vault.New(db, master), id, sealed, about)
}

func openWith(t *testing.T, v *vault.Vault, id string, sealed []byte, about string) (string, error) {
	t.Helper()
	ring, err := v.Ring(t.Context(), []string{id, id})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := ring.Open(id, sealed, about)
	return string(plain), err
}

func TestWhatIsSealedOpensInAnotherProcessAndNowhereElse(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	v := vault.New(db, master)
	id := fresh(t, v)
	sealed := seal(t, v, id, "wombat")
	if bytes.Contains(sealed, []byte("wombat")) {
		t.Error("the sealed payload shows what it holds")
	}
	if again := seal(t, v, id, "wombat"); bytes.Equal(sealed, again) {
		t.Error("the same text sealed twice looks the same")
	}
	if got, err := open(t, db, id, sealed, "about it"); err != nil || got != "wombat" {
		t.Errorf("opened: %q, %v", got, err)
	}
	if _, err := open(t, db, id, sealed, "about another"); !errors.Is(err, vault.ErrForged) {
		t.Errorf("opened in another place: %v", err)
	}
	if _, err := open(t, db, fresh(t, v), sealed, "about it"); !errors.Is(err, vault.ErrForged) {
		t.Errorf("opened with another key: %v", err)
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := open(t, db, id, sealed, "about it"); !errors.Is(err, vault.ErrForged) {
		t.Errorf("opened after a bit was turned: %v", err)
	}
	for _, short := range [][]byte{nil, []byte("x"), sealed[:12]} {
		if _, err := open(t, db, id, short, "about it"); !errors.Is(err, vault.ErrForged) {
			t.Errorf("opened %d bytes: %v", len(short), err)
		}
	}
	for _, id := range []string{"1b671a64-40d5-491e-99b0-da01ff1f3341", "k1", ""} {
		if _, err := open(t, db, id, sealed, "about it"); !errors.Is(err, vault.ErrMissing) {
			t.Errorf("opened with the key %q, which there never was: %v", id, err)
		}
	}
}

func TestADestroyedKeyStaysDestroyed(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	v := vault.New(db, master)
	id, kept := fresh(t, v), fresh(t, v)
	sealed, other := seal(t, v, id, "wombat"), seal(t, v, kept, "quokka")
	var backup bytes.Buffer
	if err := v.Backup(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	for range 2 { // again is as good as once
		if err := v.Destroy(t.Context(), "asked for", id); err != nil {
			t.Fatal(err)
		}
	}
	for name, v := range map[string]*vault.Vault{"here": v, "in another process": vault.New(db, master)} {
		if _, err := openWith(t, v, id, sealed, "about it"); !errors.Is(err, vault.ErrDestroyed) {
			t.Errorf("%s: %v, want that it was destroyed", name, err)
		}
		if got, err := openWith(t, v, kept, other, "about it"); err != nil || got != "quokka" {
			t.Errorf("%s: the key beside it: %q, %v", name, got, err)
		}
	}
	if err := vault.New(db, master).Restore(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, db, id, sealed, "about it"); !errors.Is(err, vault.ErrDestroyed) {
		t.Errorf("a backup from before brought it back: %v", err)
	}
	// Somebody puts the row back by hand.
	if _, err := db.Exec(t.Context(), `insert into keys.key (id, wrapped) select $1, wrapped from keys.key where id = $2`, id, kept); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, db, id, sealed, "about it"); !errors.Is(err, vault.ErrDestroyed) {
		t.Errorf("a row put back by hand brought it back: %v", err)
	}
}

func TestABackupBringsLostKeysBackAndItsErasuresToo(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	v := vault.New(db, master)
	lost, gone := fresh(t, v), fresh(t, v)
	sealed, erased := seal(t, v, lost, "wombat"), seal(t, v, gone, "quokka")
	if err := v.Destroy(t.Context(), "asked for", gone); err != nil {
		t.Fatal(err)
	}
	var backup bytes.Buffer
	if err := v.Backup(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	whole := backup.Bytes()

	elsewhere := localtest.DB(t)
	for name, spoilt := range map[string][]byte{
		"half of it": whole[:len(whole)/2], "all but its end": whole[:bytes.LastIndex(whole, []byte(`{"end"`))],
		"nothing": nil, "something else": []byte("hello"),
		"a part left out": append(bytes.Clone(whole[:bytes.IndexByte(whole, '\n')+1]), whole[bytes.LastIndex(whole, []byte(`{"end"`)):]...),
	} {
		if err := vault.New(elsewhere, master).Restore(t.Context(), bytes.NewReader(spoilt)); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s was taken in: %v", name, err)
		}
	}
	w := vault.New(elsewhere, master)
	if _, err := openWith(t, w, lost, sealed, "about it"); !errors.Is(err, vault.ErrMissing) {
		t.Errorf("before the backup is there: %v", err)
	}
	for range 2 {
		if err := w.Restore(t.Context(), bytes.NewReader(whole)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := openWith(t, w, lost, sealed, "about it"); err != nil || got != "wombat" {
		t.Errorf("restored: %q, %v", got, err)
	}
	if _, err := openWith(t, w, gone, erased, "about it"); !errors.Is(err, vault.ErrDestroyed) {
		t.Errorf("erased there: %v", err)
	}
	if err := vault.New(localtest.DB(t), vault.Given([32]byte{8})).Restore(t.Context(), bytes.NewReader(whole)); !errors.Is(err, fault.Invalid) {
		t.Errorf("taken in with another master key: %v", err)
	}
}

func TestADamagedKeyIsMissingAndABackupMendsIt(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	v := vault.New(db, master)
	damaged, sound := fresh(t, v), fresh(t, v)
	sealed, other := seal(t, v, damaged, "wombat"), seal(t, v, sound, "quokka")
	var backup bytes.Buffer
	if err := v.Backup(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), `update keys.key set wrapped = '\x0011' where id = $1`, damaged); err != nil {
		t.Fatal(err)
	}
	w := vault.New(db, master)
	if _, err := openWith(t, w, damaged, sealed, "about it"); !errors.Is(err, vault.ErrMissing) {
		t.Errorf("damaged: %v, want it missing", err)
	}
	if got, err := openWith(t, w, sound, other, "about it"); err != nil || got != "quokka" {
		t.Errorf("beside a damaged one: %q, %v", got, err)
	}
	forged := bytes.Replace(backup.Bytes(), []byte(`"wrapped":"`), []byte(`"wrapped":"AAAA`), 1)
	if err := w.Restore(t.Context(), bytes.NewReader(forged)); !errors.Is(err, fault.Invalid) {
		t.Errorf("a backup whose key does not open was taken in: %v", err)
	}
	if err := w.Restore(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	if got, err := openWith(t, w, damaged, sealed, "about it"); err != nil || got != "wombat" {
		t.Errorf("mended: %q, %v", got, err)
	}
}

func TestAnotherMasterKeyIsRefusedAtTheStart(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	if err := vault.New(db, vault.Given([32]byte{8})).Open(t.Context()); err != nil {
		t.Errorf("nothing is wrapped yet, and yet: %v", err)
	}
	fresh(t, vault.New(db, master))
	err := vault.New(db, vault.Given([32]byte{8})).Open(t.Context())
	if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "the master key is another") {
		t.Errorf("another master key: %v", err)
	}
	if err := vault.New(db, master).Open(t.Context()); err != nil {
		t.Errorf("the right one: %v", err)
	}
}

func TestAFolderGetsItsMasterKeyOnce(t *testing.T) {
	t.Parallel()
	db, dir := localtest.DB(t), t.TempDir()
	path := filepath.Join(dir, "master.key")
	if err := vault.New(db, vault.Folder(dir)).Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("there is a master key before anything is sealed: who wants to restore would have the wrong one")
	}
	v := vault.New(db, vault.Folder(dir))
	id := fresh(t, v)
	sealed := seal(t, v, id, "wombat")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%s: %v, %v", path, info, err)
	}
	if got, err := openWith(t, vault.New(db, vault.Folder(dir)), id, sealed, "about it"); err != nil || got != "wombat" {
		t.Errorf("by the file: %q, %v", got, err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("left in the folder: %v, %v", files, err)
	}
	if err := os.WriteFile(path, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := vault.New(db, vault.Folder(dir)).Open(t.Context()); !errors.Is(err, fault.Invalid) || strings.Contains(err.Error(), "hello") {
		t.Errorf("a file that holds something else: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := vault.New(db, vault.Folder(dir)).Open(t.Context()); !errors.Is(err, fault.Invalid) {
		t.Errorf("the master key is gone: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a master key was made anew, though another has wrapped the keys")
	}
}

func TestTheEnvironmentNamesTheMasterKey(t *testing.T) {
	text := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{9}, 32))
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ variable, value, want string }{
		"itself":            {"DONTBLINK_MASTER_KEY", text, ""},
		"a file":            {"DONTBLINK_MASTER_KEY_FILE", path, ""},
		"no base64":         {"DONTBLINK_MASTER_KEY", "****", "DONTBLINK_MASTER_KEY holds no master key"},
		"too short":         {"DONTBLINK_MASTER_KEY", "AAAA", "DONTBLINK_MASTER_KEY holds no master key"},
		"a file that is no": {"DONTBLINK_MASTER_KEY_FILE", path + "x", "cannot be read"},
		"none":              {"UNRELATED", "x", "the master key is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DONTBLINK_MASTER_KEY", "")
			t.Setenv("DONTBLINK_MASTER_KEY_FILE", "")
			t.Setenv(c.variable, c.value)
			key, err := vault.Environment(false)
			switch {
			case c.want == "" && (err != nil || key.Bytes != [32]byte(bytes.Repeat([]byte{9}, 32))):
				t.Errorf("got %v, %v", key, err)
			case c.want != "" && (!errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want a sentence with %q", err, c.want)
			}
		})
	}
}

func TestManyAtOnceNeverGetTheSameKey(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	var given sync.Map
	var atWork sync.WaitGroup
	for range 4 { // processes that start at once, on an empty database
		v := vault.New(db, master)
		for range 4 {
			atWork.Go(func() {
				for range 50 {
					id, err := v.Fresh(t.Context())
					if _, twice := given.LoadOrStore(id, true); twice || err != nil {
						t.Errorf("the key %q was given twice, or: %v", id, err)
					}
				}
			})
		}
	}
	atWork.Wait()
}

func TestEveryKeyIsFoundAgainWhenThereAreMoreThanFitInMemory(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	v := vault.New(db, master)
	id := fresh(t, v)
	sealed := seal(t, v, id, "wombat")
	v.Remember(3 << 16)
	if got, err := openWith(t, v, id, sealed, "about it"); err != nil || got != "wombat" {
		t.Errorf("the first of many: %q, %v", got, err)
	}
	if kept := v.Remembered(); kept > 2<<16 {
		t.Errorf("%d keys are kept in memory", kept)
	}
}
