package activity

import (
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func (c *checker) people() {
	for i, p := range c.content.GetPeople() {
		at := nth("people", i)
		c.name(at+".name", p.GetName(), "the person's name")
		if p.GetOrganisation() != "" {
			c.name(at+".organisation", p.GetOrganisation(), "the organisation's name")
		}
		c.segmentOf(at, p)
	}
	for i, o := range c.content.GetOrganisations() {
		at := nth("organisations", i)
		c.name(at+".name", o.GetName(), "the organisation's name")
		c.segmentOf(at, o)
	}
}

// name checks that a name is one.
func (c *checker) name(at, name, whose string) {
	if sentence := person.NameMistake(name, whose); sentence != "" {
		c.Add(at, "%s", sentence)
	}
}

// segmentOf checks the segment that a part was played in.
func (c *checker) segmentOf(at string, p *eventv1.Participation) {
	if p.GetSegment() != "" {
		c.segmentNamed(at+".segment", p.GetSegment())
	}
}

// segmentNamed checks that a segment is one of the activity's.
func (c *checker) segmentNamed(at, name string) {
	var names []string
	for _, segment := range c.content.GetSegments() {
		if segment.GetName() == name {
			return
		}
		names = append(names, segment.GetName())
	}
	if len(names) == 0 {
		c.Add(at, "there is no segment %s: name it, and its rule, under segments", fault.Quoted(name))
		return
	}
	c.Add(at, "no segment is called %s%s", fault.Quoted(name), suggest(name, names))
}
