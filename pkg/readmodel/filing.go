package readmodel

import (
	"time"

	"github.com/jackc/pgx/v5"
)

// A row says that an activity which holds and is not withdrawn is filed under one of its priorities or topics. The key is in the order of a list,
// so that a page of what is under a word is found by walking it, however many words an activity has.
const filingTable = `
create table slot.filing (
    under    text collate "C" not null,      -- "priority privacy", or "topic dsa"
    day      date not null,                  -- the first day of the activity
    activity text collate "C" not null,
    primary key (under, day, activity)
);
`

type filingRow struct {
	under    string
	day      time.Time
	activity string
}

// filingColumns are in the order of values.
var filingColumns = []string{"under", "day", "activity"}

func (r filingRow) values() []any { return []any{r.under, r.day, r.activity} }

var insertFiling = insert("filing", filingColumns)

// underPriority and underTopic name what activities are filed under; a topic is in small letters.
func underPriority(id string) string { return "priority " + id }

func underTopic(folded string) string { return "topic " + folded }

// filings returns under what the row of an activity is filed; nil stands for none.
func (r *activityRow) filings() (rows []filingRow) {
	if r == nil || r.Withdrawn {
		return nil
	}
	rows = make([]filingRow, 0, len(r.Priorities)+len(r.Topics))
	for _, id := range r.Priorities {
		rows = append(rows, filingRow{underPriority(id), r.Starts, r.ID})
	}
	for _, topic := range r.Topics {
		rows = append(rows, filingRow{underTopic(topic), r.Starts, r.ID})
	}
	return rows
}

// refiled returns which rows a batch takes away and which it brings.
func (f *fold) refiled() (gone, come []filingRow) {
	seen := map[string]bool{}
	for _, row := range f.rows {
		if seen[row.ID] {
			continue
		}
		seen[row.ID] = true
		g, c := parted(f.before[row.ID].filings(), f.held[row.ID].filings())
		gone, come = append(gone, g...), append(come, c...)
	}
	return gone, come
}

// queueUnfile takes rows away.
func queueUnfile(batch *pgx.Batch, slot string, gone []filingRow) {
	for _, row := range gone {
		batch.Queue(in(slot, `delete from slot.filing where under = $1 and day = $2 and activity = $3`), row.values()...)
	}
}
