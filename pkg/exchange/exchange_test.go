package exchange

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// open reads a text as if it stood in a file of that name.
func open(name, text string) (*File, []Refusal) {
	return Open(name, strings.NewReader(text), int64(len(text)))
}

// items returns what a text holds; it must not be refused.
func items(t *testing.T, name, text string) []Item {
	t.Helper()
	file, refusals := open(name, text)
	var items []Item
	if file != nil {
		for item, more := range file.Items() {
			items, refusals = append(items, item), append(refusals, more...)
		}
	}
	for _, refusal := range refusals {
		t.Errorf("refused: %s", refusal)
	}
	return items
}

// theActivity returns the only activity of a text that says these lines of it.
func theActivity(t *testing.T, lines string) *eventv1.Activity {
	t.Helper()
	all := items(t, "f.yaml", inFileOf(lines))
	if len(all) != 1 {
		t.Fatalf("%d activities in %q, want 1", len(all), lines)
	}
	return all[0].Content
}

// inFileOf puts lines that tell of the activity "a" into a file. They begin on line 4.
func inFileOf(lines string) string {
	return "source: x\nactivities:\n  - key: a\n    " + strings.ReplaceAll(lines, "\n", "\n    ") + "\n"
}

func testdata(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func same(t *testing.T, got, want proto.Message) {
	t.Helper()
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Errorf("read otherwise than meant (-want +got):\n%s", diff)
	}
}

func TestAFileOfActivitiesIsReadWithAllItsFields(t *testing.T) {
	t.Parallel()
	all := items(t, "january-2024.yaml", testdata(t, "january-2024.yaml"))
	var keys []string
	for _, item := range all {
		keys = append(keys, item.Key)
	}
	want := []string{"cria-2024", "kohs-listening-session", "fimi-panel", "lets-connect-clinic-1", "grants-round-2", "meta-page"}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Fatalf("keys (-want +got):\n%s", diff)
	}
	if got := all[1]; got.Line != 38 || got.Source != "global-advocacy" || got.Withdrawn != "" {
		t.Errorf("the second item stands on line %d and comes from %q, want 38 and global-advocacy", got.Line, got.Source)
	}
	session := proto.CloneOf(all[1].Content)
	for _, passage := range session.Body {
		passage.Text, _, _ = strings.Cut(passage.Text, " ")
	}
	same(t, session, &eventv1.Activity{
		Headline:      "Speaking at a White House listening session on the health and safety of young people online",
		Kinds:         []string{"listening-session"},
		By:            []string{"staff"},
		When:          &eventv1.When{From: "2024-01-31T19:30", Zone: "America/New_York"},
		Place:         "Washington, US",
		Jurisdictions: []string{"US"},
		Priorities:    []string{"child-safety", "human-rights"},
		Links: []*eventv1.Link{
			{Verb: "watch", Label: "streamed public comments of the session", Url: "https://example.org/kohs-comments"},
		},
		People: []*eventv1.Participation{{
			Name: "Rebecca MacKinnon", Role: "Vice President of Global Advocacy", Organisation: "Wikimedia Foundation", Part: "speaker",
		}},
		Organisations: []*eventv1.Participation{
			{Name: "White House", Part: "host"},
			{Name: "Kids Online Health and Safety Task Force", Abbreviation: "KOHS", Part: "host"},
		},
		Segments: []*eventv1.Segment{
			{Name: "Opening remarks", Rule: &eventv1.Rule{Kind: "public"}},
			{Name: "Expert panel", Rule: &eventv1.Rule{Kind: "chatham-house"}},
		},
		Body: []*eventv1.Passage{
			{Segment: "Opening remarks", Text: "The"}, {Segment: "Expert panel", Text: "The"}, {Text: "Rebecca"},
		},
		Relations: []*eventv1.Relation{
			{Type: "rests_on", Key: "cria-2024", Id: thing.ID("activity", "global-advocacy", "cria-2024")},
		},
	})
}

