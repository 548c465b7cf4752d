package local

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"dontblink.dev/pkg/fault"
)

// account is the user that Postgres runs as when we are root, since it refuses to run as root. Nil: whoever we are.
type account struct {
	name     string
	uid, gid uint32
}

// accountFor chooses: the owner of the data, so that data made by an ordinary user stays that user's; else postgres, else nobody.
func accountFor(data string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	if uid, gid, err := ownerOf(data); err == nil && uid != 0 {
		return named(uid, gid), nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return accountOf(u)
		}
	}
	return nil, fault.New(fault.Invalid,
		"Postgres refuses to run as root, and this system has neither a user postgres nor nobody; start dontblink as an ordinary user")
}

func accountOf(u *user.User) (*account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	return &account{name: u.Username, uid: uint32(uid), gid: uint32(gid)}, err
}

func named(uid, gid uint32) *account {
	a := &account{name: strconv.Itoa(int(uid)), uid: uid, gid: gid}
	if u, err := user.LookupId(a.name); err == nil {
		a.name = u.Username
	}
	return a
}

func ownerOf(path string) (uid, gid uint32, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, 0, err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, errors.ErrUnsupported
	}
	return stat.Uid, stat.Gid, nil
}

// credential is what a child is started with.
func (a *account) credential() *syscall.Credential {
	if a == nil {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid}
}

// reach checks that the account may enter every folder on the way to path, and path itself.
func (a *account) reach(path string) error {
	if a == nil {
		return nil
	}
	if parent := filepath.Dir(path); parent != path {
		if err := a.reach(parent); err != nil {
			return err
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() || a.mayEnter(info) {
		return nil
	}
	return fault.New(fault.Invalid,
		"Postgres runs as the user %s (it refuses to run as root), who may not enter %s: "+
			"keep the data elsewhere, as with --data /var/lib/dontblink", a.name, path)
}

func (a *account) mayEnter(folder fs.FileInfo) bool {
	stat, ok := folder.Sys().(*syscall.Stat_t)
	switch mode := folder.Mode(); {
	case ok && stat.Uid == a.uid:
		return mode&0o100 != 0
	case ok && stat.Gid == a.gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}

// give makes the account the owner of path and of all below it that is root's.
func (a *account) give(path string) error {
	if a == nil {
		return nil
	}
	return filepath.WalkDir(path, func(p string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if uid, _, err := ownerOf(p); err != nil || uid != 0 {
			return err
		}
		return os.Lchown(p, int(a.uid), int(a.gid))
	})
}

// id is the user that files of Postgres belong to.
func (a *account) id() uint32 {
	if a == nil {
		return uint32(os.Geteuid())
	}
	return a.uid
}
