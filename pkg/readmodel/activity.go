package readmodel

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// A row is one version of an activity. What held at sequence n: from_seq <= n and (until_seq is null or until_seq > n).
const activityTable = `
create table slot.activity (
    id            text collate "C" not null,
    version       bigint not null,
    from_seq      bigint not null,           -- the event that made it so: its own, or one of the edition that gave it another pillar
    until_seq     bigint,                    -- the event that ended it; null: it holds now
    withdrawn     boolean not null,          -- it counts nowhere: it was withdrawn, or merged
    merged_into   text collate "C" not null, -- the activity that it is told in; '' when it stands by itself
    starts        date not null,             -- the first and the last day, both inclusive, local to where it happened
    ends          date not null,
    first_month   date not null,             -- the months of these two, each as its first day
    last_month    date not null,
    later_months  date[] not null,           -- the months that it touches after its first
    tell_months   date[] not null,           -- the months in whose issues it is told, when these are not its own
    pillar        text not null,             -- as decided; '' for none
    priorities    text[] not null,
    topics        text[] not null,           -- in small letters, so that DSA is found as dsa
    kinds         text[] not null,
    status        text not null,
    asks          date,                      -- the first day on which it asks to be done, or something promised does; null: never
    tied          text[] not null,           -- the activities that it says it is tied to
    by            text[] not null,
    ours          boolean not null,          -- what we did ourselves, see activity.Ours
    announcement  boolean not null,
    headline      text not null,
    place         text not null,
    jurisdictions text[] not null,
    recorded_at   timestamptz not null,      -- when and by whom it was first written down
    recorded_by   text not null,
    amended_at    timestamptz,               -- when it was last amended; null: never
    source        text,                      -- the file that it came from, and its key there; null: a member logged it
    key           text,
    content       bytea not null,            -- the whole, as an advocacy.event.v1.Activity
    import        bytea,                     -- what the file said, as an advocacy.event.v1.Import
    primary key (id, from_seq),
    check (from_seq < until_seq),
    check (starts <= ends)
);
`

const activityIndexes = `
create unique index on slot.activity (id) where until_seq is null;
create index on slot.activity (starts desc, id desc) where until_seq is null and not withdrawn;
create index on slot.activity (pillar, starts desc, id desc) where until_seq is null and not withdrawn;
create index on slot.activity using gin (later_months) where until_seq is null and not withdrawn and later_months <> '{}';
create index on slot.activity (merged_into) where until_seq is null and merged_into <> '';
create index on slot.activity using gin (tell_months) where until_seq is null and not withdrawn and tell_months <> '{}';
create index on slot.activity (status, starts desc, id desc) where until_seq is null and not withdrawn and status <> 'done';
create index on slot.activity (asks, id) where until_seq is null and not withdrawn and asks is not null;
create index on slot.activity using gin (tied) where until_seq is null and tied <> '{}';
analyze slot.activity;
`

// activityRow is a row of slot.activity.
type activityRow struct {
	ID            string
	Version       uint64
	FromSeq       uint64
	UntilSeq      *uint64
	Withdrawn     bool
	MergedInto    string
	Starts        time.Time
	Ends          time.Time
	FirstMonth    time.Time
	LastMonth     time.Time
	LaterMonths   []time.Time
	TellMonths    []time.Time
	Pillar        string
	Priorities    []string
	Topics        []string
	Kinds         []string
	Status        string
	Asks          *time.Time
	Tied          []string
	By            []string
	Ours          bool
	Announcement  bool
	Headline      string
	Place         string
	Jurisdictions []string
	RecordedAt    time.Time
	RecordedBy    string
	AmendedAt     *time.Time
	Source        *string
	Key           *string
	Content       []byte
	Import        []byte
}

// activityColumns are in the order of values.
var activityColumns = []string{
	"id", "version", "from_seq", "until_seq", "withdrawn", "merged_into", "starts", "ends", "first_month", "last_month", "later_months",
	"tell_months", "pillar", "priorities", "topics", "kinds", "status", "asks", "tied", "by", "ours", "announcement", "headline", "place",
	"jurisdictions", "recorded_at", "recorded_by", "amended_at", "source", "key", "content", "import",
}

func (r *activityRow) values() []any {
	return []any{
		r.ID, r.Version, r.FromSeq, r.UntilSeq, r.Withdrawn, r.MergedInto, r.Starts, r.Ends, r.FirstMonth, r.LastMonth, r.LaterMonths,
		r.TellMonths, r.Pillar, r.Priorities, r.Topics, r.Kinds, r.Status, r.Asks, r.Tied, r.By, r.Ours, r.Announcement, r.Headline, r.Place,
		r.Jurisdictions, r.RecordedAt, r.RecordedBy, r.AmendedAt, r.Source, r.Key, r.Content, r.Import,
	}
}

