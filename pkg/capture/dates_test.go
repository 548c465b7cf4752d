package capture_test

import (
	"testing"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// tuesday is the day on which the tests type: Tuesday, 5 March 2024.
var tuesday = calendar.Day{Year: 2024, Month: 3, Day: 5}

func TestDatesAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"23 jan":                        "2024-01-23",
		"jan 23":                        "2024-01-23",
		"23rd January":                  "2024-01-23",
		"the 23rd of January":           "2024-01-23",
		"January 23rd, 2022":            "2022-01-23",
		"23 oct":                        "2023-10-23",
		"5 march":                       "2024-03-05",
		"6 march":                       "2023-03-06",
		"29 feb":                        "2024-02-29",
		"31 January 2024":               "2024-01-31",
		"23.1.":                         "2024-01-23",
		"23.1.2024":                     "2024-01-23",
		"23.01.24":                      "2024-01-23",
		"23. Jan 2024":                  "2024-01-23",
		"23/04":                         "2023-04-23",
		"04/23/2024":                    "2024-04-23",
		"2024-01-31":                    "2024-01-31",
		"2024-01-31 19:30":              "2024-01-31T19:30",
		"2024-01-31T19:30":              "2024-01-31T19:30",
		"2024-01":                       "2024-01",
		"2024-05-02..2024-05-04":        "2024-05-02 to 2024-05-04",
		"2024-05-02 to 2024-05-04":      "2024-05-02 to 2024-05-04",
		"today":                         "2024-03-05",
		"yesterday":                     "2024-03-04",
		"tomorrow":                      "2024-03-06",
		"3 days ago":                    "2024-03-02",
		"two weeks ago":                 "2024-02-20",
		"last Tuesday":                  "2024-02-27",
		"Tuesday":                       "",
		"on Monday":                     "2024-03-04",
		"monday":                        "2024-03-04",
		"on Wed":                        "2024-02-28",
		"next Tuesday":                  "2024-03-12",
		"next Monday":                   "2024-03-11",
		"the day before yesterday":      "2024-03-03",
		"day after tomorrow":            "2024-03-07",
		"Tuesday last week":             "2024-02-27",
		"on Friday last week":           "2024-03-01",
		"Sunday this week":              "2024-03-10",
		"Friday next week":              "2024-03-15",
		"19h30 23 jan":                  "2024-01-23T19:30",
		"next Friday":                   "",
		"last week":                     "2024-02-26 to 2024-03-03",
		"last month":                    "2024-02",
		"this year":                     "2024",
		"2–4 May":                       "2023-05-02 to 2023-05-04",
		"2-4 May 2024":                  "2024-05-02 to 2024-05-04",
		"2 – 4 may":                     "2023-05-02 to 2023-05-04",
		"from 2 to 4 May":               "2023-05-02 to 2023-05-04",
		"May 2–4, 2022":                 "2022-05-02 to 2022-05-04",
		"30 Jan – 2 Feb":                "2024-01-30 to 2024-02-02",
		"30 Dec – 2 Jan":                "2023-12-30 to 2024-01-02",
		"30 Dec – 2 Jan 2023":           "2022-12-30 to 2023-01-02",
		"Jan 30 - Feb 2":                "2024-01-30 to 2024-02-02",
		"2.–4.5.2024":                   "2024-05-02 to 2024-05-04",
		"30.1.–2.2.":                    "2024-01-30 to 2024-02-02",
		"January":                       "2024-01",
		"in March":                      "2024-03",
		"April":                         "2023-04",
		"January 2022":                  "2022-01",
		"Jan 2022":                      "2022-01",
		"January–March 2022":            "2022-01 to 2022-03",
		"Nov–Jan":                       "2023-11 to 2024-01",
		"Q1":                            "2024-01 to 2024-03",
		"Q4":                            "2023-10 to 2023-12",
		"Q2 2023":                       "2023-04 to 2023-06",
		"in 2023":                       "2023",
		"23 jan at 3pm":                 "2024-01-23T15:00",
		"23 jan 19:30":                  "2024-01-23T19:30",
		"31 January 2024, 7.30 p.m.":    "2024-01-31T19:30",
		"Tuesday, 23 January":           "2024-01-23",
		"23 jan 9:05 America/New_York":  "2024-01-23T09:05 in America/New_York",
		"last Tuesday at 12am":          "2024-02-27T00:00",
		"yesterday at 12:15 pm":         "2024-03-04T12:15",
		"between the years":             "",
		"31 feb":                        "",
		"31 April 2024":                 "",
		"03/04":                         "",
		"3/4 of it":                     "",
		"24/7":                          "",
		"45 jan":                        "",
		"23.13.":                        "",
		"it may help":                   "",
		"a march for rights":            "",
		"the march":                     "",
		"it was May then":               "",
		"Article 17 may be read":        "",
		"Wikimania 2023":                "",
		"version 2.0":                   "",
		"14:00-15:30":                   "",
		"the second of two":             "",
		"sat with ministers about rule": "",
	} {
		got := ""
		u := capture.Parse(typed, capture.Context{Today: tuesday})
		if when := u.Activity.GetWhen(); when != nil {
			got = when.GetFrom()
			if when.GetTo() != "" {
				got += " to " + when.GetTo()
			}
			if when.GetZone() != "" {
				got += " in " + when.GetZone()
			}
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q (%v)", typed, got, want, u.Notes)
		}
	}
}

