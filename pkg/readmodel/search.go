package readmodel

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// What is searched lies in slots of its own, filled by a projection of its own: to take words apart and to put them in order costs five
// times what all other rows cost together, and nobody who looks at a list should wait for it.

// SearchName tells the projection of what is searched from the other one.
const SearchName = "search"

// SearchVersion names the code and the SQL that shape what is searched.
var SearchVersion = SearchName + Version

// SearchSchema makes the table that is searched. Its columns are named otherwise than those of slot.activity, with which it is joined.
const SearchSchema = `
create table slot.words (
    activity text collate "C" primary key,   -- one that holds and is not withdrawn
    under    text[] not null,                -- its priorities
    said     tsvector not null               -- the words, as words() tells them apart
);
`

// SearchIndexes make it fast to search. To find what is under a priority and what a word stands in is one look into one index.
const SearchIndexes = `
create index on slot.words using gin (under, said);
analyze slot.words;
`

// SearchConfig is the projection of what is searched, but for the log and the database.
func SearchConfig() projection.Config {
	return projection.Config{
		Name: SearchName, Version: SearchVersion, Schema: SearchSchema, Indexes: SearchIndexes, Apply: applySearch,
		// It is held while what is more urgent goes first.
		MaxBatch: 500,
	}
}

// applySearch writes what a batch of events leaves to be searched. Each tells the whole content, so only the last of each activity counts.
func applySearch(ctx context.Context, tx pgx.Tx, slot string, batch []eventlog.Recorded) error {
	last := map[string]*eventv1.Activity{}
	for _, event := range batch {
		if event.Thing.Kind != thing.KindActivity || event.Erased {
			continue
		}
		if _, same := event.Event.(*eventv1.ActivitiesToldApart); same {
			continue
		}
		content, known := contentAfter(event)
		if !known {
			return errUnknown
		}
		last[event.Thing.ID] = content
	}
	statements := &pgx.Batch{}
	queueWords(statements, slot, last)
	if err := projection.Later(ctx, tx, statements); err != nil {
		return fmt.Errorf("write what is searched: %w", err)
	}
	return nil
}

// contentAfter returns what an activity says after an event; nil when it is told nowhere any more.
func contentAfter(event eventlog.Recorded) (content *eventv1.Activity, known bool) {
	switch e := event.Event.(type) {
	case *eventv1.ActivityWithdrawn, *eventv1.ActivityMerged:
		return nil, true
	case *eventv1.ActivityErased:
		if e.GetWithdrawn() || e.GetMergedInto() != "" {
			return nil, true
		}
		return e.GetActivity(), true
	case interface{ GetActivity() *eventv1.Activity }:
		return e.GetActivity(), activity.Deed(event.Event) != ""
	}
	return nil, false
}

// queueWords has the words of all written at once.
func queueWords(batch *pgx.Batch, slot string, last map[string]*eventv1.Activity) {
	var gone, ids, under []string
	var said []pgtype.TSVector
	for id, content := range last {
		if content == nil {
			gone = append(gone, id)
			continue
		}
		// Lists of lists do not pass as a parameter.
		ids, under = append(ids, id), append(under, strings.Join(distinct(content.GetPriorities()), separator))
		said = append(said, vectorOf(content))
	}
	if len(gone) > 0 {
		batch.Queue(in(slot, `delete from slot.words where activity = any($1)`), gone)
	}
	if len(ids) > 0 {
		batch.Queue(in(slot, `
			insert into slot.words (activity, under, said)
			select activity, string_to_array(under, chr(31)), said
			from unnest($1::text[], $2::text[], $3::tsvector[]) as written (activity, under, said)
			on conflict (activity) do update set under = excluded.under, said = excluded.said`), ids, under, said)
	}
}

// separator stands in no id.
const separator = "\x1f"

// vectorOf returns the words of an activity as Postgres keeps them, each with where it stands. Two words stand beside each other only
// if they do so in one text.
func vectorOf(content *eventv1.Activity) pgtype.TSVector {
	v := vector{at: map[string]int{}}
	v.add(content.GetHeadline(), content.GetPlace())
	v.add(content.GetTopics()...)
	for _, p := range content.GetPeople() {
		v.add(p.GetName(), p.GetOrganisation())
	}
	for _, o := range content.GetOrganisations() {
		v.add(o.GetName(), o.GetAbbreviation())
	}
	for _, passage := range content.GetBody() {
		v.add(person.Plain(passage.GetText()))
	}
	return v.whole()
}
