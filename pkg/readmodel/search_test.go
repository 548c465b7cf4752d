package readmodel

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// searchable returns a Reader of rows in which a story has been told, and of what is searched.
func searchable(tb testing.TB, s *story) *Reader {
	tb.Helper()
	r := after(tb, s)
	if err := projection.Migrate(tb.Context(), r.pool); err != nil {
		tb.Fatal(err)
	}
	slot := newSearchSlot(tb, r.pool, "rm_searched_1")
	if _, err := r.pool.Exec(tb.Context(), `insert into keeper.slot (name, version, state, projection) values ($1, $2, 'serving', $3)`,
		slot, SearchVersion, SearchName); err != nil {
		tb.Fatal(err)
	}
	applySearchTo(tb, r.pool, slot, s.events)
	return r
}

func newSearchSlot(tb testing.TB, db *pgxpool.Pool, slot string) string {
	tb.Helper()
	if _, err := db.Exec(tb.Context(), "create schema "+slot+"; "+in(slot, SearchSchema+SearchIndexes)); err != nil {
		tb.Fatal(err)
	}
	return slot
}

func applySearchTo(tb testing.TB, db *pgxpool.Pool, slot string, events []eventlog.Recorded, sizes ...int) {
	tb.Helper()
	for _, size := range append(slices.Clone(sizes), len(events)) {
		size = min(size, len(events))
		err := pgx.BeginFunc(tb.Context(), db, func(tx pgx.Tx) error { return applySearch(tb.Context(), tx, slot, events[:size]) })
		if err != nil {
			tb.Fatal(err)
		}
		events = events[size:]
	}
}

// said tells of one activity each, whose headline is its name.
func said(activities map[string]*eventv1.Activity) *story {
	s := &story{}
	s.tell(thing.Edition, twoPillars()...)
	for headline, a := range activities {
		a.Headline = strings.TrimSpace(headline + " " + a.GetHeadline())
		s.tell(thing.Activity(thing.ID("activity", headline)), recorded(a))
	}
	return s
}

// found returns the first word of the headlines that a search finds, in order.
func found(tb testing.TB, r *Reader, text string) []string {
	tb.Helper()
	page, next, err := r.Search(tb.Context(), text, Query{})
	if err != nil || next != "" {
		tb.Fatalf("Search(%s) = %q, %v", text, next, err)
	}
	names := []string{}
	for _, row := range page {
		name, _, _ := strings.Cut(row.Content.GetHeadline(), " ")
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestWordsAreFoundWhereverAnActivitySaysThem(t *testing.T) {
	t.Parallel()
	r := searchable(t, said(map[string]*eventv1.Activity{
		"talk":  with(on("2024-01"), func(a *eventv1.Activity) { a.Headline = "on scanning of messages (DSA/DMA)"; a.Place = "São Paulo" }),
		"panel": with(on("2024-02"), func(a *eventv1.Activity) { a.Topics = []string{"Chat Control"} }),
		"story": with(on("2024-03"), func(a *eventv1.Activity) {
			a.Body = []*eventv1.Passage{{Text: "We met [Zoë Müller](person:9c1f) of the court, and spoke of e-mail.\n"}, {Text: "東京で話した"}}
		}),
		"met": with(on("2024-04"), func(a *eventv1.Activity) {
			a.People = []*eventv1.Participation{{Name: "Łukasz Żak", Organisation: "Example Foundation"}}
			a.Organisations = []*eventv1.Participation{{Name: "External Service", Abbreviation: "EEAS"}}
		}),
	}))
	for asked, want := range map[string][]string{
		"scanning":            {"talk"},
		"SCAN message":        {"talk"},
		"scanning control":    {},
		"dma":                 {"talk"},
		"sao paulo":           {"talk"},
		"São":                 {"talk"},
		"chat":                {"panel"},
		`"chat control"`:      {"panel"},
		`"control chat"`:      {},
		"“scanning of”":       {"talk"},
		"muller court":        {"story"},
		"9c1f":                {},
		"e-mail":              {"story"},
		"東京":                  {"story"},
		"京東":                  {},
		"lukasz":              {"met"},
		"foundation":          {"met"},
		"eeas":                {"met"},
		`"zak example"`:       {},
		"of -court":           {"talk"},
		"talk -\"scanning of": {},
	} {
		if got := found(t, r, asked); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v", asked, got, want)
		}
	}
}

func TestOnlyWhatHoldsAndIsNotWithdrawnIsFound(t *testing.T) {
	t.Parallel()
	s := &story{}
	first, second, third := thing.Activity(thing.ID("activity", "1")), thing.Activity(thing.ID("activity", "2")), thing.Activity(thing.ID("activity", "3"))
	s.tell(first, recorded(with(on("2024-01"), func(a *eventv1.Activity) { a.Headline = "first umbrella" })))
	s.tell(second, recorded(with(on("2024-01"), func(a *eventv1.Activity) { a.Headline = "second umbrella" })))
	s.tell(third, recorded(with(on("2024-01"), func(a *eventv1.Activity) { a.Headline = "third umbrella" })))
	s.tell(first, amended(with(on("2024-01"), func(a *eventv1.Activity) { a.Headline = "first parasol" }), "headline"))
	s.tell(second, &eventv1.ActivityWithdrawn{Reason: "entered twice"})
	r := searchable(t, s)
	for asked, want := range map[string][]string{"umbrella": {"third"}, "parasol": {"first"}, "second": {}} {
		if got := found(t, r, asked); !slices.Equal(got, want) {
			t.Errorf("%s finds %v, want %v", asked, got, want)
		}
	}
	// What is searched may be behind the lists, which then know better.
	if _, err := r.pool.Exec(t.Context(), "update told.activity set withdrawn = true where headline = 'third umbrella'"); err != nil {
		t.Fatal(err)
	}
	if got := found(t, r, "umbrella"); len(got) > 0 {
		t.Errorf("what was just withdrawn is still found: %v", got)
	}
}

func TestASearchIsNarrowedAndPagedAsAListIs(t *testing.T) {
	t.Parallel()
	s := &story{}
	s.tell(thing.Edition, twoPillars()...)
	for i := range 25 {
		priority := []string{"privacy", "copyright"}[i%2]
		a := with(on(fmt.Sprintf("2024-%02d-03", 1+i%12), priority), func(a *eventv1.Activity) { a.Headline = "hearing"; a.Topics = []string{"DSA"} })
		s.tell(thing.Activity(thing.ID("activity", strconv.Itoa(i))), recorded(a))
	}
	s.tell(thing.Activity(thing.ID("activity", "other")), recorded(on("2024-05-03", "privacy")))
	r := searchable(t, s)
	june := month(t, "2024-06")
	for _, q := range []Query{
		{}, {Priority: "privacy"}, {Pillar: "model"}, {Topic: "dsa"}, {From: june}, {To: june}, {From: june, To: june, Priority: "copyright"},
	} {
		q.Limit = 4
		want := all(t, func(q Query) ([]Row, string, error) { return r.List(t.Context(), q) }, q, "hearing")
		got := all(t, func(q Query) ([]Row, string, error) { return r.Search(t.Context(), "hear", q) }, q, "hearing")
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
			t.Errorf("%+v (-list +search):\n%s", q, diff)
		}
	}
}

