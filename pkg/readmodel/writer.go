package readmodel

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
)

// Writer turns events into the rows of one slot. However the events are cut into batches, the rows come out the same.
//
// It remembers the edition between batches, and that only moves forward: after a batch that was not committed, Start again.
type Writer struct {
	// Doom is told of the keys that an erasure has destroyed, with the sequence of its event: of all that the rows know when they are taken
	// up, and of each when it comes. Nil: nobody is.
	Doom    func(ctx context.Context, sequence uint64, keys []string) error
	edition *edition.Edition
}

// Start remembers what the slot's rows rest on.
func (w *Writer) Start(ctx context.Context, pool *pgxpool.Pool, slot string) error {
	ed, err := loadEdition(ctx, pool, slot)
	if err != nil {
		return err
	}
	w.edition = ed
	last, keys, err := doomedIn(ctx, pool, slot)
	if err != nil {
		return err
	}
	return w.doom(ctx, last, keys)
}

// Apply writes what a batch of events, which are in order and follow those applied before, changes in the slot's rows.
func (w *Writer) Apply(ctx context.Context, tx pgx.Tx, slot string, batch []eventlog.Recorded) error {
	for len(batch) > 0 {
		// An event of the edition may move activities that stand in the rows, and an erasure takes some away, so those before it are
		// written first.
		n := slices.IndexFunc(batch, apart)
		if n < 0 {
			n = len(batch)
		}
		last := n == len(batch)
		if err := w.applyPeople(ctx, tx, slot, batch[:n], last && !slices.ContainsFunc(batch, ofActivity)); err != nil {
			return err
		}
		if err := w.applyActivities(ctx, tx, slot, batch[:n], last); err != nil {
			return err
		}
		if n < len(batch) {
			if err := w.applyApart(ctx, tx, slot, &batch[n]); err != nil {
				return err
			}
			n++
		}
		batch = batch[n:]
	}
	return nil
}

// errUnknown: the language has the event, but nothing here was told what to make of it. To leave it out would make lists wrong
// in silence.
var errUnknown = errors.New("this dontblink has no rows for such an event: upgrade it")

func ofEdition(event eventlog.Recorded) bool { return event.Thing.Kind == thing.KindEdition }

// apart says which events are applied on their own.
func apart(event eventlog.Recorded) bool { return ofEdition(event) || erases(event) }

func (w *Writer) applyApart(ctx context.Context, tx pgx.Tx, slot string, event *eventlog.Recorded) error {
	if ofEdition(*event) {
		return w.applyEdition(ctx, tx, slot, event)
	}
	return w.applyErasure(ctx, tx, slot, event)
}

func ofActivity(event eventlog.Recorded) bool {
	return event.Thing.Kind == thing.KindActivity && !event.Erased
}

// applyActivities folds the events of activities in a run that has none of the edition's. Those of issues fill no rows yet.
func (w *Writer) applyActivities(ctx context.Context, tx pgx.Tx, slot string, run []eventlog.Recorded, last bool) error {
	run = slices.DeleteFunc(slices.Clone(run), func(event eventlog.Recorded) bool { return !ofActivity(event) })
	if len(run) == 0 {
		return nil
	}
	loaded, err := loadActivities(ctx, tx, slot, knownBefore(run))
	if err != nil {
		return err
	}
	f := newFold(w.edition, loaded)
	for i := range run {
		if err := f.apply(&run[i]); err != nil {
			return err
		}
	}
	return f.write(ctx, tx, slot, last)
}

// knownBefore returns the ids of things that were recorded before the run.
func knownBefore(run []eventlog.Recorded) []string {
	var ids []string
	seen := map[string]bool{}
	for _, event := range run {
		if !seen[event.Thing.ID] && event.Version > 1 {
			ids = append(ids, event.Thing.ID)
		}
		seen[event.Thing.ID] = true
	}
	return ids
}

// applyEdition folds one event of the edition and moves the activities that it puts under another pillar.
func (w *Writer) applyEdition(ctx context.Context, tx pgx.Tx, slot string, event *eventlog.Recorded) error {
	before := edition.Of(w.edition.Proto())
	if !w.edition.Apply(event.Event) {
		return errUnknown
	}
	if err := appendEdition(ctx, tx, slot, event, w.edition); err != nil {
		return err
	}
	held, err := loadMoved(ctx, tx, slot, moves(before, w.edition))
	if err != nil {
		return err
	}
	recounted, err := loadKin(ctx, tx, slot, edition.NewKin(before, w.edition))
	if err != nil || len(held)+len(recounted) == 0 {
		return err
	}
	f := newFold(w.edition, held)
	for _, row := range recounted {
		f.tally.recount(row, before)
	}
	for _, row := range held {
		if err := f.decide(row, event.Sequence); err != nil {
			return err
		}
	}
	return f.write(ctx, tx, slot, false)
}
