package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	ical "github.com/arran4/golang-ical"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/thing"
)

// ourCalendar ends the UIDs of what we export: it is in the log already, and comes in from no calendar.
const ourCalendar = "@dontblink"

// planner makes planned activities of the events of a calendar.
type planner struct {
	file    *File
	reading Reading
	from    *events
	// moved are the instances that an event of their own tells of, by UID and moment.
	moved map[string]bool
	r     *reader
	// steps counts how far the events that recur were followed.
	steps int
	// left counts what was left out, by why, with the line where it happened first.
	left  map[string]int
	first map[string]int
}

// openCalendar reads a calendar: each event becomes a planned activity that waits to be completed.
func (f *File) openCalendar(reading Reading) ([]Refusal, *flaw) {
	data, bad := f.whole()
	if bad == nil {
		data, bad = decoded(data, "")
	}
	var from *events
	if bad == nil {
		from, bad = parseCalendar(data)
	}
	if bad != nil {
		return nil, bad
	}
	f.lines = nil
	if f.source = cmp.Or(reading.Source, from.name); f.source == "" {
		return []Refusal{{File: f.name, Line: 1, Sentence: "the calendar has no name; say where it comes from with --source, the same each time"}}, nil
	}
	p := &planner{
		file: f, reading: reading, from: from, moved: map[string]bool{}, r: &reader{file: f.name}, left: map[string]int{}, first: map[string]int{},
	}
	for _, e := range from.events {
		if instance := p.instance(e); instance != "" {
			p.moved[strings.TrimSpace(e.get("UID").value)+" "+instance] = true
		}
	}
	f.activities = &node{kind: list, line: 1}
	for _, e := range from.events {
		p.plan(e)
	}
	p.tell()
	return p.r.refusals, nil
}

// skip notes that an event was left out.
func (p *planner) skip(e *event, why string) {
	if p.left[why]++; p.left[why] == 1 {
		p.first[why] = e.line
	}
}

// tell says what was left out, once for each reason.
func (p *planner) tell() {
	whys := make([]string, 0, len(p.left))
	for why := range p.left {
		whys = append(whys, why)
	}
	slices.Sort(whys)
	for _, why := range whys {
		words := "1 event was left out: "
		if n := p.left[why]; n > 1 {
			words = fmt.Sprintf("%d events were left out: ", n)
		}
		p.file.note(p.first[why], words+why)
	}
	if p.from.others > 0 {
		p.file.note(0, fmt.Sprintf("%d parts of the calendar that are no events (tasks, journals) were left out", p.from.others))
	}
}

// plan makes the activities of one event: one, or one for each time that it comes round.
func (p *planner) plan(e *event) {
	uid := strings.TrimSpace(e.get("UID").value)
	switch class := strings.ToUpper(e.get("CLASS").value); {
	case strings.HasSuffix(uid, ourCalendar):
		p.skip(e, "they come from this log")
		return
	case class == "PRIVATE" || class == "CONFIDENTIAL":
		p.skip(e, "marked as private")
		return
	case uid == "":
		p.skip(e, "without a UID, so they could not be known again")
		return
	case e.text("SUMMARY") == "":
		p.skip(e, "without a title")
		return
	}
	at, why := p.span(e)
	if why != "" {
		p.refuse(e, uid, why)
		return
	}
	if e.get("RRULE").name == "" && e.get("RDATE").name == "" {
		instance := p.instance(e)
		p.add(e, strings.TrimSpace(uid+" "+instance), at, instance != "")
		return
	}
	times, why := p.times(e, at)
	if why != "" {
		p.refuse(e, uid, why)
		return
	}
	if len(times) == 0 {
		p.skip(e, fmt.Sprintf("recurring, and not within the %d days before today or the %d after; log by hand what is to be told of them", daysBefore, daysAfter))
	}
	for _, t := range times {
		if instance := t.instance(); !p.moved[uid+" "+instance] {
			p.add(e, uid+" "+instance, t, true)
		}
	}
}

func (p *planner) refuse(e *event, uid, why string) {
	p.r.refusals = append(p.r.refusals, Refusal{File: p.file.name, Line: e.line, Key: shown(uid), Sentence: why})
	p.r.refusals = p.r.refusals[:min(len(p.r.refusals), mostMistakes)]
}

// instance returns which time of an event that recurs this one stands for; empty for any other event.
func (p *planner) instance(e *event) string {
	id := e.get("RECURRENCE-ID")
	if id.name == "" {
		return ""
	}
	at, why := p.moment(id)
	if why != "" {
		return strings.TrimSpace(id.value)
	}
	return at.instance()
}

// add adds an activity.
func (p *planner) add(e *event, key string, at interval, series bool) {
	const most = 50_000
	if len(p.file.activities.kids) >= most {
		p.skip(e, "there are more than 50,000; export the calendar in parts")
		return
	}
	c := cell{line: e.line}
	if utf8.RuneCountInString(key) > activity.LongestName {
		key = thing.ID(key)
	}
	status, reason := activity.Planned, ""
	if strings.EqualFold(e.get("STATUS").value, "CANCELLED") {
		status, reason = activity.Cancelled, "cancelled in the calendar"
	}
	headline := e.text("SUMMARY")
	n := c.mapping("key", oneLine(key), "headline", headline, "kind", "event", "status", status, "status_reason", reason, "place", e.text("LOCATION"))
	put := func(name string, value node) { n.kids = append(n.kids, c.node(text, name), value) }
	put("when", at.node(c))
	if zone := at.zone; zone != "" {
		put("zone", c.node(text, zone))
	}
	if address := strings.TrimSpace(e.get("URL").value); strings.HasPrefix(address, "https://") {
		put("links", c.mapping("verb", "read", "label", siteOf(address), "url", address))
	}
	if people := p.people(e, c); len(people) > 0 {
		put("people", node{kind: list, line: c.node(text, "").line, kids: people})
	}
	of := ""
	if series {
		put("series", c.mapping("name", headline))
		of = oneLine(e.get("UID").value)
	}
	p.file.series = append(p.file.series, of)
	p.file.activities.kids = append(p.file.activities.kids, n)
}

// people are those whom the calendar calls by a name. An address is none, and whoever declined was not there.
func (p *planner) people(e *event, c cell) []node {
	const most = 200
	var people []node
	seen := map[string]bool{}
	add := func(who property, part string) {
		name := strings.Join(strings.Fields(ical.FromText(who.of("CN"))), " ")
		kind := strings.ToUpper(who.of("CUTYPE"))
		if name == "" || strings.Contains(name, "@") || seen[name] || len(people) == most || kind != "" && kind != "INDIVIDUAL" ||
			strings.EqualFold(who.of("PARTSTAT"), "DECLINED") {
			return
		}
		seen[name] = true
		people = append(people, c.mapping("name", name, "part", part))
	}
	for _, who := range e.all("ORGANIZER") {
		add(who, "organiser")
	}
	for _, who := range e.all("ATTENDEE") {
		add(who, "participant")
	}
	return people
}

// known returns the name by which IANA knows a zone.
func (p *planner) known(tzid string) (string, bool) {
	tzid = strings.Trim(tzid, `"`)
	for _, name := range []string{tzid, p.from.zones[tzid], windowsZones[tzid], strings.TrimPrefix(tzid, "/freeassociation.sourceforge.net/")} {
		if name != "" && calendar.KnownZone(name) {
			return name, true
		}
	}
	return "", false
}