// all turns every page and returns the ids of the activities with that headline, in order.
func all(tb testing.TB, ask func(Query) ([]Row, string, error), q Query, headline string) (ids []string) {
	tb.Helper()
	for range 20 {
		page, next, err := ask(q)
		if err != nil || len(page) > q.Limit {
			tb.Fatalf("%d activities, %v", len(page), err)
		}
		for _, row := range page {
			if row.Content.GetHeadline() == headline {
				ids = append(ids, row.ID)
			}
		}
		if q.After = next; next == "" {
			return ids
		}
	}
	tb.Fatal("the pages do not end")
	return nil
}

func TestASearchForNothingIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "  ", `""`, "-court", "/ - …", `-"`, strings.Repeat("a ", 33)} {
		if asked, err := parseSearch(text); !errors.Is(err, fault.Invalid) {
			t.Errorf("%q is asked as %s, %v; want it to be refused", text, asked, err)
		}
	}
}

func TestBeforeAnythingCanBeSearchedThatIsSaid(t *testing.T) {
	t.Parallel()
	r := after(t, &story{})
	if err := projection.Migrate(t.Context(), r.pool); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Search(t.Context(), "talk", Query{}); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Search = %v, want it to say that it is being prepared", err)
	}
}

func TestWhateverIsTypedOrToldPostgresTakesIt(t *testing.T) {
	t.Parallel()
	r := searchable(t, &story{})
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zé'"\\:*&|!<>() -]{0,40}`)).Draw(rt, "text")
		if _, _, err := r.Search(t.Context(), text, Query{}); err != nil && !errors.Is(err, fault.Invalid) {
			rt.Errorf("Search(%q): %v", text, err)
		}
		s := &story{}
		s.tell(thing.Activity(strconv.Itoa(n)), recorded(&eventv1.Activity{Headline: text, Body: []*eventv1.Passage{{Text: text}}}))
		applySearchTo(t, r.pool, "rm_searched_1", s.events)
	})
}

func TestAVeryLongTextIsSearchedAsFarAsPostgresGoes(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&text, "word%dwithalongendthatgoesonandonandonandonandonandonandonandon the ", i)
	}
	a := with(on("2024-01"), func(a *eventv1.Activity) {
		a.Headline, a.Body = "umbrella", []*eventv1.Passage{{Text: strings.Repeat("x", 100_000) + " " + text.String()}}
	})
	s := &story{}
	s.tell(thing.Activity("1"), recorded(a))
	r := searchable(t, s)
	if got := found(t, r, "umbrella word7"); len(got) != 1 {
		t.Errorf("found %v, want the one activity", got)
	}
}

func TestHoweverEventsAreCutWhatIsSearchedIsTheSame(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		s := anyStory(rt)
		rows := func(name string, sizes ...int) []string {
			slot := newSearchSlot(t, db, fmt.Sprintf("%s_%d", name, n))
			applySearchTo(t, db, slot, s.events, sizes...)
			lines := rowsOf(t, db, slot, "select row::text from slot.words as row order by 1")
			if _, err := db.Exec(t.Context(), "drop schema "+slot+" cascade"); err != nil {
				rt.Fatal(err)
			}
			return lines
		}
		whole := rows("whole")
		if diff := cmp.Diff(whole, rows("singly", slices.Repeat([]int{1}, len(s.events))...)); diff != "" {
			rt.Errorf("rows after single events differ from those after one batch (-batch +single):\n%s", diff)
		}
		sizes := rapid.SliceOfN(rapid.IntRange(1, 60), 0, 8).Draw(rt, "batches")
		if diff := cmp.Diff(whole, rows("cut", sizes...)); diff != "" {
			rt.Errorf("rows after batches of %v differ from those after one batch (-one +many):\n%s", sizes, diff)
		}
	})
}
