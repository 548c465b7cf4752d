package exchange

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// planned are what a calendar brings, as "key: headline, from".
func planned(t *testing.T, content string) (all []string) {
	t.Helper()
	items, wrong, _ := readAs(t, Reading{Today: wednesday}, "f.ics", content)
	if len(wrong) > 0 {
		t.Fatalf("refused %q", wrong)
	}
	for _, item := range items {
		all = append(all, item.Key+": "+item.Content.GetHeadline()+", "+item.Content.GetWhen().GetFrom())
	}
	return all
}

const fourMondays = "UID:w\nSUMMARY:Call\nDTSTART;TZID=Europe/Brussels:20240101T100000\nDTEND;TZID=Europe/Brussels:20240101T110000\nRRULE:FREQ=WEEKLY;COUNT=4"

func TestWhatIsSaidOfOneTimeAndAllLaterOnesHoldsForThem(t *testing.T) {
	t.Parallel()
	got := planned(t, calendarOf(fourMondays,
		"UID:w\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Brussels:20240115T100000\nSUMMARY:Call, later\n"+
			"DTSTART;TZID=Europe/Brussels:20240116T143000\nDTEND;TZID=Europe/Brussels:20240116T150000"))
	want := []string{
		"w 20240101: Call, 2024-01-01T10:00", "w 20240108: Call, 2024-01-08T10:00",
		"w 20240122: Call, later, 2024-01-23T14:30", "w 20240115: Call, later, 2024-01-16T14:30",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("planned (-want +got):\n%s", diff)
	}
}

func TestATimeThatIsNamedByItsDayAloneIsOfThatDayWestOfGreenwich(t *testing.T) {
	t.Parallel()
	got := planned(t, calendarOf(strings.ReplaceAll(fourMondays, "Europe/Brussels", "America/New_York"),
		"UID:w\nRECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20240115\nSUMMARY:Call, later\n"+
			"DTSTART;TZID=America/New_York:20240115T143000\nDTEND;TZID=America/New_York:20240115T150000"))
	want := []string{
		"w 20240101: Call, 2024-01-01T10:00", "w 20240108: Call, 2024-01-08T10:00",
		"w 20240122: Call, later, 2024-01-22T14:30", "w 20240115: Call, later, 2024-01-15T14:30",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("planned (-want +got):\n%s", diff)
	}
}

func TestASeriesThatIsPutAnHourLaterStaysWhatItWas(t *testing.T) {
	t.Parallel()
	keys := func(content string) (keys []string) {
		for _, one := range planned(t, content) {
			key, _, _ := strings.Cut(one, ":")
			keys = append(keys, key)
		}
		return keys
	}
	before, after := keys(calendarOf(fourMondays)), keys(calendarOf(strings.NewReplacer("T100000", "T110000", "T110000", "T120000").Replace(fourMondays)))
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("keys before and after (-before +after):\n%s", diff)
	}
}

func TestASecondTimeOnOneDayIsAnotherOne(t *testing.T) {
	t.Parallel()
	got := planned(t, calendarOf("UID:w\nSUMMARY:Call\nDTSTART;TZID=Europe/Brussels:20240101T100000\nRDATE;TZID=Europe/Brussels:20240101T160000"))
	want := []string{"w 20240101: Call, 2024-01-01T10:00", "w 20240101T150000Z: Call, 2024-01-01T16:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("planned (-want +got):\n%s", diff)
	}
}

func TestATimeThatIsMovedStaysInItsSeries(t *testing.T) {
	t.Parallel()
	// In Washington it is the evening before, whatever zone the calendar writes it in.
	items, wrong, _ := readAs(t, Reading{Today: wednesday}, "f.ics", calendarOf(
		"UID:w\nSUMMARY:Call\nDTSTART;TZID=America/New_York:20240101T193000\nRRULE:FREQ=WEEKLY;COUNT=2",
		"UID:w\nRECURRENCE-ID:20240109T003000Z\nSUMMARY:Call (moved)\nDTSTART;TZID=America/New_York:20240109T193000"))
	if len(wrong) > 0 || len(items) != 2 {
		t.Fatalf("read %d activities, refused %q", len(items), wrong)
	}
	for _, item := range items {
		if got := item.Content.GetSeries().GetName(); got != "Call" {
			t.Errorf("%s is of the series %q, want Call", item.Key, got)
		}
	}
}

func TestAnInvitationThatIsCalledOffIsCancelled(t *testing.T) {
	t.Parallel()
	content := strings.Replace(calendarOf("UID:a\nSUMMARY:b\nDTSTART:20240131T193000"), "VERSION:2.0", "VERSION:2.0\r\nMETHOD:CANCEL", 1)
	items, wrong, _ := readAs(t, Reading{}, "f.ics", content)
	if len(wrong) > 0 || len(items) != 1 || items[0].Content.GetStatus() != "cancelled" {
		t.Errorf("read %v, refused %q; want one that is cancelled", items, wrong)
	}
}
