package readmodel

import (
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// A row is a part that somebody played in an activity that holds and is not withdrawn. It says how they were named then; whom that means now,
// slot.person says. The key is in the order of a list, as that of slot.filing.
const participationTable = `
create table slot.participation (
    person    text collate "C" not null,     -- the id of the very name
    day       date not null,                 -- the first day of the activity
    activity  text collate "C" not null,
    nth       integer not null,              -- its place among those of the activity
    named     text not null,
    role      text not null,
    spoke_for text not null,                 -- the organisation, by name
    part      text not null,
    primary key (person, day, activity, nth)
);
`

type participationRow struct {
	person   string
	day      time.Time
	activity string
	nth      int

	named, role, spokeFor, part string
}

// participationColumns are in the order of values.
var participationColumns = []string{"person", "day", "activity", "nth", "named", "role", "spoke_for", "part"}

func (r participationRow) values() []any {
	return []any{r.person, r.day, r.activity, r.nth, r.named, r.role, r.spokeFor, r.part}
}

var insertParticipation = insert("participation", participationColumns)

// participations returns the rows of who takes part in an activity.
func participations(a *activity.Activity) (rows []participationRow) {
	if a.Withdrawn || a.MergedInto != "" || len(a.Content.GetPeople())+len(a.Content.GetOrganisations()) == 0 {
		return nil
	}
	day := date(calendar.MustOf(a.Content.GetWhen()).From)
	rows = make([]participationRow, 0, len(a.Content.GetPeople())+len(a.Content.GetOrganisations()))
	for _, list := range [][]*eventv1.Participation{a.Content.GetPeople(), a.Content.GetOrganisations()} {
		for _, p := range list {
			id := p.GetId()
			if id == "" {
				id = person.ID(p.GetName())
			}
			rows = append(rows, participationRow{id, day, a.ID, len(rows), p.GetName(), p.GetRole(), p.GetOrganisation(), p.GetPart()})
		}
	}
	return rows
}

// recast returns which parts a batch takes away and which it brings.
func (f *fold) recast() (gone, come []participationRow) {
	seen := map[string]bool{}
	for _, row := range f.rows {
		a := f.activities[row.ID]
		if a == nil || seen[row.ID] {
			continue
		}
		seen[row.ID] = true
		g, c := parted(f.parts[row.ID], participations(a))
		gone, come = append(gone, g...), append(come, c...)
	}
	return gone, come
}

// parted returns what is in the first list alone and what is in the second alone. Most of what is said of an activity touches neither.
func parted[L comparable](before, after []L) (gone, come []L) {
	if len(before) == 0 || len(after) == 0 {
		return before, after
	}
	for _, l := range before {
		if !slices.Contains(after, l) {
			gone = append(gone, l)
		}
	}
	for _, l := range after {
		if !slices.Contains(before, l) {
			come = append(come, l)
		}
	}
	return gone, come
}

// queueUnpart takes rows away.
func queueUnpart(batch *pgx.Batch, slot string, gone []participationRow) {
	for _, row := range gone {
		batch.Queue(in(slot, `delete from slot.participation where person = $1 and day = $2 and activity = $3 and nth = $4`),
			row.person, row.day, row.activity, row.nth)
	}
}
