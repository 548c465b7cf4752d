package calendar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestSpan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, to, zone string
		months         []string
		words, short   string
	}{
		"a day":                              {"2024-01-31", "", "", []string{"2024-01"}, "31 January 2024", "31 Jan"},
		"an evening that is tomorrow in UTC": {"2024-01-31T19:30", "", "America/New_York", []string{"2024-01"}, "31 January 2024, 19:30", "31 Jan"},
		"a month":                            {"2024-01", "", "", []string{"2024-01"}, "January 2024", "January"},
		"days of one month":                  {"2024-05-02", "2024-05-04", "", []string{"2024-05"}, "2–4 May 2024", "2–4 May"},
		"days of two months":                 {"2024-04-30", "2024-05-02", "", []string{"2024-04", "2024-05"}, "30 April–2 May 2024", "30 Apr–2 May"},
		"days across a year": {
			"2023-12-30", "2024-01-02", "",
			[]string{"2023-12", "2024-01"}, "30 December 2023–2 January 2024", "30 Dec–2 Jan",
		},
		"months":               {"2024-07", "2024-08", "", []string{"2024-07", "2024-08"}, "July–August 2024", "Jul–Aug"},
		"months across a year": {"2023-12", "2024-01", "", []string{"2023-12", "2024-01"}, "December 2023–January 2024", "Dec–Jan"},
		"a leap day":           {"2024-02-29", "", "", []string{"2024-02"}, "29 February 2024", "29 Feb"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			span, mistakes := calendar.ParseSpan(c.from, c.to, c.zone)
			if err := mistakes.Err(); err != nil {
				t.Fatalf("ParseSpan(%q, %q, %q): %v", c.from, c.to, c.zone, err)
			}
			var months []string
			for _, m := range span.Months() {
				months = append(months, m.String())
			}
			if diff := cmp.Diff(c.months, months); diff != "" {
				t.Errorf("months that it touches (-want +got):\n%s", diff)
			}
			if got := span.Words(calendar.English); got != c.words {
				t.Errorf("words = %q, want %q", got, c.words)
			}
			if got := span.ShortWords(calendar.English); got != c.short {
				t.Errorf("short words = %q, want %q", got, c.short)
			}
		})
	}
}

func TestOnlyASingleDayHasADayOfItsWeek(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to, want string }{
		{"2024-01-31", "", "Wednesday, 31 January 2024"},
		{"2024-01-31T19:30", "", "Wednesday, 31 January 2024, 19:30"},
		{"2024-05-02", "2024-05-04", "2–4 May 2024"},
		{"2024-01", "", "January 2024"},
	} {
		span, _ := calendar.ParseSpan(c.from, c.to, "")
		if got := span.FullWords(calendar.English); got != c.want {
			t.Errorf("%s to %q = %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

func TestAYearTouchesItsTwelveMonthsAndStartsInJanuary(t *testing.T) {
	t.Parallel()
	span := calendar.MustOf(&eventv1.When{From: "2024"})
	if got := len(span.Months()); got != 12 {
		t.Errorf("2024 touches %d months, want 12", got)
	}
	if got := span.First().String(); got != "2024-01" {
		t.Errorf("2024 starts in %s, want 2024-01", got)
	}
}

func TestWhatIsNoDateIsRefusedWithWhatToWrite(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to, zone, field, want string }{
		"nothing":                {"", "", "", "", "say when"},
		"a day that isn't":       {"2024-02-30", "", "", "from", `"2024-02-30" does not exist: February 2024 has 29 days`},
		"a thirteenth month":     {"2024-13", "", "", "from", "months go from 01 to 12"},
		"words":                  {"last Tuesday", "", "", "from", "is not a date: write a day 2024-01-31"},
		"an offset":              {"2024-01-31T19:30Z", "", "", "from", "write the local time without an offset"},
		"a slip in the year":     {"0224-01-31", "", "", "from", `"0224-01-31": the year is not between 1900 and 2199`},
		"an end before":          {"2024-05-04", "2024-05-02", "", "to", "2024-05-02 lies before 2024-05-04: exchange the two"},
		"a day to a month":       {"2024-05-04", "2024-06", "", "to", "not written alike"},
		"moments":                {"2024-05-04T10:00", "2024-05-04T12:00", "", "to", "leave the time of day out"},
		"a hundred years":        {"2024-05", "2124-05", "", "to", "more than ten years"},
		"an end alone":           {"", "2024-05-04", "", "from", ""},
		"a zone nobody knows":    {"2024-05-04", "", "Mars/Olympus", "zone", "no zone that we know"},
		"the machine's own zone": {"2024-05-04", "", "Local", "zone", "no zone that we know"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, mistakes := calendar.ParseSpan(c.from, c.to, c.zone)
			if len(mistakes) == 0 {
				t.Fatalf("ParseSpan(%q, %q, %q) was taken", c.from, c.to, c.zone)
			}
			if mistakes[0].Field != c.field || !strings.Contains(mistakes[0].Sentence, c.want) {
				t.Errorf("first mistake = %+v, want field %q and %q", mistakes[0], c.field, c.want)
			}
		})
	}
}

func TestAMomentHappensInItsOwnZone(t *testing.T) {
	t.Parallel()
	span := calendar.MustOf(&eventv1.When{From: "2024-01-31T19:30", Zone: "America/New_York"})
	want := time.Date(2024, 2, 1, 0, 30, 0, 0, time.UTC)
	if got := span.Start(time.UTC).UTC(); !got.Equal(want) {
		t.Errorf("start = %v, want %v", got, want)
	}
	if got := span.First().String(); got != "2024-01" {
		t.Errorf("month = %s, want 2024-01: the local date counts", got)
	}
}

func TestADayIsOverAtTheNextMidnightOfItsZone(t *testing.T) {
	t.Parallel()
	span := calendar.MustOf(&eventv1.When{From: "2024-03-30", To: "2024-03-31", Zone: "Europe/Brussels"})
	want := time.Date(2024, 3, 31, 22, 0, 0, 0, time.UTC)
	if got := span.End(time.UTC).UTC(); !got.Equal(want) {
		t.Errorf("end = %v, want %v", got, want)
	}
}

func FuzzParseSpan(f *testing.F) {
	f.Add("2024-01-31T19:30", "", "Europe/Brussels")
	f.Add("2024-01", "2024-02", "")
	f.Add("9999999999", "-1", "../../etc/passwd")
	f.Fuzz(func(t *testing.T, from, to, zone string) {
		span, mistakes := calendar.ParseSpan(from, to, zone)
		if len(mistakes) == 0 && len(span.Months()) == 0 {
			t.Errorf("ParseSpan(%q, %q, %q) touches no month", from, to, zone)
		}
		if n := len(span.Months()); n > 120 {
			t.Errorf("ParseSpan(%q, %q) touches %d months", from, to, n)
		}
	})
}
