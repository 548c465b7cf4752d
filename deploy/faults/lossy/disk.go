// Package lossy is a disk that forgets at a power cut what was not synced, and that can be full.
//
// It is a FUSE file system in the memory of this process: whoever is killed on it loses nothing, until Cut says that the power went
// too. What was synced (fsync, fdatasync, O_SYNC) stays, all other content goes; names stay as they are: a file that was made and
// never synced is there and empty, as on the file systems of our servers. It has no links, no permissions, and no holes.
package lossy

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// Disk is one that is mounted.
type Disk struct {
	root   *folder
	server *fuse.Server
	// room is how many bytes may still be written; below zero it is full.
	room atomic.Int64
	// syncs counts what was asked to be kept.
	syncs atomic.Int64
}

// plenty is the room of a disk that nobody made small.
const plenty = 1 << 40

// Mount mounts an empty disk on a folder. The error says why this machine cannot.
func Mount(dir string) (*Disk, error) {
	d := &Disk{}
	d.room.Store(plenty)
	d.root = &folder{disk: d}
	server, err := fs.Mount(dir, d.root, &fs.Options{MountOptions: fuse.MountOptions{
		FsName: "lossy", Name: "lossy", DirectMount: true,
		// Nothing is kept by the kernel, or it would remember what the disk forgets. Locks it keeps itself.
		DisableReadDirPlus: true, DisableXAttrs: true,
	}})
	if err != nil {
		return nil, fmt.Errorf("mount a FUSE file system on %s: %w", dir, err)
	}
	d.server = server
	return d, nil
}

// Unmount gives the folder free. Nobody may have a file open any more.
func (d *Disk) Unmount() error { return d.server.Unmount() }

// Room says how many more bytes the disk takes from now on.
func (d *Disk) Room(bytes int64) { d.room.Store(bytes) }

// Syncs says how often something was asked to be kept.
func (d *Disk) Syncs() int64 { return d.syncs.Load() }

// Cut forgets what was not synced, and says how many bytes that were. With a source of chance it is torn: of what was not synced each
// sector of 512 bytes stays or goes by itself, as with a disk that was writing. Nobody may be using the disk.
func (d *Disk) Cut(torn *rand.Rand) (lost int) { return cut(&d.root.Inode, torn) }

func cut(node *fs.Inode, torn *rand.Rand) (lost int) {
	if f, ok := node.Operations().(*file); ok {
		return f.cut(torn)
	}
	for _, child := range node.Children() {
		lost += cut(child, torn)
	}
	return lost
}

// take takes room on the disk, or reports that there is none.
func (d *Disk) take(bytes int64) syscall.Errno {
	if bytes > 0 && d.room.Add(-bytes) < 0 {
		d.room.Add(bytes)
		return syscall.ENOSPC
	}
	if bytes < 0 {
		d.room.Add(-bytes)
	}
	return 0
}

// folder holds files and folders by name, which go-fuse keeps.
type folder struct {
	fs.Inode
	disk *Disk
}

// Getattr says that anyone may enter.
func (*folder) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	out.Mode = 0o777
	return 0
}

// Setattr is for owners and modes, of which there are none.
func (*folder) Setattr(_ context.Context, _ fs.FileHandle, _ *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	out.Mode = 0o777
	return 0
}

// Mkdir makes a folder, for good.
func (f *folder) Mkdir(ctx context.Context, _ string, _ uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	out.Mode = 0o777
	return f.NewPersistentInode(ctx, &folder{disk: f.disk}, fs.StableAttr{Mode: syscall.S_IFDIR}), 0
}

// Create makes a file, for good, with nothing in it.
func (f *folder) Create(ctx context.Context, _ string, flags, _ uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	out.Mode = 0o666
	made := &file{disk: f.disk}
	node := f.NewPersistentInode(ctx, made, fs.StableAttr{Mode: syscall.S_IFREG})
	return node, &opened{synced: flags&syscall.O_DSYNC != 0}, fuse.FOPEN_DIRECT_IO, 0
}

// Unlink gives back the room of a file.
func (f *folder) Unlink(_ context.Context, name string) syscall.Errno {
	if gone, ok := f.GetChild(name).Operations().(*file); ok {
		return f.disk.take(-gone.size())
	}
	return 0
}

// Rmdir removes a folder that is empty.
func (f *folder) Rmdir(_ context.Context, name string) syscall.Errno {
	if len(f.GetChild(name).Children()) > 0 {
		return syscall.ENOTEMPTY
	}
	return 0
}

// Rename moves a name, for good; what lay there gives back its room.
func (f *folder) Rename(_ context.Context, _ string, parent fs.InodeEmbedder, name string, _ uint32) syscall.Errno {
	if old := parent.EmbeddedInode().GetChild(name); old != nil {
		if gone, ok := old.Operations().(*file); ok {
			return f.disk.take(-gone.size())
		}
	}
	return 0
}

// Fsync has nothing to do: names are kept at once.
func (f *folder) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno { return 0 }

// Statfs says how much room there is.
func (f *folder) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	out.Bsize, out.Frsize, out.NameLen = sector, sector, 255
	out.Blocks, out.Bfree = plenty/sector, uint64(max(0, f.disk.room.Load()))/sector
	out.Bavail = out.Bfree
	return 0
}
