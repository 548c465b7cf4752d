package likeness_test

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/likeness"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func who(names ...string) (all []*eventv1.Participation) {
	for _, name := range names {
		all = append(all, &eventv1.Participation{Id: person.ID(name), Name: name})
	}
	return all
}

func link(url string) []*eventv1.Link { return []*eventv1.Link{{Verb: "read", Label: "it", Url: url}} }

// clinic is the first of two, as whoever prepared it tells it.
func clinic() *eventv1.Activity {
	return &eventv1.Activity{
		Headline: "Two affiliates teach copyright reform advocacy at the first of two learning clinics", Kinds: []string{"workshop"},
		When: &eventv1.When{From: "2024-01-30"}, Place: "online", Priorities: []string{"copyright", "access-to-knowledge"},
		Organisations: who("Wikimedia Colombia", "Wikimedia Italia", "Let’s Connect"),
		Series:        &eventv1.Series{Name: "Public policy learning clinics", Number: 1, Of: 2},
	}
}

func of(id string, a *eventv1.Activity) *likeness.Features {
	return likeness.Of(id, a, map[string]bool{person.ID("Wikimedia Foundation"): true})
}

// pairs are two tellings each.
var pairs = map[string]struct {
	one, other *eventv1.Activity
	same       bool
	why        string
}{
	"the clinic told by two members": {clinic(), &eventv1.Activity{
		Headline: "Copyright reform workshop with Wikimedia Colombia and Wikimedia Italia", Kinds: []string{"training"},
		When: &eventv1.When{From: "2024-01-30T15:00", Zone: "Etc/UTC"}, Priorities: []string{"copyright"},
		Organisations: who("Wikimedia Colombia", "Wikimedia Italia"),
	}, true, "the same day"},
	"the clinic in a line": {clinic(), &eventv1.Activity{
		Headline: "Workshop on copyright reform", Kinds: []string{"workshop"}, When: &eventv1.When{From: "2024-01-30"},
	}, true, "both headlines say copyright and reform, and mean the same by clinics and workshop"},
	"a training told by two offices": {&eventv1.Activity{
		Headline: "Affiliates train for copyright reform at a learning clinic", Kinds: []string{"training"}, When: &eventv1.When{From: "2024-01-30"},
	}, &eventv1.Activity{
		Headline: "Clinic on copyright reform for affiliates", Kinds: []string{"clinic"}, When: &eventv1.When{From: "2024-01-30"},
	}, true, "both headlines say affiliates, clinic, copyright and reform"},
	"the clinic in a line that says who taught": {clinic(), &eventv1.Activity{
		Headline: "Copyright reform workshop with Wikimedia Colombia", Kinds: []string{"workshop"}, When: &eventv1.When{From: "2024-01-30"}, Place: "online",
	}, true, "both name Wikimedia Colombia"},
	"the second clinic of the series": {clinic(), with(clinic(), func(a *eventv1.Activity) {
		a.When.From, a.Series.Number = "2024-01-31", 2
		a.Headline = strings.ReplaceAll(a.GetHeadline(), "first", "second")
	}), false, ""},
	"the second clinic, when nobody said that there is a series": {
		with(clinic(), func(a *eventv1.Activity) { a.Series = nil }),
		with(clinic(), func(a *eventv1.Activity) {
			a.Series, a.When.From, a.Headline = nil, "2024-01-31", strings.ReplaceAll(a.GetHeadline(), "first", "second")
		}), false, "",
	},
	"a panel told in two languages with one link": {&eventv1.Activity{
		Headline: "Explaining how volunteers counter disinformation at a European conference", Kinds: []string{"panel"},
		When: &eventv1.When{From: "2024-01-23"}, Place: "Brussels", Links: link("https://example.org/fimi-conference/"),
	}, &eventv1.Activity{
		Headline: "Cómo las personas voluntarias enfrentan la desinformación", Kinds: []string{"mesa redonda"},
		When: &eventv1.When{From: "2024-01-23"}, Place: "Brussels, BE", Links: link("https://www.example.org/fimi-conference"),
	}, true, "both lead to example.org/fimi-conference"},
	"a submission and the hearing that followed": {&eventv1.Activity{
		Headline: "Submission on the age assurance bill to the senate committee", Kinds: []string{"submission"},
		When: &eventv1.When{From: "2024-03-04"}, Priorities: []string{"privacy"}, Organisations: who("Senate committee on communications"),
	}, &eventv1.Activity{
		Headline: "Hearing on the age assurance bill in the senate committee", Kinds: []string{"hearing"},
		When: &eventv1.When{From: "2024-03-05"}, Priorities: []string{"privacy"}, Organisations: who("Senate committee on communications"),
	}, false, ""},
	"one speaker at two panels of a conference": {&eventv1.Activity{
		Headline: "How volunteers check what is said during elections", Kinds: []string{"panel"}, When: &eventv1.When{From: "2024-05-02T10:00"},
		Place: "Stockholm, SE", People: who("Ada Example"), Organisations: who("Internet Days", "Wikimedia Foundation"),
	}, &eventv1.Activity{
		Headline: "Who pays for open knowledge when models read it all", Kinds: []string{"panel"}, When: &eventv1.When{From: "2024-05-02T15:00"},
		Place: "Stockholm, SE", People: who("Ada Example"), Organisations: who("Internet Days", "Wikimedia Foundation"),
	}, false, ""},
	"a report of a month and the launch that tells of the day": {&eventv1.Activity{
		Headline: "Publishing the first child rights impact assessment", Kinds: []string{"publication"}, When: &eventv1.When{From: "2024-01"},
		Links: link("https://example.org/child-rights"),
	}, &eventv1.Activity{
		Headline: "Our child rights impact assessment is out", Kinds: []string{"report"}, When: &eventv1.When{From: "2024-01-18"},
		Links: link("https://example.org/child-rights"),
	}, true, "a day of the same month"},
	"two talks on copyright on one day in two cities": {&eventv1.Activity{
		Headline: "A talk on copyright for librarians", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-05-02"}, Place: "Ghent, BE",
	}, &eventv1.Activity{
		Headline: "A keynote on copyright for students", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-05-02"}, Place: "Lima, PE",
	}, false, ""},
	"the same headline a month later": {clinic(), with(clinic(), func(a *eventv1.Activity) { a.When.From = "2024-02-28" }), false, ""},
}

