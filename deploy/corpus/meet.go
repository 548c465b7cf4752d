package main

import (
	"fmt"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// meet says where it was, who took part, and under which rules.
func (d *draft) meet() {
	switch {
	case d.kind.group == meeting && d.permille(320):
		d.a.Place = "online"
	case d.kind.group == meeting:
		d.a.Place = d.place.City + ", " + d.place.Country
	}
	d.setRules()
	d.invite()
	d.bringOrganisations()
}

// setRules gives some meetings parts with rules of their own, and a few activities a rule for the whole.
func (d *draft) setRules() {
	if d.kind.group != meeting {
		if d.permille(25) {
			d.a.Rule = &eventv1.Rule{Kind: pick(d.die, []string{"internal", "legal-hold"})}
		}
		return
	}
	rule := func(kind string) *eventv1.Rule { return &eventv1.Rule{Kind: kind} }
	switch d.weigh(780, 60, 60, 30, 30, 25, 15) {
	case 1:
		d.a.Segments = []*eventv1.Segment{{Name: "Opening", Rule: rule("public")}, {Name: "Panel", Rule: rule("chatham-house")}}
	case 2:
		d.a.Segments = []*eventv1.Segment{{Name: "Discussion", Rule: rule("chatham-house")}}
	case 3:
		d.a.Segments = []*eventv1.Segment{{Name: "Keynote", Rule: rule("public")}, {Name: "Planning", Rule: rule("internal")}}
	case 4:
		d.a.Segments = []*eventv1.Segment{{Name: "Briefing", Rule: d.embargo()}}
	case 5:
		d.a.Rule = rule("chatham-house")
	case 6:
		d.a.Rule = d.embargo()
	}
}

// embargo ends some days after it was, at nine in the morning of the place.
func (d *draft) embargo() *eventv1.Rule {
	day := calendar.MustOf(d.a.GetWhen()).To.AddDays(d.between(1, 40))
	return &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: day.String() + "T09:00", Zone: d.place.Zone}}
}

// invite names those who spoke: ours, an affiliate's or a volunteer, and others beside them.
func (d *draft) invite() {
	if d.kind.group != meeting && !d.permille(250) {
		return
	}
	cast, part := &d.c.cast, "speaker"
	if d.kind.name == "panel" {
		part = "panellist"
	}
	from := cast.staff
	if d.a.GetBy()[0] != "staff" {
		from = cast.affiliates
	}
	for _, p := range several(d.die, from, 1+d.weigh(80, 20), favour) {
		d.a.People = append(d.a.People, p.in(d.month, part))
	}
	for n, p := range several(d.die, cast.others, d.weigh(45, 30, 15, 10), favour) {
		d.a.People = append(d.a.People, p.in(d.month, []string{"moderator", "co-panellist", "co-panellist"}[n]))
	}
	d.seat(d.a.GetPeople())
}

// bringOrganisations names those that called, paid, judged or stood beside us.
func (d *draft) bringOrganisations() {
	parts := map[group][]string{
		meeting: {"host", "organiser", "co-panellist", "funder"},
		writing: {"publisher", "ally", "signatory", "ally"},
		legal:   {"court", "opponent", "ally"},
		result:  {"ally", "opponent"},
		notice:  {"funder"},
	}[d.kind.group]
	for n, o := range several(d.die, d.c.cast.organisations, d.weigh(15, 35, 30, 15, 5), favour) {
		switch {
		case n >= len(parts):
		case parts[n] == "court":
			d.a.Organisations = append(d.a.Organisations, &eventv1.Participation{Name: pick(d.die, courts), Part: "court"})
		default:
			d.a.Organisations = append(d.a.Organisations, o.in(d.month, parts[n]))
		}
	}
	if d.a.GetBy()[0] == "affiliate" {
		o := organisation{name: pick(d.die, affiliateNames)}
		d.a.Organisations = append(d.a.Organisations, o.in(d.month, "speaker"))
	}
	d.seat(d.a.GetOrganisations())
}

// seat puts some of them into one of the parts of the meeting.
func (d *draft) seat(who []*eventv1.Participation) {
	segments := d.a.GetSegments()
	for _, p := range who {
		if len(segments) > 0 && d.permille(700) {
			p.Segment = segments[len(segments)-1].GetName()
		}
	}
}

// season names the time of year for a sentence.
func season(month calendar.Month) string {
	name := [...]string{"winter", "spring", "summer", "autumn"}[int(month.Month)%12/3]
	return fmt.Sprintf("%s of %d", name, month.Year)
}
