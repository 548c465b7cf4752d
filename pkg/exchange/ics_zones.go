package exchange

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"dontblink.dev/pkg/calendar"
)

// known returns the name by which IANA knows a zone.
// Calendars name zones as IANA does, as Windows does, with the prefix of a program, or by any word that a VTIMEZONE explains. Where the name leads to a
// zone, what the VTIMEZONE says of its clocks is not read: the name leads to rules that are newer.
func (p *planner) known(tzid string) (string, bool) {
	tzid = strings.Trim(tzid, `"`)
	for _, name := range append([]string{tzid, p.from.zones[tzid], windowsZones[tzid]}, behindPrefix(tzid)...) {
		if name != "" && calendar.KnownZone(name) {
			return name, true
		}
	}
	return p.sameClocks(tzid)
}

// behindPrefix are the ends of “/mozilla.org/20050126_1/Europe/Brussels” that may be names: one has two parts, or three.
func behindPrefix(tzid string) (names []string) {
	parts := strings.Split(tzid, "/")
	for _, n := range []int{3, 2} {
		if len(parts) > n {
			names = append(names, strings.Join(parts[len(parts)-n:], "/"))
		}
	}
	return names
}

// clocks is what a VTIMEZONE says of a zone: how far from UTC its clocks stand, and in which month summer begins for them.
type clocks struct {
	standard, daylight section
}

// section is the latest STANDARD or DAYLIGHT of a zone. Calendars of long ago list one for each law that there ever was.
type section struct {
	begins, offset string
	month          time.Month
}

// says takes a line of a section. RFC 5545, 3.6.5: TZOFFSETTO is what holds from DTSTART on, and each year from the RRULE's month on.
func (s *section) says(line property) {
	switch line.name {
	case "TZOFFSETTO":
		s.offset = strings.TrimSpace(line.value)
	case "DTSTART":
		if s.begins = strings.TrimSpace(line.value); s.month == 0 && len(s.begins) >= len("20060102") {
			s.month = time.Month(int(s.begins[4]-'0')*10 + int(s.begins[5]-'0'))
		}
	case "RRULE":
		for part := range strings.SplitSeq(strings.ToUpper(line.value), ";") {
			var month int
			if n, _ := fmt.Sscanf(part, "BYMONTH=%d", &month); n == 1 {
				s.month = time.Month(month)
			}
		}
	}
}

// sameClocks finds a zone with the clocks that the calendar gives one which it names by a word of its own, as Outlook does with one that
// somebody made up. The team's own comes first; which of several it is changes no hour, and whoever imports is told what it was taken for.
func (p *planner) sameClocks(tzid string) (string, bool) {
	of, told := p.from.clocks[tzid]
	if !told || of.standard.offset == "" {
		return "", false
	}
	if name, before := p.taken[tzid]; before {
		return name, name != ""
	}
	january, july := of.standard.offset, of.standard.offset
	switch {
	case of.daylight.offset == "":
	case of.daylight.month <= time.June:
		july = of.daylight.offset
	default:
		january = of.daylight.offset
	}
	p.taken[tzid] = ""
	for _, zone := range p.standings() {
		if zone.january == january && zone.july == july {
			p.file.note(0, fmt.Sprintf("the zone “%s” is taken for %s, whose clocks are the same", shown(tzid), zone.name))
			p.taken[tzid] = zone.name
			break
		}
	}
	return p.taken[tzid], p.taken[tzid] != ""
}

// standing is how the clocks of a zone stand in winter and in summer, written as in a calendar.
type standing struct{ name, january, july string }

// standings are the zones that one may be taken for, the team's first. They are looked up once: a calendar may name thousands of zones.
func (p *planner) standings() []standing {
	if p.stands != nil {
		return p.stands
	}
	// Calendars without anything that recurs are read without a day.
	const someYear = 2024
	year := cmp.Or(p.reading.Today.Year, someYear)
	for _, name := range slices.Concat([]string{p.from.zone, p.reading.Zone}, wellKnown, slices.Sorted(maps.Values(windowsZones))) {
		if !calendar.KnownZone(name) {
			continue
		}
		at := func(month time.Month) string {
			return time.Date(year, month, 15, 12, 0, 0, 0, calendar.Location(name)).Format("-0700")
		}
		p.stands = append(p.stands, standing{name, at(time.January), at(time.July)})
	}
	return p.stands
}

