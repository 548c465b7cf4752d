package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	ical "github.com/arran4/golang-ical"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/thing"
)

// ourCalendar ends the UIDs of what we export: it is in the log already, and comes in from no calendar.
// RFC 5545 (section 3.8.4.7) asks for a UID that no other program makes, and for something of its own behind an @.
const ourCalendar = "@dontblink"

// planner makes planned activities of the events of a calendar.
type planner struct {
	file    *File
	reading Reading
	from    *events
	// recurring are the events that recur, by UID, and what their calendar says of single times of theirs.
	recurring map[string]*recurring
	// taken are the zones that others were taken for, by the name that the calendar has for them.
	taken  map[string]string
	stands []standing
	// keys are those that were given, of single times of what recurs too.
	keys map[string]bool
	r    *reader
	// steps counts how far the events that recur were followed.
	steps int
	// left counts what was left out, by why, with the line where it happened first.
	// The reasons are phrases that end "1 event was left out: …".
	left  map[string]int
	first map[string]int
}

// openCalendar reads a calendar: each event becomes a planned activity that waits to be completed.
func (f *File) openCalendar(reading Reading) ([]Refusal, *flaw) {
	data, bad := f.whole()
	if bad == nil {
		// iCalendar is UTF-8 (RFC 5545, section 3.1.4).
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
		file: f, reading: reading, from: from, recurring: map[string]*recurring{}, taken: map[string]string{}, keys: map[string]bool{},
		r: &reader{file: f.name}, left: map[string]int{}, first: map[string]int{},
	}
	p.gather()
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
// A calendar of a year has hundreds of private events; a note for each would bury the rest.
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
	switch p.from.others {
	case 0:
	case 1:
		p.file.note(0, "1 part of the calendar that is no event (a task, a journal) was left out")
	default:
		p.file.note(0, fmt.Sprintf("%d parts of the calendar that are no events (tasks, journals) were left out", p.from.others))
	}
}

// plan makes the activities of one event: one, or one for each time that it comes round.
func (p *planner) plan(e *event) {
	uid := strings.TrimSpace(e.get("UID").value)
	// RFC 5545, 3.8.1.3: PUBLIC where nothing is said.
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
	// An event that stands by itself, or for one time of a series, has its own key: its UID, and the time if it stands for one.
	if instance := p.instance(e); instance != "" || !recurs(e) {
		p.add(e, strings.TrimSpace(uid+" "+instance), at, instance != "")
		return
	}
	p.recur(e, uid, at)
}

// Refusals are bounded here, since events are not read by a reader of their own.
func (p *planner) refuse(e *event, uid, why string) {
	p.r.refusals = append(p.r.refusals, Refusal{File: p.file.name, Line: e.line, Key: shown(uid), Sentence: why})
	p.r.refusals = p.r.refusals[:min(len(p.r.refusals), mostMistakes)]
}

// add adds an activity.
func (p *planner) add(e *event, key string, at interval, series bool) {
	// Twenty thousand events, many of them weekly, would make more than anybody completes; each is a few hundred bytes in memory.
	const most = 50_000
	if len(p.file.activities.kids) >= most {
		p.skip(e, "there are more than 50,000; export the calendar in parts")
		return
	}
	c := cell{line: e.line}
	if series && p.keys[key] {
		key = strings.TrimSpace(e.get("UID").value) + " " + at.moment()
	}
	p.keys[key] = true
	// Some programs make UIDs of whole invitations.
	if utf8.RuneCountInString(key) > activity.LongestName {
		key = thing.ID(key)
	}
	status, reason := activity.Planned, ""
	if p.from.cancels || strings.EqualFold(e.get("STATUS").value, "CANCELLED") {
		status, reason = activity.Cancelled, "cancelled in the calendar"
	}
	headline := e.text("SUMMARY")
	// What is made is the tree that a YAML file would be, read by the same fields: a mistake in it is told alike.
	n := c.mapping("key", oneLine(key), "headline", headline, "kind", "event", "status", status, "status_reason", reason, "place", e.text("LOCATION"))
	put := func(name string, value node) { n.kids = append(n.kids, c.node(text, name), value) }
	put("when", at.node(c))
	if zone := at.zone; zone != "" {
		put("zone", c.node(text, zone))
	}
	// Any other scheme opens a program and not a page.
	if address := strings.TrimSpace(e.get("URL").value); strings.HasPrefix(address, "https://") {
		put("links", c.mapping("verb", "read", "label", siteOf(address), "url", address))
	}
	if people := p.people(e, c); len(people) > 0 {
		put("people", node{kind: list, line: c.node(text, "").line, kids: people})
	}
	of := ""
	// The series has no numbers: which of them it is changes with the window.
	if series {
		of = oneLine(e.get("UID").value)
		put("series", c.mapping("name", p.nameOf(e)))
	}
	p.file.series = append(p.file.series, of)
	p.file.activities.kids = append(p.file.activities.kids, n)
}

// people are those whom the calendar calls by a name. An address is none, and whoever declined was not there.
// By RFC 5545, 3.2: CN is the name, CUTYPE tells persons from rooms and groups, PARTSTAT who declined. Two hundred are more than any meeting that
// is told of by name.
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
