package eventlog_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	"dontblink.dev/pkg/vault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// sealing is a log that seals, and where its keys are.
func sealing(tb testing.TB) (*eventlog.Log, *nats.Conn, *pgxpool.Pool) {
	tb.Helper()
	l, nc := open(tb)
	db := localtest.DB(tb)
	l.Vault = vaultIn(db)
	return l, nc, db
}

func vaultIn(db *pgxpool.Pool) *vault.Vault { return vault.New(db, vault.Given([32]byte{1})) }

// elsewhere is the same log in a process that has no key in memory yet.
func elsewhere(t *testing.T, nc *nats.Conn, v *vault.Vault) *eventlog.Log {
	t.Helper()
	l, err := eventlog.Open(t.Context(), nc)
	if err != nil {
		t.Fatal(err)
	}
	l.Vault = v
	return l
}

func TestWhatTellsOfPeopleIsSealedAndReadAsItWas(t *testing.T) {
	t.Parallel()
	l, nc, db := sealing(t)
	at := mustAppend(t, l, command("c1"), thing.Activity("kohs"), eventlog.At{}, recorded("wombat"))
	mustAppend(t, l, command("c2"), thing.Person("p1"), eventlog.At{}, recorded("wombat"))
	mustAppend(t, l, command("c3"), thing.Issue("2024-01"), eventlog.At{}, recorded("wombat"))
	mustAppend(t, l, command("c4"), thing.Activity("kohs"), at, recorded("wombat"), withdrawn("wombat"))
	mustAppend(t, l, command("c5"), thing.Edition, eventlog.At{}, recorded("quokka"))

	keys := map[string]int{}
	for sequence := uint64(1); sequence <= 5; sequence++ {
		m := raw(t, nc, sequence)
		keys[m.Header.Get("ce-keyid")]++
		if strings.Contains(string(m.Data), "wombat") || m.Header.Get("content-type") != "application/octet-stream" {
			t.Errorf("event %d lies open in the store: %q, %s", sequence, m.Data, m.Header)
		}
	}
	if len(keys) != 3 || keys[""] > 0 {
		t.Errorf("keys of three things: %v", keys)
	}
	if m := raw(t, nc, 6); m.Header.Get("ce-keyid") != "" || !strings.Contains(string(m.Data), "quokka") {
		t.Errorf("the edition is sealed: %s", m.Header)
	}
	reader := elsewhere(t, nc, vaultIn(db))
	h := load(t, reader, thing.Activity("kohs"))
	if len(h) != 3 || h[2].Erased || !proto.Equal(h[2].Event, withdrawn("wombat")) || h.At().Key != h[0].Key || h.At().Key == "" {
		t.Errorf("read elsewhere: %v", h)
	}
}

func TestEventsFromBeforeTheLogWasSealedAreRead(t *testing.T) {
	t.Parallel()
	l, _, db := sealing(t)
	l.Vault = nil
	on := thing.Activity("kohs")
	at := mustAppend(t, l, command("c1"), on, eventlog.At{}, recorded("open"))
	l.Vault = vaultIn(db)
	mustAppend(t, l, command("c2"), on, at, recorded("sealed"))
	h := load(t, l, on)
	if len(h) != 2 || h[0].Key != "" || h[1].Key == "" || !proto.Equal(h[1].Event, recorded("sealed")) || !proto.Equal(h[0].Event, recorded("open")) {
		t.Errorf("a log that was open at first: %v", h)
	}
}

