package projection

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
)

// parkedSchema is part of every slot, as the place is: what could not be applied, and all that happened to the same thing behind it. The
// log keeps the events themselves for ever, so a row names only one. It says nothing of when: a slot made anew holds the same rows.
const parkedSchema = `
create table slot.parked (
	sequence bigint primary key,
	thing    text collate "C" not null,      -- "activity/0f5c…"
	why      text not null                   -- why it could not be applied; '' for one that waits behind such a one
);`

// ParkedThing is a thing that stands still, because an event of its could not be applied.
type ParkedThing struct {
	Thing thing.Thing
	// Sequence is that of the event that could not be applied, and Why says why not.
	Sequence uint64
	Why      string
	// Events are put aside: that one, and those that wait behind it.
	Events uint64
}

// Parked lists what stands still in a slot, the longest first. It may be asked of a pool, a connection or a transaction.
func Parked(ctx context.Context, in asker, slot string) ([]ParkedThing, error) {
	rows, _ := in.Query(ctx, In(slot, `
		select thing, min(sequence), (array_agg(why order by sequence))[1], count(*)
		from slot.parked
		group by thing
		order by 2`))
	parked, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p ParkedThing, err error) {
		var of string
		err = row.Scan(&of, &p.Sequence, &p.Why, &p.Events)
		p.Thing = thing.Parse(of)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list what stands still in %s: %w", slot, err)
	}
	return parked, nil
}

// lot is which things stand still in a slot.
type lot map[thing.Thing]bool

func loadLot(ctx context.Context, in asker, slot string) (lot, error) {
	parked, err := Parked(ctx, in, slot)
	if err != nil {
		return nil, err
	}
	l := lot{}
	for _, p := range parked {
		l[p.Thing] = true
	}
	return l, nil
}

// apply has rows made of all but what happens to things that stand still: that waits behind what could not be applied.
func (l lot) apply(ctx context.Context, tx pgx.Tx, c *Config, slot string, batch []eventlog.Recorded) error {
	going, waiting, erased := l.part(batch)
	if err := wait(ctx, tx, slot, waiting); err != nil {
		return err
	}
	if err := l.release(ctx, tx, slot, erased); err != nil {
		return err
	}
	if len(going) == 0 {
		return nil
	}
	return c.applied(ctx, tx, slot, going)
}

// part tells what goes on from what waits. An erasure waits for nothing: it says all that is left, and what was put aside before it says
// nothing any more, in a slot that is made anew as well.
func (l lot) part(batch []eventlog.Recorded) (going, waiting []eventlog.Recorded, erased []thing.Thing) {
	if len(l) == 0 {
		return batch, nil, nil
	}
	for _, r := range batch {
		if l[r.Thing] && r.Erases() && !slices.Contains(erased, r.Thing) {
			erased = append(erased, r.Thing)
			waiting = slices.DeleteFunc(waiting, func(w eventlog.Recorded) bool { return w.Thing == r.Thing })
		}
		if l[r.Thing] && !slices.Contains(erased, r.Thing) {
			waiting = append(waiting, r)
		} else {
			going = append(going, r)
		}
	}
	return going, waiting, erased
}

func (l lot) release(ctx context.Context, tx pgx.Tx, slot string, erased []thing.Thing) error {
	for _, t := range erased {
		if _, err := tx.Exec(ctx, In(slot, `delete from slot.parked where thing = $1`), t.String()); err != nil {
			return fmt.Errorf("forget what was put aside of %s in %s: %w", t, slot, err)
		}
		delete(l, t)
	}
	return nil
}

func wait(ctx context.Context, tx pgx.Tx, slot string, waiting []eventlog.Recorded) error {
	if len(waiting) == 0 {
		return nil
	}
	sequences, things := make([]uint64, len(waiting)), make([]string, len(waiting))
	for i, r := range waiting {
		sequences[i], things[i] = r.Sequence, r.Thing.String()
	}
	if _, err := tx.Exec(ctx, In(slot, `
		insert into slot.parked (sequence, thing, why)
		select sequence, thing, '' from unnest($1::bigint[], $2::text[]) as waiting (sequence, thing)`), sequences, things); err != nil {
		return fmt.Errorf("put events aside in %s: %w", slot, err)
	}
	return nil
}

const (
	// mostParked things stand still at the most. With one more it is no single event that is at fault.
	mostParked = 20
	// mostRefused events of the last many cannot be applied at the most: one in a hundred. What only waits behind them does not count,
	// and the log's first events may be fewer than many.
	mostRefused, many = 10, 1000
)

// park puts aside the event that was refused, unless that is no way out: then it is a *eventlog.Stop. What it decides rests on the log
// alone, so a slot that is made anew decides the same.
func (l lot) park(ctx context.Context, tx pgx.Tx, slot string, r eventlog.Recorded, refused *refusal) error {
	if r.Thing.Kind == thing.KindEdition {
		return stopAt(r, refused, "everything rests on the edition, so all stands still")
	}
	if len(l) >= mostParked {
		return stopAt(r, refused, fmt.Sprintf("%d things stand still already", len(l)))
	}
	if _, err := tx.Exec(ctx, In(slot, `insert into slot.parked (sequence, thing, why) values ($1, $2, $3)`),
		r.Sequence, r.Thing.String(), refused.words(slot)); err != nil {
		return fmt.Errorf("put event %d aside in %s: %w", r.Sequence, slot, err)
	}
	var lately int
	if err := tx.QueryRow(ctx, In(slot, `select count(*) from slot.parked where why <> '' and sequence > $1`),
		int64(r.Sequence)-many).Scan(&lately); err != nil {
		return fmt.Errorf("count what was put aside in %s: %w", slot, err)
	}
	if lately > mostRefused {
		return stopAt(r, refused, fmt.Sprintf("%d of the last %d events could not be applied", lately, many))
	}
	return nil
}

func stopAt(r eventlog.Recorded, refused *refusal, beyond string) *eventlog.Stop {
	return &eventlog.Stop{Sequence: r.Sequence, Type: r.Type, Why: fmt.Sprintf(
		"event %d, %s of %s, cannot be applied: %s; %s: the fault is in this dontblink, not in the event; upgrade it",
		r.Sequence, r.Type, r.Thing, refused, beyond)}
}

// words are those of an error that a row can hold, the same in whichever slot it came up, and however the statement was sent: of what
// Postgres refuses they are its own.
func (r *refusal) words(slot string) string {
	const enough = 1000
	text := r.Error()
	if pg, ok := errors.AsType[*pgconn.PgError](r); ok {
		text = pg.Error()
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
	text = strings.ReplaceAll(text, slot+".", "")
	if runes := []rune(text); len(runes) > enough {
		text = string(runes[:enough]) + "…"
	}
	return text
}
