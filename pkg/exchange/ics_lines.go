package exchange

import (
	"strings"

	ical "github.com/arran4/golang-ical"
)

const (
	// mostEvents is how many events a calendar may have, mostProperties how many lines one of them.
	// They bound files that were made to be large: ten years of a team's meetings are some thousands of events, and who was invited some hundred lines.
	mostEvents, mostProperties = 20_000, 5_000
	// longestProperty is how many bytes a line may have once it is unfolded; pictures are written so too, and not looked at.
	longestProperty = 64 << 10
)

// property is a line of a calendar: DTSTART;TZID=Europe/Brussels:20240131T193000.
// RFC 5545, section 3.1: a name, parameters behind semicolons, a colon, the value. line is the first of those that it was folded over.
type property struct {
	name, value string
	parameters  map[string][]string
	line        int
}

// of returns a parameter, or nothing.
// Of several values the first: none of those that we look at has more.
func (p property) of(parameter string) string {
	if values := p.parameters[parameter]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// event is a VEVENT of a calendar.
type event struct {
	line       int
	properties []property
}

// get returns the first property of that name.
// An empty name says that there is none.
func (e *event) get(name string) property {
	for _, p := range e.properties {
		if p.name == name {
			return p
		}
	}
	return property{}
}

// text returns the words of a property.
// Escapes are undone (3.3.11), and line breaks become blanks.
func (e *event) text(name string) string {
	return strings.Join(strings.Fields(ical.FromText(e.get(name).value)), " ")
}

// all returns those that may stand more than once, in their order.
func (e *event) all(name string) []property {
	var found []property
	for _, p := range e.properties {
		if p.name == name {
			found = append(found, p)
		}
	}
	return found
}

// events are what a calendar file holds that we take.
// name and zone are X-WR-CALNAME, or NAME of RFC 7986, and X-WR-TIMEZONE, which no RFC has and most programs write.
type events struct {
	name, zone string
	events     []*event
	// others counts what is no event: tasks, journals, who is busy.
	others int
	// zones are names of zones that IANA does not know, by those that it does, as the calendar says; clocks are how their clocks stand.
	zones  map[string]string
	clocks map[string]*clocks
	// cancels says that what is in it does not take place: METHOD:CANCEL (RFC 5546), which a mail brings that calls a meeting off.
	cancels bool
}

// parseCalendar reads the events of a calendar. Parts within parts, such as the alarm of an event, are left out.
// The library reads single lines; how they make parts is followed here, since its own parser gives no line numbers and holds the whole tree.
func parseCalendar(data []byte) (*events, *flaw) {
	c := &events{zones: map[string]string{}, clocks: map[string]*clocks{}}
	p := &calendarParser{into: c}
	lines := strings.Split(string(data), "\n")
	for i := 0; i < len(lines); {
		line, next := unfolded(lines, i)
		if bad := p.line(line, i+1); bad != nil {
			return nil, bad
		}
		i = next
	}
	switch {
	case !p.began:
		return nil, flawed(1, "this is no calendar: it does not begin with BEGIN:VCALENDAR; export it from its program anew, as iCalendar (.ics)")
	case len(p.open) > 0:
		return nil, flawed(len(lines), "the calendar ends in the middle, before END:%s; export it anew", shown(p.open[0]))
	}
	return c, nil
}

// unfolded returns a line with those that go on with it, which begin with a blank, and where the next begins.
// RFC 5545, section 3.1: a line break and one blank or tab fold a line, and nothing of them belongs to it. What is beyond longestProperty is
// dropped with the rest of its line.
func unfolded(lines []string, i int) (line string, next int) {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(lines[i], "\r"))
	for next = i + 1; next < len(lines) && lines[next] != "" && (lines[next][0] == ' ' || lines[next][0] == '\t'); next++ {
		if b.Len() <= longestProperty {
			b.WriteString(strings.TrimSuffix(lines[next][1:], "\r"))
		}
	}
	return b.String(), next
}

// calendarParser knows in which parts of a calendar it is.
type calendarParser struct {
	into *events
	// open are the names of the parts from the outside in; the first is VCALENDAR.
	open  []string
	began bool
	event *event
	// zone is that of the VTIMEZONE that is open, and section the part of it in which the clocks are as they are.
	zone    string
	section section
}

