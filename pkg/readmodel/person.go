package readmodel

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/thing"
)

// A row is a person or an organisation of that id, as they stand. Who has several names has a row for each, and what is asked of them is
// answered by the one that all the others mean.
const personTable = `
create table slot.person (
    id           text collate "C" primary key,
    version      bigint not null,
    organisation boolean not null,
    names        text[] not null,            -- the earliest first; the last one holds
    since        text[] not null,            -- from which day or month on, beside it; '' from the beginning
    mistaken     text[] not null,            -- names that were corrected
    aliases      text[] not null,
    short_name   text not null,
    abbreviation text not null,
    merged_into  text collate "C" not null,  -- '' for themselves
    merge_reason text not null,
    name_only    boolean not null,           -- recorded as a name of somebody else
    means        text collate "C" not null,  -- whom they mean now; their own id when that is themselves
    also         text[] not null,            -- what those who mean them are called beside
    sorted       text collate "C" not null,  -- the name that holds, as lists are ordered
    said         tsvector not null           -- every word of a name of theirs, also of those who mean them
);
create index on slot.person (merged_into) where merged_into <> '';
create index on slot.person (means) where means <> id;
`

// What waits to be put into an index of words is read through at each question: people are looked for at every letter that is typed, and are
// few to come.
const personIndexes = `
create index on slot.person (sorted, id) where means = id;
create index on slot.person using gin (said) with (fastupdate = off) where means = id;
analyze slot.person;
`

// personRow is a row of slot.person.
type personRow struct {
	ID           string
	Version      uint64
	Organisation bool
	Names        []string
	Since        []string
	Mistaken     []string
	Aliases      []string
	ShortName    string
	Abbreviation string
	MergedInto   string
	MergeReason  string
	NameOnly     bool
	Means        string
	Also         []string
	Sorted       string
	Said         pgtype.TSVector
}

// personColumns are in the order of values.
var personColumns = []string{
	"id", "version", "organisation", "names", "since", "mistaken", "aliases", "short_name", "abbreviation", "merged_into", "merge_reason",
	"name_only", "means", "also", "sorted", "said",
}

func (r *personRow) values() []any {
	return []any{
		r.ID, r.Version, r.Organisation, r.Names, r.Since, r.Mistaken, r.Aliases, r.ShortName, r.Abbreviation, r.MergedInto, r.MergeReason,
		r.NameOnly, r.Means, r.Also, r.Sorted, r.Said,
	}
}

// personRowOf returns the row of somebody who means nobody else and whom nobody else means; see kin.go.
func personRowOf(p *person.Person) *personRow {
	row := &personRow{
		ID: p.ID, Version: p.Version, Organisation: p.Organisation, Mistaken: present(p.Mistaken), Aliases: present(p.Aliases),
		ShortName: p.ShortName, Abbreviation: p.Abbreviation, MergedInto: p.MergedInto, MergeReason: p.MergeReason, NameOnly: p.NameOnly,
		Means: p.ID, Also: []string{}, Sorted: sortedAs(p.Name()),
	}
	for _, name := range p.Names {
		row.Names, row.Since = append(row.Names, name.Name), append(row.Since, name.From)
	}
	row.Said = wordsOf(p)
	return row
}

// fold returns whom the row tells of, ready for the next event.
func (r *personRow) fold() *person.Person {
	p := &person.Person{
		ID: r.ID, Version: r.Version, Organisation: r.Organisation, Mistaken: r.Mistaken, Aliases: r.Aliases, ShortName: r.ShortName,
		Abbreviation: r.Abbreviation, MergedInto: r.MergedInto, MergeReason: r.MergeReason, NameOnly: r.NameOnly,
	}
	for i, name := range r.Names {
		p.Names = append(p.Names, person.Name{Name: name, From: r.Since[i]})
	}
	return p
}

// sortedAs returns a name as lists are ordered: in small letters and without accents.
func sortedAs(name string) string { return strings.Join(slices.Collect(words(name)), " ") }

// wordsOf returns the words of everything that they are called.
func wordsOf(all ...*person.Person) pgtype.TSVector {
	v := vector{at: map[string]int{}}
	for _, p := range all {
		v.add(p.Called()...)
		v.add(p.ShortName)
	}
	return v.whole()
}

