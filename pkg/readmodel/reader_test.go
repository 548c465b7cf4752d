package readmodel

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// desk is a log, a database for the rows, and whoever writes and reads them.
type desk struct {
	log  *eventlog.Log
	db   *pgxpool.Pool
	at   map[thing.Thing]eventlog.At
	last uint64
}

func newDesk(tb testing.TB) *desk {
	tb.Helper()
	log, err := eventlog.Open(tb.Context(), localtest.NATS(tb))
	if err != nil {
		tb.Fatal(err)
	}
	d := &desk{log: log, db: localtest.DB(tb), at: map[thing.Thing]eventlog.At{}}
	if err := projection.Migrate(tb.Context(), d.db); err != nil {
		tb.Fatal(err)
	}
	return d
}

// tell appends events of one thing to the log.
func (d *desk) tell(tb testing.TB, about thing.Thing, events ...proto.Message) uint64 {
	tb.Helper()
	cmd := eventlog.Command{
		ID: thing.ID("command", strconv.FormatUint(d.last, 10)), Actor: "ada", Source: "/recorder", Time: time.Date(2024, 2, 1, 9, 0, 0, 0, time.UTC),
	}
	at, err := d.log.Append(tb.Context(), cmd, about, d.at[about], events...)
	if err != nil {
		tb.Fatal(err)
	}
	d.at[about], d.last = at, at.Sequence
	return at.Sequence
}

// project fills rows until the test ends.
func (d *desk) project(tb testing.TB) {
	tb.Helper()
	var w Writer
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		ended <- projection.Run(ctx, projection.Config{
			Log: d.log, Pool: d.db, Version: Version, Schema: Schema, Start: w.Start, Apply: w.Apply,
		})
	}()
	tb.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			tb.Errorf("the projection ended with %v", err)
		}
	})
}

// reader opens a reader of the rows, which may not have caught up yet.
func (d *desk) reader(tb testing.TB) *Reader {
	tb.Helper()
	r, err := OpenReader(tb.Context(), d.db)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(r.Close)
	return r
}

// caughtUp waits until the rows have seen everything told so far.
func (d *desk) caughtUp(tb testing.TB, r *Reader) {
	tb.Helper()
	err := fault.Unavailable
	for tries := 0; errors.Is(err, fault.Unavailable) && tries < 10; tries++ {
		err = r.WaitFor(tb.Context(), d.last)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

func TestWhoeverRecordsFindsWhatTheyRecorded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.tell(t, thing.Edition, twoPillars()...)
	d.project(t)
	r := d.reader(t)
	d.caughtUp(t, r)
	for i := range 20 {
		sequence := d.tell(t, thing.Activity(thing.ID("activity", strconv.Itoa(i))), recorded(on("2024-01-30", "privacy")))
		if err := r.WaitFor(t.Context(), sequence); err != nil {
			t.Fatal(err)
		}
		if found := pages(t, r, Query{Pillar: "people"}); len(found) != i+1 {
			t.Fatalf("after %d activities were recorded, %d are listed", i+1, len(found))
		}
	}
	if r.Place() != d.last {
		t.Errorf("the rows have seen event %d, want %d", r.Place(), d.last)
	}
}

func TestUntilRowsAreServedEveryQuestionIsUnavailable(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	r, err := OpenReader(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	questions := map[string]func() error{
		"List":     func() error { _, _, err := r.List(t.Context(), Query{}); return err },
		"Get":      func() error { _, err := r.Get(t.Context(), a1.ID); return err },
		"History":  func() error { _, err := r.History(t.Context(), a1.ID); return err },
		"Count":    func() error { _, err := r.Count(t.Context(), calendar.Month{}, calendar.Month{}, false); return err },
		"Edition":  func() error { _, err := r.Edition(t.Context()); return err },
		"Material": func() error { _, err := r.Material(t.Context(), []calendar.Month{month(t, "2024-01")}, 0); return err },
	}
	for name, ask := range questions {
		if err := ask(); !errors.Is(err, fault.Unavailable) {
			t.Errorf("%s answers %v, want fault.Unavailable", name, err)
		}
	}
}

func TestARowsLagIsToldToWhoWaitsForThem(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.tell(t, a1, recorded(on("2024-01-30", "privacy")))
	d.project(t)
	r := d.reader(t)
	d.caughtUp(t, r)
	// What WaitFor ends with when its patience does.
	if err := r.late(t.Context(), d.last+1); !errors.Is(err, fault.Unavailable) {
		t.Errorf("WaitFor answers %v, want fault.Unavailable", err)
	}
	if err := r.late(t.Context(), d.last); err != nil {
		t.Errorf("WaitFor answers %v although the rows are there", err)
	}
	impatient, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := r.WaitFor(impatient, d.last+1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("WaitFor answers %v, want the caller's own deadline", err)
	}
}

func TestMaterialIsOfOneMoment(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, event := range januaryAndAround().events {
		d.tell(t, event.Thing, event.Event)
	}
	d.project(t)
	r := d.reader(t)
	d.caughtUp(t, r)
	last := d.tell(t, a1, amended(with(on("2024-01-31", "privacy"), func(a *eventv1.Activity) { a.Headline = "session, at last" }), "headline"))

	m, err := r.Material(t.Context(), []calendar.Month{month(t, "2024-01")}, last)
	if err != nil {
		t.Fatal(err)
	}
	var headlines []string
	for _, row := range m.Rows {
		headlines = append(headlines, row.Content.GetHeadline())
	}
	want := []string{"campaign", "panel", "plan", "session, at last", "grants"}
	if diff := cmp.Diff(want, headlines); diff != "" {
		t.Errorf("activities for January's issue (-want +got):\n%s", diff)
	}
	if m.Through != last {
		t.Errorf("the material has seen event %d, want %d", m.Through, last)
	}
	if !m.Edition.KnownPillar("people") {
		t.Error("the material knows no pillar")
	}
}

func TestAReaderFollowsWhenAnotherSlotTakesOver(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.tell(t, a1, recorded(on("2024-01-30", "privacy")))
	d.project(t)
	r := d.reader(t)
	d.caughtUp(t, r)
	old, _, _ := r.standing()
	other := "rm_" + Version + "_99"
	_, err := d.db.Exec(t.Context(), fmt.Sprintf(`
		alter schema %s rename to %s;
		update keeper.slot set name = '%s' where name = '%s'`, old, other, other, old), pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	if listed := pages(t, r, Query{}); len(listed) != 1 {
		t.Errorf("%d activities are listed from the slot that took over, want 1", len(listed))
	}
}
