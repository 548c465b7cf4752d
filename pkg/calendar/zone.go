package calendar

import (
	"strings"
	"sync"
	"time"

	// The zones travel with the binary, so that a file means the same on every machine.
	_ "time/tzdata"
)

// zones remembers the locations that were looked up: reading one anew costs more than checking the rest of an activity.
var zones sync.Map

// location returns the zone of an IANA name. "Local" is none: it means another place on every machine.
func location(name string) (*time.Location, bool) {
	if loc, found := zones.Load(name); found {
		return loc.(*time.Location), true
	}
	if name == "" || strings.EqualFold(name, "local") || len(name) > 64 {
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