// line takes one unfolded line.
func (p *calendarParser) line(line string, number int) *flaw {
	if strings.TrimSpace(line) == "" || len(line) > longestProperty {
		return nil
	}
	if !p.began && !strings.EqualFold(strings.TrimSpace(line), "BEGIN:VCALENDAR") {
		return flawed(number, "this is no calendar: it does not begin with BEGIN:VCALENDAR; export it from its program anew, as iCalendar (.ics)")
	}
	parsed, err := parsedProperty(line)
	if err != nil || parsed == nil {
		// A line that nobody can read says nothing that we would take; programs write many of their own.
		return nil
	}
	switch name, value := strings.ToUpper(parsed.IANAToken), strings.TrimSpace(parsed.Value); name {
	case "BEGIN":
		return p.begin(strings.ToUpper(value), number)
	case "END":
		return p.end(strings.ToUpper(value), number)
	default:
		p.says(property{name: name, value: parsed.Value, parameters: parsed.ICalParameters, line: number})
	}
	return nil
}

// parsedProperty returns what goes wrong within the library as nothing at all.
func parsedProperty(line string) (p *ical.BaseProperty, err error) {
	defer func() {
		if recover() != nil {
			p, err = nil, nil
		}
	}()
	return ical.ParseProperty(ical.ContentLine(line))
}

// Only what stands right within the calendar is an event: within others there are alarms, and times of zones.
func (p *calendarParser) begin(part string, number int) *flaw {
	const deepestPart = 10
	p.began = true
	p.open = append(p.open, part)
	switch {
	case len(p.open) > deepestPart:
		return flawed(number, "parts are nested more than %d deep here; no calendar needs that", deepestPart)
	case part == "VEVENT" && len(p.open) == 2:
		p.event = &event{line: number}
		if p.into.events = append(p.into.events, p.event); len(p.into.events) > mostEvents {
			return flawed(number, "the calendar has more than %d events; export it in parts", mostEvents)
		}
	case len(p.open) == 2 && part != "VTIMEZONE":
		p.into.others++
	}
	p.section = section{}
	return nil
}

// A file that was cut or joined by hand is told from one that is whole by this.
func (p *calendarParser) end(part string, number int) *flaw {
	if len(p.open) == 0 || p.open[len(p.open)-1] != part {
		return flawed(number, "END:%s stands here and nothing of that kind began; export the calendar anew", shown(part))
	}
	p.open = p.open[:len(p.open)-1]
	if part == "STANDARD" || part == "DAYLIGHT" {
		p.endSection(part)
	}
	if len(p.open) < 2 {
		p.event, p.zone = nil, ""
	}
	return nil
}

// endSection keeps what a section of a VTIMEZONE said, if none that is later was kept. A zone that has no name is that of no event.
func (p *calendarParser) endSection(part string) {
	if p.zone == "" {
		return
	}
	of := p.into.clocks[p.zone]
	if of == nil {
		of = &clocks{}
		p.into.clocks[p.zone] = of
	}
	into := &of.standard
	if part == "DAYLIGHT" {
		into = &of.daylight
	}
	if p.section.begins >= into.begins {
		*into = p.section
	}
}

// says takes what a line says of the part that it stands in.
func (p *calendarParser) says(line property) {
	switch within := p.open[max(0, len(p.open)-1):]; {
	case len(within) == 0:
	case p.event != nil && len(p.open) == 2:
		if len(p.event.properties) < mostProperties {
			p.event.properties = append(p.event.properties, line)
		}
	case within[0] == "VTIMEZONE" && line.name == "TZID":
		p.zone = line.value
	// That is where libical, and what is built on it, says which zone of IANA it means.
	case within[0] == "VTIMEZONE" && line.name == "X-LIC-LOCATION":
		p.into.zones[p.zone] = line.value
	case within[0] == "STANDARD" || within[0] == "DAYLIGHT":
		p.section.says(line)
	case len(p.open) == 1 && line.name == "METHOD":
		p.into.cancels = strings.EqualFold(strings.TrimSpace(line.value), "CANCEL")
	case len(p.open) == 1 && (line.name == "X-WR-CALNAME" || line.name == "NAME"):
		p.into.name = strings.TrimSpace(ical.FromText(line.value))
	case len(p.open) == 1 && line.name == "X-WR-TIMEZONE":
		p.into.zone = line.value
	}
}
