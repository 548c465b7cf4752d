package calendar_test

import (
	"testing"

	"dontblink.dev/pkg/calendar"
)

func month(t *testing.T, s string) calendar.Month {
	t.Helper()
	m, err := calendar.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMonthsAddAcrossYears(t *testing.T) {
	t.Parallel()
	december := month(t, "2023-12")
	if got := december.Next().String(); got != "2024-01" {
		t.Errorf("the month after %v = %s, want 2024-01", december, got)
	}
	if got := december.Add(-12).String(); got != "2022-12" {
		t.Errorf("twelve months before %v = %s, want 2022-12", december, got)
	}
	if got := month(t, "2024-02").Sub(december); got != 2 {
		t.Errorf("2024-02 is %d months after 2023-12, want 2", got)
	}
}

func TestMonthsOfATitle(t *testing.T) {
	t.Parallel()
	for want, months := range map[string][]calendar.Month{
		"January 2024":               {month(t, "2024-01")},
		"July–August 2024":           {month(t, "2024-07"), month(t, "2024-08")},
		"December 2023–January 2024": {month(t, "2023-12"), month(t, "2024-01")},
	} {
		if got := calendar.MonthsWords(months, calendar.English); got != want {
			t.Errorf("MonthsWords(%v) = %q, want %q", months, got, want)
		}
	}
	if got := calendar.MonthsWords([]calendar.Month{month(t, "2024-01")}, "tlh"); got != "January 2024" {
		t.Errorf("a language without words of its own = %q, want English", got)
	}
}

func TestAMonthIsWrittenInFull(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "2024-1", "2024/01", "2024-00", "2024-13", "24-01", "+024-01", "２０２４-01"} {
		if m, err := calendar.ParseMonth(s); err == nil {
			t.Errorf("ParseMonth(%q) = %v, want a refusal", s, m)
		}
	}
}
