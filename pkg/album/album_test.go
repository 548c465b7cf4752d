package album_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/album"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/picture"
)

// made is a picture of so many bytes, and a copy; the album does not look into them.
func made(seed byte, size int) *picture.Picture {
	data := make([]byte, size)
	for i := range data {
		// No two places look alike, so that a remnant can be found.
		data[i] = byte(i*7+i/251) ^ seed
	}
	copy(data, []byte("what can be seen: "+string(rune('a'+seed%26))))
	sum := sha256.Sum256(data)
	return &picture.Picture{
		Hash: hex.EncodeToString(sum[:]), Bytes: data, MediaType: picture.JPEG,
		Copies: map[picture.Size][]byte{picture.Thumb: append([]byte("what can be seen in small: "), seed)},
	}
}

func open(t *testing.T, nc *nats.Conn) *album.Album {
	t.Helper()
	if _, err := eventlog.Open(t.Context(), nc); err != nil {
		t.Fatal(err)
	}
	a := album.New(nc)
	if err := a.Make(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

func keep(t *testing.T, a *album.Album, p *picture.Picture) {
	t.Helper()
	if err := a.Keep(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

func TestAPictureComesBackAsItWasKept(t *testing.T) {
	t.Parallel()
	nc := localtest.NATS(t)
	a, p := open(t, nc), made(1, 700_000)
	keep(t, a, p)
	for size, want := range map[picture.Size][]byte{
		picture.Full: p.Bytes, picture.Thumb: p.Copies[picture.Thumb],
		picture.Small: p.Bytes, // there is no copy of that size, so it is not larger itself
	} {
		if got, err := a.Get(t.Context(), p.Hash, size); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, %v; want %d", size, len(got), err, len(want))
		}
	}
	if _, err := a.Get(t.Context(), made(2, 10).Hash, picture.Full); !errors.Is(err, fault.NotFound) {
		t.Errorf("a picture that nobody kept: %v, want NotFound", err)
	}
}

func TestAPictureIsKeptOnce(t *testing.T) {
	t.Parallel()
	nc := localtest.NATS(t)
	a, p := open(t, nc), made(1, 700_000)
	keep(t, a, p)
	before := messages(t, nc)
	keep(t, a, p)
	if after := messages(t, nc); after != before {
		t.Errorf("%d messages, and %d after the same again", before, after)
	}
}

// messages is how many the store has.
func messages(t *testing.T, nc *nats.Conn) uint64 {
	t.Helper()
	return stream(t, nc).CachedInfo().State.LastSeq
}

func stream(t *testing.T, nc *nats.Conn) jetstream.Stream {
	t.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.Stream(t.Context(), "OBJ_ADVOCACY_PICTURES")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lose takes one large piece of what is kept, as damage would: one of a picture, and not of a copy.
func lose(t *testing.T, nc *nats.Conn) {
	t.Helper()
	s := stream(t, nc)
	for next := uint64(1); ; next++ {
		m, err := s.GetMsg(t.Context(), next)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Data) > 100_000 {
			if err := s.DeleteMsg(t.Context(), next); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
}

func TestADamagedPictureIsToldAndMendedByTheSameAgain(t *testing.T) {
	t.Parallel()
	nc := localtest.NATS(t)
	a, p := open(t, nc), made(1, 700_000)
	keep(t, a, p)
	lose(t, nc)
	if whole, err := a.Whole(t.Context(), p.Hash); whole || err != nil {
		t.Errorf("with a piece missing it is whole: %v, %v", whole, err)
	}
	keep(t, a, p)
	if whole, err := a.Whole(t.Context(), p.Hash); !whole || err != nil {
		t.Errorf("kept again, it is whole: %v, %v", whole, err)
	}
}

// on returns whether any file below a folder holds a text.
func on(t *testing.T, dir, text string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		found = found || bytes.Contains(data, []byte(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestNothingOfARemovedPictureIsLeftOnTheDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n, err := local.StartNATS(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	nc, err := n.Connect()
	if err != nil {
		t.Fatal(err)
	}
	a, gone, stays := open(t, nc), made(1, 900_000), made(2, 900_000)
	keep(t, a, gone)
	keep(t, a, stays)
	middle := string(gone.Bytes[500_000:500_040])
	if !on(t, dir, middle) || !on(t, dir, "what can be seen: b") {
		t.Fatal("what is kept is not found on the disk, so this test could not fail")
	}
	if err := a.Remove(t.Context(), gone.Hash); err != nil {
		t.Fatal(err)
	}
	if err := a.Remove(t.Context(), gone.Hash); err != nil {
		t.Errorf("removed twice: %v", err)
	}
	if there, err := a.Has(t.Context(), gone.Hash); there || err != nil {
		t.Errorf("a removed picture is there: %v, %v", there, err)
	}
	nc.Close()
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"what can be seen: b", "what can be seen in small: \x01", middle} {
		if on(t, dir, text) {
			t.Errorf("%q is still on the disk", text)
		}
	}
	if !on(t, dir, "what can be seen: c") {
		t.Error("the other picture went with it")
	}
}

func TestASweepTakesWhatNobodyWantsAndWhatIsNotWhole(t *testing.T) {
	t.Parallel()
	nc := localtest.NATS(t)
	a, wanted, unwanted := open(t, nc), made(1, 300_000), made(2, 300_000)
	keep(t, a, wanted)
	keep(t, a, unwanted)
	// Somebody was stopped before the end.
	if _, err := nc.Request("$O.ADVOCACY_PICTURES.C.half", []byte("half"), 30*time.Second); err != nil {
		t.Fatal(err)
	}
	want := func(hash string) bool { return hash == wanted.Hash }
	if removed, err := a.Sweep(t.Context(), want, time.Now().Add(-time.Hour)); removed != 0 || err != nil {
		t.Errorf("%d removed, %v; what is young may be about to be wanted", removed, err)
	}
	if removed, err := a.Sweep(t.Context(), want, time.Now().Add(time.Hour)); removed != 2 || err != nil {
		t.Errorf("%d removed, %v; want the picture and its copy", removed, err)
	}
	if whole, err := a.Whole(t.Context(), wanted.Hash); !whole || err != nil {
		t.Errorf("the wanted one is whole: %v, %v", whole, err)
	}
	info, err := stream(t, nc).Info(t.Context(), jetstream.WithSubjectFilter("$O.ADVOCACY_PICTURES.C.>"))
	if err != nil || len(info.State.Subjects) != 2 {
		t.Errorf("pieces of %d things are left, %v; want those of the wanted picture and its copy", len(info.State.Subjects), err)
	}
}

func TestAFullStoreKeepsNothingAndSaysSo(t *testing.T) {
	t.Parallel()
	n, err := local.StartNATS(t.TempDir(), 0, func(o *server.Options) { o.JetStreamMaxStore = 600_000 })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	nc, err := n.Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	a, small, large := open(t, nc), made(1, 100_000), made(2, 900_000)
	keep(t, a, small)
	if err := a.Keep(t.Context(), large); !errors.Is(err, fault.Unavailable) {
		t.Errorf("a picture that finds no room is answered %v, want Unavailable", err)
	}
	if whole, err := a.Whole(t.Context(), large.Hash); whole || err != nil {
		t.Errorf("it is whole: %v, %v", whole, err)
	}
	if whole, err := a.Whole(t.Context(), small.Hash); !whole || err != nil {
		t.Errorf("the one before is whole: %v, %v", whole, err)
	}
}

func TestAStoreThatForgetsIsRefused(t *testing.T) {
	t.Parallel()
	nc := localtest.NATS(t)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateObjectStore(t.Context(), jetstream.ObjectStoreConfig{Bucket: "ADVOCACY_PICTURES", TTL: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if err := album.New(nc).Make(t.Context()); !errors.Is(err, fault.Invalid) {
		t.Errorf("%v, want a refusal that names the stream", err)
	}
}
