package activity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestSoundActivitiesAreTaken(t *testing.T) {
	t.Parallel()
	for _, content := range []*eventv1.Activity{
		assessment(), session(), panel(), clinic(), grants(), page(),
		with(panel(), func(a *eventv1.Activity) { a.Pillar, a.PillarReason = "values", "" }),
		with(page(), func(a *eventv1.Activity) {
			a.Rule = &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: "2024-03-01"}}
			a.Links = []*eventv1.Link{
				{Verb: "write", Label: "us", Url: "mailto:policy@example.org?subject=Hello%20there"},
				{Verb: "read", Label: "ours", Url: "https://xn--bcher-kva.example:8443/a_(b)?c=d#e"},
				{Verb: "read", Label: "ours", Url: "https://bücher.example/ö"},
			}
			a.People = []*eventv1.Participation{{Name: "ᐊᓘᒃᑐᖅ"}, {Name: "@handle"}, {Name: "3M"}}
		}),
	} {
		if err := activity.Check(content, team()).Err(); err != nil {
			t.Errorf("%q is refused: %v", content.GetHeadline(), err)
		}
	}
}

func TestCheckSaysWhatToWriteInstead(t *testing.T) {
	t.Parallel()
	type change = func(*eventv1.Activity)
	segmented := func(name string, rule *eventv1.Rule) change {
		return func(a *eventv1.Activity) { a.Segments = []*eventv1.Segment{{Name: name, Rule: rule}} }
	}
	link := func(url string) change {
		return func(a *eventv1.Activity) { a.Links = []*eventv1.Link{{Verb: "read", Label: "x", Url: url}} }
	}
	person := func(name string) change {
		return func(a *eventv1.Activity) { a.People = []*eventv1.Participation{{Name: name}} }
	}
	until := func(from, to string) *eventv1.Rule {
		return &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: from, To: to}}
	}
	announced := func(change change) change {
		return func(a *eventv1.Activity) {
			a.Announcement, a.Priorities = true, nil
			change(a)
		}
	}
	known := ". Known in January 2024: human-rights, disinformation, child-safety, privacy, copyright, access-to-knowledge"
	for name, c := range map[string]struct {
		change change
		want   string
	}{
		"no headline":            {func(a *eventv1.Activity) { a.Headline = " " }, "headline: write one line, as it could stand in the digest"},
		"a headline of two":      {func(a *eventv1.Activity) { a.Headline = "a\nb" }, "headline: goes over several lines: write it on one"},
		"a long headline":        {func(a *eventv1.Activity) { a.Headline = strings.Repeat("ö", 501) }, "headline: has 501 characters; 500 is the most: shorten it"},
		"no kind":                {func(a *eventv1.Activity) { a.Kinds = nil }, "kinds: say what it was: panel, submission, workshop, … or a word of your own"},
		"an empty kind":          {func(a *eventv1.Activity) { a.Kinds = []string{"panel", ""} }, "kinds[1]: is empty: write a word, or take it out"},
		"a long kind":            {func(a *eventv1.Activity) { a.Kinds = []string{strings.Repeat("k", 51)} }, "kinds[0]: has 51 characters; 50 is the most: shorten it"},
		"another status":         {func(a *eventv1.Activity) { a.Status = "canceled" }, "status: “canceled” is none of done, planned, cancelled; did you mean cancelled?"},
		"an unknown actor":       {func(a *eventv1.Activity) { a.By = []string{"us"} }, "by[0]: “us” is none of staff, affiliate, volunteer, third-party"},
		"no date":                {func(a *eventv1.Activity) { a.When = nil }, "when: say when: a day 2024-01-31, a moment 2024-01-31T19:30, a month 2024-01 or a year 2024"},
		"a day that isn't":       {func(a *eventv1.Activity) { a.When.From = "2024-02-30" }, `when: "2024-02-30" does not exist: February 2024 has 29 days`},
		"an end before":          {func(a *eventv1.Activity) { a.When.To = "2024-01-01" }, "when.to: 2024-01-01 lies before 2024-01-30: exchange the two"},
		"a zone nobody knows":    {func(a *eventv1.Activity) { a.When.Zone = "Mars" }, `when.zone: "Mars" is no zone that we know: write it like Europe/Brussels or America/New_York`},
		"an empty jurisdiction":  {func(a *eventv1.Activity) { a.Jurisdictions = []string{" "} }, "jurisdictions[0]: is empty: write a word, or take it out"},
		"an empty topic":         {func(a *eventv1.Activity) { a.Topics = []string{""} }, "topics[0]: is empty: write a word, or take it out"},
		"no priority":            {func(a *eventv1.Activity) { a.Priorities = nil }, "priorities: name at least one, the first decides the pillar; or write announcement: true" + known},
		"a slip in a priority":   {func(a *eventv1.Activity) { a.Priorities[0] = "privcy" }, "priorities[0]: no priority is called “privcy”; did you mean privacy?" + known},
		"a priority by its name": {func(a *eventv1.Activity) { a.Priorities[1] = "Countering Disinformation" }, "priorities[1]: no priority is called “Countering Disinformation”; did you mean disinformation?" + known},
		"a priority twice":       {func(a *eventv1.Activity) { a.Priorities[1] = "copyright" }, "priorities[1]: “copyright” stands there twice: keep one of them"},
		"a priority of before":   {func(a *eventv1.Activity) { a.Priorities[1] = "piracy" }, "priorities[1]: “piracy” holds only until November 2022, and this starts in January 2024" + known},
		"a priority of later": {
			func(a *eventv1.Activity) { a.When.From, a.Priorities[1] = "2022-11-30", "privacy" },
			"priorities[1]: “privacy” holds only from December 2022 on, and this starts in November 2022. Known in November 2022: copyright, piracy",
		},
		"an announcement of a priority":  {func(a *eventv1.Activity) { a.Announcement = true }, "priorities: an announcement belongs to no priority: leave the priorities out, or write announcement: false"},
		"an announcement of a pillar":    {announced(func(a *eventv1.Activity) { a.Pillar = "people" }), "pillar: an announcement belongs to no pillar: leave the pillar out, or write announcement: false"},
		"an unknown pillar":              {func(a *eventv1.Activity) { a.Pillar = "Our people" }, "pillar: no pillar is called “Our people”; did you mean people?"},
		"a pillar of before":             {func(a *eventv1.Activity) { a.Pillar, a.PillarReason = "law", "x" }, "pillar: “law” holds only until November 2022, and this starts in January 2024"},
		"another pillar without reason":  {func(a *eventv1.Activity) { a.Pillar = "people" }, "pillar_reason: “copyright” goes under “model” as a rule: say why it is under “people” here"},
		"a reason without pillar":        {func(a *eventv1.Activity) { a.PillarReason = "x" }, "pillar_reason: gives a reason for a pillar that is not named: write pillar too, or leave the reason out"},
		"a link without a verb":          {func(a *eventv1.Activity) { a.Links[0].Verb = "" }, "links[0].verb: write one of read, watch, learn, explore, sign, register, vote, write, take"},
		"a link without a label":         {func(a *eventv1.Activity) { a.Links[0].Label = "" }, "links[0].label: say what it leads to, e.g. recording of the workshop"},
		"a link to nowhere":              {link(""), "links[0].url: write where it leads: https://…"},
		"a link that is open to all":     {link("http://example.org/a"), "links[0].url: “http://example.org/a” is neither https nor mailto: write https://example.org/a"},
		"half a link":                    {link("example.org/a"), "links[0].url: “example.org/a” is not a whole address: write https://example.org/a"},
		"a script":                       {link("javascript:alert(1)"), "links[0].url: “javascript:alert(1)” is neither https nor mailto: link to a page, https://…, or to the mailbox of a role, mailto:…"},
		"a mailbox as it is":             {link("a@example.org"), "links[0].url: “a@example.org” is an e-mail address: write mailto:a@example.org"},
		"a mailbox that cannot be":       {link("mailto:a"), "links[0].url: “mailto:a” is no e-mail address: write mailto:name@example.org"},
		"a link with a blank":            {link("https://example.org/a b"), "links[0].url: “https://example.org/a b” holds a blank: take it out, or write %20 for it"},
		"a link without a site":          {link("https:///a"), "links[0].url: “https:///a” names no site: write https:// and the site, e.g. https://example.org/page"},
		"a link with a password":         {link("https://a:b@example.org"), "links[0].url: “https://a:b@example.org” holds a user's name before the @: take it out, everybody would read it"},
		"a link turned around":           {link("https://example.org/\u202egpj"), "links[0].url: “https://example.org/\u202egpj” holds a sign that cannot be seen: type the address anew"},
		"a link that is none":            {link("https://%zz"), "links[0].url: “https://%zz” cannot be read as an address: copy it anew from the browser"},
		"a person without a name":        {person(""), "people[0].name: is empty: write the person's name"},
		"an address for a name":          {person("ada@example.org"), "people[0].name: “ada@example.org” looks like an e-mail address: write the person's name, not an address"},
		"an address beside a name":       {person("Ada <ada@example.org>"), "people[0].name: “Ada <ada@example.org>” looks like an e-mail address: write the person's name, not an address"},
		"a page for a name":              {person("https://example.org/ada"), "people[0].name: “https://example.org/ada” is the address of a page: write the person's name, and put the address under links"},
		"a name of two lines":            {person("Ada\nLovelace"), "people[0].name: goes over several lines: write it on one"},
		"a name of signs":                {person("—"), "people[0].name: “—” has neither letter nor digit: write the person's name"},
		"a long name":                    {person(strings.Repeat("a", 201)), "people[0].name: has 201 characters; 200 is the most: shorten it"},
		"an address for an organisation": {func(a *eventv1.Activity) { a.Organisations[1].Name = "x@example.org" }, "organisations[1].name: “x@example.org” looks like an e-mail address: write the organisation's name, not an address"},
		"a long abbreviation":            {func(a *eventv1.Activity) { a.Organisations[0].Abbreviation = strings.Repeat("A", 31) }, "organisations[0].abbreviation: has 31 characters; 30 is the most: shorten it"},
		"a part in no segment":           {func(a *eventv1.Activity) { a.Organisations[0].Segment = "Panel" }, "organisations[0].segment: there is no segment “Panel”: name it, and its rule, under segments"},
		"a text of no segment":           {func(a *eventv1.Activity) { a.Body[0].Segment = "Panel" }, "body[0].segment: there is no segment “Panel”: name it, and its rule, under segments"},
		"a segment without a rule":       {segmented("a", nil), "segments[0].rule: say under which rule it was held: public, chatham-house, internal, embargo, legal-hold"},
		"a segment without a name":       {segmented("", &eventv1.Rule{Kind: "public"}), "segments[0].name: give the segment a name, e.g. Panel"},
		"an unknown rule":                {segmented("a", &eventv1.Rule{Kind: "chatham"}), "segments[0].rule: “chatham” is none of public, chatham-house, internal, embargo, legal-hold; did you mean chatham-house?"},
		"an embargo without end":         {segmented("a", &eventv1.Rule{Kind: "embargo"}), "segments[0].rule.until: say when the embargo ends: a day 2024-01-31 or a moment 2024-01-31T19:30"},
		"an embargo until a month":       {segmented("a", until("2024-03", "")), "segments[0].rule.until: an embargo ends on a day or at a moment: write 2024-01-31 or 2024-01-31T19:30"},
		"an embargo until some days":     {segmented("a", until("2024-03-01", "2024-03-02")), "segments[0].rule.until: an embargo ends on a day or at a moment: write 2024-01-31 or 2024-01-31T19:30"},
		"a rule that ends":               {segmented("a", &eventv1.Rule{Kind: "internal", Until: &eventv1.When{From: "2024-03-01"}}), "segments[0].rule.until: only an embargo ends, and the rule is internal: leave until out, or write rule: embargo"},
		"a list without end": {
			func(a *eventv1.Activity) { a.Topics = slices.Repeat([]string{"x"}, 1001) },
			"topics: has 1001 entries: an activity has 1000 at the most; make several activities of it",
		},
		"brackets without end": {
			func(a *eventv1.Activity) { a.Body[0].Text = strings.Repeat("[a](", 1001) },
			"body[0].text: has 1001 opening brackets: leave 1000 at the most",
		},
		"stars without end": {
			func(a *eventv1.Activity) { a.Body[0].Text = strings.Repeat("a*b_", 2501) },
			"body[0].text: has 5002 stars and underscores: leave 5000 at the most",
		},
		"a quotation mark in a link": {
			func(a *eventv1.Activity) { a.Links[0].Url = `https://example.org/a"b` },
			`links[0].url: “https://example.org/a"b” holds one of " < > \: write %22, %3C, %3E or %5C for it`,
		},
		"an empty passage":              {func(a *eventv1.Activity) { a.Body[0].Text = "\n" }, "body[0].text: is empty: write the text, or leave the passage out"},
		"a long body":                   {func(a *eventv1.Activity) { a.Body[0].Text = strings.Repeat("a ", 200<<10) }, "body: has 400 KiB; write 256 KiB at the most, and link to longer documents"},
		"bytes that are no text":        {func(a *eventv1.Activity) { a.Body[0].Text = "a\xffb" }, "body[0].text: is not valid UTF-8: save the file as UTF-8, or write the text anew"},
		"a sign that turns text around": {func(a *eventv1.Activity) { a.Headline = "a \u202etxt.exe" }, "headline: holds a sign (U+202E) at byte 3 that has what follows read backwards: take it out; no script needs it"},
		"a sign that nobody sees":       {func(a *eventv1.Activity) { a.FollowUps[0].Condition = "a\x1bb" }, "follow_ups[0].condition: holds a control character (U+001B) at byte 2: take it out"},
		"a follow-up without its day":   {func(a *eventv1.Activity) { a.FollowUps[0].When.From = "soon" }, "follow_ups[0].when: “soon” is not a date: write a day 2024-01-31, a moment 2024-01-31T19:30, a month 2024-01 or a year 2024"},
		"a follow-up without a key":     {func(a *eventv1.Activity) { a.FollowUps[0].Key = "" }, "follow_ups[0].key: give it a short name of its own, e.g. clinic-2"},
		"a follow-up of what":           {func(a *eventv1.Activity) { a.FollowUps[0].What = "" }, "follow_ups[0].what: say what was promised"},
		"a follow-up's address":         {func(a *eventv1.Activity) { a.FollowUps[0].Url = "ftp://x.org" }, "follow_ups[0].url: “ftp://x.org” is neither https nor mailto: link to a page, https://…, or to the mailbox of a role, mailto:…"},
		"two follow-ups of one key": {
			func(a *eventv1.Activity) { a.FollowUps = append(a.FollowUps, a.FollowUps[0]) },
			"follow_ups[1].key: “clinic-2” is the key of another follow-up of this activity: give it its own",
		},
		"a relation of no type":  {func(a *eventv1.Activity) { a.Relations = []*eventv1.Relation{{Type: "rests on", Key: "b"}} }, "relations[0]: “rests on” is none of rests_on, part_of, outcome_of, follows; did you mean rests_on?"},
		"a relation to nothing":  {func(a *eventv1.Activity) { a.Relations = []*eventv1.Relation{{Type: "follows"}} }, "relations[0]: say which activity: by its key in the file, or by its id"},
		"a relation to half":     {func(a *eventv1.Activity) { a.Relations = []*eventv1.Relation{{Type: "follows", Id: "0f5c"}} }, "relations[0]: “0f5c” is not the id of an activity: give the whole of it, as `dontblink show` prints it"},
		"a series without name":  {func(a *eventv1.Activity) { a.Series.Name = "" }, "series.name: say what the series is called, or leave series out"},
		"the third of two":       {func(a *eventv1.Activity) { a.Series.Number = 3 }, "series.number: number 3 of 2 cannot be: correct one of the two"},
		"told in no month":       {func(a *eventv1.Activity) { a.TellIn = []string{"2024-13"} }, `tell_in[0]: "2024-13" is not a month: months go from 01 to 12`},
		"told in a month twice":  {func(a *eventv1.Activity) { a.TellIn = []string{"2024-01", "2024-01"} }, "tell_in[1]: 2024-01 stands there twice: keep one of them"},
		"a line break in a word": {func(a *eventv1.Activity) { a.Place = "a\nb" }, "place: goes over several lines: write it on one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, activity.Check(with(clinic(), c.change), team()).Error()); diff != "" {
				t.Errorf("mistakes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheNearestSegmentIsSuggested(t *testing.T) {
	t.Parallel()
	content := with(panel(), func(a *eventv1.Activity) { a.People[0].Segment = "panal" })
	want := "people[0].segment: no segment is called “panal”; did you mean Panel?"
	if got := activity.Check(content, team()).Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestARuleStandsInOneOfTwoPlaces(t *testing.T) {
	t.Parallel()
	content := with(panel(), func(a *eventv1.Activity) { a.Rule = &eventv1.Rule{Kind: "internal"} })
	want := "rule: stands for the whole, and the segments have rules of their own: say it in one of the two places"
	if got := activity.Check(content, team()).Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEveryMistakeIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	content := with(clinic(), func(a *eventv1.Activity) {
		a.Headline, a.When.From, a.Priorities[1], a.Links[0].Url, a.Organisations[1].Name = "", "2024-02-30", "privcy", "x", ""
	})
	var got []string
	for _, m := range activity.Check(content, team()) {
		got = append(got, m.Field)
	}
	want := []string{"headline", "when", "priorities[1]", "links[0].url", "organisations[1].name"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields with mistakes (-want +got):\n%s", diff)
	}
}

func TestATeamWithoutPrioritiesIsToldToNameThem(t *testing.T) {
	t.Parallel()
	want := "priorities: the team has named no priorities yet: add them to the edition first, or import the file that says which they are (team, pillars, …)"
	if got := activity.Check(clinic(), edition.New()).Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := activity.Check(page(), edition.New()).Err(); err != nil {
		t.Errorf("an announcement is refused before the team has priorities: %v", err)
	}
}

func TestABodyMayNotGrowPastTheLogByItsMentions(t *testing.T) {
	t.Parallel()
	content := with(page(), func(a *eventv1.Activity) {
		a.People = []*eventv1.Participation{{Name: "X"}}
		a.Body = []*eventv1.Passage{{Text: strings.Repeat("X ", 10<<10)}}
	})
	if got := activity.Check(content, team()).Error(); !strings.Contains(got, "with the mentions in its body; 384 KiB is the most") {
		t.Errorf("got %q, want a refusal for the size with mentions", got)
	}
}

// TestCheckedContentFitsTwiceIntoAMessage holds the bound on short bodies, which are not completed to be measured.
func TestCheckedContentFitsTwiceIntoAMessage(t *testing.T) {
	t.Parallel()
	content := with(page(), func(a *eventv1.Activity) {
		a.People = []*eventv1.Participation{{Name: "X"}}
		a.Body = []*eventv1.Passage{{Text: strings.Repeat("X ", 4<<10)}}
	})
	if err := activity.Check(content, team()).Err(); err != nil {
		t.Fatal(err)
	}
	if size := proto.Size(completed(content)); size > 384<<10 {
		t.Errorf("a body of 8 KiB becomes %d bytes", size)
	}
}

// FuzzCheck holds that no text whatever upsets the check, and that its mistakes are lines of their own.
func FuzzCheck(f *testing.F) {
	f.Add("headline", "2024-01-31", "privacy", "https://example.org", "Ada")
	f.Add("a\xff", "2024-02-30T25:00", "privcy", "mailto:@", "a@b.c\u2028")
	f.Fuzz(func(t *testing.T, headline, from, word, url, name string) {
		content := &eventv1.Activity{
			Headline: headline, Kinds: []string{word}, Status: word, When: &eventv1.When{From: from, Zone: word},
			Priorities: []string{word}, Pillar: word, Links: []*eventv1.Link{{Verb: word, Url: url}}, TellIn: []string{from},
			People: []*eventv1.Participation{{Name: name, Segment: word}}, Segments: []*eventv1.Segment{{Name: name, Rule: &eventv1.Rule{Kind: word}}},
			Relations: []*eventv1.Relation{{Type: word, Id: name}},
		}
		mistakes := activity.Check(content, team())
		if got := len(strings.Split(mistakes.Error(), "\n")); got != len(mistakes) {
			t.Errorf("%d mistakes in %d lines: %q", len(mistakes), got, mistakes.Error())
		}
		activity.Complete(content, team(), now)
	})
}
