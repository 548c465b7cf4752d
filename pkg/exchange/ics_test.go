package exchange

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// calendarOf puts events into a calendar, each as its lines.
func calendarOf(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Team\r\n")
	for _, e := range events {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(e, "\n", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	return b.String() + "END:VCALENDAR\r\n"
}

func TestAnEventBecomesAPlannedActivity(t *testing.T) {
	t.Parallel()
	all, wrong, _ := readAs(t, Reading{}, "f.ics", calendarOf("UID:a@example.org\nDTSTART;TZID=Europe/Brussels:20240131T193000\nDTEND;TZID=Europe/Brussels:20240131T210000\n"+
		"SUMMARY:A panel\\, perhaps two\\;\n  and more\nLOCATION:Brussels\\, BE\nURL:https://example.org/panel\nORGANIZER;CN=Ada Example:mailto:ada@example.org\n"+
		"ATTENDEE;CN=\"Bo, B.\";PARTSTAT=ACCEPTED:mailto:bo@example.org\nATTENDEE;CN=cy@example.org:mailto:cy@example.org\nATTENDEE:mailto:di@example.org\n"+
		"ATTENDEE;CN=Ed;PARTSTAT=DECLINED:mailto:ed@example.org\nATTENDEE;CN=Room 4;CUTYPE=ROOM:mailto:room@example.org\nDESCRIPTION:Call in on 555\n"+
		"BEGIN:VALARM\nSUMMARY:Wake up\nEND:VALARM"))
	if len(wrong) > 0 || len(all) != 1 {
		t.Fatalf("read %d activities, refused %q", len(all), wrong)
	}
	same(t, all[0].Content, &eventv1.Activity{
		Headline: "A panel, perhaps two; and more", Kinds: []string{"event"}, Status: "planned", Place: "Brussels, BE",
		When:   &eventv1.When{From: "2024-01-31T19:30", Zone: "Europe/Brussels"},
		People: []*eventv1.Participation{{Name: "Ada Example", Part: "organiser"}, {Name: "Bo, B.", Part: "participant"}},
		Links:  []*eventv1.Link{{Verb: "read", Label: "example.org", Url: "https://example.org/panel"}},
	})
	if all[0].Source != "Team" || all[0].Key != "a@example.org" || all[0].Line != 4 {
		t.Errorf("read %s/%s on line %d, want Team/a@example.org on line 4", all[0].Source, all[0].Key, all[0].Line)
	}
}

func TestWhenAnEventTakesPlace(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, lines string
		want        *eventv1.When
	}{
		{"a day", "DTSTART;VALUE=DATE:20240131", &eventv1.When{From: "2024-01-31"}},
		{"a day with its end", "DTSTART;VALUE=DATE:20240131\nDTEND;VALUE=DATE:20240201", &eventv1.When{From: "2024-01-31"}},
		{"three days", "DTSTART;VALUE=DATE:20240131\nDTEND;VALUE=DATE:20240203", &eventv1.When{From: "2024-01-31", To: "2024-02-02"}},
		{"days that last", "DTSTART;VALUE=DATE:20240131\nDURATION:P2D", &eventv1.When{From: "2024-01-31", To: "2024-02-01"}},
		{"an hour", "DTSTART:20240131T193000\nDURATION:PT1H", &eventv1.When{From: "2024-01-31T19:30"}},
		{"until midnight", "DTSTART:20240131T193000\nDTEND:20240201T000000", &eventv1.When{From: "2024-01-31T19:30"}},
		{"into the next day", "DTSTART:20240131T193000\nDTEND:20240202T120000", &eventv1.When{From: "2024-01-31", To: "2024-02-02"}},
		{"an evening that ends after midnight", "DTSTART:20240131T200000\nDTEND:20240201T010000", &eventv1.When{From: "2024-01-31T20:00"}},
		{"a night and a day", "DTSTART:20240131T200000\nDTEND:20240201T090000", &eventv1.When{From: "2024-01-31", To: "2024-02-01"}},
		{"in UTC, where the team is", "DTSTART:20240131T233000Z", &eventv1.When{From: "2024-02-01T00:30", Zone: "Europe/Rome"}},
		{"as Outlook calls a zone", "DTSTART;TZID=Eastern Standard Time:20240131T193000", &eventv1.When{From: "2024-01-31T19:30", Zone: "America/New_York"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			all, wrong, _ := readAs(t, Reading{Zone: "Europe/Rome"}, "f.ics", calendarOf("UID:a\nSUMMARY:b\n"+test.lines))
			if len(wrong) > 0 || len(all) != 1 {
				t.Fatalf("read %d activities, refused %q", len(all), wrong)
			}
			same(t, all[0].Content.GetWhen(), test.want)
		})
	}
}

func TestAnEventThatRecursForEverIsTakenAroundToday(t *testing.T) {
	t.Parallel()
	weekly := "UID:w\nSUMMARY:Clinic\nDTSTART;TZID=Europe/Brussels:20200101T100000\nDTEND;TZID=Europe/Brussels:20200101T110000\nRRULE:FREQ=WEEKLY\n"
	content := calendarOf(weekly+"EXDATE;TZID=Europe/Brussels:20240131T100000",
		"UID:w\nRECURRENCE-ID:20240207T090000Z\nSUMMARY:Clinic, moved\nDTSTART;TZID=Europe/Brussels:20240208T140000")
	all, wrong, _ := readAs(t, Reading{Today: wednesday}, "f.ics", content)
	if len(wrong) > 0 {
		t.Fatalf("refused %q", wrong)
	}
	if len(all) != 56 {
		t.Errorf("read %d activities, want the 56 that lie within 100 days before and 300 after and were not left out", len(all))
	}
	moved := 0
	for _, item := range all {
		switch {
		case item.Content.GetWhen().GetFrom() == "2024-01-31T10:00":
			t.Error("the one that is left out takes place")
		case item.Key == "w 20240207":
			moved++
			if got := item.Content.GetHeadline(); got != "Clinic, moved" {
				t.Errorf("the one that is moved is called %q", got)
			}
		}
		if item.Content.GetSeries().GetName() == "" {
			t.Errorf("%s is of no series", item.Key)
		}
	}
	if moved != 1 {
		t.Errorf("the one that is moved is there %d times, want once", moved)
	}
}

func TestWhatIsLeftOutOfACalendarIsTold(t *testing.T) {
	t.Parallel()
	content := calendarOf("UID:a\nDTSTART:20240131T193000", "SUMMARY:b\nDTSTART:20240131T193000", "UID:c\nSUMMARY:c\nCLASS:PRIVATE\nDTSTART:20240131T193000",
		"UID:d@dontblink\nSUMMARY:d\nDTSTART:20240131T193000", "UID:e@dontblink\nSUMMARY:e\nDTSTART:20240131T193000")
	all, wrong, file := readAs(t, Reading{}, "f.ics", strings.Replace(content, "END:VCALENDAR", "BEGIN:VTODO\r\nUID:f\r\nEND:VTODO\r\nEND:VCALENDAR", 1))
	if len(wrong) > 0 || len(all) != 0 {
		t.Fatalf("read %d activities, refused %q", len(all), wrong)
	}
	want := []string{
		"1 event was left out: marked as private",
		"2 events were left out: they come from this log",
		"1 event was left out: without a UID, so they could not be known again",
		"1 event was left out: without a title",
		"1 part of the calendar that is no event (a task, a journal) was left out",
	}
	if diff := cmp.Diff(want, notes(file)); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestCalendarsAreRefused(t *testing.T) {
	t.Parallel()
	event := func(lines string) string { return calendarOf("UID:a\nSUMMARY:b\n" + lines) }
	tests := []struct{ name, content, want string }{
		{"no calendar", "Dear all,\n", "f.ics:1: this is no calendar: it does not begin with BEGIN:VCALENDAR; export it from its program anew, as iCalendar (.ics)"},
		{"without an end", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n", "f.ics:4: the calendar ends in the middle, before END:VCALENDAR; export it anew"},
		{"without a name", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "f.ics:1: the calendar has no name; say where it comes from with --source, the same each time"},
		{"a zone of its own", event("DTSTART;TZID=My zone:20240131T193000"), "f.ics:4: a: there is no zone “My zone” that we know; in the calendar's program, give the event one like Europe/Brussels"},
		{"no beginning", event("LOCATION:c"), "f.ics:4: a: the event has no beginning (DTSTART); export the calendar anew"},
		{"no date", event("DTSTART:soon"), "f.ics:4: a: “soon” is not a date of a calendar; export the calendar anew"},
		{"backwards", event("DTSTART:20240131T193000\nDTEND:20240130T193000"), "f.ics:4: a: the event ends before it begins; export the calendar anew"},
		{"every second", event("DTSTART:20240131T193000\nRRULE:FREQ=SECONDLY"), "f.ics:4: a: the event recurs several times a day, which no activity does; take it out of the calendar"},
		{"every minute, in disguise", event("DTSTART:20240131T193000\nRRULE:FREQ=DAILY;BYMINUTE=1,2"), "f.ics:4: a: the event recurs several times a day, which no activity does; take it out of the calendar"},
		{"no rule", event("DTSTART:20240131T193000\nRRULE:FREQ=NEVER"), "f.ics:4: a: “FREQ=NEVER” is no rule by which an event recurs; export the calendar anew"},
		{"in the year 1", event("DTSTART:00010131T193000\nRRULE:FREQ=DAILY"), "f.ics:4: a: the event has recurred for more than 60 years; give it a later beginning"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, wrong, _ := readAs(t, Reading{Today: wednesday}, "f.ics", test.content)
			if diff := cmp.Diff(test.want, strings.Join(wrong, "\n")); diff != "" {
				t.Errorf("refused otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

func TestARuleThatNeverComesTrueEnds(t *testing.T) {
	t.Parallel()
	never := func(n int) (content string) {
		var events []string
		for i := range n {
			events = append(events, fmt.Sprintf("UID:%d\nSUMMARY:a\nDTSTART:19700131T193000\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20250101", i),
				fmt.Sprintf("UID:%d-once\nSUMMARY:a\nDTSTART:20230131T193000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", i))
		}
		return calendarOf(events...)
	}
	all, wrong, file := readAs(t, Reading{Today: wednesday}, "f.ics", never(1))
	if len(all) != 0 || len(wrong) != 0 {
		t.Errorf("read %d activities, refused %q", len(all), wrong)
	}
	if told := strings.Join(notes(file), "; "); !strings.Contains(told, "2 events were left out: recurring, and not within the 100 days before today or the 300 after") {
		t.Errorf("of what was left out it tells %q", told)
	}
	_, wrong, _ = readAs(t, Reading{Today: wednesday}, "f.ics", never(100))
	const want = "too many events of this calendar recur for too long; export it in parts, or without those that are long over"
	if len(wrong) == 0 || !strings.HasSuffix(wrong[0], want) {
		t.Errorf("a calendar full of such rules is refused with %.1q, want %q", wrong, want)
	}
}

func TestAnEventTakesPlaceWhereItBeginsWhateverItsRuleSays(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]string{
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30": "2024-01-31T19:30",
		"FREQ=DAILY;COUNT=2":                  "2024-01-31T19:30 2024-02-01T19:30",
		"FREQ=WEEKLY;BYDAY=TH;COUNT=2":        "2024-01-31T19:30 2024-02-01T19:30 2024-02-08T19:30",
	} {
		all, wrong, _ := readAs(t, Reading{Today: wednesday}, "f.ics", calendarOf("UID:a\nSUMMARY:b\nDTSTART;TZID=Europe/Brussels:20240131T193000\nRRULE:"+rule))
		var on []string
		for _, item := range all {
			on = append(on, item.Content.GetWhen().GetFrom())
		}
		if got := strings.Join(on, " "); got != want || len(wrong) > 0 {
			t.Errorf("%s takes place on %s, refused %q, want %s", rule, got, wrong, want)
		}
	}
}
