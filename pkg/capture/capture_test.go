package capture_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Errorf("%s differ (- want, + got):\n%s", what, diff)
	}
}

// capital writes the first letter as a headline does.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// someEdition knows four priorities under two pillars.
func someEdition() *edition.Edition {
	return edition.Of(&eventv1.Edition{
		Team: &eventv1.Team{Name: "Policy team", Zone: "Europe/Brussels", Languages: []string{"en"}, Affiliates: []string{"Wikimedia Colombia"}},
		Pillars: []*eventv1.Pillar{
			{Id: "values", Name: "Our values", From: "2022-01", Position: 1},
			{Id: "model", Name: "Our model", From: "2022-01", Position: 2},
		},
		Priorities: []*eventv1.Priority{
			{Id: "disinformation", Name: "Countering disinformation", Pillar: "values", From: "2022-01", Position: 1},
			{Id: "child-safety", Name: "Child rights and safety", Pillar: "values", From: "2022-01", Position: 2},
			{Id: "copyright", Name: "Copyright", Pillar: "model", From: "2022-01", Position: 1},
			{Id: "access", Name: "Access to knowledge", Pillar: "model", From: "2022-01", Position: 2},
			{Id: "accessibility", Name: "Accessible knowledge", Pillar: "model", From: "2022-01", Position: 3},
		},
	})
}

var costanza = capture.Known{Name: "Costanza Sciubba Caniglia", Role: "Anti-Disinformation Strategy Lead", Of: "Wikimedia Foundation"}

// typed reads a line on Tuesday, 5 March 2024.
func typed(line string) capture.Understood {
	return capture.Parse(line, capture.Context{
		Today: tuesday, Edition: someEdition(),
		People: map[string][]capture.Known{
			"costanza": {costanza},
			"mei":      {{Name: "Mei Tan"}, {Name: "Mei Lin"}},
			"EEAS":     {{Name: "European External Action Service", Abbreviation: "EEAS", Organisation: true}, {Name: "EEAS Watch", Organisation: true}},
		},
	})
}

func TestTheLineOfAMemberInAHurry(t *testing.T) {
	t.Parallel()
	u := typed("23 jan panel at FIMI conference @costanza #disinformation !chatham Brussels https://example.org/fimi-recording")
	same(t, "the activity", u.Activity, &eventv1.Activity{
		Headline: "Panel at FIMI conference", Kinds: []string{"panel"}, When: &eventv1.When{From: "2024-01-23"}, Place: "Brussels",
		Priorities: []string{"disinformation"}, Rule: &eventv1.Rule{Kind: "chatham-house"},
		People: []*eventv1.Participation{{Name: "Costanza Sciubba Caniglia", Role: "Anti-Disinformation Strategy Lead", Organisation: "Wikimedia Foundation"}},
		Links:  []*eventv1.Link{{Verb: "read", Label: "fimi recording", Url: "https://example.org/fimi-recording"}},
	})
	var pieces []string
	for _, p := range u.Pieces {
		pieces = append(pieces, string(p.Part)+": "+u.Line[p.From:p.To])
	}
	same(t, "the pieces", pieces, []string{
		"when: 23 jan", "kind: panel", "person: @costanza", "priority: #disinformation", "rule: !chatham", "place: Brussels",
		"link: https://example.org/fimi-recording",
	})
	if len(u.Mistakes) > 0 || len(u.Questions) != 1 || u.Questions[0].Required {
		t.Errorf("asks %v and finds %v; want one question that may be left: what the link leads to", u.Questions, u.Mistakes)
	}
}

func TestWordsThatSayWhatALinkLeadsToAreNotInTheHeadline(t *testing.T) {
	t.Parallel()
	same(t, "the headline", typed("panel on audits, read the whole report https://e.org/r").Activity.GetHeadline(), "Panel on audits")
	same(t, "the headline", typed("panel on what children watch https://e.org/s").Activity.GetHeadline(), "Panel on what children watch")
}

