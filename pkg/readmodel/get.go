package readmodel

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Row is an activity as it stands.
type Row struct {
	ID      string
	Version uint64
	// Sequence is the event that made it so: one of its own, or one of the edition that put it under another pillar.
	Sequence uint64
	// Pillar is the one decided: the override, else the one of the first priority; empty for announcements.
	Pillar    string
	Withdrawn bool // it counts nowhere; also when it was merged
	// WithdrawnReason is why it was withdrawn; only Everything tells it.
	WithdrawnReason string
	// MergedInto is the id of the activity that it is told in; empty when it stands by itself.
	MergedInto string
	// RecordedAt and RecordedBy say when and by whom it was first written down.
	RecordedAt time.Time
	RecordedBy string
	Content    *eventv1.Activity
	// Import is where it came from; nil when a member logged it. Only Get tells what the file said: it is as long as the content, and no list needs it.
	Import *eventv1.Import
}

// storedRow is what a Row of a list is made of.
type storedRow struct {
	ID         string
	Version    uint64
	FromSeq    uint64
	Pillar     string
	Withdrawn  bool
	MergedInto string
	Starts     time.Time
	RecordedAt time.Time
	RecordedBy string
	Content    pgtype.DriverBytes // what was received, and not a copy: opened before the next row is read
	Source     *string
	Key        *string
}

const storedColumns = `id, version, from_seq, pillar, withdrawn, merged_into, starts, recorded_at, recorded_by, content, source, key`

// wholeRow is a storedRow with what the file said.
type wholeRow struct {
	storedRow

	Import []byte
}

func toRow(row pgx.CollectableRow) (Row, error) {
	stored, err := pgx.RowToStructByName[storedRow](row)
	if err != nil {
		return Row{}, err
	}
	return stored.opened()
}

func (s *storedRow) opened() (Row, error) {
	content, err := contentOf(s.ID, s.Content)
	if err != nil {
		return Row{}, err
	}
	row := Row{
		ID: s.ID, Version: s.Version, Sequence: s.FromSeq, Pillar: s.Pillar, Withdrawn: s.Withdrawn, MergedInto: s.MergedInto,
		RecordedAt: s.RecordedAt.UTC(), RecordedBy: s.RecordedBy, Content: content,
	}
	if s.Source != nil && s.Key != nil {
		row.Import = &eventv1.Import{Source: *s.Source, Key: *s.Key}
	}
	return row, nil
}

func toWholeRow(row pgx.CollectableRow) (Row, error) {
	stored, err := pgx.RowToStructByName[wholeRow](row)
	if err != nil {
		return Row{}, err
	}
	whole, err := stored.opened()
	if err != nil {
		return Row{}, err
	}
	whole.Import, err = importOf(whole.ID, stored.Import)
	return whole, err
}

// shortestID is how much of an id must be given; less would name another activity before long.
const shortestID = 8

// Get returns the activity of that id, or the one whose id alone begins so; a withdrawn one too.
func (r *Reader) Get(ctx context.Context, id string) (Row, error) {
	id = strings.ToLower(strings.TrimSpace(id))
	var found []Row
	err := r.ask(ctx, "get an activity", func(slot string) error {
		// No character of an id sorts behind the tilde, so these are the ids that begin so; the id itself would come first.
		rows, _ := r.pool.Query(ctx, in(slot, `
			select `+storedColumns+`, import
			from slot.activity
			where until_seq is null and id >= $1 and id < $2
			order by id
			limit 2`), id, id+"~")
		var err error
		found, err = pgx.CollectRows(rows, toWholeRow)
		return err
	})
	if err == nil {
		err = named(id, found)
	}
	if err != nil {
		return Row{}, err
	}
	return found[0], nil
}

// named tells whether the first row found is the one that was meant.
func named(id string, found []Row) error {
	switch {
	case len(found) > 0 && found[0].ID == id:
		return nil
	case len(id) < shortestID:
		return fault.New(fault.Invalid, "%q is too short for an activity's id: give its first %d characters or more", id, shortestID)
	case len(found) == 0:
		return fault.New(fault.NotFound, "there is no activity whose id is or begins with %q: look for it in the list of its month", id)
	case len(found) > 1:
		return fault.New(fault.Invalid, "%q begins more than one id, %s and %s: give more of it", id, found[0].ID, found[1].ID)
	}
	return nil
}
