package local

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/fault"
)

func TestTheLogIsThereAgainAfterAClose(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for want := range uint64(3) {
		n := startNATS(t, dir, 0)
		js := jetStream(t, n)
		if _, err := js.AddStream(&nats.StreamConfig{Name: "S", Subjects: []string{"s"}}); err != nil {
			t.Fatal(err)
		}
		info, err := js.StreamInfo("S")
		if err != nil || info.State.Msgs != want {
			t.Errorf("at start %d the log holds %v (%v), want %d messages", want, info, err, want)
		}
		if _, err := js.Publish("s", nil); err != nil {
			t.Error(err)
		}
		mustClose(t, n)
	}
}

func TestTheLogSyncsWhatItAcknowledges(t *testing.T) {
	t.Parallel()
	if n := startNATS(t, t.TempDir(), 0); !n.server.JetStreamConfig().SyncAlways {
		t.Error("SyncAlways is off")
	}
}

func TestTheLogListensOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	if n := startNATS(t, t.TempDir(), 0); n.URL() != "" {
		t.Errorf("it listens at %s, want nowhere", n.URL())
	}
	n := startNATS(t, t.TempDir(), -1)
	if !strings.HasPrefix(n.URL(), "nats://127.0.0.1:") {
		t.Errorf("it listens at %s, want at 127.0.0.1 alone", n.URL())
	}
	conn, err := nats.Connect(n.URL())
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}

func TestATakenPortIsSaid(t *testing.T) {
	t.Parallel()
	var port int
	if _, err := fmt.Sscanf(startNATS(t, t.TempDir(), -1).URL(), "nats://127.0.0.1:%d", &port); err != nil {
		t.Fatal(err)
	}
	_, err := StartNATS(t.TempDir(), port)
	if err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("got %v, want that the address is in use", err)
	}
}

func TestASecondLogOnTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	startNATS(t, dir, 0)
	_, err := StartNATS(dir, 0)
	want := fmt.Sprintf("the folder %s is in use by another dontblink (process %d); stop it, or name another folder with --data",
		dir, os.Getpid())
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if _, ok := errors.AsType[InUse](err); !ok || !errors.Is(err, fault.Unavailable) {
		t.Errorf("%v is no InUse and fault.Unavailable", err)
	}
}

func startNATS(t *testing.T, dir string, port int) *NATS {
	t.Helper()
	n, err := StartNATS(dir, port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mustClose(t, n) })
	return n
}

func jetStream(t *testing.T, n *NATS) nats.JetStreamContext {
	t.Helper()
	conn, err := n.Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := conn.JetStream()
	if err != nil {
		t.Fatal(err)
	}
	return js
}
