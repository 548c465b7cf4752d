package lossy

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// sector is what a disk writes whole or not at all.
const sector = 512

// file has two contents: what whoever reads it sees, and what a power cut leaves.
type file struct {
	fs.Inode
	owner
	disk *Disk
	// names are how many it has; with the last one it goes.
	names atomic.Int32

	mu        sync.Mutex
	now, kept []byte
	// from and to frame what was written since the last sync.
	from, to int
}

// opened remembers how a file was opened.
type opened struct{ synced bool }

// Open opens it past the kernel's cache, which would outlive a cut.
func (f *file) Open(_ context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	if flags&syscall.O_TRUNC != 0 {
		if errno := f.resize(0); errno != 0 {
			return nil, 0, errno
		}
	}
	return &opened{synced: flags&syscall.O_DSYNC != 0}, fuse.FOPEN_DIRECT_IO, 0
}

// Getattr says whose the file is and how long.
func (f *file) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f.describe(&out.Attr)
	return 0
}

func (f *file) describe(out *fuse.Attr) {
	f.tell(out)
	out.Size, out.Nlink = uint64(f.size()), uint32(f.names.Load())
}

// Setattr makes the file shorter or longer, which is content like any other. Times there are none.
func (f *file) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	f.change(in)
	if size, ok := in.GetSize(); ok {
		if errno := f.resize(int(size)); errno != 0 {
			return errno
		}
	}
	return f.Getattr(ctx, h, out)
}

// Read reads what was written, synced or not.
func (f *file) Read(_ context.Context, _ fs.FileHandle, dest []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if at >= int64(len(f.now)) {
		return fuse.ReadResultData(nil), 0
	}
	return fuse.ReadResultData(dest[:copy(dest, f.now[at:])]), 0
}

// Write writes, as far as there is room.
func (f *file) Write(_ context.Context, h fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if errno := f.disk.lit(); errno != 0 {
		return 0, errno
	}
	end := int(at) + len(data)
	if errno := f.grow(end); errno != 0 {
		return 0, errno
	}
	copy(f.now[at:], data)
	f.touch(int(at), end)
	if o, ok := h.(*opened); ok && o.synced {
		f.keep()
	}
	return uint32(len(data)), 0
}

// Fsync keeps the content.
func (f *file) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	f.mu.Lock()
	defer f.mu.Unlock()
	if errno := f.disk.lit(); errno != 0 {
		return errno
	}
	f.keep()
	return 0
}

// Flush is what closing a file does, which syncs nothing.
func (f *file) Flush(context.Context, fs.FileHandle) syscall.Errno { return 0 }

func (f *file) size() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return int64(len(f.now))
}

func (f *file) resize(to int) syscall.Errno {
	f.mu.Lock()
	defer f.mu.Unlock()
	if errno := f.disk.lit(); errno != 0 {
		return errno
	}
	if to > len(f.now) {
		from := len(f.now)
		errno := f.grow(to)
		f.touch(from, len(f.now))
		return errno
	}
	f.touch(to, len(f.now))
	errno := f.disk.take(int64(to - len(f.now)))
	f.now = f.now[:to]
	return errno
}

// grow makes the file at least that long, with zeros.
func (f *file) grow(to int) syscall.Errno {
	more := to - len(f.now)
	if more <= 0 {
		return 0
	}
	if errno := f.disk.take(int64(more)); errno != 0 {
		return errno
	}
	f.touch(len(f.now), to)
	f.now = slices.Grow(f.now, more)
	clear(f.now[len(f.now):to])
	f.now = f.now[:to]
	return 0
}

// touch notes what is not synced any more.
func (f *file) touch(from, to int) {
	if f.from == f.to {
		f.from, f.to = from, to
		return
	}
	f.from, f.to = min(f.from, from), max(f.to, to)
}

// keep makes what is seen what stays.
func (f *file) keep() {
	f.disk.syncs.Add(1)
	size := len(f.now)
	if len(f.kept) > size {
		f.kept = f.kept[:size]
	}
	if more := size - len(f.kept); more > 0 {
		f.from = min(f.from, len(f.kept))
		f.kept = slices.Grow(f.kept, more)[:size]
		f.to = size
	}
	if to := min(f.to, size); f.from < to {
		copy(f.kept[f.from:to], f.now[f.from:to])
	}
	f.from, f.to = 0, 0
}

// cut makes what was kept all that there is.
func (f *file) cut(torn *rand.Rand) (lost int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	lost = f.unsynced()
	if torn != nil && lost > 0 {
		f.tear(torn)
	}
	// Never refused: what stays was there before.
	f.disk.room.Add(int64(len(f.now) - len(f.kept)))
	f.now, f.from, f.to = slices.Clone(f.kept), 0, 0
	return lost
}

// unsynced counts the bytes that a cut would change.
func (f *file) unsynced() (n int) {
	both := min(len(f.now), len(f.kept))
	for i := f.from; i < min(f.to, both); i++ {
		if f.now[i] != f.kept[i] {
			n++
		}
	}
	return n + max(len(f.now), len(f.kept)) - both
}

// tear keeps some of the sectors that were not synced. One that stays behind others that do not leaves zeros before it.
func (f *file) tear(torn *rand.Rand) {
	for at := f.from / sector * sector; at < len(f.now); at += sector {
		end := min(at+sector, len(f.now))
		same := end <= len(f.kept) && bytes.Equal(f.now[at:end], f.kept[at:end])
		if same || torn.IntN(2) == 0 {
			continue
		}
		if more := end - len(f.kept); more > 0 {
			f.kept = append(f.kept, make([]byte, more)...)
		}
		copy(f.kept[at:end], f.now[at:end])
	}
}
