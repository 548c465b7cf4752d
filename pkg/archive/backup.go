package archive

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"dontblink.dev/pkg/eventlog"
)

const (
	manifestName = "backup.json"
	eventsFolder = "events/"
	format       = "dontblink backup"
	// formatVersion grows when a backup is written that older programs cannot read.
	formatVersion = 1
	// memberEvents and memberBytes are what one file of events holds at the most: a tar says how long a file is before it comes.
	memberEvents = 10_000
	memberBytes  = 8 << 20
)

// Manifest is what a backup says of itself, in backup.json. It comes last: a backup without it broke off.
type Manifest struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Program string    `json:"program"`
	Made    time.Time `json:"made"`
	// Events is how many there are, from the first one on; Head is the hash of the last.
	Events  uint64   `json:"events"`
	Head    Hash     `json:"head"`
	Members []Member `json:"members"`
}

// Member is one file of a backup.
type Member struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Part is what else goes into a backup: keys, images, places. Who keeps it writes it and reads it.
type Part struct {
	Name string
	// Write writes it as of a moment after the events, or later.
	Write func(ctx context.Context, w io.Writer) error
	// Many is set instead of the two where nobody knows before the events are written which parts there are: of what an event names,
	// the list is made after the event.
	Many func(ctx context.Context) ([]Part, error)
}

// line is one event in a backup: one line of JSON that people can read.
type line struct {
	Sequence uint64 `json:"sequence"`
	Subject  string `json:"subject"`
	Header   string `json:"header,omitempty"`
	// HeaderBytes stands in place of a header that is no text. None of ours is, but whatever the log holds goes in.
	HeaderBytes []byte `json:"header_bytes,omitempty"`
	Data        []byte `json:"data"`
	Hash        Hash   `json:"hash"`
}

func lineOf(e Entry) line {
	l := line{Sequence: e.Sequence, Subject: e.Subject, Data: e.Data, Hash: e.Hash}
	if utf8.Valid(e.Header) {
		l.Header = string(e.Header)
	} else {
		l.HeaderBytes = e.Header
	}
	return l
}

func (l line) entry() Entry {
	header := l.HeaderBytes
	if header == nil {
		header = []byte(l.Header)
	}
	return Entry{Stored: eventlog.Stored{Sequence: l.Sequence, Subject: l.Subject, Header: header, Data: l.Data}, Hash: l.Hash}
}

// Backup writes every event of the archive up to its head as of now, and the parts, as a tar. The chain is checked on the way: a backup of
// an archive that is damaged would replace a good one.
func (a *Archive) Backup(ctx context.Context, w io.Writer, program string, made time.Time, parts []Part) (Manifest, error) {
	head, err := a.Head(ctx)
	if err != nil {
		return Manifest{}, err
	}
	b := &backup{tar: tar.NewWriter(w), manifest: Manifest{
		Format: format, Version: formatVersion, Program: program, Made: made.UTC(), Events: head.Sequence, Head: head.Hash,
	}}
	if err := a.Entries(ctx, 0, head.Sequence, b.event); err != nil {
		return Manifest{}, err
	}
	if b.at != head {
		return Manifest{}, stopf(b.at.Sequence, "the archive ends at event %d while it is read, and had %d", b.at.Sequence, head.Sequence)
	}
	if err := b.events(); err != nil {
		return Manifest{}, err
	}
	// After the events: a key that was destroyed in between is not in it.
	if err := b.parts(ctx, parts); err != nil {
		return Manifest{}, err
	}
	return b.manifest, b.close()
}

// parts writes what is beside the events, one after the other.
func (b *backup) parts(ctx context.Context, parts []Part) error {
	for _, part := range parts {
		if part.Many != nil {
			many, err := part.Many(ctx)
			if err == nil {
				err = b.parts(ctx, many)
			}
			if err != nil {
				return err
			}
			continue
		}
		if err := part.Write(ctx, &b.buffer); err != nil {
			return fmt.Errorf("back up %s: %w", part.Name, err)
		}
		if err := b.member(part.Name); err != nil {
			return err
		}
	}
	return nil
}

type backup struct {
	tar      *tar.Writer
	manifest Manifest
	at       Head
	// first is the first event in the buffer.
	first  uint64
	buffer bytes.Buffer
}

func (b *backup) event(e Entry) (err error) {
	if b.at, err = b.at.checked(e); err != nil {
		return err
	}
	if b.first == 0 {
		b.first = e.Sequence
	}
	text, err := json.Marshal(lineOf(e))
	if err != nil {
		return err
	}
	b.buffer.Write(append(text, '\n'))
	if e.Sequence-b.first+1 == memberEvents || b.buffer.Len() >= memberBytes {
		return b.events()
	}
	return nil
}

// events writes what is in the buffer as a file of events.
func (b *backup) events() error {
	if b.first == 0 {
		return nil
	}
	name := fmt.Sprintf("%s%012d.jsonl", eventsFolder, b.first)
	b.first = 0
	return b.member(name)
}

func (b *backup) member(name string) error {
	sum := sha256.Sum256(b.buffer.Bytes())
	b.manifest.Members = append(b.manifest.Members, Member{Name: name, Bytes: int64(b.buffer.Len()), SHA256: hex.EncodeToString(sum[:])})
	return b.write(name)
}

func (b *backup) write(name string) error {
	defer b.buffer.Reset()
	header := &tar.Header{Name: name, Mode: 0o600, Size: int64(b.buffer.Len()), ModTime: b.manifest.Made.Truncate(time.Second)}
	if err := b.tar.WriteHeader(header); err != nil {
		return err
	}
	_, err := b.tar.Write(b.buffer.Bytes())
	return err
}

func (b *backup) close() error {
	text, err := json.MarshalIndent(b.manifest, "", "  ")
	if err != nil {
		return err
	}
	b.buffer.Write(append(text, '\n'))
	if err := b.write(manifestName); err != nil {
		return err
	}
	return b.tar.Close()
}
