package readmodel

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
)

// Person is a person or an organisation as they stand.
type Person struct {
	*person.Person
	// Also is what those are called who mean them, beside their own names and aliases.
	Also []string
	// Activities counts those that name them, under whatever name.
	Activities int
	// LastRole and LastOrganisation are of the latest of these.
	LastRole, LastOrganisation string
	// SpokeFor is the organisation that they spoke for in the latest that names one.
	SpokeFor string
}

// PeopleQuery says whom to list. What is empty does not narrow.
type PeopleQuery struct {
	// Search holds the beginnings of words: each begins one of theirs, in a name, an alias or an abbreviation, of whatever case or accent.
	Search string
	// Limit is at most 1,000; 0 means 100.
	Limit int
	// After is where the page before ended, as People said.
	After string
}

// storedPerson is what a Person is made of.
type storedPerson struct {
	personRow
	Activities int
	Role       string
	LastFor    string
	SpokeFor   string
}

func (s *storedPerson) opened() Person {
	return Person{
		Person: s.fold(), Also: s.Also, Activities: s.Activities, LastRole: s.Role, LastOrganisation: s.LastFor,
		SpokeFor: s.SpokeFor,
	}
}

// whoseParts adds to a page of people what the activities say of each. Nearly everybody has one name, and then this is one look into an index
// for each.
const whoseParts = `
	select page.*, parts.activities, coalesce(parts.role, '') as role, coalesce(parts.last_for, '') as last_for, coalesce(parts.spoke_for, '') as spoke_for
	from page
	cross join lateral (
		select
			count(distinct activity) as activities,
			(array_agg(role order by day desc, activity desc, nth))[1] as role,
			(array_agg(spoke_for order by day desc, activity desc, nth))[1] as last_for,
			(array_agg(spoke_for order by day desc, activity desc, nth) filter (where spoke_for <> ''))[1] as spoke_for
		from slot.participation
		where person = any(array(select page.id union all select id from slot.person where means = page.id and means <> id))
	) as parts
	order by page.sorted, page.id`

// People lists those who stand for themselves, by name, and says where the next page starts; "" on the last page.
func (r *Reader) People(ctx context.Context, q PeopleQuery) (page []Person, next string, err error) {
	limit := pageSize(q.Limit)
	sql, args, err := q.statement(limit)
	if err != nil {
		return nil, "", err
	}
	if q.Search != "" {
		// Planned anew for each question: how rare a beginning is decides on the index.
		args = append([]any{pgx.QueryExecModeCacheDescribe}, args...)
	}
	found, err := r.people(ctx, "list people", sql, args...)
	if err != nil {
		return nil, "", err
	}
	if len(found) > limit {
		found = found[:limit]
		next = place(found[limit-1].ID, found[limit-1].Sorted)
	}
	for i := range found {
		page = append(page, found[i].opened())
	}
	return page, next, nil
}

func (r *Reader) people(ctx context.Context, what, sql string, args ...any) (found []storedPerson, err error) {
	err = r.ask(ctx, what, func(slot string) error {
		rows, _ := r.pool.Query(ctx, in(slot, sql), args...)
		found, err = pgx.CollectRows(rows, pgx.RowToStructByName[storedPerson])
		return err
	})
	return found, err
}

// statement writes the question down. A name that was dropped and by which nobody was ever named is nobody's.
func (q PeopleQuery) statement(limit int) (sql string, args []any, err error) {
	conditions := []string{"means = id", "not (name_only and not exists (select from slot.participation where person = id))"}
	args = []any{limit + 1}
	if asked := beginnings(q.Search); asked != "" {
		args = append(args, asked)
		conditions = append(conditions, fmt.Sprintf("said @@ $%d::text::tsquery", len(args)))
	} else if strings.TrimSpace(q.Search) != "" {
		return "", nil, fault.New(fault.Invalid, "%s has neither letter nor digit: type the beginning of a name", fault.Quoted(q.Search))
	}
	if q.After != "" {
		last, err := parsePlace(q.After, 2)
		if err != nil {
			return "", nil, err
		}
		args = append(args, last[1], last[0])
		conditions = append(conditions, fmt.Sprintf("(sorted, id) > ($%d, $%d)", len(args)-1, len(args)))
	}
	return `with page as (
			select ` + strings.Join(personColumns, ", ") + `
			from slot.person
			where ` + strings.Join(conditions, " and ") + `
			order by sorted, id
			limit $1
		)` + whoseParts, args, nil
}

// beginnings returns the question for those who have words that begin so, whatever their order.
func beginnings(text string) string {
	var all []string
	for word := range words(text) {
		if all = append(all, fmt.Sprintf("'%s':*", word)); len(all) == mostAsked {
			break
		}
	}
	return strings.Join(all, " & ")
}