func TestHeadlines(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"panel with @costanza on #disinformation in Brussels":            "Panel with Costanza Sciubba Caniglia on disinformation in Brussels",
		"panel with @costanza and @EEAS on the #DSA, yesterday":          "Panel with Costanza Sciubba Caniglia and European External Action Service on the DSA",
		"yesterday panel @costanza and @EEAS #copyright":                 "Panel",
		`submissions to @EEAS, @@"UK Parliament" and @@Ofcom on the web`: "Submissions to European External Action Service, UK Parliament and Ofcom on the web",
		"panel with @costanza, #copyright":                               "Panel with Costanza Sciubba Caniglia",
		"on Monday we met @EEAS":                                         "We met European External Action Service",
		"publishing the January digest":                                  "Publishing the January digest",
		"publishing our digest in January":                               "Publishing our digest",
		"eLaw talk today":                                                "eLaw talk",
		"talk, 23 jan, at the court":                                     "Talk, at the court",
		"what a #1 day!! !done":                                          "What a #1 day!!",
		"write to me@example.org":                                        "Write to me@example.org",
		"@ # ! ^ stay":                                                   "@ # ! ^ stay",
		"a talk on the eve of 23 jan":                                    "A talk on the eve of 23 jan",
		"the [slides](https://example.org/s) of the clinic":              "The slides of the clinic",
		"meeting MEP @costanza on the web":                               "Meeting MEP Costanza Sciubba Caniglia on the web",
		"talk of Dr. @costanza, #copyright":                              "Talk of Dr. Costanza Sciubba Caniglia",
		"roundtable with @costanza (Google) and @\"Bo Li\" on the web":   "Roundtable with Costanza Sciubba Caniglia (Google) and Bo Li on the web",
		"réunion avec @costanza sur le web":                              "Réunion avec Costanza Sciubba Caniglia sur le web",
		"panel on #ai today":                                             "Panel on AI",
		"[no link](here) and [open and \"open":                           "[no link](here) and [open and \"open",
		"الحقوق الرقمية 23 jan #copyright":                               "الحقوق الرقمية",
		"🎉 we won 23 jan":                                                "🎉 we won",
		"two  blanks\tand a tab":                                         "Two blanks and a tab",
		"Meeting on 2–4 May @\"Wikimedia Colombia\" #access Lima":        "Meeting",
	} {
		if got := typed(line).Activity.GetHeadline(); got != want {
			t.Errorf("%q has the headline %q, want %q", line, got, want)
		}
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"listening session on youth":      "listening-session",
		"Two panels and a workshop":       "panel",
		"third clinic of the series":      "workshop",
		"Submissions to three bodies":     "submission",
		"open letter to parliament":       "open-letter",
		"new policies":                    "policy",
		"we spoke at a conference !panel": "panel",
		"a report !publication !policy":   "publication,policy",
		"we did something":                "",
		"spanels":                         "",
	} {
		if got := strings.Join(typed(line).Activity.GetKinds(), ","); got != want {
			t.Errorf("%q is of the kind %q, want %q", line, got, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"panel on law in Brussels":               "Brussels",
		"panel in The Hague, 23 jan":             "The Hague",
		"panel on law in English":                "",
		"panel on law in courts":                 "",
		"panel on law #copyright Washington, US": "Washington, US",
		"panel on law #copyright online":         "online",
		"panel on law ^online":                   "online",
		"panel on law ^\"The Hague\"":            "The Hague",
		"panel on law ^Rio_de_Janeiro":           "Rio de Janeiro",
		"panel on law #copyright Rio de Janeiro": "Rio de Janeiro",
		"panel on law #copyright for all":        "",
		"#copyright Brussels effect explained":   "",
		"#copyright Brussels":                    "",
		"meeting @Ana CSAM !chatham Brussels":    "Brussels",
		"meeting @Ana CSAM":                      "",
		"talk @Ana NYC":                          "NYC",
		"#copyright workshop in Bogotá":          "Bogotá",
		"@costanza spoke in Lima #access":        "Lima",
		"réunion à Paris":                        "Paris",
		"talk @Ana Washington DC":                "Washington DC",
	} {
		if got := typed(line).Activity.GetPlace(); got != want {
			t.Errorf("%q takes place in %q, want %q", line, got, want)
		}
	}
}

func TestPriorities(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"#disinformation":              "disinformation",
		"#disinfo":                     "disinformation",
		"#Child_rights_and_safety":     "child-safety",
		"#access":                      "access",
		"#acc":                         "asks",
		"#DSA #copyright #disinfo":     "copyright,disinformation topics DSA",
		"#\"child rights assessment\"": " topics child rights assessment",
		"#di":                          " topics di",
		"!announcement":                "announcement",
	} {
		u := typed(line)
		got := strings.Join(u.Activity.GetPriorities(), ",")
		if topics := u.Activity.GetTopics(); len(topics) > 0 {
			got += " topics " + strings.Join(topics, ",")
		}
		if u.Activity.GetAnnouncement() {
			got = "announcement"
		}
		for _, q := range u.Questions {
			if q.Field == capture.FieldMark {
				got = "asks"
			}
		}
		if got != want {
			t.Errorf("%q is filed under %q, want %q", line, got, want)
		}
	}
}