func TestAnErasedEventSaysNothingAndCounts(t *testing.T) {
	t.Parallel()
	l, nc, db := sealing(t)
	on := thing.Activity("kohs")
	at := mustAppend(t, l, command("c1"), on, eventlog.At{}, recorded("wombat"), recorded("wombat again"))
	before := load(t, l, on)
	mustAppend(t, l, command("c2"), on, at, &eventv1.ActivityErased{Reason: "asked for", Keys: []string{at.Key}})
	if err := l.Vault.Destroy(t.Context(), "asked for", at.Key); err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]*eventlog.Log{"here": l, "elsewhere": elsewhere(t, nc, vaultIn(db))} {
		h := load(t, l, on)
		want := before
		for i := range want {
			want[i].Event, want[i].Erased = nil, true
		}
		if diff := cmp.Diff(want, h[:2], protocmp.Transform()); diff != "" {
			t.Errorf("%s, what was erased (-want +got):\n%s", name, diff)
		}
		if h.At().Version != 3 || h[2].Key == at.Key || h[2].Erased {
			t.Errorf("%s, the erasure itself: %v; it is sealed with a key of its own", name, h[2])
		}
		if done, ok := h.Done("c1"); !ok || done.Version != 2 {
			t.Errorf("%s, the command is forgotten with what it said: %v", name, done)
		}
		all, err := l.LoadAll(t.Context(), []thing.Thing{on, thing.Activity("none")})
		if err != nil || len(all[0]) != 3 || !all[0][0].Erased {
			t.Errorf("%s, LoadAll = %v, %v", name, all, err)
		}
		messages := subscribe(t, l, &keeper{}, 10)
		batch, err := eventlog.BatchOf(receive(t, messages))
		if err != nil || !batch[0].Erased || batch[0].Event != nil {
			t.Errorf("%s, a batch: %v, %v", name, batch, err)
		}
		followed := receive(t, following(t, l, thing.KindActivity, 0))
		if !followed.Erased || followed.Version != 1 {
			t.Errorf("%s, followed: %v", name, followed)
		}
	}
}

func TestManyThingsAtOnceAreSealedEachWithItsOwnKey(t *testing.T) {
	t.Parallel()
	l, nc, _ := sealing(t)
	entries := []eventlog.Entry{entry("one", 1), entry("two", 30), entry("three", 3)}
	for _, result := range l.AppendAll(t.Context(), entries) {
		if result.Err != nil || result.At.Key == "" {
			t.Fatal(result)
		}
	}
	keys := map[string]bool{}
	for sequence := uint64(1); sequence <= 34; sequence++ {
		m := raw(t, nc, sequence)
		keys[m.Header.Get("ce-keyid")] = true
	}
	if len(keys) != 3 || keys[""] {
		t.Errorf("keys of three things: %v", keys)
	}
}

func TestWhatCannotBeOpenedSaysWhyAndWhatToDo(t *testing.T) {
	t.Parallel()
	l, nc, db := sealing(t)
	at := mustAppend(t, l, command("c1"), thing.Activity("kohs"), eventlog.At{}, recorded("wombat"))
	good := raw(t, nc, 1)
	// Somebody who may write to the stream moves a payload to another thing.
	moved := &nats.Msg{Subject: "advocacy.activity.other", Header: nats.Header{}, Data: good.Data}
	for name, values := range good.Header {
		if !strings.HasPrefix(name, "Nats-") {
			moved.Header[name] = values
		}
	}
	moved.Header["ce-subject"] = []string{"activity/other"}
	if _, err := nc.RequestMsg(moved, 10*time.Second); err != nil {
		t.Fatal(err)
	}
	_, err := l.Load(t.Context(), thing.Activity("other"))
	if stop := stopOf(t, err); !strings.Contains(stop.Why, "was changed after it was sealed, or moved") || stop.Sequence != 2 {
		t.Errorf("a payload that was moved: %v", err)
	}
	_, err = elsewhere(t, nc, nil).Load(t.Context(), thing.Activity("kohs"))
	if stop := stopOf(t, err); !strings.Contains(stop.Why, "there are no keys here") {
		t.Errorf("without a vault: %v", err)
	}
	if _, err := db.Exec(t.Context(), `delete from keys.key where id = $1`, at.Key); err != nil {
		t.Fatal(err)
	}
	_, err = elsewhere(t, nc, vaultIn(db)).Load(t.Context(), thing.Activity("kohs"))
	if stop := stopOf(t, err); !strings.Contains(stop.Why, "the key "+at.Key+" that seals it is missing") || !strings.Contains(stop.Why, "restore the keys") {
		t.Errorf("without its key: %v", err)
	}
}

