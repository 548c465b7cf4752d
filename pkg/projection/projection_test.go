package projection_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// tally is a small read model: how often something happened to each thing, and how often in all. It counts in memory and
// writes what it has counted, so rows betray at once if memory and they have drifted apart.
type tally struct {
	counts map[string]int
	total  int
	seen   []uint64 // the sequences of the batches that Apply got through
	starts int
	before func(ctx context.Context, tx pgx.Tx, r eventlog.Recorded) error // may fail an event, halfway through its batch
}

const tallySchema = `
-- In timeslot.tally nothing lies.
create table slot.tally (thing text primary key, events bigint not null, headline text not null default 'slot.tally');
create table slot.total (events bigint not null);
insert into slot.total values (0);`

func (y *tally) start(ctx context.Context, pool *pgxpool.Pool, slot string) error {
	y.starts++
	y.counts = map[string]int{}
	rows, err := pool.Query(ctx, "select thing, events from "+slot+".tally")
	if err != nil {
		return err
	}
	var of string
	var events int
	if _, err := pgx.ForEachRow(rows, []any{&of, &events}, func() error { y.counts[of] = events; return nil }); err != nil {
		return err
	}
	return pool.QueryRow(ctx, "select events from "+slot+".total").Scan(&y.total)
}

func (y *tally) apply(ctx context.Context, tx pgx.Tx, slot string, batch []eventlog.Recorded) error {
	for _, r := range batch {
		y.counts[r.Thing.String()]++
		y.total++
		if y.before != nil {
			if err := y.before(ctx, tx, r); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `insert into `+slot+`.tally (thing, events, headline) values ($1, $2, $3)
			on conflict (thing) do update set events = excluded.events, headline = excluded.headline`,
			r.Thing.String(), y.counts[r.Thing.String()], r.Event.(interface{ GetReason() string }).GetReason()); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "update "+slot+".total set events = $1", y.total); err != nil {
		return err
	}
	for _, r := range batch {
		y.seen = append(y.seen, r.Sequence)
	}
	return nil
}

// stand is what one test stands on.
type stand struct {
	log  *eventlog.Log
	nc   *nats.Conn
	pool *pgxpool.Pool
}

func newStand(tb testing.TB) stand {
	tb.Helper()
	pool := localtest.DB(tb)
	nc := localtest.NATS(tb)
	log, err := eventlog.Open(tb.Context(), nc)
	if err != nil {
		tb.Fatal(err)
	}
	if err := projection.Migrate(tb.Context(), pool); err != nil {
		tb.Fatal(err)
	}
	return stand{log, nc, pool}
}

// happen appends n events, on three things in turn.
func (s stand) happen(tb testing.TB, n int) {
	tb.Helper()
	for range n {
		head, err := s.log.Last(tb.Context())
		if err != nil {
			tb.Fatal(err)
		}
		s.append(tb, strconv.FormatUint(head.Sequence%3, 10), 1)
	}
}

func (s stand) append(tb testing.TB, id string, n int) {
	tb.Helper()
	s.appendTo(tb, thing.Activity(id), n)
}

func (s stand) appendTo(tb testing.TB, on thing.Thing, n int) {
	tb.Helper()
	h, err := s.log.Load(tb.Context(), on)
	if err != nil {
		tb.Fatal(err)
	}
	events := make([]proto.Message, n)
	for i := range events {
		events[i] = &eventv1.ActivityWithdrawn{Reason: fmt.Sprintf("%s, the %dth time", on, len(h)+i)}
	}
	c := eventlog.Command{ID: fmt.Sprint(on, h.At().Version), Source: "/test", Time: time.Unix(0, 0)}
	if _, err := s.log.Append(tb.Context(), c, on, h.At(), events...); err != nil {
		tb.Fatal(err)
	}
}

// running is a projection at work.
type running struct {
	tb     testing.TB
	cancel context.CancelFunc
	ended  chan error
	mu     sync.Mutex
	last   projection.Status
	all    []projection.Status
	change chan struct{}
}

// run starts a projection that ends with the test at the latest.
func (s stand) run(tb testing.TB, y *tally, change ...func(*projection.Config, *running)) *running {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	r := &running{tb: tb, cancel: cancel, ended: make(chan error, 1), change: make(chan struct{}, 1)}
	c := projection.Config{
		Log: s.log, Pool: s.pool, Version: "v1", Schema: tallySchema, Apply: y.apply, Start: y.start, OnStatus: r.hear,
		Logger: slog.New(slog.DiscardHandler),
	}
	for _, f := range change {
		f(&c, r)
	}
	go func() {
		r.ended <- projection.Run(ctx, c)
		close(r.ended)
	}()
	tb.Cleanup(func() { _ = r.stop() })
	return r
}