func TestWhatIsMissingIsAsked(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"":                                                 "when headline kinds priorities",
		"23 jan panel on law #copyright":                   "",
		"panel on law #copyright":                          "when",
		"23 jan we won #copyright":                         "kinds",
		"23 jan panel on law":                              "priorities",
		"23 jan panel !announcement":                       "",
		"23 jan panel #acc":                                "mark",
		"23 jan panel #copyright @mei":                     "people",
		"23 jan panel #copyright !chatam":                  "mark",
		"23 jan panel #copyright !embargo":                 "rule.until",
		"23 jan panel #copyright !embargo=2024-03-09":      "",
		"23 jan panel #copyright !embargo:15_march_9:00":   "",
		`23 jan panel #copyright !embargo="15 march 9:00"`: "",
		"23 jan panel #copyright !cancelled":               "status_reason",
	} {
		var asks []string
		for _, q := range typed(line).Questions {
			if q.Required {
				asks = append(asks, q.Field)
			}
		}
		if got := strings.Join(asks, " "); got != want {
			t.Errorf("%q asks for %q, want %q", line, got, want)
		}
	}
}

func TestAnAnswerSettlesItsQuestion(t *testing.T) {
	t.Parallel()
	line := "talk with @mei and @amara on #acc !chatam"
	c := capture.Context{Today: tuesday, Edition: someEdition(), People: map[string][]capture.Known{"mei": {{Name: "Mei Tan"}, {Name: "Mei Lin", Role: "editor"}}}}
	for field, answer := range map[string]string{"mei": "Mei Lin", "#acc": "access", "!chatam": "chatham-house", "amara": "Amara Okafor, lead, Wikimedia Colombia", "": "last Tuesday"} {
		for _, q := range capture.Parse(line, c).Questions {
			if q.About == field {
				c.Given.Answer(q, answer)
			}
		}
	}
	u := capture.Parse(line, c)
	same(t, "the activity", u.Activity, &eventv1.Activity{
		Headline: "Talk with Mei Lin and Amara Okafor on acc", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-02-27"},
		Priorities: []string{"access"}, Rule: &eventv1.Rule{Kind: "chatham-house"},
		People: []*eventv1.Participation{{Name: "Mei Lin", Role: "editor"}, {Name: "Amara Okafor", Role: "lead", Organisation: "Wikimedia Colombia"}},
	})
	if len(u.Questions)+len(u.Mistakes) > 0 {
		t.Errorf("it still asks %v and finds %v", u.Questions, u.Mistakes)
	}
}

func TestOrganisations(t *testing.T) {
	t.Parallel()
	u := typed(`meeting @EEAS @@White_House @"wikimedia colombia"`)
	var names []string
	for _, o := range u.Activity.GetOrganisations() {
		names = append(names, o.GetName()+" "+o.GetAbbreviation())
	}
	same(t, "the organisations", names, []string{"European External Action Service EEAS", "White House ", "Wikimedia Colombia "})
}

func TestLinks(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]*eventv1.Link{
		"https://example.org/a-first-report.pdf":        {Verb: "read", Label: "a first report", Url: "https://example.org/a-first-report.pdf"},
		"https://example.org/":                          {Verb: "read", Label: "example.org", Url: "https://example.org/"},
		"mailto:youth@example.org":                      {Verb: "write", Label: "youth@example.org", Url: "mailto:youth@example.org"},
		"[watch the recording](https://example.org/r).": {Verb: "watch", Label: "the recording", Url: "https://example.org/r"},
		"(https://example.org/slides),":                 {Verb: "read", Label: "slides", Url: "https://example.org/slides"},
		"panel on audits, register https://e.org/reg":   {Verb: "register", Label: "reg", Url: "https://e.org/reg"},
		"panel #dsa watch the stream: https://e.org/s":  {Verb: "watch", Label: "the stream", Url: "https://e.org/s"},
		"panel on what children watch https://e.org/s":  {Verb: "read", Label: "s", Url: "https://e.org/s"},
	} {
		same(t, line, typed(line).Activity.GetLinks(), []*eventv1.Link{want})
	}
}

// letters are what may not get lost of a text: everything but blanks.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
