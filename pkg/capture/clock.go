package capture

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// times are the ways to write a time of day: "at 3pm", "3–4:30pm", "3.30 p.m."; "19:30", "14h–16h", "um 14 Uhr".
// In the first one of the two halves must be named, or "3" would be a time. They are compiled when they are first needed: most commands of the
// command line never read a line.
var times = sync.OnceValue(func() []*regexp.Regexp {
	const lead = `^(?P<lead>(?:at|@|from|à|às|um|ab|a las?|alle|o|о) )?`
	const half = `(?: ?(?P<half%s>am|pm|a\.m\.|p\.m\.))`
	const through = ` ?(?:-|to|until|till|bis|à|a|às) ?`
	const twelve = `(?P<h%s>1[0-2]|0?[1-9])(?:[:.](?P<m%s>[0-5]\d))?`
	const whole = `(?P<h%s>[01]?\d|2[0-3])(?:[:.h](?P<m%s>[0-5]\d)(?: ?(?P<uhr%s>uhr|h))?|(?P<bare%s>h| ?uhr))`
	of := func(pattern, n string) string { return strings.ReplaceAll(pattern, "%s", n) }
	return []*regexp.Regexp{
		regexp.MustCompile(lead + of(twelve, "") + of(half, "") + `?` + through + of(twelve, "2") + of(half, "2")),
		regexp.MustCompile(lead + of(twelve, "") + of(half, "")),
		regexp.MustCompile(lead + of(whole, "") + through + of(whole, "2")),
		regexp.MustCompile(lead + of(whole, "")),
		regexp.MustCompile(`^(?P<lead>(?:alle )?ore|(?:o )?godz\.|o godzinie|klo?\.?) (?P<h>[01]?\d|2[0-3])(?:[:.](?P<m>[0-5]\d))?`),
	}
})

// moment is a time of day in the line.
type moment struct {
	from, till string
	words      int
	zone       string
	// plain says that it may be another figure: "3.30" is a section or a version, "24h" how long a hotline is open.
	plain bool
}

// momentAt reads a time of day that begins with the word at the place; no words: there is none.
func (r *reader) momentAt(i int) moment {
	window := r.window(i)
	for _, pattern := range times() {
		found := pattern.FindStringSubmatch(window.text)
		if found == nil {
			continue
		}
		g := map[string]string{}
		for n, name := range pattern.SubexpNames() {
			g[name] = found[n]
		}
		m := moment{from: clockOf(g, ""), words: window.wordsIn(len(found[0]))}
		if m.words == 0 {
			continue
		}
		if g["h2"] != "" {
			m.till = clockOf(g, "2")
		}
		said := g["lead"] != "" || g["half"] != "" || g["half2"] != "" || g["uhr"] != ""
		m.plain = !said && (g["bare"] != "" || strings.Contains(found[0], "."))
		var more int
		m.zone, more = r.zoneAt(i + m.words)
		m.words += more
		return m
	}
	return moment{}
}

// clockOf writes a time as the log has it, "15:04". Twelve o'clock is 00 in the morning and 12 after it, hence the remainder; of "3–4:30pm" the half
// of the day is said once.
func clockOf(g map[string]string, n string) string {
	hour := number(g["h"+n])
	const noon = 12
	half := g["half"+n]
	if half == "" && n == "" && g["half2"] != "" {
		half = g["half2"]
		// "11–1pm" begins in the morning.
		if hour != noon && hour > number(g["h2"])%noon {
			half = "am"
		}
	}
	if half != "" {
		if hour %= noon; half[0] == 'p' {
			hour += noon
		}
	}
	return fmt.Sprintf("%02d:%02d", hour, number(g["m"+n]))
}

