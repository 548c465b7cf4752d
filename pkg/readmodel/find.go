package readmodel

import (
	"context"
	"fmt"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
)

// Search returns activities as List does, of those that hold what was asked for: every word, or one that begins so, and what stands in
// "quotation marks" in that order; what has a minus before it must not be there. Small and capital letters are the same, and so are
// letters with and without accents.
func (r *Reader) Search(ctx context.Context, text string, q Query) (page []Row, next string, err error) {
	asked, err := parseSearch(text)
	if err != nil {
		return nil, "", err
	}
	return r.page(ctx, "search activities", q.limit(), func() (string, []any, error) {
		searched, err := r.searched(ctx)
		if err != nil {
			return "", nil, err
		}
		return q.search(searched, asked)
	})
}

// search writes the question down.
func (q Query) search(searched, asked string) (sql string, args []any, err error) {
	if err := inOrder(q.From, q.To); err != nil {
		return "", nil, err
	}
	last, err := q.last()
	if err != nil {
		return "", nil, err
	}
	narrowed, args := q.narrow([]any{firstDate(q.From), lastDate(q.To), q.limit() + 1, asked})
	narrowed += last.behind("starts, id", &args)
	touches := "starts between $1 and $2"
	if !q.From.IsZero() {
		touches = "(" + touches + " or later_months @> array[$1::date])"
	}
	if q.Priority != "" {
		args = append(args, anyOf(q.priorities, q.Priority))
		narrowed += fmt.Sprintf(" and under && $%d::text[]", len(args))
	}
	return `select ` + storedColumns + `
		from slot.activity
		join ` + searched + `.words on activity = id
		where until_seq is null and not withdrawn and said @@ $4::text::tsquery and ` + touches + narrowed + `
		order by starts desc, id desc
		limit $3`, args, nil
}

// searched returns the slot that is searched.
func (r *Reader) searched(ctx context.Context) (slot string, err error) {
	slot, serves, err := projection.Serving(ctx, r.pool, SearchVersion)
	if err == nil && !serves {
		err = fault.New(fault.Unavailable, "what can be searched is being prepared: ask again, or look in the lists")
	}
	return slot, err
}
