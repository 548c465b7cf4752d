package readmodel

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// erasure of all, or of a part: something is left.
func erasedNow(left *eventv1.Activity, keys ...string) proto.Message {
	return &eventv1.ActivityErased{
		Reason: "asked for", Keys: keys, Activity: left,
		RecordedAt: time.Date(2024, 2, 1, 8, 0, 0, 123456000, time.UTC).Format(time.RFC3339Nano), RecordedBy: "mei",
	}
}

// withErasures tells a story again and erases some of its activities on the way.
func withErasures(rt *rapid.T, told *story) *story {
	s := &story{}
	for _, event := range told.events {
		s.tell(event.Thing, event.Event)
		if event.Thing.Kind == thing.KindPerson && rapid.IntRange(0, 4).Draw(rt, "person erased") == 0 {
			s.tell(event.Thing, &eventv1.PersonErased{Reason: "asked for", Keys: []string{fmt.Sprint("key-", event.Sequence)}})
		}
		if event.Thing.Kind != thing.KindActivity || rapid.IntRange(0, 4).Draw(rt, "erased") > 0 {
			continue
		}
		var left *eventv1.Activity
		if rapid.Bool().Draw(rt, "something is left") {
			left = anyActivity(rt)
		}
		s.tell(event.Thing, erasedNow(left, fmt.Sprint("key-", event.Sequence)))
	}
	return s
}

// readLater is a story as it is read when its keys are destroyed: what was said of a thing before its last erasure says nothing any more.
func readLater(s *story) []eventlog.Recorded {
	last := map[thing.Thing]uint64{}
	for _, event := range s.events {
		if erases(event) {
			last[event.Thing] = event.Sequence
		}
	}
	events := slices.Clone(s.events)
	for i, event := range events {
		if event.Sequence < last[event.Thing] {
			events[i].Event, events[i].Erased = nil, true
		}
	}
	return events
}

func TestAfterAnErasureTheRowsAreThoseThatARebuildMakes(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		s := withErasures(rt, anyStory(rt))
		live, rebuilt := fmt.Sprintf("live_%d", n), fmt.Sprintf("rebuilt_%d", n)
		sizes := rapid.SliceOfN(rapid.IntRange(1, 60), 0, 8).Draw(rt, "batches")
		want := rowsAfter(t, db, rebuilt, &story{events: readLater(s)})
		if diff := cmp.Diff(want, rowsAfter(t, db, live, s, sizes...)); diff != "" {
			rt.Errorf("rows that were there before the keys were destroyed (-rebuilt +live):\n%s", diff)
		}
		if _, err := db.Exec(t.Context(), fmt.Sprintf("drop schema %s, %s cascade", live, rebuilt)); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestNothingOfWhatWasErasedIsInAnyTable(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	slot := newSlot(t, db, "told")
	s := &story{}
	s.tell(thing.Edition, twoPillars()...)
	a, other := thing.Activity(thing.ID("activity", "a")), thing.Activity(thing.ID("activity", "b"))
	s.tell(a, recorded(with(on("2024-01", "privacy"), func(a *eventv1.Activity) { a.Headline = "Wombat speaks" })))
	s.tell(other, recorded(on("2024-01", "privacy")))
	s.tell(a, amended(with(on("2024-02", "privacy"), func(a *eventv1.Activity) { a.Place = "wombat hall" }), "place"))
	apply(t, db, slot, s.events)
	if !strings.Contains(wholeSlot(t, db, slot), "ombat") {
		t.Fatal("what is to be erased is not there at all")
	}
	before := len(s.events)
	s.tell(a, erasedNow(nil, "key-1", "key-2"))
	s.tell(thing.Person("p1"), &eventv1.PersonErased{Reason: "asked for", Keys: []string{"key-3", "key-2"}})
	apply(t, db, slot, s.events[before:])

	if all := wholeSlot(t, db, slot); strings.Contains(all, "ombat") {
		t.Errorf("erased and still there:\n%s", all)
	}
	last, doomed, err := doomedIn(t.Context(), db, slot)
	slices.Sort(doomed)
	if want := []string{"key-1", "key-2", "key-3"}; err != nil || last != uint64(len(s.events)) || !slices.Equal(doomed, want) {
		t.Errorf("doomedIn = %v, %v, want %v", doomed, err, want)
	}
	if got := rowsOf(t, db, slot, `select what || ' ' || reason from slot.change where activity = $1`, a.ID); !slices.Equal(got, []string{"erased asked for"}) {
		t.Errorf("history of what was erased: %v", got)
	}
}

// wholeSlot returns every row of every table that there is in a slot, also as text what is stored as bytes.
func wholeSlot(t *testing.T, db *pgxpool.Pool, slot string) string {
	t.Helper()
	var b strings.Builder
	for _, table := range rowsOf(t, db, slot, `select tablename::text from pg_tables where schemaname = $1`, slot) {
		for _, row := range rowsOf(t, db, slot, "select row::text from slot."+table+" as row") {
			b.WriteString(row + "\n")
		}
	}
	for _, content := range rowsOf(t, db, slot, `select encode(content, 'escape') from slot.activity`) {
		b.WriteString(content + "\n")
	}
	return b.String()
}

func TestWhatIsSaidOfAnErasedActivityIsKeptNeitherByRowsNorByABatch(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	s := &story{}
	a := thing.Activity(thing.ID("activity", "a"))
	s.tell(a, recorded(on("2024-01", "privacy")), &eventv1.ActivityWithdrawn{Reason: "entered twice"}, amended(on("2024-02", "privacy"), "when"))
	s.events[0].Event, s.events[0].Erased = nil, true
	if diff := cmp.Diff(rowsAfter(t, db, "whole", s), rowsAfter(t, db, "singly", s, 1, 1, 1)); diff != "" {
		t.Errorf("rows after three batches differ from those after one (-one +three):\n%s", diff)
	}
}

func TestWhateverIsErasedTheRestIsApplied(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		s := anyStory(rt)
		for i := range s.events {
			if s.events[i].Thing.Kind != thing.KindEdition && rapid.IntRange(0, 3).Draw(rt, "key destroyed") == 0 {
				s.events[i].Event, s.events[i].Erased = nil, true
			}
		}
		s.events = s.events[:rapid.IntRange(0, len(s.events)).Draw(rt, "so far")]
		whole, cut := fmt.Sprintf("whole_%d", n), fmt.Sprintf("cut_%d", n)
		sizes := rapid.SliceOfN(rapid.IntRange(1, 60), 0, 8).Draw(rt, "batches")
		if diff := cmp.Diff(rowsAfter(t, db, whole, s), rowsAfter(t, db, cut, s, sizes...)); diff != "" {
			rt.Errorf("rows after batches of %v differ from those after one batch (-one +many):\n%s", sizes, diff)
		}
		if _, err := db.Exec(t.Context(), fmt.Sprintf("drop schema %s, %s cascade", whole, cut)); err != nil {
			rt.Fatal(err)
		}
	})
}
