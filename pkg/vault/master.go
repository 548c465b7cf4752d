package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dontblink.dev/pkg/fault"
)

// MasterKey wraps all other keys. It is never stored where they are.
type MasterKey struct {
	Bytes [32]byte
	// Where it was found, for whoever has to look: "the file /…/master.key", "DONTBLINK_MASTER_KEY".
	Where string
}

// Fingerprint tells master keys apart, and tells nothing of them.
func (k MasterKey) Fingerprint() string {
	const enough = 8
	sum := sha256.Sum256(append([]byte("dontblink master key\x00"), k.Bytes[:]...))
	return hex.EncodeToString(sum[:enough])
}

// Master finds the master key. Begun says that it has wrapped keys already: then none may be made anew.
type Master func(begun bool) (MasterKey, error)

// Given is a master key that is known.
func Given(bytes [32]byte) Master {
	return func(bool) (MasterKey, error) { return MasterKey{bytes, "the program itself"}, nil }
}

// The variables that name the master key: the key itself in base64, or the file that holds it so.
const (
	variable     = "DONTBLINK_MASTER_KEY"
	fileVariable = "DONTBLINK_MASTER_KEY_FILE"
)

// Environment takes the master key from where the environment says.
func Environment(bool) (MasterKey, error) {
	key, named, err := named()
	if err == nil && !named {
		err = fault.New(fault.Invalid, "what tells of people is sealed, and the master key is missing: set %s to 32 random bytes in base64 "+
			"(`head -c 32 /dev/urandom | base64`), the same for every service, or %s to a file that holds them", variable, fileVariable)
	}
	return key, err
}

// Folder takes the master key from where the environment says, else from the file master.key in a folder, and makes that for the first key.
func Folder(dir string) Master {
	return func(begun bool) (MasterKey, error) {
		if key, named, err := named(); named || err != nil {
			return key, err
		}
		path := filepath.Join(dir, "master.key")
		text, err := os.ReadFile(path)
		switch {
		case err == nil:
			return parse(string(text), "the file "+path)
		case !errors.Is(err, fs.ErrNotExist):
			return MasterKey{}, fault.New(fault.Invalid, "the master key cannot be read: %v", err)
		case begun:
			return MasterKey{}, fault.New(fault.Invalid, "the master key is gone: %s is not there, and without it nothing that tells of people can be "+
				"read; put it back from a copy, or set %s to what it was", path, variable)
		}
		return begin(path)
	}
}

func named() (key MasterKey, named bool, err error) {
	if text := os.Getenv(variable); text != "" {
		key, err = parse(text, variable)
		return key, true, err
	}
	path := os.Getenv(fileVariable)
	if path == "" {
		return MasterKey{}, false, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return MasterKey{}, true, fault.New(fault.Invalid, "the master key that %s names cannot be read: %v", fileVariable, err)
	}
	key, err = parse(string(text), "the file "+path)
	return key, true, err
}

// parse reads a master key; what is wrong with it is told without a byte of it.
func parse(text, where string) (MasterKey, error) {
	key := MasterKey{Where: where}
	bytes, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(bytes) != len(key.Bytes) {
		return MasterKey{}, fault.New(fault.Invalid, "%s holds no master key: it should be %d bytes in base64", where, len(key.Bytes))
	}
	copy(key.Bytes[:], bytes)
	return key, nil
}

// begin makes a master key. The file is whole or not there, also after a power cut, before anything is wrapped with it.
func begin(path string) (MasterKey, error) {
	key := MasterKey{Where: "the file " + path}
	_, _ = rand.Read(key.Bytes[:]) // it never fails
	err := writeSynced(path, base64.StdEncoding.EncodeToString(key.Bytes[:])+"\n")
	if err != nil {
		return MasterKey{}, fmt.Errorf("make the master key: %w", err)
	}
	return key, nil
}

func writeSynced(path, text string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".master-*") // 0600
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		// A link and not a renaming: it takes the place of no other.
		err = os.Link(file.Name(), path)
	}
	if err = errors.Join(err, os.Remove(file.Name())); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
