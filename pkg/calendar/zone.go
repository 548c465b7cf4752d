package calendar

import (
	_ "embed"
	"strings"
	"sync"
	"time"

	// A machine without zone files, like a bare container, has those of the binary.
	_ "time/tzdata"
)

// zoneNames are all the names that IANA gives, as the Go toolchain carries them; the test writes them anew with -update.
//
// The list decides, and not time.LoadLocation: that asks the system first, which takes "right/Europe/Brussels" (with leap seconds),
// "localtime" or "europe/brussels" on one machine and not on the next. A file must be taken by all or by none. What a known zone's
// clocks say is still the system's to tell where it has zone files: they are kept up to date while a binary grows old.
//
//go:embed zones.txt
var zoneNames string

var listed = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for name := range strings.FieldsSeq(zoneNames) {
		names[name] = true
	}
	return names
})

// zones remembers the locations that were looked up: reading one anew costs more than checking the rest of an activity. Only listed
// names come into it, so no file can make it grow.
var zones sync.Map

// location returns the zone of an IANA name. "Local" is none: it means another place on every machine.
func location(name string) (*time.Location, bool) {
	if loc, found := zones.Load(name); found {
		return loc.(*time.Location), true
	}
	if !listed()[name] {
		return nil, false
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.Store(name, loc)
	return loc, true
}

// Location returns the zone of an IANA name, or UTC when we do not know it.
func Location(name string) *time.Location {
	if loc, known := location(name); known {
		return loc
	}
	return time.UTC
}

// KnownZone reports whether name is a zone that we know.
func KnownZone(name string) bool {
	_, known := location(name)
	return known
}

// ZoneOf returns the zone that is named after a city, "New York"; "" when none is.
func ZoneOf(city string) string {
	named := "/" + strings.ReplaceAll(city, " ", "_")
	for name := range strings.FieldsSeq(zoneNames) {
		// Of "America/Indiana/Knox" and the like the last part is the city too.
		if strings.HasSuffix(name, named) {
			return name
		}
	}
	return ""
}
