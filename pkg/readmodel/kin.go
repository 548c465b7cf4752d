package readmodel

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/person"
)

// Whom a name means may change by what is said of another: that one is merged in turn, or erased. Few are ever merged, so whoever is tied to
// those in a batch, near or far, is looked at anew.

// tie sets whom those mean who are tied to any of these, and what of the one that they all mean is found by their names.
func tie(ctx context.Context, tx pgx.Tx, slot string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	all, err := kinOf(ctx, tx, slot, ids)
	if err != nil || len(all) == 0 {
		return err
	}
	batch := &pgx.Batch{}
	for _, row := range withKin(all) {
		batch.Queue(in(slot, `update slot.person set means = $2, also = $3, said = $4 where id = $1`), row.ID, row.Means, row.Also, row.Said)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("tie people: %w", err)
	}
	return nil
}

// kinOf returns the rows that are tied to any of these ids, by way of however many others, in the order of their ids.
func kinOf(ctx context.Context, tx pgx.Tx, slot string, ids []string) ([]*personRow, error) {
	rows, _ := tx.Query(ctx, in(slot, `
		with recursive kin (id) as (
			select unnest($1::text[]) collate "C"
			union
			select other.id
			from kin
			cross join lateral (
				select merged_into as id from slot.person where id = kin.id and merged_into <> ''
				union all
				select id from slot.person where merged_into = kin.id and merged_into <> ''
			) as other
		)
		select id from kin where id <> ''`), ids)
	kin, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("find who is tied to whom: %w", err)
	}
	return loadPeople(ctx, tx, slot, kin)
}

// awaited adds those to the ids into whom others were merged before anything was said of them: the first word on them had been parked.
func awaited(ctx context.Context, tx pgx.Tx, slot string, run []eventlog.Recorded, ids []string) ([]string, error) {
	var firsts []string
	for i := range run {
		if run[i].Version == 1 {
			firsts = append(firsts, run[i].Thing.ID)
		}
	}
	if len(firsts) == 0 {
		return ids, nil
	}
	rows, _ := tx.Query(ctx, in(slot, `select distinct merged_into from slot.person where merged_into <> '' and merged_into = any($1)`), firsts)
	late, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("find who was merged into whom: %w", err)
	}
	return append(ids, late...), nil
}

// withKin sets the ties of rows that are tied to no others, and returns them.
func withKin(all []*personRow) []*personRow {
	byID := map[string]*personRow{}
	for _, row := range all {
		byID[row.ID] = row
	}
	kin := map[string][]*person.Person{}
	for _, row := range all {
		row.Means, row.Also = meant(row, byID).ID, []string{}
		if row.Means != row.ID {
			kin[row.Means] = append(kin[row.Means], row.fold())
			row.Said = wordsOf(row.fold())
		}
	}
	for _, row := range all {
		if row.Means != row.ID {
			continue
		}
		p, others := row.fold(), kin[row.ID]
		row.Said = wordsOf(append([]*person.Person{p}, others...)...)
		row.Also = present(beside(p, others))
	}
	return all
}

// meant returns whom somebody means. In a circle, which two members at once can make for a moment, that is the one whose id comes first.
func meant(row *personRow, all map[string]*personRow) *personRow {
	var way []*personRow
	for !slices.Contains(way, row) {
		way = append(way, row)
		next := all[row.MergedInto]
		if next == nil {
			return row // themselves, or the last of whom anything is known
		}
		row = next
	}
	first := row
	for _, each := range way[slices.Index(way, row):] {
		if each.ID < first.ID {
			first = each
		}
	}
	return first
}

// beside returns what others are called who are one with somebody, but for what is a name of that one by their own word.
func beside(p *person.Person, others []*person.Person) (also []string) {
	seen := map[string]bool{}
	for _, name := range p.Called() {
		seen[person.ID(name)] = true
	}
	for _, other := range others {
		for _, name := range other.Called() {
			if id := person.ID(name); !seen[id] {
				seen[id] = true
				also = append(also, name)
			}
		}
	}
	return also
}
