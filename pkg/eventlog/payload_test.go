package eventlog_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/vault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// payload is what will be sealed, without the room around it.
func payload(tb rapid.TB, event proto.Message) []byte {
	tb.Helper()
	written, err := eventlog.WritePayload(event, true)
	if err != nil {
		tb.Fatal(err)
	}
	return written[len(vault.Room(0)):]
}

func TestWhatWillBeSealedIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringN(0, 40, -1).Draw(rt, "text")
		repeated := strings.Repeat(text, rapid.IntRange(0, 200).Draw(rt, "times"))
		want := &eventv1.ActivityRecorded{Activity: &eventv1.Activity{Headline: text, Body: []*eventv1.Passage{{Text: repeated}}}}
		got := &eventv1.ActivityRecorded{}
		if err := eventlog.ReadPayload(payload(rt, want), got); err != nil || !proto.Equal(got, want) {
			rt.Errorf("%v, %v was read, want %v", got, err, want)
		}
	})
}

// Who writes and who reads share their room: nothing of one event may get into another.
func TestManyAtOnceWriteAndReadEachItsOwn(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			want := recorded(strings.Repeat(string(rune('a'+i)), 10+1000*i))
			for range 200 {
				got := &eventv1.ActivityRecorded{}
				if err := eventlog.ReadPayload(payload(t, want), got); err != nil || !proto.Equal(got, want) {
					t.Errorf("%v, %v was read, want %v", got, err, want)
				}
			}
		})
	}
	all.Wait()
}

func TestAnActivityBesideItsFilesCopyTakesTheRoomOfOne(t *testing.T) {
	t.Parallel()
	a := &eventv1.Activity{Headline: "A hearing", Body: []*eventv1.Passage{{Text: pseudoProse(2000)}}}
	alone := len(payload(t, &eventv1.ActivityRecorded{Activity: a}))
	both := len(payload(t, &eventv1.ActivityRecorded{Activity: a, Import: &eventv1.Import{Source: "team", Key: "k", Activity: a}}))
	if both > alone+60 {
		t.Errorf("%d bytes with the file's copy, and %d without", both, alone)
	}
}

// pseudoProse has no stretch that comes twice, so nothing in it can be left out.
func pseudoProse(n int) string {
	var text []byte
	for x := uint32(1); len(text) < n; {
		x = x*1664525 + 1013904223
		text = append(text, 'a'+byte(x>>27)%26)
	}
	return string(text)
}

func TestWhatDoesNotGetShorterStaysAsItIs(t *testing.T) {
	t.Parallel()
	event := withdrawn("twice")
	plain, err := proto.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	if got := payload(t, event); !bytes.Equal(got[1:], plain) || got[0] != 0 {
		t.Errorf("%q was written, want %q behind a zero", got, plain)
	}
}

func TestAFormThatNobodyKnowsIsNoEvent(t *testing.T) {
	t.Parallel()
	for _, written := range [][]byte{nil, {}, {2, 10, 0}, {255}, {1}, {1, 255, 255, 255}} {
		if err := eventlog.ReadPayload(written, &eventv1.ActivityRecorded{}); err == nil {
			t.Errorf("%v was read", written)
		}
	}
}