func with(a *eventv1.Activity, change func(*eventv1.Activity)) *eventv1.Activity {
	a = proto.CloneOf(a)
	change(a)
	return a
}

func TestWhatIsLikelyTheSame(t *testing.T) {
	t.Parallel()
	for name, c := range pairs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			score, why := of("a", c.one).Alike(of("b", c.other))
			t.Log(score, why)
			if got := score >= likeness.Suspect; got != c.same {
				t.Errorf("%d points, %q: suspected %v, want %v", score, why, got, c.same)
			}
			if c.why != "" && !slices.Contains(why, c.why) {
				t.Errorf("why = %q, want %q among it", why, c.why)
			}
		})
	}
}

// activities draws anything that may be said, of few enough values that two often agree.
func activities() *rapid.Generator[*eventv1.Activity] {
	return rapid.Custom(func(t *rapid.T) *eventv1.Activity {
		pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
		a := &eventv1.Activity{
			Headline: rapid.OneOf(rapid.String(), rapid.Just("The first clinic on copyright"), rapid.Just("A second workshop, on copyright")).Draw(t, "headline"),
			When: &eventv1.When{
				From: pick("from", "2024-01-30", "2024-01-31T19:30", "2024-01-31T10:00", "2024-01", "2024", "", "never"),
			},
			Kinds:         []string{pick("kind", "workshop", "panel", "submission", "mesa redonda", "", "own word")},
			Place:         pick("place", "", "online", "Ghent", "Ghent, BE", "Lima"),
			Topics:        rapid.SliceOfN(rapid.SampledFrom([]string{"DSA", "dsa", "FIMI"}), 0, 2).Draw(t, "topics"),
			People:        who(rapid.SliceOfN(rapid.SampledFrom([]string{"Ada Example", "Bo Example"}), 0, 2).Draw(t, "people")...),
			Organisations: who(rapid.SliceOfN(rapid.SampledFrom([]string{"Senate", "Wikimedia Foundation"}), 0, 2).Draw(t, "bodies")...),
		}
		if rapid.Bool().Draw(t, "linked") {
			a.Links = link(pick("url", "https://example.org/a", "https://www.example.org/a/", "mailto:a@example.org", "%", ""))
		}
		return a
	})
}

