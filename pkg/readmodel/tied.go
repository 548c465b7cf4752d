package readmodel

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// tied returns the ids of the activities that an activity names: those that it is related to, and those that tell of what it promised.
func tied(content *eventv1.Activity) []string {
	ids := []string{}
	for _, relation := range content.GetRelations() {
		ids = append(ids, relation.GetId())
	}
	for _, f := range content.GetFollowUps() {
		ids = append(ids, f.GetReportedIn())
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
}

// Tie is one activity's word on another.
type Tie struct {
	// Type is that of a relation, or "reported_in".
	Type string
	// Other is the id of the activity at the other end, in full.
	Other string
	// Headline is the other's; empty where the log does not have it, or nothing is left of it.
	Headline string
	// From says that it is the other that says so.
	From bool
	// Withdrawn says that the other counts nowhere.
	Withdrawn bool
}

// mostTies is how many activities that name one are listed: a conference has some dozens of parts.
const mostTies = 200

// Ties returns what an activity says of others, in its own order, and then what others say of it, by date.
func (r *Reader) Ties(ctx context.Context, id string, content *eventv1.Activity) ([]Tie, error) {
	var others []tiedRow
	err := r.ask(ctx, "find what an activity is tied to", func(slot string) (err error) {
		rows, _ := r.pool.Query(ctx, in(slot, `
			select id, headline, withdrawn, content
			from slot.activity
			where until_seq is null and (id = any($1::text[]) or tied <> '{}' and tied @> array[$2::text])
			order by starts, id
			limit $3`), tied(content), id, mostTies)
		others, err = pgx.CollectRows(rows, pgx.RowToStructByName[tiedRow])
		return err
	})
	if err != nil {
		return nil, err
	}
	ties := tiesOf(content, others)
	for _, other := range others {
		back, err := other.back(id)
		if err != nil {
			return nil, err
		}
		ties = append(ties, back...)
	}
	return ties, nil
}

type tiedRow struct {
	ID        string
	Headline  string
	Withdrawn bool
	Content   []byte
}

// tiesOf returns what the activity itself says.
func tiesOf(content *eventv1.Activity, others []tiedRow) (ties []Tie) {
	add := func(kind, other string) {
		tie := Tie{Type: kind, Other: other}
		if i := slices.IndexFunc(others, func(o tiedRow) bool { return o.ID == other }); i >= 0 {
			tie.Headline, tie.Withdrawn = others[i].Headline, others[i].Withdrawn
		}
		ties = append(ties, tie)
	}
	for _, relation := range content.GetRelations() {
		add(relation.GetType(), relation.GetId())
	}
	for _, f := range content.GetFollowUps() {
		if activity.State(f) == activity.Reported {
			add("reported_in", f.GetReportedIn())
		}
	}
	return ties
}

// back returns what the other says of the activity of that id. What was withdrawn says nothing any more.
func (o tiedRow) back(id string) (ties []Tie, err error) {
	if o.Withdrawn {
		return nil, nil
	}
	content, err := contentOf(o.ID, o.Content)
	if err != nil {
		return nil, err
	}
	for _, tie := range tiesOf(content, nil) {
		if tie.Other == id {
			ties = append(ties, Tie{Type: tie.Type, Other: o.ID, Headline: o.Headline, From: true})
		}
	}
	return ties, nil
}
