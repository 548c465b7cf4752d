package activity

import (
	"strings"
	"unicode"

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

// name checks that a name is one. An address instead of a name would be printed, searched and never forgotten.
func (c *checker) name(at, name, whose string) {
	switch {
	case strings.TrimSpace(name) == "":
		c.Add(at, "is empty: write %s", whose)
	case isAddress(name):
		c.Add(at, "%s looks like an e-mail address: write %s, not an address", quoted(name), whose)
	case strings.Contains(name, "://") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(name)), "www."):
		c.Add(at, "%s is the address of a page: write %s, and put the address under links", quoted(name), whose)
	case !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		c.Add(at, "%s has neither letter nor digit: write %s", quoted(name), whose)
	}
}

// isAddress reports whether an e-mail address stands anywhere in the text.
func isAddress(text string) bool {
	for at, r := range text {
		if r != '@' {
			continue
		}
		before, after := text[:at], text[at+1:]
		host := after[:len(after)-len(strings.TrimLeftFunc(after, isHost))]
		if before != "" && !endsInSpace(before) && strings.Contains(strings.Trim(host, "."), ".") {
			return true
		}
	}
	return false
}

func endsInSpace(text string) bool { return strings.TrimRightFunc(text, unicode.IsSpace) != text }

func isHost(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '-' }

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
		c.Add(at, "there is no segment %s: name it, and its rule, under segments", quoted(name))
		return
	}
	c.Add(at, "no segment is called %s%s", quoted(name), suggest(name, names))
}
