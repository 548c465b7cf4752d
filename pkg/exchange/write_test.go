package exchange

import (
	"bytes"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestAnyActivityIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := anyActivity(t)
		withdrawn := rapid.SampledFrom([]string{"", "entered twice", "true", "it\nnever took place"}).Draw(t, "withdrawn")
		var b bytes.Buffer
		if err := WriteJSONLine(&b, "our team", "k-1", want, withdrawn); err != nil {
			t.Fatal(err)
		}
		if strings.Count(b.String(), "\n") != 1 {
			t.Fatalf("wrote %q, want one line", b.String())
		}
		file, refusals := open("f.jsonl", b.String())
		if len(refusals) > 0 {
			t.Fatal(refusals)
		}
		if withdrawn != "" && proto.Size(want) == 0 {
			want = nil
		}
		read := 0
		for item, refusals := range file.Items() {
			read++
			if len(refusals) > 0 {
				t.Fatal(refusals)
			}
			if !proto.Equal(item.Content, want) {
				t.Fatalf("wrote %s\nread %v\nwant %v", b.String(), item.Content, want)
			}
			if item.Source != "our team" || item.Key != "k-1" || item.Withdrawn != withdrawn {
				t.Fatalf("read %s/%s withdrawn %q, want our team/k-1 withdrawn %q", item.Source, item.Key, item.Withdrawn, withdrawn)
			}
		}
		if read != 1 {
			t.Fatalf("read %d activities, want 1", read)
		}
	})
}

// anyActivity draws every field of an activity, filled or not.
func anyActivity(t *rapid.T) *eventv1.Activity {
	of := func(letters []rune) *rapid.Generator[string] {
		return rapid.StringOfN(rapid.RuneFrom(letters), 0, 12, -1)
	}
	line := of([]rune("abc -:,{}[]\"'\\/#&*!<>%@éß“–😀\u2028\u00a0null~1"))
	word := rapid.SampledFrom([]string{"a", "null", "2024", "2024-01-31T19:30", "true", "-", "ünï"})
	text := of([]rune("ab \n\t\"\\{}:é😀\u2029"))
	lines := rapid.SliceOfN(line, 0, 3)
	when := rapid.Custom(func(t *rapid.T) *eventv1.When {
		if rapid.IntRange(0, 3).Draw(t, "no date") == 0 {
			return nil
		}
		return &eventv1.When{From: line.Draw(t, "from"), To: line.Draw(t, "to"), Zone: line.Draw(t, "zone")}
	})
	rule := rapid.Custom(func(t *rapid.T) *eventv1.Rule {
		if rapid.Bool().Draw(t, "no rule") {
			return nil
		}
		return &eventv1.Rule{Kind: line.Draw(t, "kind"), Until: when.Draw(t, "until")}
	})
	part := rapid.Custom(func(t *rapid.T) *eventv1.Participation {
		return &eventv1.Participation{
			Name: line.Draw(t, "name"), Abbreviation: line.Draw(t, "abbreviation"), Role: line.Draw(t, "role"),
			Organisation: line.Draw(t, "organisation"), Part: line.Draw(t, "part"), Segment: line.Draw(t, "segment"),
		}
	})
	a := &eventv1.Activity{
		Headline: line.Draw(t, "headline"), Kinds: lines.Draw(t, "kinds"), Status: line.Draw(t, "status"), By: lines.Draw(t, "by"),
		When: when.Draw(t, "when"), Place: line.Draw(t, "place"), Jurisdictions: lines.Draw(t, "jurisdictions"),
		Priorities: lines.Draw(t, "priorities"), Announcement: rapid.Bool().Draw(t, "announcement"), Topics: lines.Draw(t, "topics"),
		Pillar: line.Draw(t, "pillar"), PillarReason: line.Draw(t, "pillar reason"), StatusReason: line.Draw(t, "status reason"), Rule: rule.Draw(t, "rule"),
		People:        rapid.SliceOfN(part, 0, 2).Draw(t, "people"),
		Organisations: rapid.SliceOfN(part, 0, 2).Draw(t, "organisations"),
		TellIn:        lines.Draw(t, "tell in"),
	}
	for range rapid.IntRange(0, 2).Draw(t, "each of the rest") {
		key := strings.TrimSpace(word.Draw(t, "key"))
		a.Links = append(a.Links, &eventv1.Link{Verb: line.Draw(t, "verb"), Label: line.Draw(t, "label"), Url: line.Draw(t, "url")})
		a.Segments = append(a.Segments, &eventv1.Segment{Name: line.Draw(t, "name"), Rule: rule.Draw(t, "rule of it")})
		a.Body = append(a.Body, &eventv1.Passage{Segment: rapid.SampledFrom([]string{"", "s"}).Draw(t, "segment"), Text: text.Draw(t, "text")})
		a.FollowUps = append(a.FollowUps, &eventv1.FollowUp{
			Key: key, What: line.Draw(t, "what"), When: when.Draw(t, "when of it"), Condition: line.Draw(t, "condition"), Url: line.Draw(t, "url"),
			Hedge: line.Draw(t, "hedge"), PromisedBy: line.Draw(t, "promised by"), State: line.Draw(t, "state"), StateReason: line.Draw(t, "state reason"),
			ReportedIn: rapid.SampledFrom([]string{"", thing.ID("activity", "another")}).Draw(t, "reported in"),
		})
		id := rapid.SampledFrom([]string{thing.ID("activity", "our team", key), thing.ID("activity", "another")}).Draw(t, "id")
		a.Relations = append(a.Relations, &eventv1.Relation{Type: rapid.SampledFrom(activity.Relations()).Draw(t, "type"), Key: key, Id: id})
	}
	if rapid.Bool().Draw(t, "of a series") {
		a.Series = &eventv1.Series{Name: line.Draw(t, "name"), Number: rapid.Uint32().Draw(t, "number"), Of: rapid.Uint32().Draw(t, "of")}
	}
	return a
}

func TestTheExampleIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	all := items(t, "january-2024.yaml", testdata(t, "january-2024.yaml"))
	for _, item := range all {
		if err := WriteJSONLine(&b, item.Source, item.Key, item.Content, item.Withdrawn); err != nil {
			t.Fatal(err)
		}
	}
	again := items(t, "january-2024.jsonl", b.String())
	if len(again) != len(all) {
		t.Fatalf("read %d activities of %d", len(again), len(all))
	}
	for i, item := range again {
		same(t, item.Content, all[i].Content)
	}
}

func TestMentionsAndIDsOfPeopleAreNotWritten(t *testing.T) {
	t.Parallel()
	id := thing.ID("person", "Ada")
	var b bytes.Buffer
	err := WriteJSONLine(&b, "x", "a", &eventv1.Activity{
		People: []*eventv1.Participation{{Id: id, Name: "Ada"}},
		Body:   []*eventv1.Passage{{Text: "[Ada](person:" + id + ") spoke."}},
	}, "")
	want := `{"source":"x","key":"a","people":[{"name":"Ada"}],"body":"Ada spoke."}` + "\n"
	if err != nil || b.String() != want {
		t.Errorf("wrote %q (%v), want %q", b.String(), err, want)
	}
}

func TestAnActivityThatIsNotUTF8IsNotWritten(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	err := WriteJSONLine(&b, "x", "a", &eventv1.Activity{Headline: "\xff"}, "")
	if err == nil || b.Len() > 0 {
		t.Errorf("wrote %q (%v), want nothing and an error", b.String(), err)
	}
}
