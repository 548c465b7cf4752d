// Package lossy is a disk that forgets at a power cut what was not synced, and that can be full.
//
// It is a FUSE file system in the memory of this process: whoever is killed on it loses nothing, until Cut says that the power went
// too. What was synced (fsync, fdatasync, O_SYNC) stays, all other content goes; names stay as they are: a file that was made and
// never synced is there and empty, as on the file systems of our servers. It knows owners and keeps nobody from anything; it has no symbolic
// links and no holes.
package lossy

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
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
	// dark: the power is gone, and nothing is written any more.
	dark atomic.Bool
}

// plenty is the room of a disk that nobody made small.
const plenty = 1 << 40

// Mount mounts an empty disk on a folder. The error says why this machine cannot.
func Mount(dir string) (*Disk, error) {
	d := &Disk{}
	d.room.Store(plenty)
	d.root = &folder{disk: d}
	d.root.own(context.Background(), 0o755)
	server, err := mount(dir, d.root, &fs.Options{MountOptions: fuse.MountOptions{
		FsName: "lossy", Name: "lossy", DirectMountStrict: os.Geteuid() == 0,
		// Postgres refuses to run as root. Others than root may only be let in where the machine allows that.
		AllowOther: os.Geteuid() == 0,
		// Nothing is kept by the kernel, or it would remember what the disk forgets. Locks it keeps itself.
		DisableReadDirPlus: true, DisableXAttrs: true,
	}})
	if err != nil {
		return nil, fmt.Errorf("mount a FUSE file system on %s: %w", dir, err)
	}
	d.server = server
	return d, nil
}

// mount mounts, and keeps the kernel's end of the disk from programs that are started meanwhile or later: go-fuse does not when it mounts by
// itself. Whoever had it and used the disk would wait for ever, once this process has ended.
func mount(dir string, root *folder, options *fs.Options) (*fuse.Server, error) {
	if os.Geteuid() != 0 {
		return fs.Mount(dir, root, options) // by fusermount, and then it does
	}
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	server, err := fs.Mount(dir, root, options)
	if err != nil {
		return nil, err
	}
	opened, err := os.ReadDir("/proc/self/fd")
	for _, o := range opened {
		number, _ := strconv.Atoi(o.Name())
		if path, _ := os.Readlink("/proc/self/fd/" + o.Name()); path == "/dev/fuse" {
			syscall.CloseOnExec(number)
		}
	}
	return server, err
}

// Unmount gives the folder free. Nobody may have a file open any more.
func (d *Disk) Unmount() error { return d.server.Unmount() }

// Room says how many more bytes the disk takes from now on.
func (d *Disk) Room(bytes int64) { d.room.Store(bytes) }

// Syncs says how often something was asked to be kept.
func (d *Disk) Syncs() int64 { return d.syncs.Load() }

// Darken takes the power away from the disk: from here on until Cut nothing is written and nothing synced, as long as it takes the last
// process to end.
func (d *Disk) Darken() { d.dark.Store(true) }

// Cut forgets what was not synced, and says how many bytes that were. With a source of chance it is torn: of what was not synced each
// sector of 512 bytes stays or goes by itself, as with a disk that was writing. Nobody may be using the disk.
func (d *Disk) Cut(torn *rand.Rand) (lost int) {
	defer d.dark.Store(false)
	return cut(&d.root.Inode, torn)
}

// lit refuses what cannot be done without power.
func (d *Disk) lit() syscall.Errno {
	if d.dark.Load() {
		return syscall.EIO
	}
	return 0
}

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
	owner
	disk *Disk
}

// Getattr says whose it is.
func (f *folder) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f.tell(&out.Attr)
	return 0
}

// Setattr gives it to somebody else.
func (f *folder) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	f.change(in)
	return f.Getattr(ctx, h, out)
}

// Mkdir makes a folder, for good.
func (f *folder) Mkdir(ctx context.Context, _ string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	if errno := f.disk.lit(); errno != 0 {
		return nil, errno
	}
	made := &folder{disk: f.disk}
	made.own(ctx, mode)
	made.tell(&out.Attr)
	return f.NewPersistentInode(ctx, made, fs.StableAttr{Mode: syscall.S_IFDIR}), 0
}

// Create makes a file, for good, with nothing in it.
func (f *folder) Create(ctx context.Context, _ string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	if errno := f.disk.lit(); errno != 0 {
		return nil, nil, 0, errno
	}
	made := &file{disk: f.disk}
	made.names.Store(1)
	made.own(ctx, mode)
	made.tell(&out.Attr)
	node := f.NewPersistentInode(ctx, made, fs.StableAttr{Mode: syscall.S_IFREG})
	return node, &opened{synced: flags&syscall.O_DSYNC != 0}, fuse.FOPEN_DIRECT_IO, 0
}

// Link gives a file one more name, for good.
func (f *folder) Link(_ context.Context, target fs.InodeEmbedder, _ string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	linked, ok := target.(*file)
	if !ok {
		return nil, syscall.EPERM
	}
	if errno := f.disk.lit(); errno != 0 {
		return nil, errno
	}
	linked.names.Add(1)
	linked.describe(&out.Attr)
	return linked.EmbeddedInode(), 0
}

// Unlink takes away a name.
func (f *folder) Unlink(_ context.Context, name string) syscall.Errno {
	if errno := f.disk.lit(); errno != 0 {
		return errno
	}
	return forget(f.GetChild(name))
}

// forget gives back the room of a file whose last name goes.
func forget(node *fs.Inode) syscall.Errno {
	if gone, ok := node.Operations().(*file); ok && gone.names.Add(-1) == 0 {
		return gone.disk.take(-gone.size())
	}
	return 0
}

// Rmdir removes a folder that is empty.
func (f *folder) Rmdir(_ context.Context, name string) syscall.Errno {
	if len(f.GetChild(name).Children()) > 0 {
		return syscall.ENOTEMPTY
	}
	return f.disk.lit()
}

// Rename moves a name, for good; what lay there loses it.
func (f *folder) Rename(_ context.Context, _ string, parent fs.InodeEmbedder, name string, _ uint32) syscall.Errno {
	if errno := f.disk.lit(); errno != 0 {
		return errno
	}
	if old := parent.EmbeddedInode().GetChild(name); old != nil {
		return forget(old)
	}
	return 0
}

// Fsync has nothing to do: names are kept at once.
func (f *folder) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno { return f.disk.lit() }

// Statfs says how much room there is.
func (f *folder) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	out.Bsize, out.Frsize, out.NameLen = sector, sector, 255
	out.Blocks, out.Bfree = plenty/sector, uint64(max(0, f.disk.room.Load()))/sector
	out.Bavail = out.Bfree
	return 0
}