// rowAfter returns the row of an activity as it stands after an event. `before` is the row that held until then, nil for none.
func rowAfter(a *activity.Activity, before *activityRow, event *eventlog.Recorded, ed *edition.Edition) (*activityRow, error) {
	row := &activityRow{
		ID: a.ID, Version: event.Version, FromSeq: event.Sequence,
		Withdrawn: a.Withdrawn || a.MergedInto != "", MergedInto: a.MergedInto,
		RecordedAt: event.Time, RecordedBy: event.Actor,
	}
	if before != nil {
		row.RecordedAt, row.RecordedBy, row.AmendedAt = before.RecordedAt, before.RecordedBy, before.AmendedAt
	}
	if _, amended := event.Event.(activity.Amendment); amended {
		row.AmendedAt = &event.Time
	}
	row.describe(a.Content, ed)
	return row, row.keep(a)
}

// describe sets what the row says of the content, so that it can be found by it.
func (r *activityRow) describe(content *eventv1.Activity, ed *edition.Edition) {
	span := calendar.MustOf(content.GetWhen())
	r.Starts, r.Ends = date(span.From), date(span.To)
	r.FirstMonth, r.LastMonth = monthDate(span.First()), monthDate(span.Last())
	r.LaterMonths = monthDates(span.Months())
	if len(r.LaterMonths) > 0 {
		r.LaterMonths = r.LaterMonths[1:]
	}
	r.TellMonths = toldIn(content)
	r.Pillar = activity.Pillar(content, ed)
	r.Priorities = distinct(content.GetPriorities())
	r.Topics = distinct(mapped(content.GetTopics(), edition.Folded))
	r.Kinds = present(content.GetKinds())
	r.Status = content.GetStatus()
	r.Asks = asks(content)
	r.Tied = tied(content)
	r.By = present(content.GetBy())
	r.Ours = activity.Ours(content)
	r.Announcement = content.GetAnnouncement()
	r.Headline = content.GetHeadline()
	r.Place = content.GetPlace()
	r.Jurisdictions = present(content.GetJurisdictions())
}

// keep stores the content and the import whole. The bytes are deterministic, so that a rebuilt row is the live one, byte for byte.
func (r *activityRow) keep(a *activity.Activity) error {
	marshal := proto.MarshalOptions{Deterministic: true}
	var err error
	if r.Content, err = marshal.Marshal(a.Content); err != nil {
		return fmt.Errorf("keep the content of activity %s: %w", a.ID, err)
	}
	// An empty message has no bytes; not null asks for some all the same.
	r.Content = present(r.Content)
	if a.Import == nil {
		return nil
	}
	source, key := a.Import.GetSource(), a.Import.GetKey()
	r.Source, r.Key = &source, &key
	if r.Import, err = marshal.Marshal(a.Import); err != nil {
		return fmt.Errorf("keep what the file said of activity %s: %w", a.ID, err)
	}
	return nil
}

// fold returns the activity that the row tells of, ready for its next event.
func (r *activityRow) fold() (*activity.Activity, error) {
	content, err := contentOf(r.ID, r.Content)
	if err != nil {
		return nil, err
	}
	imp, err := importOf(r.ID, r.Import)
	if err != nil {
		return nil, err
	}
	return &activity.Activity{
		ID: r.ID, Version: r.Version, Withdrawn: r.Withdrawn && r.MergedInto == "", MergedInto: r.MergedInto, Content: content, Import: imp,
	}, nil
}

func contentOf(id string, stored []byte) (*eventv1.Activity, error) {
	content := &eventv1.Activity{}
	if err := proto.Unmarshal(stored, content); err != nil {
		return nil, fmt.Errorf("read the content of activity %s: %w", id, err)
	}
	return content, nil
}

// importOf returns nil for an activity that came from no file.
func importOf(id string, stored []byte) (*eventv1.Import, error) {
	if stored == nil {
		return nil, nil
	}
	said := &eventv1.Import{}
	if err := proto.Unmarshal(stored, said); err != nil {
		return nil, fmt.Errorf("read what the file said of activity %s: %w", id, err)
	}
	return said, nil
}

// loadActivities returns the rows that hold now of those ids.
func loadActivities(ctx context.Context, tx pgx.Tx, slot string, ids []string) ([]*activityRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, _ := tx.Query(ctx, in(slot, `select `+strings.Join(activityColumns, ", ")+`
		from slot.activity
		where until_seq is null and id = any($1)`), ids)
	held, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[activityRow])
	if err != nil {
		return nil, fmt.Errorf("load activities: %w", err)
	}
	return held, nil
}

// toldIn returns the months of tell_in; what is no month tells nothing.
func toldIn(content *eventv1.Activity) []time.Time {
	var months []calendar.Month
	for _, text := range content.GetTellIn() {
		if m, err := calendar.ParseMonth(text); err == nil {
			months = append(months, m)
		}
	}
	return monthDates(months)
}

// present returns an empty list for none: a column that lists is never null.
func present[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// distinct returns each word once, in the order given.
func distinct(words []string) []string {
	once := make([]string, 0, len(words))
	for _, word := range words {
		if !slices.Contains(once, word) {
			once = append(once, word)
		}
	}
	return once
}

func mapped(words []string, with func(string) string) []string {
	result := make([]string, len(words))
	for i, word := range words {
		result[i] = with(word)
	}
	return result
}