func ofPerson(event eventlog.Recorded) bool {
	return event.Thing.Kind == thing.KindPerson && !event.Erased
}

// applyPeople folds the events of people and organisations in a run that has no erasure. Nothing is asked for after it if this is the last
// that is written.
func (w *Writer) applyPeople(ctx context.Context, tx pgx.Tx, slot string, run []eventlog.Recorded, last bool) error {
	if !slices.ContainsFunc(run, ofPerson) {
		return nil
	}
	run = slices.DeleteFunc(slices.Clone(run), func(event eventlog.Recorded) bool { return !ofPerson(event) })
	stored, err := loadPeople(ctx, tx, slot, knownBefore(run))
	if err != nil {
		return err
	}
	f := newPeopleFold(stored)
	if f.tied, err = awaited(ctx, tx, slot, run, f.tied); err != nil {
		return err
	}
	for i := range run {
		if err := f.apply(&run[i]); err != nil {
			return err
		}
	}
	return f.write(ctx, tx, slot, last)
}

// peopleFold follows people through the events of a batch in memory.
type peopleFold struct {
	stored map[string]*personRow
	people map[string]*person.Person
	order  []string
	// tied are those whose ties may have changed, and those to whom they were tied.
	tied []string
}

func newPeopleFold(stored []*personRow) *peopleFold {
	f := &peopleFold{stored: map[string]*personRow{}, people: map[string]*person.Person{}}
	for _, row := range stored {
		f.stored[row.ID], f.people[row.ID] = row, row.fold()
		f.order, f.tied = append(f.order, row.ID), append(f.tied, row.ID, row.MergedInto)
	}
	return f
}

// apply folds one event. Of whom it does not say who they are, since that was erased, no row keeps anything and neither does the batch.
func (f *peopleFold) apply(event *eventlog.Recorded) error {
	if !person.Deed(event.Event) {
		return errUnknown
	}
	id := event.Thing.ID
	p := f.people[id]
	if p == nil {
		p = &person.Person{ID: id}
		f.people[id], f.order = p, append(f.order, id)
	}
	p.Apply(event.Event)
	p.Version = event.Version
	if !p.Known() {
		*p = person.Person{ID: id}
	}
	if event.Version > 1 {
		f.tied = append(f.tied, id)
	}
	return nil
}

// write brings the rows up to date: at first as if nobody meant anybody else, and then the ties.
func (f *peopleFold) write(ctx context.Context, tx pgx.Tx, slot string, last bool) error {
	var rows []*personRow
	batch := &pgx.Batch{}
	for _, id := range f.order {
		if f.stored[id] != nil {
			batch.Queue(in(slot, `delete from slot.person where id = $1`), id)
		}
		if p := f.people[id]; p.Known() {
			rows = append(rows, personRowOf(p))
		}
	}
	few := len(rows) < aDozen
	if few {
		queueInserts(batch, in(slot, insertPerson), rows)
	}
	write := atOnce
	if few && last && len(f.tied) == 0 {
		write = projection.Later
	}
	if err := write(ctx, tx, batch); err != nil {
		return fmt.Errorf("write people: %w", err)
	}
	if !few {
		if err := copyRows(ctx, tx, slot, "person", personColumns, rows); err != nil {
			return err
		}
	}
	return tie(ctx, tx, slot, f.tied)
}

var insertPerson = insert("person", personColumns)

// loadPeople returns the rows of those ids, in the order of these.
func loadPeople(ctx context.Context, tx pgx.Tx, slot string, ids []string) ([]*personRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, _ := tx.Query(ctx, in(slot, `select `+strings.Join(personColumns, ", ")+` from slot.person where id = any($1) order by id`), ids)
	held, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[personRow])
	if err != nil {
		return nil, fmt.Errorf("load people: %w", err)
	}
	return held, nil
}

// erasePerson leaves nothing of somebody.
func erasePerson(ctx context.Context, tx pgx.Tx, slot, id string) error {
	tied := []string{id}
	rows, _ := tx.Query(ctx, in(slot, `delete from slot.person where id = $1 returning merged_into`), id)
	into, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("erase person %s: %w", id, err)
	}
	return tie(ctx, tx, slot, append(tied, into...))
}
