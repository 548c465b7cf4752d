package readmodel

import (
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// A row is a part that somebody played in an activity that holds and is not withdrawn. It says how they were named then; whom that means now,
// slot.person says.
const participationTable = `
create table slot.participation (
    activity  text collate "C" not null,
    nth       integer not null,              -- its place among those of the activity
    person    text collate "C" not null,     -- the id of the very name
    named     text not null,
    role      text not null,
    spoke_for text not null,                 -- the organisation, by name
    part      text not null,
    day       date not null,                 -- the first day of the activity
    primary key (activity, nth)
);
`

const participationIndexes = `
create index on slot.participation (person, day desc, activity desc);
analyze slot.participation;
`

type participationRow struct {
	activity, person, named, role, spokeFor, part string

	nth int
	day time.Time
}

// participationColumns are in the order of values.
var participationColumns = []string{"activity", "nth", "person", "named", "role", "spoke_for", "part", "day"}

func (r *participationRow) values() []any {
	return []any{r.activity, r.nth, r.person, r.named, r.role, r.spokeFor, r.part, r.day}
}

var insertParticipation = insert("participation", participationColumns)

// takesPart reports whether a row of an activity has rows of those who take part in it.
func takesPart(withdrawn bool, content *eventv1.Activity) bool {
	return !withdrawn && len(content.GetPeople())+len(content.GetOrganisations()) > 0
}

// participations returns the rows of who takes part in an activity.
func participations(a *activity.Activity) (rows []*participationRow) {
	if !takesPart(a.Withdrawn || a.MergedInto != "", a.Content) {
		return nil
	}
	day := date(calendar.MustOf(a.Content.GetWhen()).From)
	for _, list := range [][]*eventv1.Participation{a.Content.GetPeople(), a.Content.GetOrganisations()} {
		for _, p := range list {
			id := p.GetId()
			if id == "" {
				id = person.ID(p.GetName())
			}
			rows = append(rows, &participationRow{
				activity: a.ID, nth: len(rows), person: id, named: p.GetName(), role: p.GetRole(), spokeFor: p.GetOrganisation(), part: p.GetPart(), day: day,
			})
		}
	}
	return rows
}

// parts returns who takes part in the activities of a batch, as it leaves them.
func (f *fold) parts() (rows []*participationRow) {
	seen := map[string]bool{}
	for _, row := range f.rows {
		if a := f.activities[row.ID]; a != nil && !seen[row.ID] {
			seen[row.ID] = true
			rows = append(rows, participations(a)...)
		}
	}
	return rows
}

// queueUnparts takes away who took part before the batch.
func (f *fold) queueUnparts(batch *pgx.Batch, slot string) {
	for _, id := range f.parted {
		batch.Queue(in(slot, `delete from slot.participation where activity = $1`), id)
	}
}
