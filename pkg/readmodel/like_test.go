package readmodel

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/likeness"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// titled is an activity of that day and that headline.
func titled(from, headline string) *eventv1.Activity {
	return with(on(from, "privacy"), func(a *eventv1.Activity) { a.Headline = headline })
}

// doubles tells of what was logged twice, and of what only looks so. Activities are named by their headlines' last word.
func doubles() *story {
	s := &story{}
	s.tell(thing.Edition, twoPillars()...)
	tell := func(a *eventv1.Activity, later ...*eventv1.ActivityWithdrawn) {
		id := by(a.GetHeadline())
		s.tell(id, recorded(a))
		for _, event := range later {
			s.tell(id, event)
		}
	}
	tell(titled("2024-01-30", "Learning clinic on copyright reform one"))
	tell(with(titled("2024-01-30T15:00", "Workshop on copyright reform other"), func(a *eventv1.Activity) { a.When.Zone = "Etc/UTC" }))
	tell(titled("2024-01-30", "Workshop on copyright reform mistaken"), &eventv1.ActivityWithdrawn{Reason: "never took place"})
	link := func(a *eventv1.Activity) {
		a.Links = []*eventv1.Link{{Verb: "watch", Label: "it", Url: "https://example.org/hearing"}}
	}
	tell(with(titled("2024-02-29", "Hearing on age checks in parliament eve"), link))
	tell(with(titled("2024-03-01", "Hearing on age checks in parliament morrow"), link))
	tell(with(titled("2024-02-20", "Campaign for open archives long"), func(a *eventv1.Activity) { a.When.To = "2024-04-10" }))
	tell(with(titled("2024-04-02", "Campaign for open archives inside"), func(a *eventv1.Activity) { a.When.To = "2024-04-05" }))
	tell(with(titled("2024-04-02", "First session of a school"), func(a *eventv1.Activity) { a.Series = &eventv1.Series{Name: "School", Number: 1} }))
	tell(with(titled("2024-04-02", "First session of another school"), func(a *eventv1.Activity) { a.Series = &eventv1.Series{Name: "School", Number: 2} }))
	return s
}

// by returns the activity whose headline ends so.
func by(headline string) thing.Thing {
	words := strings.Fields(headline)
	return thing.Activity(thing.ID("activity", words[len(words)-1]))
}

// last is the word that an activity is named by.
func last(r Row) string {
	words := strings.Fields(r.Content.GetHeadline())
	return words[len(words)-1]
}

func pairsIn(t *testing.T, r *Reader, q LikeQuery) (pairs []string, next string) {
	t.Helper()
	page, next, err := r.ListLike(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range page {
		// What began on one day stands in the order of the ids.
		pairs = append(pairs, strings.Join(slices.Sorted(slices.Values([]string{last(p.One), last(p.Other)})), " "))
	}
	return pairs, next
}

func TestWhatIsLoggedTwiceIsListedByTheMonthInWhichItIsSeen(t *testing.T) {
	t.Parallel()
	r := after(t, doubles())
	for name, c := range map[string]struct {
		from, to string
		want     []string
	}{
		"all, the newest month first":             {"", "", []string{"eve morrow", "one other"}},
		"January":                                 {"2024-01", "2024-01", []string{"one other"}},
		"the day after is in the next month":      {"2024-03", "2024-03", []string{"eve morrow"}},
		"and its eve alone is no pair of its own": {"2024-02", "2024-02", nil},
		"a month without any":                     {"2023-01", "2023-12", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, next := pairsIn(t, r, LikeQuery{From: month(t, c.from), To: month(t, c.to)})
			if diff := cmp.Diff(c.want, got); diff != "" || next != "" {
				t.Errorf("pairs (-want +got):\n%s\nand the next page is %q", diff, next)
			}
		})
	}
}

func TestWhatLastsLongIsHeldAgainstWhatBeganWithinIt(t *testing.T) {
	t.Parallel()
	s := doubles()
	for _, headline := range []string{"Campaign for open archives long", "Campaign for open archives inside"} {
		a := with(titled("2024-03-20", headline), func(a *eventv1.Activity) {
			a.When.To = "2024-04-10"
			a.Links = []*eventv1.Link{{Verb: "read", Label: "it", Url: "https://example.org/archives"}}
		})
		if strings.HasSuffix(headline, "inside") {
			a.When = &eventv1.When{From: "2024-04-02", To: "2024-04-05"}
		}
		s.tell(by(headline), amended(a, "links", "when"))
	}
	r := after(t, s)
	if got, _ := pairsIn(t, r, LikeQuery{From: month(t, "2024-04"), To: month(t, "2024-04")}); !cmp.Equal(got, []string{"inside long"}) {
		t.Errorf("pairs of April = %q, want the campaign that began in March", got)
	}
}

func TestPairsComePageByPage(t *testing.T) {
	t.Parallel()
	s := &story{}
	const doubled = 7
	for i := range doubled {
		for _, who := range []string{"one", "other"} {
			id := thing.Activity(thing.ID("activity", who, strconv.Itoa(i)))
			s.tell(id, recorded(titled(fmt.Sprintf("20%02d-0%d-1%d", 24-3*(i/4), 1+i%2, i), fmt.Sprintf("Workshop on copyright reform for group%d", i))))
		}
	}
	r := after(t, s)
	through := func(limit int) (all []string) {
		for page, pages := "", 0; pages == 0 || page != ""; pages++ {
			got, next := pairsIn(t, r, LikeQuery{Limit: limit, After: page})
			if all, page = append(all, got...), next; pages > 20 {
				t.Fatal("the pages have no end")
			}
		}
		return all
	}
	whole := through(0)
	if len(whole) != doubled {
		t.Fatalf("%d pairs, want %d", len(whole), doubled)
	}
	for _, limit := range []int{1, 2, 3, doubled} {
		if diff := cmp.Diff(whole, through(limit)); diff != "" {
			t.Errorf("%d a page (-at once +by pages):\n%s", limit, diff)
		}
	}
	for _, page := range []string{"?", "MjAyNC0wMQ", "MjAyNC0wMS9hYi9jL2Q"} {
		if _, _, err := r.ListLike(t.Context(), LikeQuery{After: page}); !errors.Is(err, fault.Invalid) {
			t.Errorf("page %q: %v, want it invalid", page, err)
		}
	}
}

