package capture_test

import (
	"strings"
	"testing"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// hurried reads a line on Thursday, 26 November 2026, in a team of many languages.
func hurried(line string) capture.Understood {
	ed := someEdition().Proto()
	ed.Team.Languages = []string{"en", "de", "fr", "es", "pt", "it", "pl", "uk", "ar", "ja"}
	return capture.Parse(line, capture.Context{Today: calendar.Day{Year: 2026, Month: 11, Day: 26}, Edition: edition.Of(ed)})
}

// whenOf says when it was, in the words of the log; or, behind "asks", between which days it is asked.
func whenOf(u capture.Understood) string {
	text := u.Activity.GetWhen().GetFrom()
	if to := u.Activity.GetWhen().GetTo(); to != "" {
		text += " to " + to
	}
	if zone := u.Activity.GetWhen().GetZone(); zone != "" {
		text += " in " + zone
	}
	for _, q := range u.Questions {
		if q.Field == capture.FieldWhen {
			text = "asks"
			for _, choice := range q.Choices {
				text += " " + choice.Value + ","
			}
		}
	}
	return strings.TrimSuffix(text, ",")
}

func TestTheDaysOfATeamsTwoMonths(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ line, when, headline string }{
		{"yesterday evening drinks reception", "2026-11-25", "Drinks reception"},
		{"this morning breakfast briefing", "2026-11-26", "Breakfast briefing"},
		{"just now: vote in LIBE 42-17", "2026-11-26", "Vote in LIBE 42-17"},
		{"letter sent to the Council yday re CSAR", "2026-11-25", "Letter sent to the Council re CSAR"},
		{"last week Thursday call", "2026-11-19", "Call"},
		{"next month 7-9 Dec Global Gathering !planned", "2026-12-07 to 2026-12-09", "Global Gathering"},
		{"last week, 17 Nov, call", "2026-11-17", "Call"},
		{"yesterday 24 Nov call", "asks 2026-11-25, 2026-11-24", "Yesterday 24 Nov call"},
		{"mid-January: met the embassy", "2026-01", "Met the embassy"},
		{"end of October – training", "2026-10", "Training"},
		{"week of 26 October: plenary", "2026-10-26 to 2026-11-01", "Plenary"},
		{"w/c Mon 9 Nov visits", "2026-11-09 to 2026-11-15", "Visits"},
		{"CW45 calls", "2026-11-02 to 2026-11-08", "Calls"},
		{"KW 53: Pause", "2020-12-28 to 2021-01-03", "Pause"},
		{"H1 2026 update of the register", "2026-01 to 2026-06", "Update of the register"},
		{"pH1 2026 is no date", "asks", "pH1 2026 is no date"},
		{"July/August: summer school", "2026-07 to 2026-08", "Summer school"},
		{"Sept '25 newsletter", "2025-09", "Newsletter"},
		{"23 Nov 25: panel", "2025-11-23", "Panel"},
		{"23 Nov 25 NGOs signed", "asks 2025-11-23, 2026-11-23", "23 Nov 25 NGOs signed"},
		{"Mon 2/11 onboarding", "2026-11-02", "Onboarding"},
		{"Fri 14 Nov panel", "asks 2026-11-14, 2026-11-13, 2025-11-14", "Fri 14 Nov panel"},
		{"Thu call", "asks 2026-11-26, 2026-11-19", "Thu call"},
		{"3/4 webinar", "asks 2026-04-03, 2026-03-04", "3/4 webinar"},
		{"06-11-2026 call", "asks 2026-11-06, 2026-06-11", "06-11-2026 call"},
		{"2026/11/06 consultation", "2026-11-06", "Consultation"},
		{"24/7 hotline", "asks", "24/7 hotline"},
		{"12/11–14/11 AfricaIGF", "2026-11-12 to 2026-11-14", "AfricaIGF"},
		{"28 Mar – 3 Apr retreat", "2026-03-28 to 2026-04-03", "Retreat"},
		{"12-14.3. side event", "2026-03-12 to 2026-03-14", "Side event"},
		{"Nov 10, 11 and 12: trilogue", "2026-11-10 to 2026-11-12", "Trilogue"},
		{"Nov 10 and 12 MEPs joined", "asks 2026-11-10, 2026-11-12, 2026-11-10 to 2026-11-12", "Nov 10 and 12 MEPs joined"},
		{"Art. 17 & 18 Nov panel", "asks 2026-11-17, 2026-11-18, 2026-11-17 to 2026-11-18", "Art. 17 & 18 Nov panel"},
		{"10 and 9 Nov call", "asks 2026-11-09, 2026-11-10, 2026-11-09 to 2026-11-10", "10 and 9 Nov call"},
		{"13月3日 会議", "asks", "13月3日 会議"},
		{"Wednesday the 18th panel", "2026-11-18", "Panel"},
		{"Wed 18, panel", "2026-11-18", "Panel"},
		{"Wed 18 MEPs signed", "asks 2026-11-18", "Wed 18 MEPs signed"},
		{"Mon 18 MEPs signed", "2026-11-23", "18 MEPs signed"},
		{"Monday the 18th panel", "asks", "Monday the 18th panel"},
		{"W3C meeting 3 Nov", "2026-11-03", "W3C meeting"},
		{"embargo lifted 3 Nov: a report", "2026-11-03", "Embargo lifted: a report"},
		{"Fri-Sun 13.-15.11. FOSDEM", "2026-11-13 to 2026-11-15", "FOSDEM"},
		{"9 + 16 Nov clinic", "asks 2026-11-09, 2026-11-16, 2026-11-09 to 2026-11-16", "9 + 16 Nov clinic"},
		{"2/6 Nov side events", "asks 2026-11-02, 2026-11-06, 2026-11-02 to 2026-11-06", "2/6 Nov side events"},
		{"Sat/Sun 21-22 Nov edit-a-thon", "2026-11-21 to 2026-11-22", "Edit-a-thon"},
		{"1st of November 2026 – refused again", "2026-11-01", "Refused again"},
		{"march in Madrid on 14 November, we co-organised", "2026-11-14", "March in Madrid, we co-organised"},
		{"When: Thursday, December 3, 2026 10:00 AM-11:30 AM. Where: Zoom", "2026-12-03T10:00", "Where: Zoom"},
		{"Stakeholder workshop @ Thu 3 Dec 2026 10:00 - 12:00 (CET)", "2026-12-03T10:00 in Europe/Brussels", "Stakeholder workshop"},
		{"5 MEPs signed on Section 230, Article 19, C-476/17, Web 3.0", "asks", "5 MEPs signed on Section 230, Article 19, C-476/17, Web 3.0"},
		{"2030 agenda side event, SDG 16.10", "asks", "2030 agenda side event, SDG 16.10"},
	} {
		u := hurried(test.line)
		if got := whenOf(u); got != test.when || u.Activity.GetHeadline() != test.headline {
			t.Errorf("%q is %q on %q, want %q on %q (%q)", test.line, u.Activity.GetHeadline(), got, test.headline, test.when, u.Notes)
		}
	}
}

