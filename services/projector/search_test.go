package projector_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/readmodel"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestOfManyEventsAtOnceListsComeFirstAndWhatIsSearchedAfter(t *testing.T) {
	t.Parallel()
	s := newTeam(t).serve()
	lists, searching := table{readmodel.Version, "activity"}, table{readmodel.SearchConfig().Version, "words"}
	// The table that is searched takes down how far lists are whenever words come in.
	slot := searching.slot(t, s.ground)
	if _, err := s.ground.Rows.Exec(t.Context(), `
		create table `+slot+`.came (words bigint, lists bigint);
		create function `+slot+`.came() returns trigger language plpgsql as $$
		begin
			insert into `+slot+`.came select count(*), (select sequence from `+lists.slot(t, s.ground)+`.place) from fresh;
			return null;
		end $$;
		create trigger came after insert on `+slot+`.words referencing new table as fresh for each statement execute function `+slot+`.came()`,
		pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
	const many = 600
	entries := make([]eventlog.Entry, many)
	for i := range entries {
		entries[i] = eventlog.Entry{
			Command: eventlog.Command{ID: uuid.NewString(), Actor: "amara", Source: "/recorder", Time: time.Now().UTC()},
			Thing:   thing.Activity(uuid.NewString()),
			Events: []proto.Message{&eventv1.ActivityRecorded{Activity: &eventv1.Activity{
				Headline: fmt.Sprintf("Talk %d", i), When: &eventv1.When{From: "2024-01"},
			}}},
		}
	}
	for _, result := range s.ground.Log.AppendAll(t.Context(), entries) {
		if result.Err != nil {
			t.Fatal(result.Err)
		}
	}
	searching.sees(t, s.ground, many)
	var bulk, early int
	if err := s.ground.Rows.QueryRow(t.Context(), `
		select count(*), count(*) filter (where lists < $1) from `+slot+`.came where words >= 100`, many).Scan(&bulk, &early); err != nil {
		t.Fatal(err)
	}
	if bulk == 0 || early > 0 {
		t.Errorf("%d of %d times many words came in before lists had seen all, want never, of at least one", early, bulk)
	}
}