// clock adds the time of day to a single day, wherever in the line it stands: "19:30", "at 3pm", and returns the zone behind it.
// One behind another date is of that.
func (r *reader) clock(d *dated, all []dated) (zone string) {
	if d.span.Precision != calendar.ToTheDay || d.span.Range {
		return ""
	}
	others := behindOthers(all, *d)
	for i := 0; i < len(r.words); i++ {
		if r.words[i].use != nil || i >= d.from && i < d.to || !r.mayBeTime(i) {
			continue
		}
		// "3.30" alone is a figure, a section or a version; right behind the date it is a time all the same when it is "14h".
		m := r.momentAt(i)
		if m.words == 0 || m.plain && (i != d.to || strings.Contains(r.words[i].text, ".")) {
			continue
		}
		if i != d.to && others[i] {
			i += m.words - 1
			continue
		}
		when := &eventv1.When{From: d.when.GetFrom() + "T" + m.from}
		span, _ := calendar.Of(when)
		d.when, d.span = when, span
		if m.till != "" {
			d.tells = append(d.tells, "that it ended at "+m.till+" is not kept: an activity has the time at which it begins")
		}
		// Right behind the date it is one piece with it; elsewhere it is a piece of its own.
		if i == d.to {
			d.to += m.words
		} else {
			r.take(i, i+m.words, use{part: PartWhen, meaning: span.Clock})
		}
		return m.zone
	}
	return ""
}

// behindOthers are the places at which a time would be that of another date in the line.
func behindOthers(all []dated, d dated) map[int]bool {
	places := map[int]bool{}
	for _, other := range all {
		for i := other.from; other.to != d.to && i <= other.to; i++ {
			places[i] = true
		}
	}
	return places
}

// mayBeTime tells at a glance what is no time, which is nearly every word: one has a figure in it, or in the word behind "at", or the second one
// behind "a las".
func (r *reader) mayBeTime(i int) bool {
	for _, w := range r.words[i:min(i+3, len(r.words))] {
		if strings.ContainsAny(w.text, "0123456789") {
			return true
		}
	}
	return false
}

// abbreviated are zones by the letters that people write behind a time, summer and winter alike, since few heed which it is. Those that mean several
// places (IST, CST of China, BST of Bangladesh) stand for where they are written most, or not at all.
var abbreviated = map[string]string{
	"UTC": "Etc/UTC", "GMT": "Etc/UTC", "CET": "Europe/Brussels", "CEST": "Europe/Brussels", "EET": "Europe/Kyiv", "EEST": "Europe/Kyiv",
	"WET": "Europe/Lisbon", "WEST": "Europe/Lisbon", "BST": "Europe/London", "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin",
	"ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York", "CT": "America/Chicago", "CDT": "America/Chicago",
	"MDT": "America/Denver", "MST": "America/Denver", "PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
	"BRT": "America/Sao_Paulo", "COT": "America/Bogota", "CLT": "America/Santiago", "EAT": "Africa/Nairobi", "WAT": "Africa/Lagos",
	"SAST": "Africa/Johannesburg", "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "SGT": "Asia/Singapore", "WIB": "Asia/Jakarta",
	"AEST": "Australia/Sydney", "AEDT": "Australia/Sydney", "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
}

// offset is a zone by what it is ahead of UTC, "UTC+1".
var offset = regexp.MustCompile(`^(?:UTC|GMT)([+-])(\d{1,2})(?::?00)?$`)

// zoneOf reads letters behind a time; IANA names offsets the other way round: Etc/GMT-1 is ahead.
func zoneOf(letters string) string {
	m := offset.FindStringSubmatch(letters)
	if m == nil {
		return abbreviated[letters]
	}
	name := "Etc/GMT" + map[string]string{"+": "-", "-": "+"}[m[1]] + strconv.Itoa(number(m[2]))
	if !calendar.KnownZone(name) {
		return ""
	}
	return name
}

// mostCityWords is how many a city has: "New York", "Ho Chi Minh".
const mostCityWords = 3

// zoneAt reads a zone right behind a time: "5pm CET", "10:00 (CET)", "9am Nairobi time". What is none stays where it is.
func (r *reader) zoneAt(i int) (zone string, words int) {
	if i >= len(r.words) || r.words[i].use != nil || i > 0 && strings.ContainsAny(r.words[i-1].tail(), ",;:") {
		return "", 0
	}
	// Of "2pm ET/8pm CET" the first is enough.
	first, again, _ := strings.Cut(r.words[i].bare(), "/")
	if zone := zoneOf(first); zone != "" {
		if again != "" && i+1 < len(r.words) && r.words[i+1].use == nil && zoneOf(r.words[i+1].bare()) != "" {
			return zone, 2
		}
		return zone, 1
	}
	for n := 1; n <= mostCityWords && i+n < len(r.words) && r.words[i+n].use == nil; n++ {
		if r.words[i+n].lower() == "time" {
			if zone := calendar.ZoneOf(r.text(i, i+n)); zone != "" {
				return zone, n + 1
			}
		}
	}
	return "", 0
}