func TestAWordThatMayBeANameIsADateOnlyWhereItCanBeNothingElse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ line, when, headline string }{
		{"May spoke at CPDP last Thursday", "2026-11-19", "May spoke at CPDP"},
		{"May spoke at CPDP", "asks 2026-05", "May spoke at CPDP"},
		{"March for privacy in Berlin on 14 November", "2026-11-14", "March for privacy in Berlin"},
		{"Sun Yat-sen University lecture", "asks 2026-11-22", "Sun Yat-sen University lecture"},
		{"Julio Cabrera presentó un informe", "asks 2026-07", "Julio Cabrera presentó un informe"},
		{"met with April Doe on 10 Nov", "2026-11-10", "Met with April Doe"},
		{"met with April", "asks", "Met with April"},
		{"May: three clinics", "2026-05", "Three clinics"},
		{"March workshop", "2026-03", "Workshop"},
		{"in May we met", "2026-05", "We met"},
		{"three clinics, April", "2026-04", "Three clinics"},
		{"Sun: call", "2026-11-22", "Call"},
		{"January panel", "2026-01", "Panel"},
	} {
		u := hurried(test.line)
		if got := whenOf(u); got != test.when || u.Activity.GetHeadline() != test.headline {
			t.Errorf("%q is %q on %q, want %q on %q (%q)", test.line, u.Activity.GetHeadline(), got, test.headline, test.when, u.Notes)
		}
	}
}

func TestAnAnswerTakesTheWordsThatWereAskedAbout(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"3/4 webinar": "Webinar", "Thu call": "Call", "9 + 16 Nov clinic": "Clinic", "May panel on AI, 2/6": "Panel on AI, 2/6",
	} {
		u := hurried(line)
		given := capture.Given{}
		for _, q := range u.Questions {
			if q.Field == capture.FieldWhen && len(q.Choices) > 0 {
				given.Answer(q, q.Choices[len(q.Choices)-1].Value)
			}
		}
		u = capture.Parse(line, capture.Context{Today: calendar.Day{Year: 2026, Month: 11, Day: 26}, Given: given})
		if u.Activity.GetHeadline() != want || u.Activity.GetWhen() == nil || len(u.Notes) > 0 {
			t.Errorf("%q, answered, is %q at %v, want %q (%q)", line, u.Activity.GetHeadline(), u.Activity.GetWhen(), want, u.Notes)
		}
	}
}