func TestNextFridayOnATuesdayIsAsked(t *testing.T) {
	t.Parallel()
	u := capture.Parse("next Friday clinic", capture.Context{Today: tuesday})
	var days []string
	for _, q := range u.Questions {
		if q.Field == capture.FieldWhen {
			for _, choice := range q.Choices {
				days = append(days, choice.Value)
			}
		}
	}
	same(t, "the days offered", days, []string{"2024-03-08", "2024-03-15"})
	same(t, "the notes", u.Notes, []string{"next Friday is 8 March for some and 15 March for others"})
}

func TestDatesAreReadInTheTeamsLanguages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ language, typed, want string }{
		{"fr", "23 janvier table ronde", "2024-01-23"},
		{"fr", "le 23 févr. table ronde", "2024-02-23"},
		{"fr", "2–4 mai 2022 congrès", "2022-05-02"},
		{"fr", "lundi réunion", "2024-03-04"},
		{"fr", "mai 2022 rapport", "2022-05"},
		{"fr", "5 jui réunion", ""},
		{"fr", "hier réunion", "2024-03-04"},
		{"fr", "avant-hier, réunion", "2024-03-03"},
		{"fr", "aujourd’hui réunion", "2024-03-05"},
		{"fr", "lundi dernier réunion", "2024-03-04"},
		{"fr", "la semaine dernière réunion", "2024-02-26"},
		{"fr", "du 12 au 14 novembre congrès", "2023-11-12"},
		{"fr", "1er novembre congrès", "2023-11-01"},
		{"fr", "le 12 novembre à 14h30 congrès", "2023-11-12T14:30"},
		{"de", "gestern Podium", "2024-03-04"},
		{"de", "letzten Freitag Podium", "2024-03-01"},
		{"de", "vom 2. bis 4. Mai 2022 Kongress", "2022-05-02"},
		{"es", "ayer reunión", "2024-03-04"},
		{"es", "el lunes pasado reunión", "2024-03-04"},
		{"es", "del 2 al 4 de mayo congreso", "2023-05-02"},
		{"en", "hier réunion", ""},
		{"es", "14 de marzo de 2023 audiencia", "2023-03-14"},
		{"es", "14 marzo audiencia", "2023-03-14"},
		{"de", "Dienstag, 23. Januar Podium", "2024-01-23"},
		{"de", "März Bericht", "2024-03"},
		{"pt-BR", "7 de fevereiro oficina", "2024-02-07"},
		{"uk", "31 січня зустріч", "2024-01-31"},
		{"ru", "31 января встреча", "2024-01-31"},
		{"ar", "23 يناير اجتماع", "2024-01-23"},
		{"xx", "23 janvier table ronde", ""},
	} {
		ed := edition.Of(&eventv1.Edition{Team: &eventv1.Team{Languages: []string{test.language}}})
		u := capture.Parse(test.typed, capture.Context{Today: tuesday, Edition: ed})
		if got := u.Activity.GetWhen().GetFrom(); got != test.want {
			t.Errorf("in %s %q is read as %q, want %q", test.language, test.typed, got, test.want)
		}
	}
}