// wellKnown are those that most people would name, of the many with the same clocks.
var wellKnown = []string{"Europe/London", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Australia/Sydney"}

// windowsZones are the zones as Outlook names them, by the place that stands for each.
// They are of Unicode CLDR's windowsZones.xml, territory 001.
var windowsZones = map[string]string{
	"AUS Central Standard Time": "Australia/Darwin", "AUS Eastern Standard Time": "Australia/Sydney", "Afghanistan Standard Time": "Asia/Kabul",
	"Alaskan Standard Time": "America/Anchorage", "Aleutian Standard Time": "America/Adak", "Altai Standard Time": "Asia/Barnaul",
	"Arab Standard Time": "Asia/Riyadh", "Arabian Standard Time": "Asia/Dubai", "Arabic Standard Time": "Asia/Baghdad",
	"Argentina Standard Time": "America/Argentina/Buenos_Aires", "Astrakhan Standard Time": "Europe/Astrakhan", "Atlantic Standard Time": "America/Halifax",
	"Aus Central W. Standard Time": "Australia/Eucla", "Azerbaijan Standard Time": "Asia/Baku", "Azores Standard Time": "Atlantic/Azores",
	"Bahia Standard Time": "America/Bahia", "Bangladesh Standard Time": "Asia/Dhaka", "Belarus Standard Time": "Europe/Minsk",
	"Bougainville Standard Time": "Pacific/Bougainville", "Canada Central Standard Time": "America/Regina", "Cape Verde Standard Time": "Atlantic/Cape_Verde",
	"Caucasus Standard Time": "Asia/Yerevan", "Cen. Australia Standard Time": "Australia/Adelaide", "Central America Standard Time": "America/Guatemala",
	"Central Asia Standard Time": "Asia/Bishkek", "Central Brazilian Standard Time": "America/Cuiaba", "Central Europe Standard Time": "Europe/Budapest",
	"Central European Standard Time": "Europe/Warsaw", "Central Pacific Standard Time": "Pacific/Guadalcanal", "Central Standard Time": "America/Chicago",
	"Central Standard Time (Mexico)": "America/Mexico_City", "Chatham Islands Standard Time": "Pacific/Chatham", "China Standard Time": "Asia/Shanghai",
	"Cuba Standard Time": "America/Havana", "Dateline Standard Time": "Etc/GMT+12", "E. Africa Standard Time": "Africa/Nairobi",
	"E. Australia Standard Time": "Australia/Brisbane", "E. Europe Standard Time": "Europe/Chisinau", "E. South America Standard Time": "America/Sao_Paulo",
	"Easter Island Standard Time": "Pacific/Easter", "Eastern Standard Time": "America/New_York", "Eastern Standard Time (Mexico)": "America/Cancun",
	"Egypt Standard Time": "Africa/Cairo", "Ekaterinburg Standard Time": "Asia/Yekaterinburg", "FLE Standard Time": "Europe/Kyiv",
	"Fiji Standard Time": "Pacific/Fiji", "GMT Standard Time": "Europe/London", "GTB Standard Time": "Europe/Bucharest",
	"Georgian Standard Time": "Asia/Tbilisi", "Greenland Standard Time": "America/Nuuk", "Greenwich Standard Time": "Atlantic/Reykjavik",
	"Haiti Standard Time": "America/Port-au-Prince", "Hawaiian Standard Time": "Pacific/Honolulu", "India Standard Time": "Asia/Kolkata",
	"Iran Standard Time": "Asia/Tehran", "Israel Standard Time": "Asia/Jerusalem", "Jordan Standard Time": "Asia/Amman",
	"Kaliningrad Standard Time": "Europe/Kaliningrad", "Korea Standard Time": "Asia/Seoul", "Libya Standard Time": "Africa/Tripoli",
	"Line Islands Standard Time": "Pacific/Kiritimati", "Lord Howe Standard Time": "Australia/Lord_Howe", "Magadan Standard Time": "Asia/Magadan",
	"Magallanes Standard Time": "America/Punta_Arenas", "Marquesas Standard Time": "Pacific/Marquesas", "Mauritius Standard Time": "Indian/Mauritius",
	"Middle East Standard Time": "Asia/Beirut", "Montevideo Standard Time": "America/Montevideo", "Morocco Standard Time": "Africa/Casablanca",
	"Mountain Standard Time": "America/Denver", "Mountain Standard Time (Mexico)": "America/Mazatlan", "Myanmar Standard Time": "Asia/Yangon",
	"N. Central Asia Standard Time": "Asia/Novosibirsk", "Namibia Standard Time": "Africa/Windhoek", "Nepal Standard Time": "Asia/Kathmandu",
	"New Zealand Standard Time": "Pacific/Auckland", "Newfoundland Standard Time": "America/St_Johns", "Norfolk Standard Time": "Pacific/Norfolk",
	"North Asia East Standard Time": "Asia/Irkutsk", "North Asia Standard Time": "Asia/Krasnoyarsk", "North Korea Standard Time": "Asia/Pyongyang",
	"Omsk Standard Time": "Asia/Omsk", "Pacific SA Standard Time": "America/Santiago", "Pacific Standard Time": "America/Los_Angeles",
	"Pacific Standard Time (Mexico)": "America/Tijuana", "Pakistan Standard Time": "Asia/Karachi", "Paraguay Standard Time": "America/Asuncion",
	"Qyzylorda Standard Time": "Asia/Qyzylorda", "Romance Standard Time": "Europe/Paris", "Russia Time Zone 10": "Asia/Srednekolymsk",
	"Russia Time Zone 11": "Asia/Kamchatka", "Russia Time Zone 3": "Europe/Samara", "Russian Standard Time": "Europe/Moscow",
	"SA Eastern Standard Time": "America/Cayenne", "SA Pacific Standard Time": "America/Bogota", "SA Western Standard Time": "America/La_Paz",
	"SE Asia Standard Time": "Asia/Bangkok", "Saint Pierre Standard Time": "America/Miquelon", "Sakhalin Standard Time": "Asia/Sakhalin",
	"Samoa Standard Time": "Pacific/Apia", "Sao Tome Standard Time": "Africa/Sao_Tome", "Saratov Standard Time": "Europe/Saratov",
	"Singapore Standard Time": "Asia/Singapore", "South Africa Standard Time": "Africa/Johannesburg", "South Sudan Standard Time": "Africa/Juba",
	"Sri Lanka Standard Time": "Asia/Colombo", "Sudan Standard Time": "Africa/Khartoum", "Syria Standard Time": "Asia/Damascus",
	"Taipei Standard Time": "Asia/Taipei", "Tasmania Standard Time": "Australia/Hobart", "Tocantins Standard Time": "America/Araguaina",
	"Tokyo Standard Time": "Asia/Tokyo", "Tomsk Standard Time": "Asia/Tomsk", "Tonga Standard Time": "Pacific/Tongatapu",
	"Transbaikal Standard Time": "Asia/Chita", "Turkey Standard Time": "Europe/Istanbul", "Turks And Caicos Standard Time": "America/Grand_Turk",
	"US Eastern Standard Time": "America/Indiana/Indianapolis", "US Mountain Standard Time": "America/Phoenix", "UTC": "Etc/UTC",
	"UTC+12": "Etc/GMT-12", "UTC+13": "Etc/GMT-13", "UTC-02": "Etc/GMT+2", "UTC-08": "Etc/GMT+8", "UTC-09": "Etc/GMT+9", "UTC-11": "Etc/GMT+11",
	"Ulaanbaatar Standard Time": "Asia/Ulaanbaatar", "Venezuela Standard Time": "America/Caracas", "Vladivostok Standard Time": "Asia/Vladivostok",
	"Volgograd Standard Time": "Europe/Volgograd", "W. Australia Standard Time": "Australia/Perth", "W. Central Africa Standard Time": "Africa/Lagos",
	"W. Europe Standard Time": "Europe/Berlin", "W. Mongolia Standard Time": "Asia/Hovd", "West Asia Standard Time": "Asia/Tashkent",
	"West Bank Standard Time": "Asia/Hebron", "West Pacific Standard Time": "Pacific/Port_Moresby", "Yakutsk Standard Time": "Asia/Yakutsk",
	"Yukon Standard Time": "America/Whitehorse",
}