func TestTimesOfDay(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"24 Nov 5pm CET call":                             "2026-11-24T17:00 in Europe/Brussels",
		"15 Nov @ 3pm EST call":                           "2026-11-15T15:00 in America/New_York",
		"4 Nov 9am Nairobi time: interview":               "2026-11-04T09:00 in Africa/Nairobi",
		"4 Nov 9am New York time, interview":              "2026-11-04T09:00 in America/New_York",
		"4 Nov 9am, time to act":                          "2026-11-04T09:00",
		"8 Nov 14h–16h clinic":                            "2026-11-08T14:00",
		"20 Nov 3–4:30pm office hours":                    "2026-11-20T15:00",
		"20 Nov 11-1pm office hours":                      "2026-11-20T11:00",
		"mercredi 18 novembre à 14h, audition":            "2026-11-18T14:00",
		"24. Nov um 14 Uhr Anhörung":                      "2026-11-24T14:00",
		"3 Nov 2pm ET/8pm CET call":                       "2026-11-03T14:00 in America/New_York",
		"3 Nov 14:00 UTC+1 call":                          "2026-11-03T14:00 in Etc/GMT-1",
		"3 Nov 14:00 UTC+40 call":                         "2026-11-03T14:00",
		"from 3 to 5 pm yesterday call":                   "2026-11-25T15:00",
		"il 9 novembre alle ore 15 incontro":              "2026-11-09T15:00",
		"24 Nov, a hotline of 12h":                        "2026-11-24",
		"16 Nov 23:00 – 17 Nov 01:30 emergency call":      "2026-11-16T23:00",
		"from Mon 23 Nov 22:00 to Wed 25 Nov 02:00":       "2026-11-23 to 2026-11-25",
		"today filed; the vote is on 1 Dec 2026 at 10:00": "2026-11-26",
	} {
		if got := whenOf(hurried(line)); got != want {
			t.Errorf("%q was at %q, want %q", line, got, want)
		}
	}
}

func TestWhatADateDoesNotKeepIsSaid(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"8 Nov 14h–16h clinic":                 "that it ended at 16:00 is not kept: an activity has the time at which it begins",
		"16 Nov 23:00 – 17 Nov 01:30 call":     "that it ended at 01:30 the next day is not kept: an activity has the time at which it begins",
		"early November: bilateral":            "“early” is not kept, but the month is: write the day, if you know it",
		"24 Nov: the second is on 26 Nov 2026": "26 November 2026 is left in the headline: when it was stands first",
	} {
		same(t, line, hurried(line).Notes, []string{want})
	}
}

func TestWhyADateIsNoneIsSaidInFullWords(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"Mon 29 Feb panel":                {"29 February 2024 was no Monday"},
		"Montag 18. November Panel":       {"18 November 2026 was no Monday"},
		"Mon 3/11/2026 panel":             {"3/11 was no Monday"},
		"Monday the 18th panel":           {"there was no Monday 18: name the month too"},
		"28–3 Jan Pause":                  {"28–3 January runs backwards: write both days in full"},
		"24 Nov – 23 Nov Pause":           {"24–23 November runs backwards: write both days in full"},
		"3/11–2/11 Pause":                 {"3–2 November runs backwards: write both days in full"},
		"24 Nov 2024 – 23 Nov 2025 Pause": nil,
		"KW 53/2025 Pause":                {"2025 has no week 53"},
		"13月3日 会議":                        nil,
	} {
		same(t, line, hurried(line).Notes, want)
	}
}

