package exchange

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

const wholeEdition = `pillars:
  - {id: people, name: People, from: 2022-01, priorities: [{id: privacy, name: Privacy}, {id: safety, name: Safety, position: 5}]}
  - {id: people, name: "The people: all", from: 2024-01}
priorities:
  - {id: ai, name: AI, from: 2023-01}
topics: [{id: section 230, name: Section 230, abbreviation: S230, from: 2022-01}]
retired: [{priority: safety, until: 2024-11}]
merged: [{priority: ai, into: privacy, from: 2025-01}]
orders: [{from: 2024-01, ids: [people]}, {from: 2024-01, pillar: people, ids: [privacy]}]
`

func TestWhatEndedIsRead(t *testing.T) {
	t.Parallel()
	file, refusals := open("e.yaml", wholeEdition)
	if len(refusals) > 0 {
		t.Fatal(refusals)
	}
	e := file.Edition()
	same(t, e.GetPriorities()[1], &eventv1.Priority{Id: "safety", Name: "Safety", Pillar: "people", From: "2022-01", Position: 5})
	same(t, e.GetPriorities()[2], &eventv1.Priority{Id: "ai", Name: "AI", From: "2023-01", Position: 1})
	same(t, e.GetTopics()[0], &eventv1.Topic{Id: "section 230", Name: "Section 230", Abbreviation: "S230", From: "2022-01"})
	same(t, e.GetRetirements()[0], &eventv1.Retirement{Kind: "priority", Id: "safety", Until: "2024-11"})
	same(t, e.GetMergers()[0], &eventv1.Merger{Kind: "priority", Id: "ai", Into: "privacy", From: "2025-01"})
	same(t, e.GetOrders()[1], &eventv1.Order{From: "2024-01", Pillar: "people", Ids: []string{"privacy"}})
}

func TestMistakesInWhatEndedAreFoundInTheirLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to, want string }{
		"a slip in what it goes into": {"into: privacy", "into: pricavy", "e.yaml:8: merged[0]: no priority has the short name \"pricavy\"; did you mean privacy?"},
		"an order of what is unknown": {"ids: [people]", "ids: [poeple]", "e.yaml:9: orders[0].ids[0]: no pillar has the short name \"poeple\"; did you mean people?"},
		"a priority by itself":        {"id: ai, name: AI", "id: A I, name: AI", "e.yaml:5: priorities[0].id: \"A I\" cannot be a short name"},
		"a priority under its pillar": {"name: Safety", "name: \" \"", "e.yaml:2: pillars[0].priorities[1].name: say it in words; it is empty"},
		"a pillar that nobody knows":  {"name: AI,", "name: AI, pillar: machines,", "e.yaml:5: priorities[0].pillar: no pillar has the short name \"machines\""},
		"a month that is none":        {"until: 2024-11", "until: 2024-13", "e.yaml:7: retired[0].until: \"2024-13\" is not a month"},
		"a topic in capitals":         {"id: section 230", "id: Section 230", "e.yaml:6: topics[0].id: \"Section 230\" cannot be a topic"},
		"a merger before it begins":   {"into: privacy, from: 2025-01", "into: privacy, from: 2022-12", "e.yaml:8: merged[0]: the priority ai begins only in January 2023, so nothing ends in December 2022: name a later month"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, refusals := open("e.yaml", strings.Replace(wholeEdition, c.from, c.to, 1))
			if len(refusals) > 0 {
				t.Fatal(refusals)
			}
			_, mistakes := edition.Take(edition.New(), file.Edition())
			got := fmt.Sprint(file.Refuse(mistakes))
			if !strings.Contains(got, c.want) {
				t.Errorf("refused with %s, want %s", got, c.want)
			}
		})
	}
}