func TestADateThatLiesAheadIsTheNextOne(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"23 jan !planned clinic":    "2025-01-23",
		"!planned clinic 6 march":   "2024-03-06",
		"January clinic !planned":   "2025-01",
		"on Friday clinic !planned": "2024-03-08",
		"29 feb clinic !planned":    "2028-02-29",
		"Q1 clinic !planned":        "2025-01",
	} {
		got := capture.Parse(typed, capture.Context{Today: tuesday}).Activity.GetWhen().GetFrom()
		if got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

func TestWhatCannotBeADateIsSaidAndStays(t *testing.T) {
	t.Parallel()
	for typed, note := range map[string]string{
		"31 feb panel":        "there is no 31 February",
		"31 April 2024 panel": "there is no 31 April 2024",
		"29 feb 2023 panel":   "there is no 29 February 2023",
		"03/04 panel":         "03/04 is 3 April for some and 4 March for others",
		"2024-02-30 panel":    `"2024-02-30" does not exist: February 2024 has 29 days`,
	} {
		u := capture.Parse(typed, capture.Context{Today: tuesday})
		if len(u.Notes) != 1 || u.Notes[0] != note || u.Activity.GetHeadline() != capital(typed) {
			t.Errorf("%q: notes %q, headline %q; want the note %q and the whole line", typed, u.Notes, u.Activity.GetHeadline(), note)
		}
		if u.Questions[0].Field != capture.FieldWhen {
			t.Errorf("%q: nobody asks when it was", typed)
		}
	}
}

func TestADateThatMayMeanTwoDaysIsAsked(t *testing.T) {
	t.Parallel()
	u := capture.Parse("panel 03/04", capture.Context{Today: tuesday})
	want := []capture.Choice{{Value: "2023-04-03", Words: "Monday, 3 April 2023"}, {Value: "2024-03-04", Words: "Monday, 4 March 2024"}}
	same(t, "the choices", u.Questions[0].Choices, want)
	u = capture.Parse("clinic of 23 jan told on 4 feb", capture.Context{Today: tuesday})
	same(t, "the choices", u.Questions[0].Choices, []capture.Choice{{"2024-01-23", "23 January 2024"}, {"2024-02-04", "4 February 2024"}})
	given := capture.Given{When: "2024-02-04"}
	u = capture.Parse("clinic of 23 jan told on 4 feb", capture.Context{Today: tuesday, Given: given})
	if u.Activity.GetHeadline() != "Clinic of 23 jan told" || u.Activity.GetWhen().GetFrom() != "2024-02-04" {
		t.Errorf("answered, it is %q on %s", u.Activity.GetHeadline(), u.Activity.GetWhen().GetFrom())
	}
}

func TestALineThatBeginsWithItsDateMayNameOthers(t *testing.T) {
	t.Parallel()
	u := capture.Parse("23 jan second round opens on 4 feb", capture.Context{Today: tuesday})
	if u.Activity.GetWhen().GetFrom() != "2024-01-23" || u.Activity.GetHeadline() != "Second round opens on 4 feb" {
		t.Errorf("it is %q on %s", u.Activity.GetHeadline(), u.Activity.GetWhen().GetFrom())
	}
}

func TestADayOfLastYearThatComesSoonIsSaid(t *testing.T) {
	t.Parallel()
	u := capture.Parse("20 march panel", capture.Context{Today: tuesday})
	same(t, "the notes", u.Notes, []string{"without a year it is taken for the last 20 Mar; if it lies ahead, write the year or !planned"})
}