func TestARuleInWordsHoldsOrIsAskedAbout(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ line, rule, headline string }{
		{"18 Nov roundtable on AI, under CHR", "chatham-house", "Roundtable on AI"},
		{"18 Nov roundtable under the Chatham House Rule on AI", "chatham-house", "Roundtable on AI"},
		{"18 Nov table ronde (règle de Chatham House)", "chatham-house", "Table ronde"},
		{"18 Nov talk on the Chatham House Rule", "asks", "Talk on the Chatham House Rule"},
		{"18 Nov talk at Chatham House in London", "", "Talk at Chatham House in London"},
		{"18 Nov call, chatham house", "asks", "Call, chatham house"},
		{"18 Nov call, off the record", "asks", "Call, off the record"},
		{"18 Nov call, off the record !internal", "internal", "Call, off the record"},
		{"18 Nov Gespräch (unter 3)", "asks", "Gespräch (unter 3)"},
		{"18 Nov panel on confidential computing", "", "Panel on confidential computing"},
		{"18 Nov panel on the oil embargo", "", "Panel on the oil embargo"},
		{"today filed, embargo until 1 Dec 10:00", "embargo until 2026-12-01T10:00", "Filed"},
		{"today press release, embargoed till tomorrow 9am CET", "embargo until 2026-11-27T09:00 in Europe/Brussels", "Press release"},
		{"today report under embargo", "asks", "Report under embargo"},
		{"today report under embargo until 9am tomorrow", "embargo until 2026-11-27T09:00", "Report"},
		{"today report under embargo until the vote", "embargo until asks", "Report under embargo until the vote"},
		{"18 Nov Studie unter Embargo bis 5.12.", "embargo until 2026-12-05", "Studie"},
		{"today report, embargoed until 1 Dec !embargo", "embargo until 2026-12-01", "Report"},
		{"18 Nov meeting under CHR (Chatham House Rule)", "chatham-house", "Meeting"},
		{"18 Nov the embargo until now was hard", "asks", "The embargo until now was hard"},
		{"18 Nov meeting under the Chatham House Rule with BSI", "chatham-house", "Meeting with BSI"},
		{"18 Nov meeting (Chatham House Rule)", "chatham-house", "Meeting"},
		{"18 Nov presented our rules at Chatham House", "", "Presented our rules at Chatham House"},
		{"18 Nov panel, Chatham House rules applied", "chatham-house", "Panel"},
		{"18 Nov TLP:RED call", "asks", "TLP:RED call"},
		{"embargoed study shared with the press on 18 Nov", "asks", "Embargoed study shared with the press"},
	} {
		u := hurried(test.line)
		got := u.Activity.GetRule().GetKind()
		if until := u.Activity.GetRule().GetUntil(); until != nil {
			got += " until " + whenOf(capture.Understood{Activity: &eventv1.Activity{When: until}})
		}
		for _, q := range u.Questions {
			switch q.Field {
			case capture.FieldMark:
				got = "asks"
			case capture.FieldUntil:
				got += " until asks"
			}
		}
		if got != test.rule || u.Activity.GetHeadline() != test.headline {
			t.Errorf("%q: rule %q, headline %q; want %q, %q", test.line, got, u.Activity.GetHeadline(), test.rule, test.headline)
		}
	}
}

func TestOfTwoRulesInWordsTheFirstHoldsAndTheOtherIsNotLost(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][3]string{
		"18 Nov briefing under CHR, embargo until 1 Dec": {
			"chatham-house", "Briefing embargo until 1 Dec", "an activity has one rule: “embargo until 1 Dec” is left in the headline",
		},
		"18 Nov briefing, embargoed until 1 Dec, under CHR": {
			"embargo", "Briefing, under CHR", "an activity has one rule: “under CHR” is left in the headline",
		},
	} {
		u := hurried(line)
		if got := [3]string{u.Activity.GetRule().GetKind(), u.Activity.GetHeadline(), strings.Join(u.Notes, "; ")}; got != want {
			t.Errorf("%q is read as %q, want %q", line, got, want)
		}
		if len(u.Mistakes) > 0 {
			t.Errorf("%q: it is refused: %v", line, u.Mistakes)
		}
	}
}

func TestTheAnswerToASecretIsARule(t *testing.T) {
	t.Parallel()
	line := "18 Nov call, off the record"
	for answer, want := range map[string]string{"internal": "internal", "": ""} {
		given := capture.Given{}
		for _, q := range hurried(line).Questions {
			if q.Field == capture.FieldMark {
				given.Answer(q, answer)
			}
		}
		u := capture.Parse(line, capture.Context{Today: calendar.Day{Year: 2026, Month: 11, Day: 26}, Given: given})
		if got := u.Activity.GetRule().GetKind(); got != want {
			t.Errorf("answered with %q, the rule is %q", answer, got)
		}
		for _, q := range u.Questions {
			if q.Field == capture.FieldMark {
				t.Errorf("answered with %q, it is asked again", answer)
			}
		}
	}
}

func TestWhatStandsTwiceInALineIsAskedOnce(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"panel #copyrigth with #copyrigth", "@costanza met @costanza", "panel #co-regulate #co-regulate"} {
		asked := map[string]int{}
		for _, q := range typed(line).Questions {
			if asked[q.Field+" "+q.About]++; asked[q.Field+" "+q.About] > 1 {
				t.Errorf("%q: it is asked twice: %s", line, q.Text)
			}
		}
	}
}

