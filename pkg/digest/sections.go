package digest

import (
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// sections puts each activity under its pillar, in the edition's order; then come those of no pillar, and the announcements apart.
func (d *draft) sections(told []chosen) {
	pillars := d.pillars()
	under := map[string][]chosen{}
	var others, announcements []chosen
	for _, c := range told {
		switch {
		case c.Content.GetAnnouncement():
			announcements = append(announcements, c)
		case slices.ContainsFunc(pillars, func(p *eventv1.Pillar) bool { return p.GetId() == c.Pillar }):
			under[c.Pillar] = append(under[c.Pillar], c)
		default:
			// Of no pillar, or of one that these months no longer know: an old case told again. Nothing falls out silently.
			others = append(others, c)
		}
	}
	for _, p := range pillars {
		d.section(&eventv1.Section{Pillar: p.GetId(), Name: p.GetName(), Subtitle: p.GetSubtitle()}, under[p.GetId()])
		if len(under[p.GetId()]) == 0 {
			// By name, as its heading would have read: the edition may call it something else by the time the frame is looked at.
			d.frame.SilentPillars = append(d.frame.SilentPillars, p.GetName())
		}
	}
	name := d.words("other")
	if len(d.frame.GetSections()) == 0 {
		// "Also" would ask: beside what? Teams without pillars have no other section.
		name = d.words("only")
	}
	d.section(&eventv1.Section{Name: name}, others)
	d.section(&eventv1.Section{Announcements: true, Name: d.words("announcements")}, announcements)
}

// section adds a section with its entries; without entries there is no heading.
func (d *draft) section(s *eventv1.Section, told []chosen) {
	if len(told) == 0 {
		return
	}
	for _, c := range told {
		e := d.entry(c)
		s.Entries = append(s.Entries, e.GetId())
		d.entries = append(d.entries, e)
	}
	d.frame.Sections = append(d.frame.Sections, s)
}

// pillars returns the pillars as they held in the first month; behind them those that only a later month of it knows.
func (d *draft) pillars() []*eventv1.Pillar {
	var pillars []*eventv1.Pillar
	for _, m := range d.months {
		for _, p := range d.edition.Pillars(m) {
			if !slices.ContainsFunc(pillars, func(known *eventv1.Pillar) bool { return known.GetId() == p.GetId() }) {
				pillars = append(pillars, p)
			}
		}
	}
	return pillars
}

// entry tells of one activity. Its id rests on the issue and the activity, so that drafting again finds it.
func (d *draft) entry(c chosen) *eventv1.Entry {
	e := &eventv1.Entry{
		Id:       thing.ID("entry", d.address, c.ID),
		Headline: c.Content.GetHeadline(),
		Told:     []*eventv1.Told{{Activity: c.ID, Version: c.Version}},
	}
	for _, l := range c.Content.GetLinks() {
		e.Links = append(e.Links, proto.CloneOf(l))
	}
	for _, p := range c.passages {
		e.Paragraphs = append(e.Paragraphs, paragraphs(p.GetText())...)
	}
	return e
}

// defaultWords name the sections that are no pillar's, until the team words them as furniture under the same part.
var defaultWords = map[string]map[string]string{
	calendar.English: {
		"announcements": "Announcements",
		"other":         "Also in {months}",
		"only":          "What we did in {months}",
	},
}

// words returns a part of the furniture as it held, or our own words for it.
func (d *draft) words(part string) string {
	for _, f := range d.frame.GetFurniture() {
		if f.GetPart() == part && f.GetText() != "" {
			return f.GetText()
		}
	}
	table, ok := defaultWords[d.language]
	if !ok {
		table = defaultWords[calendar.English]
	}
	return d.fill(table[part])
}