func likesOf(t *testing.T, r *Reader, a *eventv1.Activity, id string) []string {
	t.Helper()
	likes, err := r.FindLike(t.Context(), a, id)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, like := range likes {
		if like.Score < likeness.Suspect || len(like.Why) == 0 {
			t.Errorf("%s is found for %d points, %q", last(like.Row), like.Score, like.Why)
		}
		found = append(found, last(like.Row))
	}
	return found
}

func TestWhatIsAboutToBeLoggedFindsItsDouble(t *testing.T) {
	t.Parallel()
	r := after(t, doubles())
	for name, c := range map[string]struct {
		content *eventv1.Activity
		id      string
		want    []string
	}{
		"on the day":             {titled("2024-01-30", "A clinic on copyright reform"), "", []string{"one", "other"}},
		"one that stands":        {titled("2024-01-30", "Learning clinic on copyright reform one"), by("one").ID, []string{"other"}},
		"on no day near":         {titled("2024-01-25", "A clinic on copyright reform"), "", nil},
		"without a day":          {titled("", "A clinic on copyright reform"), "", nil},
		"nothing":                {nil, "", nil},
		"the third of a series":  {with(titled("2024-04-02", "First session of a school"), func(a *eventv1.Activity) { a.Series = &eventv1.Series{Name: "School", Number: 3} }), "", nil},
		"in a month, with words": {titled("2024-01", "Learning clinic on copyright reform one"), "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, likesOf(t, r, c.content, c.id)); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsToldApartIsNotShownAgain(t *testing.T) {
	t.Parallel()
	s := doubles()
	s.tell(by("other"), &eventv1.ActivitiesToldApart{Other: by("one").ID})
	r := after(t, s)
	if got, _ := pairsIn(t, r, LikeQuery{To: month(t, "2024-02")}); len(got) > 0 {
		t.Errorf("pairs = %q, want none", got)
	}
	for _, word := range []string{"one", "other"} {
		if got := likesOf(t, r, titled("2024-01-30", "Workshop on copyright reform"), by(word).ID); len(got) > 0 {
			t.Errorf("like %s is %q, from which it was told apart", word, got)
		}
	}
}

func TestWhatWasMergedIsFoundWhereItIsTold(t *testing.T) {
	t.Parallel()
	s := doubles()
	one, other, eve := by("one"), by("other"), by("eve")
	s.tell(other, &eventv1.ActivityMerged{Into: one.ID, Reason: "twice"})
	s.tell(one, &eventv1.ActivityAbsorbed{Activity: titled("2024-01-30", "Learning clinic on copyright reform one"), Other: other.ID})
	s.tell(one, &eventv1.ActivityMerged{Into: eve.ID})
	r := after(t, s)
	merged, err := r.Merged(t.Context(), one.ID)
	if err != nil || len(merged) != 1 || merged[0].ID != other.ID || merged[0].MergedInto != one.ID {
		t.Errorf("merged into it are %v, %v", merged, err)
	}
	named, err := r.Named(t.Context(), []string{other.ID, eve.ID, "nobody"})
	want := []Named{{other.ID, eve.ID, "Hearing on age checks in parliament eve"}, {eve.ID, eve.ID, "Hearing on age checks in parliament eve"}}
	if diff := cmp.Diff(map[string]Named{other.ID: want[0], eve.ID: want[1]}, byID(named)); diff != "" || err != nil {
		t.Errorf("named (-want +got):\n%s%v", diff, err)
	}
	if got, _ := pairsIn(t, r, LikeQuery{To: month(t, "2024-02")}); len(got) > 0 {
		t.Errorf("pairs = %q, want none: one of them is told in the other", got)
	}
	changes, err := r.History(t.Context(), one.ID)
	if err != nil || changes[1].Other != other.ID || changes[2].Other != eve.ID || changes[0].Other != "" {
		t.Errorf("the history names %v, %v", changes, err)
	}
}

func byID(all []Named) map[string]Named {
	named := map[string]Named{}
	for _, n := range all {
		named[n.ID] = n
	}
	return named
}

// BenchmarkLike looks among a hundred thousand activities, some hundred a day.
func BenchmarkLike(b *testing.B) {
	const activities = 100_000
	r := after(b, busyYears(activities))
	if _, err := r.pool.Exec(b.Context(), "analyze"); err != nil {
		b.Fatal(err)
	}
	for name, from := range map[string]string{"a day": "2024-06-12", "a month": "2024-06", "a year": "2024"} {
		b.Run("FindLike, "+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := r.FindLike(b.Context(), titled(from, "Workshop on copyright reform for librarians"), ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("ListLike, a month", func(b *testing.B) {
		june := month(b, "2024-06")
		for b.Loop() {
			if _, _, err := r.ListLike(b.Context(), LikeQuery{From: june, To: june, Limit: 50}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("select 1", func(b *testing.B) {
		for b.Loop() {
			if _, err := r.pool.Exec(b.Context(), "select 1"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
