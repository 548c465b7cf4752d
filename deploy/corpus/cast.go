package main

import (
	"fmt"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// cast is everyone who appears: the same few often, most of them seldom.
type cast struct {
	staff, affiliates, others []*person
	organisations             []*organisation
}

// person has a role until a month, and another one from then on.
type person struct {
	name         string
	organisation *organisation
	roles        [2]string
	promoted     int
}

// organisation may have had another name before a month.
type organisation struct {
	name, abbreviation, former string
	renamed                    int
}

// How many there are of each.
const (
	staffSize      = 24
	affiliatesSize = 60
	othersSize     = 500
)

func newCast(d die, months int) cast {
	var c cast
	for _, o := range organisationNames {
		c.organisations = append(c.organisations, &organisation{o.name, o.abbreviation, o.former, d.IntN(months)})
	}
	known := map[string]bool{}
	hire := func(o *organisation, roles [][2]string) *person {
		return &person{newName(d, known), o, pick(d, roles), d.IntN(months)}
	}
	ours := &organisation{name: ourName}
	var affiliates []*organisation
	for _, name := range affiliateNames {
		affiliates = append(affiliates, &organisation{name: name})
	}
	for range staffSize {
		c.staff = append(c.staff, hire(ours, ourRoles))
	}
	for range affiliatesSize {
		c.affiliates = append(c.affiliates, hire(pick(d, affiliates), ourRoles))
	}
	for range othersSize {
		c.others = append(c.others, hire(favour(d, c.organisations), otherRoles))
	}
	return c
}

// newName returns a name that nobody in known has; a middle initial tells apart those who would share one.
func newName(d die, known map[string]bool) string {
	s := scripts[d.weigh(60, 40, 8, 6, 7, 5, 9, 4, 4, 7, 6, 6, 4, 4, 3, 4)]
	given, family := pick(d, s.given), pick(d, s.family)
	name := given + s.between + family
	if s.familyFirst {
		name = family + s.between + given
	}
	for n := 0; known[name]; n++ {
		name = fmt.Sprintf("%s %c. %s", given, 'A'+n%26, family)
	}
	known[name] = true
	return name
}

// in returns a person's participation as of a month.
func (p *person) in(month int, part string) *eventv1.Participation {
	role := p.roles[0]
	if month >= p.promoted {
		role = p.roles[1]
	}
	return &eventv1.Participation{Name: p.name, Role: role, Organisation: p.organisation.called(month), Part: part}
}

// in returns an organisation's participation under the name that it had in a month.
func (o *organisation) in(month int, part string) *eventv1.Participation {
	return &eventv1.Participation{Name: o.called(month), Abbreviation: o.abbreviation, Part: part}
}

func (o *organisation) called(month int) string {
	if o.former != "" && month < o.renamed {
		return o.former
	}
	return o.name
}
