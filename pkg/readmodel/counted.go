package readmodel

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
)

// Counts says what was done from one month to another, both inclusive: activities that are done, not those planned, cancelled or
// withdrawn.
type Counts struct {
	From, To calendar.Month
	// Edition says what the labels are called. A label that was merged by To is counted under the one that it goes on as.
	Edition *edition.Edition
	// Pillars and Priorities are in the order of their ids. The pillar "" holds what belongs to none, without announcements.
	Pillars, Priorities []LabelCount
	// Distinct counts each activity once; it leaves announcements out.
	Distinct int
	// Labels is the sum over the priorities: an activity under three priorities counts three times.
	Labels        int
	Announcements int
}

// LabelCount counts the activities under one pillar or priority.
type LabelCount struct {
	Label string
	// Distinct counts each activity once, however many months it touches.
	Distinct int
	// Months are those with any activity, in order.
	Months []MonthCount
}

// MonthCount counts the activities of one month under one label.
type MonthCount struct {
	Month calendar.Month
	// Touches counts an activity in every month that it touches, Starts only in its first.
	Touches, Starts int
}

// Count counts what was done from one month to another, both inclusive; a zero month is no bound. With ours it leaves out what others did.
func (r *Reader) Count(ctx context.Context, from, to calendar.Month, ours bool) (Counts, error) {
	if err := inOrder(from, to); err != nil {
		return Counts{}, err
	}
	var counts Counts
	err := r.ask(ctx, "count activities", func(slot string) (err error) {
		counts, err = loadCounts(ctx, r.pool, slot, from, to, ours)
		return err
	})
	return counts, err
}

// loadCounts asks for everything in one statement, so that pillars and priorities are counted at the same moment.
func loadCounts(ctx context.Context, db queryer, slot string, from, to calendar.Month, ours bool) (Counts, error) {
	// Not of the same moment as the counts, and need not be: a label of several priorities is read right whether they are one or not.
	ed, err := loadEdition(ctx, db, slot)
	if err != nil {
		return Counts{}, err
	}
	rows, _ := db.Query(ctx, in(slot, `
		select false as of_priority, announcement, pillar as label, month, starts, touches
		from slot.pillar_count
		where month between $1 and $2 and (ours or not $3)
		union all
		select true, false, priority, month, starts, touches
		from slot.priority_count
		where month between $1 and $2 and (ours or not $3)`), firstDate(from), lastDate(to), ours)
	cells, err := pgx.CollectRows(rows, pgx.RowToStructByName[countCell])
	return counted(from, to, cells, ed), err
}

// countCell is one row of either table.
type countCell struct {
	OfPriority, Announcement bool
	Label                    string
	Month                    time.Time
	Starts, Touches          int
}

func (a countCell) compare(b countCell) int {
	return cmp.Or(cmp.Compare(a.Label, b.Label), a.Month.Compare(b.Month))
}

// under returns the cells under the labels that hold in a month: what was merged by then goes under the other one, and one of several priorities
// under each that is left of them.
func under(cells []countCell, ed *edition.Edition, m calendar.Month) []countCell {
	if m.IsZero() {
		m = edition.Forever()
	}
	var all []countCell
	for _, cell := range cells {
		if !cell.OfPriority {
			cell.Label = ed.As(edition.Pillar, cell.Label, m)
			all = append(all, cell)
			continue
		}
		labels := mapped(edition.OfKinLabel(cell.Label), func(id string) string { return ed.As(edition.Priority, id, m) })
		for _, label := range distinct(labels) {
			cell.Label = label
			all = append(all, cell)
		}
	}
	return all
}

// counted adds the cells up.
func counted(from, to calendar.Month, cells []countCell, ed *edition.Edition) Counts {
	cells = under(cells, ed, to)
	slices.SortFunc(cells, countCell.compare)
	counts := Counts{From: from, To: to, Edition: ed}
	for _, cell := range cells {
		month := calendar.MonthOf(cell.Month)
		n := cell.Starts
		if month == from {
			n = cell.Touches
		}
		switch {
		case cell.Announcement:
			counts.Announcements += n
		case cell.OfPriority:
			counts.Labels += n
			counts.Priorities = underLabel(counts.Priorities, cell, month, n)
		default:
			counts.Distinct += n
			counts.Pillars = underLabel(counts.Pillars, cell, month, n)
		}
	}
	return counts
}

// underLabel adds a cell to the counts of its label, which are the last ones or not there yet.
func underLabel(labels []LabelCount, cell countCell, month calendar.Month, n int) []LabelCount {
	if len(labels) == 0 || labels[len(labels)-1].Label != cell.Label {
		labels = append(labels, LabelCount{Label: cell.Label})
	}
	last := &labels[len(labels)-1]
	last.Distinct += n
	if len(last.Months) == 0 || last.Months[len(last.Months)-1].Month != month {
		last.Months = append(last.Months, MonthCount{Month: month})
	}
	in := &last.Months[len(last.Months)-1]
	in.Touches, in.Starts = in.Touches+cell.Touches, in.Starts+cell.Starts
	return labels
}