func TestLikenessIsTheSameFromBothSides(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := of("a", activities().Draw(t, "a")), of("b", activities().Draw(t, "b"))
		there, why := a.Alike(b)
		back, whyBack := b.Alike(a)
		if there != back || !slices.Equal(why, whyBack) {
			t.Fatalf("from one side %d, %q; from the other %d, %q", there, why, back, whyBack)
		}
		if there < 0 || there > likeness.Certain {
			t.Fatalf("%d points are none", there)
		}
	})
}

func TestWhatSaysTheSameIsCertain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := activities().Draw(t, "a")
		score, _ := of("a", a).Alike(of("b", proto.CloneOf(a)))
		if dated := strings.HasPrefix(a.GetWhen().GetFrom(), "2024"); dated && score != likeness.Certain || !dated && score != 0 {
			t.Fatalf("%d points for the same content on “%s”", score, a.GetWhen().GetFrom())
		}
	})
}

func TestWhatIsTiedIsTwo(t *testing.T) {
	t.Parallel()
	tied := with(clinic(), func(a *eventv1.Activity) { a.Relations = []*eventv1.Relation{{Type: "follows", Id: "b"}} })
	if score, _ := of("a", tied).Alike(of("b", tied)); score != 0 {
		t.Errorf("%d points, want none: the one follows the other", score)
	}
	if score, _ := of("c", clinic()).Alike(of("a", tied)); score == 0 {
		t.Error("no points: a tie to a third one is no reason")
	}
}

func TestTheTeamItselfIsNoSign(t *testing.T) {
	t.Parallel()
	ours := with(clinic(), func(a *eventv1.Activity) { a.Organisations = who("Wikimedia Foundation") })
	theirs := with(ours, func(a *eventv1.Activity) { a.Headline = "Something else" })
	if _, why := of("a", ours).Alike(of("b", theirs)); slices.Contains(why, "both name Wikimedia Foundation") {
		t.Errorf("why = %q, and the team is in all that it does", why)
	}
}

func TestAHeadlineOfTenThousandCharactersIsComparedAsAnyOther(t *testing.T) {
	t.Parallel()
	for name, headline := range map[string]string{
		"of one word": strings.Repeat("a", 10_000), "of many": strings.Repeat("clinic ab ", 1000), "of accents": strings.Repeat("e\u0301", 5000),
		"of signs": strings.Repeat("(", 10_000), "broken": strings.Repeat("\xff", 10_000),
	} {
		a := with(clinic(), func(a *eventv1.Activity) { a.Headline = headline })
		b := with(a, func(a *eventv1.Activity) { a.Headline += " clinic" })
		one, _ := of("a", a).Alike(of("b", b))
		other, _ := of("b", b).Alike(of("a", a))
		if same, _ := of("a", a).Alike(of("c", a)); same != likeness.Certain || one != other {
			t.Errorf("a headline %s is like itself by %d, and like a longer one by %d and %d", name, same, one, other)
		}
	}
}

func FuzzAlike(f *testing.F) {
	f.Add("Workshop on copyright reform", "2024-01-30", "The first learning clinic", "2024-01", "https://example.org/a?b=c")
	f.Fuzz(func(t *testing.T, headline, from, other, otherFrom, url string) {
		a := of("a", &eventv1.Activity{Headline: headline, When: &eventv1.When{From: from}, Place: other, Links: link(url)})
		b := of("b", &eventv1.Activity{Headline: other, When: &eventv1.When{From: otherFrom}, Kinds: []string{headline}, Links: link(url)})
		there, _ := a.Alike(b)
		back, _ := b.Alike(a)
		if there != back {
			t.Errorf("from one side %d, from the other %d", there, back)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	a := clinic()
	for b.Loop() {
		of("a", a)
	}
}

func BenchmarkAlike(b *testing.B) {
	one, other := of("a", clinic()), of("b", with(clinic(), func(a *eventv1.Activity) { a.Series = nil }))
	for b.Loop() {
		one.Alike(other)
	}
}