func TestAnEntryThatSaysNothingOrTwoThingsIsRefused(t *testing.T) {
	t.Parallel()
	testRefusals(t, "e.yaml", []refusalTest{
		{"nothing", "retired: [{until: 2024-11}]\n", `e.yaml:1: retired[0]: this does not say what ended; write what ended, as {priority: surveillance, until: 2024-11}`},
		{"two", "merged: [{priority: a, topic: b, into: c, from: 2024-01}]\n", `e.yaml:1: merged[0].topic: a priority is named beside this; write two entries`},
	})
}

// Whatever the log holds, what is written is read to the same, and written again is the same file.
func TestAnEditionThatIsWrittenIsReadToTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		e := anyEdition(rt)
		var first, second strings.Builder
		if err := WriteEdition(&first, e.Proto()); err != nil {
			rt.Fatal(err)
		}
		if first.String() == "{}\n" {
			return
		}
		file, refusals := open("e.yaml", first.String())
		if len(refusals) > 0 {
			rt.Fatalf("%v\n%s", refusals, first.String())
		}
		again := edition.New()
		for _, event := range edition.Changes(again, file.Edition()) {
			again.Apply(event)
		}
		content := again.Proto()
		content.Retirements, content.Mergers, content.Orders = file.Edition().GetRetirements(), file.Edition().GetMergers(), file.Edition().GetOrders()
		if err := WriteEdition(&second, content); err != nil {
			rt.Fatal(err)
		}
		if first.String() != second.String() {
			rt.Errorf("written:\n%s\nread and written again:\n%s", first.String(), second.String())
		}
		if left := edition.Changes(e, file.Edition()); len(left) > 0 {
			rt.Errorf("read back where it comes from, it changes %v\n%s", left, first.String())
		}
	})
}

func anyEdition(rt *rapid.T) *edition.Edition {
	e := edition.New()
	month := rapid.SampledFrom([]string{"2022-01", "2022-12", "2024-01"})
	until := rapid.SampledFrom([]string{"", "2024-06"})
	id := rapid.SampledFrom([]string{"one", "two", "three"})
	text := rapid.SampledFrom([]string{"A name", "Of: two # parts", "- listed", "“Quoted”", "yes", "2024", "two\nlines", "~"})
	position := rapid.Uint32Range(1, 4)
	for range rapid.IntRange(0, 12).Draw(rt, "wordings") {
		switch rapid.IntRange(0, 4).Draw(rt, "kind") {
		case 0:
			e.Apply(&eventv1.PillarNamed{Pillar: &eventv1.Pillar{
				Id: id.Draw(rt, "id"), Name: "Pillar", From: month.Draw(rt, "from"), Until: until.Draw(rt, "until"), Position: position.Draw(rt, "position"),
			}})
		case 1, 2:
			e.Apply(&eventv1.PriorityNamed{Priority: &eventv1.Priority{
				Id: id.Draw(rt, "id"), Name: "Priority", Pillar: rapid.SampledFrom([]string{"", "one", "two"}).Draw(rt, "pillar"),
				From: month.Draw(rt, "from"), Until: until.Draw(rt, "until"), Position: position.Draw(rt, "position"),
			}})
		case 3:
			e.Apply(&eventv1.TopicNamed{Topic: &eventv1.Topic{Id: id.Draw(rt, "id"), Name: "Topic: a", From: month.Draw(rt, "from")}})
		case 4:
			e.Apply(&eventv1.FurnitureWorded{Furniture: &eventv1.Furniture{Part: id.Draw(rt, "id"), Text: text.Draw(rt, "text"), From: month.Draw(rt, "from")}})
		}
	}
	e.Apply(&eventv1.PillarRetired{Id: id.Draw(rt, "id"), Until: month.Draw(rt, "until")})
	e.Apply(&eventv1.TopicMerged{Id: id.Draw(rt, "id"), Into: "four", From: month.Draw(rt, "from")})
	e.Apply(&eventv1.PillarsOrdered{From: month.Draw(rt, "from"), Ids: []string{id.Draw(rt, "id")}})
	return e
}
