package readmodel

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
)

// A row is one event in an activity's life. Whoever withdraws an activity leaves its history here; whoever erases it does not.
const changeTable = `
create table slot.change (
    seq      bigint primary key,
    activity text collate "C" not null,
    version  bigint not null,
    at       timestamptz not null,
    actor    text not null,
    what     text not null,                  -- in a word: recorded, amended, completed, withdrawn, …
    paths    text[] not null,
    reason   text not null,
    source   text not null,                  -- the file's own name for itself; '' when a member did it
    clashes  text[] not null,                -- fields that the file and a member both changed
    part     text not null,                  -- the segment, follow-up or picture that it was about; '' for none
    other    text not null,                  -- another activity that it was about; '' for none
    was      text not null,                  -- of a rule that was tightened or relaxed: the rule before, in words
    becomes  text not null,                  -- and after
    promises text[] not null,                -- what changed about which follow-up, in words
    parts    text[] not null                 -- which segments came and went, in words
);
`

const changeIndexes = `
create index on slot.change (activity, seq);
create index on slot.change (activity, other) where what = 'told apart';
create index on slot.change (other, activity) where what = 'told apart';
analyze slot.change;
`

// Change is one event in an activity's life.
type Change struct {
	Sequence uint64
	// Activity is the id, in full.
	Activity string
	Version  uint64
	At       time.Time
	Actor    string
	// Change is what it did. Of what was before an "erased" nothing is known.
	activity.Change
}

// changeColumns are in the order of values.
var changeColumns = []string{
	"seq", "activity", "version", "at", "actor", "what", "paths", "reason", "source", "clashes", "part", "other", "was", "becomes",
	"promises", "parts",
}

func (c *Change) values() []any {
	return []any{
		c.Sequence, c.Activity, c.Version, c.At, c.Actor, c.What, c.Paths, c.Reason, c.Source, c.Clashes, c.Part, c.Other, c.Was, c.Becomes,
		c.Promises, c.Parts,
	}
}

// changeBy returns what an event changed; false for one that is not of an activity's life.
func changeBy(event *eventlog.Recorded) (*Change, bool) {
	did, known := activity.ChangeBy(event.Event)
	did.Paths, did.Clashes = present(did.Paths), present(did.Clashes)
	did.Promises, did.Parts = present(did.Promises), present(did.Parts)
	return &Change{
		Sequence: event.Sequence, Activity: event.Thing.ID, Version: event.Version, At: event.Time, Actor: event.Actor, Change: did,
	}, known
}

// History returns what was said of an activity, the oldest first. The id may be shortened as in Get.
func (r *Reader) History(ctx context.Context, id string) ([]Change, error) {
	row, err := r.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	var changes []Change
	err = r.ask(ctx, "read the history of an activity", func(slot string) error {
		rows, _ := r.pool.Query(ctx, in(slot, `
			select seq as sequence, activity, version, at, actor, what, paths, reason, source, clashes, part, other, was, becomes, promises, parts
			from slot.change
			where activity = $1
			order by seq`), row.ID)
		changes, err = pgx.CollectRows(rows, pgx.RowToStructByName[Change])
		return err
	})
	for i := range changes {
		changes[i].At = changes[i].At.UTC()
	}
	return changes, err
}
