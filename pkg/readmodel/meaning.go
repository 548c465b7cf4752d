package readmodel

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
)

// Part is the part that somebody played in an activity, named as at the time.
type Part struct {
	Activity string
	Headline string
	Named    string
	Role     string
	SpokeFor string
	Part     string
	Day      time.Time
}

// Meant is whom a name means.
type Meant struct {
	Person
	// Asked is the id of the very name; another than the person's when it leads to them.
	Asked string
	// Merged are those who were merged into them; names that lead to their bearer are not.
	Merged []Person
}

// Person returns whom an id, the beginning of one, a name, an alias or an abbreviation means.
func (r *Reader) Person(ctx context.Context, typed string) (Meant, error) {
	asked, means, err := r.meaning(ctx, typed)
	if err != nil {
		return Meant{}, err
	}
	found, err := r.people(ctx, "get a person", `with page as (
			select `+strings.Join(personColumns, ", ")+`
			from slot.person
			where id = $1 or means = $1 and means <> id and merge_reason <> ''
		)`+whoseParts, means)
	if err != nil {
		return Meant{}, err
	}
	m := Meant{Asked: asked}
	for i := range found {
		if found[i].ID == means {
			m.Person = found[i].opened()
		} else {
			m.Merged = append(m.Merged, found[i].opened())
		}
	}
	if m.Person.Person == nil {
		return Meant{}, nobody(typed, nil)
	}
	return m, nil
}

// Parts returns the parts that somebody played, the latest first, at most so many.
func (r *Reader) Parts(ctx context.Context, id string, limit int) (parts []Part, err error) {
	err = r.ask(ctx, "list what somebody took part in", func(slot string) error {
		rows, _ := r.pool.Query(ctx, in(slot, `
			select activity, headline, named, role, spoke_for, part, day
			from slot.person as who
			cross join lateral (
				select *
				from slot.participation
				where person = who.id
				order by day desc, activity desc, nth desc
				limit $2
			) as played
			join slot.activity as a on a.id = activity and a.until_seq is null
			where who.id = $1 or who.means = $1 and who.means <> who.id
			order by day desc, activity desc, nth
			limit $2`), id, limit)
		parts, err = pgx.CollectRows(rows, pgx.RowToStructByName[Part])
		return err
	})
	return parts, err
}

// Kin returns every id that means whom somebody typed.
func (r *Reader) Kin(ctx context.Context, typed string) (ids []string, err error) {
	_, means, err := r.meaning(ctx, typed)
	if err != nil {
		return nil, err
	}
	err = r.ask(ctx, "find the names of somebody", func(slot string) error {
		rows, _ := r.pool.Query(ctx, in(slot, `select id from slot.person where id = $1 or means = $1 and means <> id order by id`), means)
		ids, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return ids, err
}

// Called returns what those are called whom the names mean, by name; a name that the log does not have is left out.
func (r *Reader) Called(ctx context.Context, names []string) (map[string][]string, error) {
	ids := make([]string, len(names))
	for i, name := range names {
		ids[i] = person.ID(name)
	}
	called := map[string][]string{}
	return called, r.ask(ctx, "find what organisations are called", func(slot string) error {
		rows, _ := r.pool.Query(ctx, in(slot, `
			select named.id, meant.names || meant.mistaken || meant.aliases || meant.also || meant.abbreviation
			from slot.person as named
			join slot.person as meant on meant.id = named.means
			where named.id = any($1)`), ids)
		var id string
		var all []string
		_, err := pgx.ForEachRow(rows, []any{&id, &all}, func() error {
			for i := range ids {
				if ids[i] == id {
					called[names[i]] = slices.Clone(all)
				}
			}
			return nil
		})
		return err
	})
}

// candidate is somebody whom a text may mean.
type candidate struct {
	ID           string
	Means        string
	Name         string
	Abbreviation string
}

// meaning finds whom a text means: by id or name, else by the beginning of an id, else by an abbreviation that is nobody else's.
func (r *Reader) meaning(ctx context.Context, typed string) (asked, means string, err error) {
	// Postgres takes no NUL, and no name has one.
	typed = norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(typed, ""), "\x00", "")))
	beginning, name := strings.ToLower(typed), person.ID(typed)
	found, err := r.candidates(ctx, `
		select id, means, '' as name, '' as abbreviation from slot.person where id = any($1)`, []string{beginning, name})
	if err != nil {
		return "", "", err
	}
	if len(found) > 0 {
		return found[0].ID, found[0].Means, nil
	}
	if found, err = r.resembling(ctx, typed); err != nil {
		return "", "", err
	}
	isID := len(beginning) >= shortestID && isHex(beginning)
	for _, narrower := range []func(candidate) bool{
		func(c candidate) bool { return isID && strings.HasPrefix(c.ID, beginning) },
		func(c candidate) bool { return c.Abbreviation != "" && person.ID(c.Abbreviation) == name },
	} {
		switch those := those(found, narrower); {
		case len(those) == 1:
			return those[0].ID, those[0].Means, nil
		case len(those) > 1:
			return "", "", fault.New(fault.Invalid, "%s means more than one: %s; say which by the whole name", fault.Quoted(typed), listedNames(those))
		}
	}
	return "", "", nobody(typed, found)
}

// those returns whom a condition leaves, each once: the same one may be found in several ways.
func those(found []candidate, narrower func(candidate) bool) (left []candidate) {
	for _, c := range found {
		if narrower(c) && !slices.ContainsFunc(left, func(other candidate) bool { return other.ID == c.ID }) {
			left = append(left, c)
		}
	}
	return left
}

// resembling returns some of those whose id begins like a text, or of whom a name or an abbreviation has words that do.
func (r *Reader) resembling(ctx context.Context, typed string) ([]candidate, error) {
	const most = 20
	beginning := strings.ToLower(typed)
	return r.candidates(ctx, `
		(select id, means, names[cardinality(names)] as name, '' as abbreviation from slot.person
			where length($1) >= $4 and id >= $1 and id < $1 || '~' order by id limit $3)
		union all
		(select id, means, names[cardinality(names)], abbreviation from slot.person
			where $2::text <> '' and means = id and said @@ $2::text::tsquery
			order by lower(abbreviation) = $1 desc, sorted limit $3)`, beginning, beginnings(typed), most, shortestID)
}

func (r *Reader) candidates(ctx context.Context, sql string, args ...any) (found []candidate, err error) {
	err = r.ask(ctx, "find a person", func(slot string) error {
		rows, _ := r.pool.Query(ctx, in(slot, sql), args...)
		found, err = pgx.CollectRows(rows, pgx.RowToStructByName[candidate])
		return err
	})
	return found, err
}

// nobody says that there is nobody of that name, and who may be meant.
func nobody(typed string, like []candidate) error {
	if len(like) == 0 {
		return fault.New(fault.NotFound, "nobody in the log is called %s: `dontblink person list` tells who there is", fault.Quoted(typed))
	}
	return fault.New(fault.NotFound, "nobody in the log is called just %s; there are %s", fault.Quoted(typed), listedNames(like))
}

func listedNames(all []candidate) string {
	const most = 5
	var names []string
	for _, c := range all {
		if name := fault.Quoted(c.Name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) > most {
		names = append(names[:most], "others")
	}
	return strings.Join(names, ", ")
}

func isHex(text string) bool {
	return !strings.ContainsFunc(strings.ToLower(text), func(r rune) bool { return !strings.ContainsRune("0123456789abcdef-", r) })
}
