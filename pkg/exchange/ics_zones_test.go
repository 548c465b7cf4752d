package exchange

import (
	"strings"
	"testing"

	"dontblink.dev/pkg/calendar"
)

func TestEveryZoneOfWindowsLeadsToOneThatIsKnown(t *testing.T) {
	t.Parallel()
	for name, zone := range windowsZones {
		if !calendar.KnownZone(zone) {
			t.Errorf("%s leads to %s, which is not known", name, zone)
		}
	}
}

// zoneOf is a VTIMEZONE.
func zoneOf(name, standard, daylight string) string {
	part := func(name, offset, month string) string {
		if offset == "" {
			return ""
		}
		return "BEGIN:" + name + "\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:" + offset + "\r\nTZOFFSETTO:" + offset + "\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=" +
			month + "\r\nEND:" + name + "\r\n"
	}
	return "BEGIN:VTIMEZONE\r\nTZID:" + name + "\r\n" + part("STANDARD", standard, "10") + part("DAYLIGHT", daylight, "3") + "END:VTIMEZONE\r\n"
}

func TestAZoneOfAnyNameIsTakenForOneWithTheSameClocks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ zone, of, want string }{
		"the team's, if that has them":         {"Zone of our own", zoneOf("Zone of our own", "+0100", "+0200"), "Europe/Rome"},
		"in words, as Outlook once wrote them": {"(UTC-05:00) Eastern", zoneOf("(UTC-05:00) Eastern", "-0500", "-0400"), "America/New_York"},
		"without a summer":                     {"Ours", zoneOf("Ours", "+0545", ""), "Asia/Kathmandu"},
		"by a name behind a prefix":            {"/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", "", "America/Argentina/Buenos_Aires"},
		"and none, if nobody has such":         {"Mars", zoneOf("Mars", "+0037", ""), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := strings.Replace(calendarOf("UID:a\nSUMMARY:b\nDTSTART;TZID=\""+test.zone+"\":20240131T193000"), "VERSION:2.0\r\n", "VERSION:2.0\r\n"+test.of, 1)
			items, wrong, file := readAs(t, Reading{Zone: "Europe/Rome"}, "f.ics", content)
			if test.want == "" {
				if len(wrong) != 1 || !strings.Contains(wrong[0], "there is no zone “Mars”") {
					t.Errorf("refused %q, want the zone to be", wrong)
				}
				return
			}
			if len(wrong) > 0 || len(items) != 1 {
				t.Fatalf("read %d activities, refused %q", len(items), wrong)
			}
			if when := items[0].Content.GetWhen(); when.GetZone() != test.want || when.GetFrom() != "2024-01-31T19:30" {
				t.Errorf("it is at %v, want the same hour in %s", when, test.want)
			}
			if told := strings.Join(notes(file), "\n"); test.of != "" && !strings.Contains(told, "is taken for "+test.want) {
				t.Errorf("told %q, want to be told what the zone was taken for", told)
			}
		})
	}
}

func TestAZoneWithoutANameIsThatOfNothing(t *testing.T) {
	t.Parallel()
	nameless := strings.Replace(zoneOf("", "-0500", "-0400"), "TZID:\r\n", "", 1)
	content := strings.Replace(calendarOf("UID:a\nSUMMARY:b\nDTSTART:20240131T193000Z"), "VERSION:2.0\r\n", "VERSION:2.0\r\n"+nameless, 1)
	items, wrong, _ := readAs(t, Reading{Zone: "Europe/Rome"}, "f.ics", content)
	if len(wrong) > 0 || len(items) != 1 {
		t.Fatalf("read %d activities, refused %q", len(items), wrong)
	}
	if when := items[0].Content.GetWhen(); when.GetZone() != "Europe/Rome" {
		t.Errorf("it is at %v, want it on the team's clocks", when)
	}
}