func TestAPriorityThatIsASlipAwayIsAskedAbout(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"panel #copyrigth": "asks", "panel #childsafety": "child-safety", "panel #dsa": "topic dsa", "panel #openness": "topic openness",
		`panel #"copyrights act"`: "topic copyrights act",
	} {
		u := typed(line)
		got := strings.Join(u.Activity.GetPriorities(), ",")
		if topics := u.Activity.GetTopics(); len(topics) > 0 {
			got = "topic " + strings.Join(topics, ",")
		}
		for _, q := range u.Questions {
			if q.Field == capture.FieldMark {
				got = "asks"
			}
		}
		if got != want {
			t.Errorf("%q is filed under %q, want %q", line, got, want)
		}
		if len(u.Mistakes) > 0 {
			t.Errorf("%q: %v is said beside the question", line, u.Mistakes)
		}
	}
}

func TestOtherLanguagesInAHurry(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ line, when, headline, kind string }{
		{"gestern Abend Podium, Moderation @\"Ada Example\"", "2026-11-25", "Podium, Moderation Ada Example", "panel"},
		{"Montag letzter Woche Treffen mit MdB @\"Bo Li\"", "2026-11-16", "Treffen mit MdB Bo Li", "meeting"},
		{"letzten Donnerstag Stellungnahme", "2026-11-19", "Stellungnahme", "submission"},
		{"1er novembre : lettre ouverte", "2026-11-01", "Lettre ouverte", "open-letter"},
		{"lundi de la semaine dernière rendez-vous", "2026-11-16", "Rendez-vous", "meeting"},
		{"ayer por la tarde reunión con la senadora @\"Ana Gil\"", "2026-11-25", "Reunión con la senadora Ana Gil", "meeting"},
		{"a mediados de octubre taller", "2026-10", "Taller", "workshop"},
		{"ontem à tarde audiência no STF", "2026-11-25", "Audiência no STF", "hearing"},
		{"segunda-feira passada reunião", "2026-11-23", "Reunião", "meeting"},
		{"ieri sera incontro", "2026-11-25", "Incontro", "meeting"},
		{"wczoraj spotkanie", "2026-11-25", "Spotkanie", "meeting"},
		{"wtorek 24.11. konsultacje", "2026-11-24", "Konsultacje", "submission"},
		{"вчора зустріч з Мінцифри", "2026-11-25", "Зустріч з Мінцифри", "meeting"},
		{"أمس اجتماع مع الوزارة", "2026-11-25", "اجتماع مع الوزارة", "meeting"},
		{"du lundi 9 au mercredi 11 novembre réunion", "2026-11-09 to 2026-11-11", "Réunion", "meeting"},
		{"vom 13. bis zum 15. November Kongress", "2026-11-13 to 2026-11-15", "Kongress", "conference"},
		{"la semaine du 9 novembre réunions", "2026-11-09 to 2026-11-15", "Réunions", "meeting"},
		{"dia 9 de novembro às 14h audiência", "2026-11-09T14:00", "Audiência", "hearing"},
		{"w środę 18 listopada panel", "2026-11-18", "Panel", "panel"},
		{"od 9 do 10 listopada panel", "2026-11-09 to 2026-11-10", "Panel", "panel"},
		{"у середу зустріч", "2026-11-25", "Зустріч", "meeting"},
		{"昨日 総務省と面会", "2026-11-25", "総務省と面会", ""},
		{"11月12日 著作権法", "2026-11-12", "著作権法", ""},
		{"2025年11月12日 著作権法", "2025-11-12", "著作権法", ""},
	} {
		u := hurried(test.line)
		if got := whenOf(u); got != test.when || u.Activity.GetHeadline() != test.headline || strings.Join(u.Activity.GetKinds(), ",") != test.kind {
			t.Errorf("%q is %q, a %v, on %q", test.line, u.Activity.GetHeadline(), u.Activity.GetKinds(), got)
		}
	}
}

func TestAVerbSaysTheKindWhereNoNounDoes(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"met with Ofcom": "meeting", "call w/ the Senate": "meeting", "call for evidence": "", "spoke at CPDP": "talk", "spoke to the rapporteur": "meeting",
		"spoke on a panel": "panel", "call with the policy team": "meeting", "the policy team moved": "", "a summer of policy": "",
		"new policy on AI": "policy", "quote may be used after publication": "", "published our report": "publication",
	} {
		if got := strings.Join(hurried(line).Activity.GetKinds(), ","); got != want {
			t.Errorf("%q is of the kind %q, want %q", line, got, want)
		}
	}
}
