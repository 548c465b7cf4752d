package readmodel

import (
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
)

// An activity that lasts is found under every month that it touches, and yet counts once in any number of them: its months are in a
// row, so the activities of the months from a to b are those that touch a and those that start after a, up to b.
const countTables = `
create table slot.pillar_count (
    month        date not null,
    pillar       text not null,
    announcement boolean not null,
    ours         boolean not null,           -- what we did ourselves, or what others did
    starts       integer not null,
    touches      integer not null check (touches >= starts and starts >= 0),
    primary key (month, announcement, pillar, ours)
);
create table slot.priority_count (
    month    date not null,
    priority text not null,                  -- or several with + between them that are one in some month, of what names them all
    ours     boolean not null,
    starts   integer not null,
    touches  integer not null check (touches >= starts and starts >= 0),
    primary key (month, priority, ours)
);
comment on table slot.pillar_count is
    'What was done, by month and pillar as decided. Counted is what is done and not withdrawn: what is planned or cancelled is '
    'listed for its month but was not done in it, so a list may be longer than its count. Announcements stand apart, without a pillar.';
comment on table slot.priority_count is
    'What was done, by month and priority: once under each. Announcements are not counted here, whatever priorities they name.';
comment on column slot.pillar_count.starts is 'activities whose first month this is';
comment on column slot.pillar_count.touches is 'activities that happened in it, also in part';
`

// tally gathers what a batch adds to the counts and takes from them.
type tally struct {
	edition    *edition.Edition
	pillars    map[pillarMonth]numbers
	priorities map[priorityMonth]numbers
}

type pillarMonth struct {
	month        time.Time
	announcement bool
	pillar       string
	ours         bool
}

type priorityMonth struct {
	month    time.Time
	priority string
	ours     bool
}

type numbers struct{ starts, touches int }

func (n numbers) plus(starts, touches int) numbers {
	return numbers{n.starts + starts, n.touches + touches}
}

func newTally(ed *edition.Edition) *tally {
	return &tally{edition: ed, pillars: map[pillarMonth]numbers{}, priorities: map[priorityMonth]numbers{}}
}

// move counts an activity as it stands after an event instead of as it stood before; nil for an activity that was not there.
func (t *tally) move(before, after *activityRow) {
	t.add(before, -1)
	t.add(after, +1)
}

func (t *tally) add(row *activityRow, times int) {
	if !row.counts() {
		return
	}
	for month, starts := range row.months() {
		under := pillarMonth{month, row.Announcement, row.Pillar, row.Ours}
		t.pillars[under] = t.pillars[under].plus(starts*times, times)
	}
	t.label(row, t.edition, times)
}

// label counts an activity under its priorities. Two that are one in some month are one label: in such a month it counts once.
func (t *tally) label(row *activityRow, ed *edition.Edition, times int) {
	if row.Announcement {
		return
	}
	for _, label := range ed.KinLabels(row.Priorities) {
		for month, starts := range row.months() {
			under := priorityMonth{month, label, row.Ours}
			t.priorities[under] = t.priorities[under].plus(starts*times, times)
		}
	}
}

// recount labels an activity that stays as it is by the priorities that are one now, instead of those that were before.
func (t *tally) recount(row *activityRow, before *edition.Edition) {
	if row.counts() {
		t.label(row, before, -1)
		t.label(row, t.edition, +1)
	}
}

// counts reports whether an activity counts anywhere.
func (r *activityRow) counts() bool { return r != nil && !r.Withdrawn && r.Status == "done" }

// months yields the months that an activity touches, with 1 for the first of them and 0 for the others.
func (r *activityRow) months() iter.Seq2[time.Time, int] {
	return func(yield func(time.Time, int) bool) {
		starts := 1
		for month := r.FirstMonth; !month.After(r.LastMonth) && yield(month, starts); month = month.AddDate(0, 1, 0) {
			starts = 0
		}
	}
}

