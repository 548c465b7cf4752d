package apart_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"dontblink.dev/pkg/album"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/picture"
)

func TestTheRecorderKeepsPicturesAndTheProjectorReadsThem(t *testing.T) {
	t.Parallel()
	port := freePorts(t, 1)[0]
	s := startNATS(t, t.TempDir(), port)
	t.Cleanup(func() { stopNATS(s) })
	recorder, refused := connectAs(t, port, "recorder")
	if _, err := eventlog.Open(t.Context(), recorder); err != nil {
		t.Fatal(err)
	}
	kept, p := album.New(recorder), &picture.Picture{Hash: "kept", Bytes: bytes.Repeat([]byte("picture"), 300_000)}
	if err := kept.Make(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := kept.Keep(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	projector, alsoRefused := connectAs(t, port, "projector")
	read := album.New(projector)
	for name, a := range map[string]*album.Album{"recorder": kept, "projector": read} {
		if data, err := a.Get(t.Context(), "kept", picture.Full); err != nil || !bytes.Equal(data, p.Bytes) {
			t.Errorf("the %s reads %d bytes, %v", name, len(data), err)
		}
		if all, err := a.All(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("the %s lists %v, %v", name, all, err)
		}
	}
	for _, subject := range []string{
		"$O.ADVOCACY_PICTURES.M.a2VwdA==", "$JS.API.STREAM.PURGE.OBJ_ADVOCACY_PICTURES", "$JS.API.STREAM.MSG.DELETE.OBJ_ADVOCACY_PICTURES",
	} {
		expectRefusal(t, projector, alsoRefused, subject, "{}")
	}
	expectRefusal(t, recorder, refused, "$JS.API.STREAM.DELETE.OBJ_ADVOCACY_PICTURES", "")
	if err := kept.Remove(t.Context(), "kept"); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Get(t.Context(), "kept", picture.Full); !errors.Is(err, fault.NotFound) {
		t.Errorf("a removed picture is read: %v", err)
	}
	if _, err := kept.Sweep(t.Context(), func(string) bool { return false }, time.Now().Add(time.Hour)); err != nil {
		t.Errorf("sweep: %v", err)
	}
	select {
	case err := <-refused:
		t.Errorf("the recorder was refused something that it needs: %v", err)
	default:
	}
}
