package readmodel

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
)

// Query says which activities to list. What is empty does not narrow.
type Query struct {
	// From and To bound the months, both inclusive: an activity is found in every month that it touches.
	From, To calendar.Month
	// Pillar is the one decided; Priority any one of an activity's; Topic is compared without regard to small and capital letters.
	Pillar, Priority, Topic string
	// Status is "planned", "done" or "cancelled".
	Status string
	// Limit is at most 1,000; 0 means 100.
	Limit int
	// After is where the page before ended, as List said.
	After string
}

const usualLimit, highestLimit = 100, 1000

// List returns the activities that hold now and are not withdrawn, those that began last first, and where the next page starts;
// "" on the last page.
func (r *Reader) List(ctx context.Context, q Query) (page []Row, next string, err error) {
	return r.page(ctx, "list activities", q.limit(), q.statement)
}

// page asks a question whose answer is a page: it is asked for one row more, which tells whether there is a next one.
func (r *Reader) page(
	ctx context.Context, what string, limit int, statement func() (sql string, args []any, err error),
) (page []Row, next string, err error) {
	var found []storedRow
	err = r.ask(ctx, what, func(slot string) error {
		sql, args, err := statement()
		if err != nil {
			return err
		}
		// Planned anew for each question: which index serves it best depends on how rare the priority or the topic is.
		rows, _ := r.pool.Query(ctx, in(slot, sql), append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
		found, err = pgx.CollectRows(rows, pgx.RowToStructByName[storedRow])
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		next = cursor{last.Starts, last.ID}.String()
	}
	page, err = opened(found)
	return page, next, err
}

// limit is how many a page holds.
func (q Query) limit() int {
	if q.Limit <= 0 {
		return usualLimit
	}
	return min(q.Limit, highestLimit)
}

// statement writes the question down.
//
// The activities that touch the months are those that start in them, which lie together in the index by date, and those that
// started before and touch the first one, which are few and have an index of their own; the latter come last.
func (q Query) statement() (sql string, args []any, err error) {
	if err := inOrder(q.From, q.To); err != nil {
		return "", nil, err
	}
	args = []any{firstDate(q.From), lastDate(q.To), q.limit() + 1}
	narrowed, args, err := q.narrow(args)
	if err != nil {
		return "", nil, err
	}
	sql = `(select ` + storedColumns + `
			from slot.activity
			where until_seq is null and not withdrawn and starts between $1 and $2` + narrowed + `
			order by starts desc, id desc
			limit $3)`
	if !q.From.IsZero() {
		sql += `
		union all
		(select ` + storedColumns + `
			from slot.activity
			where until_seq is null and not withdrawn and later_months <> '{}' and later_months @> array[$1::date]` + narrowed + `
			order by starts desc, id desc
			limit $3)
		order by starts desc, id desc
		limit $3`
	}
	return sql, args, nil
}

// narrow returns the conditions beyond the months, with their arguments behind those given.
func (q Query) narrow(args []any) (string, []any, error) {
	var conditions strings.Builder
	add := func(condition string, values ...any) {
		places := make([]any, len(values))
		for i := range values {
			places[i] = len(args) + i + 1
		}
		args = append(args, values...)
		fmt.Fprintf(&conditions, " and "+condition, places...)
	}
	if q.Pillar != "" {
		add("pillar = $%d", q.Pillar)
	}
	if q.Priority != "" {
		add("priorities @> $%d::text[]", []string{q.Priority})
	}
	if q.Topic != "" {
		add("topics @> $%d::text[]", []string{folded(q.Topic)})
	}
	if q.Status != "" {
		add("status = $%d", q.Status)
	}
	if q.After != "" {
		c, err := parseCursor(q.After)
		if err != nil {
			return "", nil, err
		}
		add("(starts, id) < ($%d, $%d)", c.starts, c.id)
	}
	return conditions.String(), args, nil
}

// cursor is the last row of a page.
type cursor struct {
	starts time.Time
	id     string
}

func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(c.starts.Format(time.DateOnly) + "/" + c.id))
}

func parseCursor(s string) (cursor, error) {
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		day, id, _ := strings.Cut(string(text), "/")
		if starts, err := time.Parse(time.DateOnly, day); err == nil && id != "" {
			return cursor{starts, id}, nil
		}
	}
	return cursor{}, fault.New(fault.Invalid, "%q is no page of a list: name the next one as the page before did, or none", s)
}