// TestNothingThatAFileHoldsIsLost walks the file and asks of every word in it whether the content has it too.
func TestNothingThatAFileHoldsIsLost(t *testing.T) {
	t.Parallel()
	contents := map[string]string{}
	january := testdata(t, "january-2024.yaml")
	for _, item := range items(t, "january-2024.yaml", january) {
		contents["january-2024.yaml"] += prototext.Format(item.Content) + item.Source + item.Key
	}
	edition := testdata(t, "edition.yaml")
	file, refusals := open("edition.yaml", edition)
	if len(refusals) > 0 {
		t.Fatal(refusals)
	}
	contents["edition.yaml"] = prototext.Format(file.Edition())

	for name, text := range map[string]string{"january-2024.yaml": january, "edition.yaml": edition} {
		var tree yaml.Node
		if err := yaml.Unmarshal([]byte(text), &tree); err != nil {
			t.Fatal(err)
		}
		eachValue(&tree, func(value string) {
			if !strings.Contains(contents[name], escaped(value)) {
				t.Errorf("%s holds %q, and its content does not", name, value)
			}
		})
	}
}

func eachValue(n *yaml.Node, see func(string)) {
	for i, kid := range n.Content {
		if n.Kind != yaml.MappingNode || i%2 == 1 {
			eachValue(kid, see)
		}
	}
	if n.Kind == yaml.ScalarNode {
		see(n.Value)
	}
}

// escaped spells a text as prototext does within its quotes.
func escaped(s string) string {
	quoted := prototext.MarshalOptions{}.Format(&eventv1.Furniture{Text: s})
	return quoted[strings.IndexByte(quoted, '"')+1 : strings.LastIndexByte(quoted, '"')]
}

func TestTheSameShapeInJSONAndInJSONLinesIsTheSameContent(t *testing.T) {
	t.Parallel()
	inYAML := items(t, "f.yaml", `source: x
activities:
  - key: a
    headline: "A “panel”\\talk"
    kind: panel
    when: 2024
    announcement: true
    series: {name: Clinics, number: 1, of: 2}
    links: [{verb: read, label: it, url: "https://example.org/1"}]
    relations: [{rests_on: b}]
    body: "one\n\ntwo"
`)
	const object = `"key":"a","headline":"A \u201cpanel\u201d\\talk","kind":["panel"],"when":2024,"announcement":true,
	"series":{"name":"Clinics","number":1,"of":2},"links":[{"verb":"read","label":"it","url":"https:\/\/example.org/1"}],
	"relations":[{"rests_on":"b"}],"body":"one\r\n\ntwo","place":null}`
	inJSON := items(t, "f.json", `{"source":"x","activities":[{`+object+`]}`)
	inLines := items(t, "f.jsonl", `{"source":"x",`+strings.ReplaceAll(object, "\n", "")+"\n")
	for _, other := range [][]Item{inJSON, inLines} {
		if len(other) != 1 || other[0].Key != "a" || other[0].Source != "x" {
			t.Fatalf("read %v, want one activity x/a", other)
		}
		same(t, other[0].Content, inYAML[0].Content)
	}
}

func TestItemsMayBeReadTwice(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"f.yaml":  inFileOf("headline: b"),
		"f.jsonl": `{"source":"x","key":"a","headline":"b"}` + "\n\n" + `{"source":"x","key":"c","headline":"d"}`,
	} {
		file, _ := open(name, text)
		var first, second []string
		for item, refusals := range file.Items() {
			first = append(first, item.Key+item.Content.GetHeadline())
			if len(refusals) > 0 {
				t.Errorf("the first time: %v", refusals)
			}
		}
		for item, refusals := range file.Items() {
			second = append(second, item.Key+item.Content.GetHeadline())
			if len(refusals) > 0 {
				t.Errorf("the second time: %v", refusals)
			}
		}
		if diff := cmp.Diff(first, second); diff != "" || len(first) == 0 {
			t.Errorf("%s: %v first, then %v", name, first, second)
		}
		for range file.Items() {
			break
		}
	}
}

