package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dontblink.dev/pkg/fault"
)

// Bundle is a backup that was read back: a tar file, or a folder of the same files.
type Bundle struct {
	Manifest
	path string
	// open opens one of its files.
	open func(name string) (io.ReadCloser, error)
	file *os.File
}

// OpenBundle opens a backup and checks that each of its files is there, whole and unchanged. The chain of events is checked when they are read.
func OpenBundle(path string) (*Bundle, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fault.New(fault.NotFound, "there is no backup at %s: %v", path, errors.Unwrap(err))
	}
	b := &Bundle{path: path}
	if info.IsDir() {
		b.open = func(name string) (io.ReadCloser, error) {
			return os.Open(filepath.Join(path, filepath.FromSlash(name)))
		}
	} else if err := b.openTar(); err != nil {
		return nil, err
	}
	if err := b.check(); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// Close gives the file free.
func (b *Bundle) Close() error {
	if b.file == nil {
		return nil
	}
	return b.file.Close()
}

// openTar notes where each file lies, so that they can be read in any order and more than once.
func (b *Bundle) openTar() (err error) {
	if b.file, err = os.Open(b.path); err != nil {
		return err
	}
	members := map[string]*io.SectionReader{}
	reader := tar.NewReader(b.file)
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(b.broken("it is no whole tar file: %v", err), b.file.Close())
		}
		// A tar reader reads no further than it must, so the file stands where the member begins.
		at, err := b.file.Seek(0, io.SeekCurrent)
		if err != nil {
			return errors.Join(err, b.file.Close())
		}
		members[header.Name] = io.NewSectionReader(b.file, at, header.Size)
	}
	b.open = func(name string) (io.ReadCloser, error) {
		m, ok := members[name]
		if !ok {
			return nil, os.ErrNotExist
		}
		return io.NopCloser(io.NewSectionReader(m, 0, m.Size())), nil
	}
	return nil
}

func (b *Bundle) broken(format string, args ...any) error {
	return fault.New(fault.Invalid, "the backup %s cannot be used: %s", b.path, fmt.Sprintf(format, args...))
}

// check reads the manifest and everything that it names.
func (b *Bundle) check() error {
	text, err := b.read(manifestName)
	if err != nil {
		return b.broken("it has no %s, so it was never finished (%v)", manifestName, err)
	}
	if err := json.Unmarshal(text, &b.Manifest); err != nil || b.Format != format {
		return b.broken("its %s is none that dontblink wrote", manifestName)
	}
	if b.Version > formatVersion {
		return b.broken("a newer dontblink (%s) made it: upgrade this one", b.Program)
	}
	for _, m := range b.Members {
		if err := b.intact(m); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bundle) read(name string) ([]byte, error) {
	r, err := b.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func (b *Bundle) intact(m Member) error {
	if !filepath.IsLocal(m.Name) {
		return b.broken("it names a file outside of itself: %s", m.Name)
	}
	r, err := b.open(m.Name)
	if err != nil {
		return b.broken("%s is missing", m.Name)
	}
	defer r.Close()
	hash := sha256.New()
	if n, err := io.Copy(hash, r); err != nil || n != m.Bytes || hex.EncodeToString(hash.Sum(nil)) != m.SHA256 {
		return b.broken("%s is not what it was when the backup was made", m.Name)
	}
	return nil
}

// entries calls each with the events after a sequence, in order, and checks the chain from the first one on.
func (b *Bundle) entries(ctx context.Context, after uint64, each func(Entry) error) error {
	var at Head
	for _, m := range b.Members {
		if !strings.HasPrefix(m.Name, eventsFolder) {
			continue
		}
		err := b.lines(m.Name, func(text []byte) (err error) {
			var l line
			if err := json.Unmarshal(text, &l); err != nil {
				return b.broken("%s holds what is no event: %v", m.Name, err)
			}
			e := l.entry()
			if at, err = at.checked(e); err != nil {
				return b.broken("%v", err)
			}
			if e.Sequence <= after || ctx.Err() != nil {
				return ctx.Err()
			}
			return each(e)
		})
		if err != nil {
			return err
		}
	}
	if at != (Head{b.Events, b.Head}) {
		return b.broken("its events end at %d, and should at %d", at.Sequence, b.Events)
	}
	return nil
}

func (b *Bundle) lines(name string, each func([]byte) error) error {
	r, err := b.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	buffered := bufio.NewReaderSize(r, 1<<20)
	for {
		text, err := buffered.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(bytes.TrimSpace(text)) == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err := each(text); err != nil {
			return err
		}
	}
}

// hashAt returns the chain's hash at an event of the backup.
func (b *Bundle) hashAt(ctx context.Context, sequence uint64) (hash Hash, err error) {
	found := errors.New("found")
	err = b.entries(ctx, sequence-1, func(e Entry) error {
		hash = e.Hash
		return found
	})
	if errors.Is(err, found) {
		err = nil
	}
	return hash, err
}

// Parts calls each with what is not events: its name, and how to read it.
func (b *Bundle) Parts(each func(name string, r io.Reader) error) error {
	for _, m := range b.Members {
		if strings.HasPrefix(m.Name, eventsFolder) {
			continue
		}
		text, err := b.read(m.Name)
		if err != nil {
			return err
		}
		if err := each(m.Name, bytes.NewReader(text)); err != nil {
			return err
		}
	}
	return nil
}