func TestWithoutPostgresReadingWaitsAndNothingIsAppended(t *testing.T) {
	t.Parallel()
	l, nc, db := sealing(t)
	at := mustAppend(t, l, command("c1"), thing.Activity("kohs"), eventlog.At{}, recorded("wombat"))
	gone, err := pgxpool.New(t.Context(), "postgres://nobody@127.0.0.1:1/none")
	if err != nil {
		t.Fatal(err)
	}
	defer gone.Close()
	away := elsewhere(t, nc, vaultIn(gone))
	if _, err := away.Load(t.Context(), thing.Activity("kohs")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Load while the keys are away: %v, want to be asked again", err)
	}
	if _, err := away.Append(t.Context(), command("c2"), thing.Activity("new"), eventlog.At{}, recorded("one")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Append while the keys are away: %v, want to be asked again", err)
	}
	if h := load(t, elsewhere(t, nc, vaultIn(db)), thing.Activity("new")); len(h) > 0 {
		t.Errorf("and yet it was recorded: %v", h)
	}
	// The keys at hand still serve.
	mustAppend(t, l, command("c3"), thing.Activity("kohs"), at, recorded("two"))
}

func TestADamagedEventAmongGoodOnesIsToldAfterThem(t *testing.T) {
	t.Parallel()
	l, nc, db := sealing(t)
	mustAppend(t, l, command("c1"), thing.Activity("a"), eventlog.At{}, recorded("one"))
	lost := mustAppend(t, l, command("c2"), thing.Activity("b"), eventlog.At{}, recorded("two"))
	mustAppend(t, l, command("c3"), thing.Activity("c"), eventlog.At{}, recorded("three"))
	if _, err := db.Exec(t.Context(), `delete from keys.key where id = $1`, lost.Key); err != nil {
		t.Fatal(err)
	}
	reader := elsewhere(t, nc, vaultIn(db))
	var read []uint64
	reached, err := reader.Read(t.Context(), "", 0, func(r eventlog.Recorded) error { read = append(read, r.Sequence); return nil })
	if stop := stopOf(t, err); stop.Sequence != 2 || reached != 1 || len(read) != 1 {
		t.Errorf("Read came to %d (%v), %v", reached, read, err)
	}
	k := &keeper{}
	messages := subscribe(t, reader, k, 10)
	if got := k.keep(t, receive(t, messages)); len(got) != 1 {
		t.Errorf("the batch before it: %v", got)
	}
	_, err = eventlog.BatchOf(receive(t, messages))
	if stop := stopOf(t, err); stop.Sequence != 2 {
		t.Errorf("then: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	followed := 0
	err = reader.Follow(ctx, "", 0, func(eventlog.Recorded) error { followed++; return nil })
	if stop := stopOf(t, err); stop.Sequence != 2 || followed != 1 {
		t.Errorf("Follow gave %d, then %v", followed, err)
	}
}

// BenchmarkRead reads a thousand events of a thousand things, with keys in memory and without any sealing.
func BenchmarkRead(b *testing.B) {
	for name, seals := range map[string]bool{"sealed": true, "open": false} {
		b.Run(name, func(b *testing.B) {
			l, _, _ := sealing(b)
			if !seals {
				l.Vault = nil
			}
			entries := make([]eventlog.Entry, 1000)
			for i := range entries {
				entries[i] = entry(strconv.Itoa(i), 1)
				entries[i].Events = []proto.Message{recorded(strings.Repeat("text ", 300))}
			}
			for _, result := range l.AppendAll(b.Context(), entries) {
				if result.Err != nil {
					b.Fatal(result.Err)
				}
			}
			for b.Loop() {
				if _, err := l.Read(b.Context(), "", 0, func(eventlog.Recorded) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(entries)), "ns/event")
		})
	}
}

// BenchmarkAppendNew appends to a thousand new things at once; each that is sealed takes a fresh key.
func BenchmarkAppendNew(b *testing.B) {
	for name, seals := range map[string]bool{"sealed": true, "open": false} {
		b.Run(name, func(b *testing.B) {
			l, _, _ := sealing(b)
			if !seals {
				l.Vault = nil
			}
			n := 0
			for b.Loop() {
				entries := make([]eventlog.Entry, 1000)
				for i := range entries {
					n++
					entries[i] = entry(strconv.Itoa(n), 1)
					entries[i].Events = []proto.Message{recorded(strings.Repeat("text ", 300))}
				}
				for _, result := range l.AppendAll(b.Context(), entries) {
					if result.Err != nil {
						b.Fatal(result.Err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/event")
		})
	}
}