func TestAByteOrderMarkAndWindowsLineEndsAreAccepted(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"f.yaml":  inFileOf("headline: b\nbody: |\n  one\n  two"),
		"f.json":  "{\"source\":\"x\",\n\"activities\":[{\"key\":\"a\",\"headline\":\"b\",\"body\":\"one\\r\\ntwo\\n\"}]}\n",
		"f.jsonl": "{\"source\":\"x\",\"key\":\"a\",\"headline\":\"b\",\"body\":\"one\\r\\ntwo\\n\"}\n",
		"f.YML":   inFileOf("headline: b\nbody: |\n  one\n  two"),
	} {
		all := items(t, name, "\xef\xbb\xbf"+strings.ReplaceAll(text, "\n", "\r\n"))
		if len(all) != 1 {
			t.Fatalf("%s holds %d activities, want 1", name, len(all))
		}
		same(t, all[0].Content, &eventv1.Activity{Headline: "b", Body: []*eventv1.Passage{{Text: "one\ntwo\n"}}})
	}
}

func TestAnEditionIsRead(t *testing.T) {
	t.Parallel()
	file, refusals := open("edition.yaml", testdata(t, "edition.yaml"))
	if len(refusals) > 0 {
		t.Fatal(refusals)
	}
	for range file.Items() {
		t.Error("an edition holds no activities")
	}
	e := file.Edition()
	same(t, e.Team, &eventv1.Team{
		Name: "Global Advocacy team", Zone: "Etc/UTC", Languages: []string{"en"}, Organisations: []string{"Wikimedia Foundation"},
		Affiliates: []string{"Wikimedia Colombia", "Wikimedia Italia", "Wikimedia Indonesia", "Wikimedia Sweden", "Wikimedia Chile"},
	})
	same(t, e.Publications[1], &eventv1.Publication{
		Id: "dont-blink", Series: "Don’t Blink", Title: "{series}: Public Policy Snapshot for {months}", From: "2022-05", Until: "2023-05",
	})
	same(t, e.Pillars[1], &eventv1.Pillar{
		Id: "people", Name: "Protecting Wikimedia’s people", Subtitle: "Work related to privacy and countering surveillance",
		From: "2022-12", Position: 2,
	})
	same(t, e.Priorities[4], &eventv1.Priority{Id: "surveillance", Name: "Countering surveillance", Pillar: "people", From: "2022-12", Position: 2})
	same(t, e.Furniture[2], &eventv1.Furniture{Part: "announcements", From: "2022-01", Text: "From our team"})
	if len(e.Publications) != 2 || len(e.Pillars) != 3 || len(e.Priorities) != 9 || len(e.Furniture) != 7 {
		t.Errorf("%d publications, %d pillars, %d priorities and %d pieces of furniture, want 2, 3, 9 and 7",
			len(e.Publications), len(e.Pillars), len(e.Priorities), len(e.Furniture))
	}
}

func TestAPriorityMayHoldForOtherMonthsThanItsPillar(t *testing.T) {
	t.Parallel()
	file, refusals := open("e.json", `{"pillars":[{"id":"a","from":"2022-01","until":"2023-12",
		"priorities":[{"id":"b","from":"2022-06"},{"id":"c","until":"2022-05"}]}]}`)
	if len(refusals) > 0 {
		t.Fatal(refusals)
	}
	got := &eventv1.Edition{Priorities: file.Edition().GetPriorities()}
	same(t, got, &eventv1.Edition{Priorities: []*eventv1.Priority{
		{Id: "b", Pillar: "a", From: "2022-06", Position: 1},
		{Id: "c", Pillar: "a", From: "2022-01", Until: "2022-05", Position: 2},
	}})
}