func (r *running) hear(s projection.Status) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last, r.all = s, append(r.all, s)
	select {
	case r.change <- struct{}{}:
	default:
	}
}

func (r *running) status() projection.Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
}

// until waits for a status.
func (r *running) until(what string, is func(projection.Status) bool) projection.Status {
	r.tb.Helper()
	patience := time.After(30 * time.Second)
	for {
		if s := r.status(); is(s) {
			return s
		}
		select {
		case <-r.change:
		case err := <-r.ended:
			r.tb.Fatalf("waiting for %s, the projection ended: %v", what, err)
		case <-patience:
			r.tb.Fatalf("waiting for %s in vain; the status is %+v", what, r.status())
		}
	}
}

// live waits until the rows of an event are served.
func (r *running) live(sequence uint64) projection.Status {
	r.tb.Helper()
	return r.until(fmt.Sprint("event ", sequence), func(s projection.Status) bool {
		return s.State == projection.Live && s.Sequence >= sequence
	})
}

// stop ends the projection and returns what it returned.
func (r *running) stop() error {
	r.cancel()
	return r.end()
}

// end waits for the projection to end by itself.
func (r *running) end() error {
	select {
	case err := <-r.ended:
		return err
	case <-time.After(30 * time.Second):
		r.tb.Errorf("the projection does not end")
		return nil
	}
}

// dump is everything that a slot holds.
func (s stand) dump(tb testing.TB, slot string) string {
	tb.Helper()
	var text string
	if err := s.pool.QueryRow(tb.Context(), fmt.Sprintf(`
		select concat_ws(E'\n', (select concat('place ', sequence, ' ', id) from %[1]s.place), (select concat('total ', events) from %[1]s.total),
			(select string_agg(concat(thing, ' ', events, ' ', headline), E'\n' order by thing) from %[1]s.tally))`, slot)).Scan(&text); err != nil {
		tb.Fatal(err)
	}
	return text
}

// want is what the rows say of the first n events, counted anew from the log, when these cannot be applied.
func (s stand) want(tb testing.TB, n uint64, poison ...uint64) string {
	tb.Helper()
	lines := []string{"place 0 ", ""}
	total, counts, headlines, parked := 0, map[string]int{}, map[string]string{}, map[thing.Thing]bool{}
	enough := errors.New("enough")
	_, err := s.log.Read(tb.Context(), "", 0, func(r eventlog.Recorded) error {
		if r.Sequence > n {
			return enough
		}
		lines[0] = fmt.Sprintf("place %d %s", r.Sequence, r.ID)
		if parked[r.Thing] = parked[r.Thing] || slices.Contains(poison, r.Sequence); parked[r.Thing] {
			return nil
		}
		total++
		counts[r.Thing.String()]++
		headlines[r.Thing.String()] = r.Event.(*eventv1.ActivityWithdrawn).GetReason()
		return nil
	})
	if err != nil && !errors.Is(err, enough) {
		if _, stopped := errors.AsType[*eventlog.Stop](err); !stopped {
			tb.Fatal(err)
		}
	}
	lines[1] = fmt.Sprint("total ", total)
	for _, of := range slices.Sorted(maps.Keys(counts)) {
		lines = append(lines, fmt.Sprintf("%s %d %s", of, counts[of], headlines[of]))
	}
	return strings.Join(lines, "\n")
}

// check compares a slot's rows with the log.
func (s stand) check(tb testing.TB, slot string, n uint64, poison ...uint64) {
	tb.Helper()
	if got, want := s.dump(tb, slot), s.want(tb, n, poison...); got != want {
		tb.Errorf("the rows of %s say\n%s\nand should say\n%s", slot, got, want)
	}
}

// contiguous checks that each event was applied once, and in order.
func (y *tally) contiguous(tb testing.TB, from, to uint64) {
	tb.Helper()
	var want []uint64
	for n := from; n <= to; n++ {
		want = append(want, n)
	}
	if !slices.Equal(y.seen, want) {
		tb.Errorf("applied the events %v, want %d to %d, each once", y.seen, from, to)
	}
}
