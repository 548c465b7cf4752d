package lossy

import (
	"context"
	"os"
	"sync/atomic"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// owner is whose something is and what others may do with it, which Postgres looks at before it trusts a folder. It is kept at once, as
// names are, and nobody is kept from anything.
type owner struct{ mode, uid, gid atomic.Uint32 }

// own makes whoever asks the owner.
func (o *owner) own(ctx context.Context, mode uint32) {
	o.mode.Store(mode &^ syscall.S_IFMT)
	if caller, ok := fuse.FromContext(ctx); ok {
		o.uid.Store(caller.Uid)
		o.gid.Store(caller.Gid)
		return
	}
	o.uid.Store(uint32(os.Geteuid()))
	o.gid.Store(uint32(os.Getegid()))
}

func (o *owner) change(in *fuse.SetAttrIn) {
	if mode, ok := in.GetMode(); ok {
		o.mode.Store(mode &^ syscall.S_IFMT)
	}
	if uid, ok := in.GetUID(); ok {
		o.uid.Store(uid)
	}
	if gid, ok := in.GetGID(); ok {
		o.gid.Store(gid)
	}
}

func (o *owner) tell(out *fuse.Attr) {
	out.Mode = o.mode.Load()
	out.Owner = fuse.Owner{Uid: o.uid.Load(), Gid: o.gid.Load()}
}

// socket is where processes find each other; it holds nothing.
type socket struct {
	fs.Inode
	owner
}

// Getattr says whose it is.
func (s *socket) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	s.tell(&out.Attr)
	return 0
}

// Setattr gives it to somebody else.
func (s *socket) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	s.change(in)
	return s.Getattr(ctx, h, out)
}

// Mknod makes a socket; nothing else of that kind is asked for.
func (f *folder) Mknod(ctx context.Context, _ string, mode, _ uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	if mode&syscall.S_IFMT != syscall.S_IFSOCK {
		return nil, syscall.ENOTSUP
	}
	made := &socket{}
	made.own(ctx, mode)
	made.tell(&out.Attr)
	return f.NewPersistentInode(ctx, made, fs.StableAttr{Mode: syscall.S_IFSOCK}), 0
}
