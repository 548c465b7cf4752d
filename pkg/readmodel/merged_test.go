package readmodel

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// oneFrom2024On tells of two priorities that are one from 2024 on, told of before and after, and of two pillars alike.
func oneFrom2024On() *story {
	s := &story{}
	s.tell(thing.Edition, twoPillars()...)
	tell := func(headline, when string, priorities ...string) {
		a := on(when, priorities...)
		a.Headline = headline
		s.tell(thing.Activity(thing.ID("activity", headline)), recorded(a))
	}
	tell("copyright before", "2023-05-01", "copyright")
	tell("expression before", "2023-06-01", "expression")
	tell("both before", "2023-07-01", "copyright", "expression")
	tell("over the turn", "2023-12", "expression")
	tell("the old name after", "2024-02-01", "copyright", "privacy")
	s.tell(thing.Edition, &eventv1.PriorityMerged{Id: "copyright", Into: "expression", From: "2024-01"})
	tell("both after", "2024-03-01", "expression", "copyright")
	tell("privacy", "2024-04-01", "privacy")
	s.tell(thing.Edition, &eventv1.PillarMerged{Id: "people", Into: "model", From: "2024-04"},
		&eventv1.TopicNamed{Topic: &eventv1.Topic{Id: "dsa", Name: "Digital Services Act", Abbreviation: "DSA", From: "2022-01"}})
	return s
}

func TestAQuestionSpansWhatWasMergedByItsLastMonth(t *testing.T) {
	t.Parallel()
	r := after(t, oneFrom2024On())
	ed, err := r.Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := []string{"both after", "the old name after", "over the turn", "both before", "expression before", "copyright before"}
	for name, c := range map[string]struct {
		query Query
		want  []string
	}{
		"the one that stays":           {Query{Priority: "expression"}, all},
		"the old name":                 {Query{Priority: "copyright"}, all},
		"the old name, before":         {Query{Priority: "copyright", To: month(t, "2023-11")}, []string{"both before", "copyright before"}},
		"the one that stays, before":   {Query{Priority: "expression", To: month(t, "2023-11")}, []string{"both before", "expression before"}},
		"a pillar that went on":        {Query{Pillar: "people", From: month(t, "2024-04")}, []string{"privacy"}},
		"the pillar that it went into": {Query{Pillar: "model", From: month(t, "2024-01")}, []string{"privacy", "both after", "the old name after"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, _, err := r.List(t.Context(), c.query.Spanning(ed))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range page {
				got = append(got, row.Content.GetHeadline())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("list (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatNamesTwoThatAreOneCountsOnce(t *testing.T) {
	t.Parallel()
	r := after(t, oneFrom2024On())
	for span, want := range map[[2]string]map[string]int{
		{"2023-01", "2023-12"}: {"distinct": 4, "labels": 5, "pillar model": 4, "priority copyright": 2, "priority expression": 3},
		{"2023-01", "2024-04"}: {"distinct": 7, "labels": 8, "pillar model": 7, "priority expression": 6, "priority privacy": 2},
		{"2024-01", "2024-04"}: {"distinct": 3, "labels": 4, "pillar model": 3, "priority expression": 2, "priority privacy": 2},
	} {
		counts, err := r.Count(t.Context(), month(t, span[0]), month(t, span[1]), false)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, figuresOf(counts)); diff != "" {
			t.Errorf("counts of %v (-want +got):\n%s", span, diff)
		}
	}
}

func TestTheHistoryOfTheEditionTellsEachEventOverWhatItFound(t *testing.T) {
	t.Parallel()
	r := after(t, oneFrom2024On())
	changes, err := r.EditionHistory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	merger := changes[6]
	if _, ok := merger.Event.(*eventv1.PriorityMerged); !ok || merger.Actor != "ada" || merger.At.IsZero() || len(merger.Before.Proto().GetMergers()) != 0 {
		t.Errorf("the seventh change = %+v, want the merger, of ada, over an edition without", merger)
	}
	ed, sequence, err := r.EditionAt(t.Context())
	if err != nil || sequence != changes[len(changes)-1].Sequence || len(ed.Proto().GetMergers()) != 2 {
		t.Errorf("the edition stands at %d with %v, %v", sequence, ed.Proto().GetMergers(), err)
	}
}

func TestAWordIsSoughtUnderAllThatIsOneByNow(t *testing.T) {
	t.Parallel()
	r := searchable(t, oneFrom2024On())
	ed, err := r.Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page, _, err := r.Search(t.Context(), "after", Query{Priority: "expression"}.Spanning(ed))
	if err != nil || len(page) != 2 {
		t.Errorf("found %d under what is one by now, %v; want 2", len(page), err)
	}
}
