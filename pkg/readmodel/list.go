package readmodel

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
)

// Query says which activities to list. What is empty does not narrow.
type Query struct {
	// From and To bound the months, both inclusive: an activity is found in every month that it touches.
	From, To calendar.Month
	// Pillar is the one decided; Priority any one of an activity's; Topic is compared without regard to small and capital letters.
	Pillar, Priority, Topic string
	// Status is "planned", "done" or "cancelled".
	Status string
	// People are ids: what names any of them is found.
	People []string
	// Ours leaves out what others did: see activity.Ours.
	Ours bool
	// Limit is at most 1,000; 0 means 100.
	Limit int
	// After is where the page before ended, as List said.
	After string
	// What else is meant by the three; see Spanning.
	pillars, priorities, topics []string
}

// List returns the activities that hold now and are not withdrawn, those that began last first, and where the next page starts;
// "" on the last page.
func (r *Reader) List(ctx context.Context, q Query) (page []Row, next string, err error) {
	return r.page(ctx, "list activities", q.limit(), q.statement)
}

// page asks a question whose answer is a page: it is asked for one row more, which tells whether there is a next one.
func (r *Reader) page(
	ctx context.Context, what string, limit int, statement func() (sql string, args []any, err error),
) (page []Row, next string, err error) {
	var days []time.Time
	err = r.ask(ctx, what, func(slot string) error {
		sql, args, err := statement()
		if err != nil {
			return err
		}
		// Planned anew for each question: which index serves it best depends on how rare the priority or the topic is.
		rows, _ := r.pool.Query(ctx, in(slot, sql), append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
		days = make([]time.Time, 0, limit+1)
		page, err = pgx.AppendRows(make([]Row, 0, limit+1), rows, func(row pgx.CollectableRow) (Row, error) {
			stored, err := pgx.RowToStructByName[storedRow](row)
			if err != nil {
				return Row{}, err
			}
			days = append(days, stored.Starts)
			return stored.opened()
		})
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if len(page) > limit {
		page = page[:limit]
		next = cursor{days[limit-1], page[limit-1].ID}.String()
	}
	eachDay(page, func(i int) time.Time { return days[i] }, func(a, b Row) int {
		return cmp.Compare(b.Content.GetWhen().GetFrom(), a.Content.GetWhen().GetFrom())
	})
	return page, next, nil
}

// eachDay puts those of one day that stand beside each other on a page in an order of their own, that of the clock. Which of them are on which page
// the index decides, which knows days alone.
func eachDay[R any](page []R, day func(i int) time.Time, order func(a, b R) int) {
	for from := 0; from < len(page); {
		to := from + 1
		for to < len(page) && day(to).Equal(day(from)) {
			to++
		}
		slices.SortStableFunc(page[from:to], order)
		from = to
	}
}

// limit is how many a page holds.
func (q Query) limit() int { return pageSize(q.Limit) }

// statement writes the question down.
//
// The activities that touch the months are those that start in them, which lie together in each index, and those that started before and
// touch the first one, which are few and have an index of their own; the latter come last.
func (q Query) statement() (sql string, args []any, err error) {
	if err := inOrder(q.From, q.To); err != nil {
		return "", nil, err
	}
	last, err := q.last()
	if err != nil {
		return "", nil, err
	}
	parts, args := q.walks(last, []any{firstDate(q.From), lastDate(q.To), q.limit() + 1})
	if !q.From.IsZero() {
		var besides string
		besides, args = q.narrow(args)
		besides += last.behind("starts, id", &args)
		parts = append(parts, part("later_months <> '{}' and later_months @> array[$1::date]"+besides))
	}
	if len(parts) == 1 {
		return parts[0], args, nil
	}
	return strings.Join(parts, " union all ") + " order by starts desc, id desc limit $3", args, nil
}

// part is a page of those that hold now and meet a condition.
func part(condition string) string {
	return `(select ` + storedColumns + `
		from slot.activity
		where until_seq is null and not withdrawn and ` + condition + `
		order by starts desc, id desc
		limit $3)`
}

// narrow returns the conditions beyond the months and the page, with their arguments behind those given.
func (q Query) narrow(args []any) (string, []any) {
	var conditions strings.Builder
	add := func(condition string, values ...any) { conditions.WriteString(bound(&args, condition, values...)) }
	if len(q.People) > 0 {
		add("exists (select from slot.participation where person = any($%d::text[]) and day = starts and activity = id)", q.People)
	}
	if q.Pillar != "" {
		add("pillar = any($%d)", anyOf(q.pillars, q.Pillar))
	}
	if q.Priority != "" {
		add("priorities && $%d::text[]", anyOf(q.priorities, q.Priority))
	}
	if q.Topic != "" {
		add("topics && $%d::text[]", anyOf(q.topics, edition.Folded(q.Topic)))
	}
	if q.Status != "" {
		add("status = $%d", q.Status)
	}
	if q.Ours {
		add("ours")
	}
	return conditions.String(), args
}

// bound returns a condition with its values behind the arguments given.
func bound(args *[]any, condition string, values ...any) string {
	places := make([]any, len(values))
	for i := range values {
		places[i] = len(*args) + i + 1
	}
	*args = append(*args, values...)
	return fmt.Sprintf(" and "+condition, places...)
}

// cursor is the last row of a page.
type cursor struct {
	starts time.Time
	id     string
}

// last is where the page before ended.
func (q Query) last() (cursor, error) {
	if q.After == "" {
		return cursor{}, nil
	}
	return parseCursor(q.After)
}

// behind returns the condition for what comes after the page; nothing where there was none.
func (c cursor) behind(columns string, args *[]any) string {
	if c.id == "" {
		return ""
	}
	return bound(args, "("+columns+") < ($%d, $%d)", c.starts, c.id)
}

func (c cursor) String() string { return place(c.starts.Format(time.DateOnly), c.id) }

func parseCursor(page string) (cursor, error) {
	parts, err := parsePlace(page, 2)
	if err != nil {
		return cursor{}, err
	}
	starts, err := time.Parse(time.DateOnly, parts[0])
	if err != nil || parts[1] == "" {
		return cursor{}, noPage(page)
	}
	return cursor{starts, parts[1]}, nil
}