// queue adds the statements that bring the tables up to date. Rows at zero go, so that live tables equal rebuilt ones.
//
// Rows that are there are updated and only the others inserted: an upsert would check the constraint on a negative difference.
func (t *tally) queue(batch *pgx.Batch, slot string) {
	if months, announcements, pillars, ours, starts, touches := t.byPillar(); len(months) > 0 {
		batch.Queue(in(slot, `
			with change as (
				select * from unnest($1::date[], $2::boolean[], $3::text[], $4::boolean[], $5::integer[], $6::integer[])
					as change (month, announcement, pillar, ours, starts, touches)
			), changed as (
				update slot.pillar_count as c
				set starts = c.starts + change.starts, touches = c.touches + change.touches
				from change
				where (c.month, c.announcement, c.pillar, c.ours) = (change.month, change.announcement, change.pillar, change.ours)
				returning c.month, c.announcement, c.pillar, c.ours
			)
			insert into slot.pillar_count (month, announcement, pillar, ours, starts, touches)
			select month, announcement, pillar, ours, starts, touches from change
			where (month, announcement, pillar, ours) not in (select month, announcement, pillar, ours from changed)`),
			months, announcements, pillars, ours, starts, touches)
		batch.Queue(in(slot, `delete from slot.pillar_count where touches = 0 and month = any($1::date[])`), months)
	}
	if months, priorities, ours, starts, touches := t.byPriority(); len(months) > 0 {
		batch.Queue(in(slot, `
			with change as (
				select * from unnest($1::date[], $2::text[], $3::boolean[], $4::integer[], $5::integer[])
					as change (month, priority, ours, starts, touches)
			), changed as (
				update slot.priority_count as c
				set starts = c.starts + change.starts, touches = c.touches + change.touches
				from change
				where (c.month, c.priority, c.ours) = (change.month, change.priority, change.ours)
				returning c.month, c.priority, c.ours
			)
			insert into slot.priority_count (month, priority, ours, starts, touches)
			select month, priority, ours, starts, touches from change
			where (month, priority, ours) not in (select month, priority, ours from changed)`),
			months, priorities, ours, starts, touches)
		batch.Queue(in(slot, `delete from slot.priority_count where touches = 0 and month = any($1::date[])`), months)
	}
}

// queueFew does the same one count at a time: Postgres keeps the plans of these, where it plans lists anew each time.
func (t *tally) queueFew(batch *pgx.Batch, slot string) {
	for under, n := range t.pillars {
		queueCount(batch, slot, pillarCount, n, under.month, under.announcement, under.pillar, under.ours)
	}
	for under, n := range t.priorities {
		queueCount(batch, slot, priorityCount, n, under.month, under.priority, under.ours)
	}
}

// counting are the statements for one count: that adds to one that may not be there yet, and that takes away and has it go at zero.
type counting struct{ add, take, tidy string }

var (
	pillarCount = counting{
		`insert into slot.pillar_count as c (starts, touches, month, announcement, pillar, ours) values ($1, $2, $3, $4, $5, $6)
			on conflict (month, announcement, pillar, ours) do update
			set starts = c.starts + excluded.starts, touches = c.touches + excluded.touches`,
		`update slot.pillar_count set starts = starts + $1, touches = touches + $2
			where month = $3 and announcement = $4 and pillar = $5 and ours = $6`,
		`delete from slot.pillar_count where month = $1 and announcement = $2 and pillar = $3 and ours = $4 and touches = 0`,
	}
	priorityCount = counting{
		`insert into slot.priority_count as c (starts, touches, month, priority, ours) values ($1, $2, $3, $4, $5)
			on conflict (month, priority, ours) do update
			set starts = c.starts + excluded.starts, touches = c.touches + excluded.touches`,
		`update slot.priority_count set starts = starts + $1, touches = touches + $2 where month = $3 and priority = $4 and ours = $5`,
		`delete from slot.priority_count where month = $1 and priority = $2 and ours = $3 and touches = 0`,
	}
)

func queueCount(batch *pgx.Batch, slot string, c counting, n numbers, key ...any) {
	args := append([]any{n.starts, n.touches}, key...)
	switch {
	case n == (numbers{}):
	case n.starts >= 0 && n.touches >= n.starts:
		batch.Queue(in(slot, c.add), args...)
	default:
		// What is taken away would not pass the constraint as a row of its own, and is there to be taken from.
		batch.Queue(in(slot, c.take), args...)
		batch.Queue(in(slot, c.tidy), key...)
	}
}

// byPillar returns the differences that are any, as columns.
func (t *tally) byPillar() (months []time.Time, announcements []bool, pillars []string, ours []bool, starts, touches []int) {
	for under, n := range t.pillars {
		if n == (numbers{}) {
			continue
		}
		months, announcements = append(months, under.month), append(announcements, under.announcement)
		pillars, ours = append(pillars, under.pillar), append(ours, under.ours)
		starts, touches = append(starts, n.starts), append(touches, n.touches)
	}
	return months, announcements, pillars, ours, starts, touches
}

func (t *tally) byPriority() (months []time.Time, priorities []string, ours []bool, starts, touches []int) {
	for under, n := range t.priorities {
		if n == (numbers{}) {
			continue
		}
		months, priorities, ours = append(months, under.month), append(priorities, under.priority), append(ours, under.ours)
		starts, touches = append(starts, n.starts), append(touches, n.touches)
	}
	return months, priorities, ours, starts, touches
}

func inOrder(from, to calendar.Month) error {
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		return fault.New(fault.Invalid, "from %s to %s: the second month lies before the first, exchange the two", from, to)
	}
	return nil
}

// firstDate and lastDate bound a question about months; a zero month is no bound.
func firstDate(from calendar.Month) time.Time { return monthDate(from) }

func lastDate(to calendar.Month) time.Time {
	if to.IsZero() {
		return time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
	}
	return date(to.LastDay())
}
