package exchange

import (
	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

var linkFields = fields[eventv1.Link]{
	"verb":  func(r *reader, n *node, l *eventv1.Link) { l.Verb = r.line(n) },
	"label": func(r *reader, n *node, l *eventv1.Link) { l.Label = r.line(n) },
	"url":   func(r *reader, n *node, l *eventv1.Link) { l.Url = r.line(n) },
}

func (r *reader) link(n *node) *eventv1.Link {
	l := &eventv1.Link{}
	record(r, n, linkFields, l, "a link, as {verb: read, label: …, url: …}")
	return l
}

// participationFields are those of a person and of an organisation: what the content can hold of one, a file can.
var participationFields = fields[eventv1.Participation]{
	"name":         func(r *reader, n *node, p *eventv1.Participation) { p.Name = r.line(n) },
	"abbreviation": func(r *reader, n *node, p *eventv1.Participation) { p.Abbreviation = r.line(n) },
	"role":         func(r *reader, n *node, p *eventv1.Participation) { p.Role = r.line(n) },
	"organisation": func(r *reader, n *node, p *eventv1.Participation) { p.Organisation = r.line(n) },
	"part":         func(r *reader, n *node, p *eventv1.Participation) { p.Part = r.line(n) },
	"segment":      func(r *reader, n *node, p *eventv1.Participation) { p.Segment = r.line(n) },
}

func (r *reader) person(n *node) *eventv1.Participation {
	p := &eventv1.Participation{}
	record(r, n, participationFields, p, "a person, as {name: …, role: …, organisation: …, part: speaker}")
	return p
}

func (r *reader) organisation(n *node) *eventv1.Participation {
	p := &eventv1.Participation{}
	record(r, n, participationFields, p, "an organisation, as {name: …, part: host}")
	return p
}

// {segment: Questions, text: "…"}: whose segment it is decides under which rule it is told.
var passageFields = fields[eventv1.Passage]{
	"segment": func(r *reader, n *node, p *eventv1.Passage) { p.Segment = r.line(n) },
	"text":    func(r *reader, n *node, p *eventv1.Passage) { p.Text = r.passage(n) },
}

// passageOf reads a passage: a text, or {segment, text}.
func (r *reader) passageOf(n *node) *eventv1.Passage {
	if n.kind == text {
		return &eventv1.Passage{Text: r.passage(n)}
	}
	p := &eventv1.Passage{}
	record(r, n, passageFields, p, "the text, or {segment: …, text: …}")
	return p
}

// promise is a follow-up as it is being read, with the zone beside its date.
// The zone may stand before its date.
type promise struct {
	*eventv1.FollowUp
	zone *node
}

// {key: clinic-2, what: Second clinic, when: 2024-02-21, hedge: expected}
var followUpFields = fields[promise]{
	"key":          func(r *reader, n *node, p *promise) { p.Key = r.name(n) },
	"what":         func(r *reader, n *node, p *promise) { p.What = r.line(n) },
	"when":         func(r *reader, n *node, p *promise) { p.When = r.when(n) },
	"zone":         func(_ *reader, n *node, p *promise) { p.zone = n },
	"condition":    func(r *reader, n *node, p *promise) { p.Condition = r.line(n) },
	"url":          func(r *reader, n *node, p *promise) { p.Url = r.line(n) },
	"hedge":        func(r *reader, n *node, p *promise) { p.Hedge = r.line(n) },
	"promised_by":  func(r *reader, n *node, p *promise) { p.PromisedBy = r.line(n) },
	"state":        func(r *reader, n *node, p *promise) { p.State = r.line(n) },
	"state_reason": func(r *reader, n *node, p *promise) { p.StateReason = r.line(n) },
	// The key of an activity of this source, or the id of any.
	"reported_in": func(r *reader, n *node, p *promise) { p.ReportedIn = r.name(n) },
}

func (r *reader) followUp(n *node) *eventv1.FollowUp {
	p := promise{FollowUp: &eventv1.FollowUp{}}
	record(r, n, followUpFields, &p, "a follow-up, as {key: …, what: …, when: …}")
	p.When = r.zoned(p.When, p.zone)
	return p.FollowUp
}

// One key for each type of relation, as activity.Relations has them, so that an entry reads as a sentence.
var relationFields = func() fields[eventv1.Relation] {
	of := fields[eventv1.Relation]{}
	for _, name := range activity.Relations() {
		of[name] = func(r *reader, n *node, into *eventv1.Relation) {
			if into.Type != "" {
				r.refuse(n, "one entry holds one relation; begin a new one")
			}
			into.Type = name
			r.other(n, into)
		}
	}
	return of
}()

// {id: 0f5c…}, for an activity of another source, or of none.
var otherFields = fields[eventv1.Relation]{
	"key": func(r *reader, n *node, into *eventv1.Relation) { into.Key = r.name(n) },
	"id":  func(r *reader, n *node, into *eventv1.Relation) { into.Id = r.line(n) },
}

// other reads which activity a relation leads to: its key, or {id, key} for one that no file of this source holds.
func (r *reader) other(n *node, into *eventv1.Relation) {
	switch n.kind {
	case text:
		into.Key = r.name(n)
	default:
		record(r, n, otherFields, into, "the key of the other activity")
	}
}

func (r *reader) relation(n *node) *eventv1.Relation {
	into := &eventv1.Relation{}
	// A key that is none was refused already.
	if record(r, n, relationFields, into, likeRelation) && into.Type == "" && len(n.kids) == 0 {
		r.refuse(n, "nothing stands here; write %s", likeRelation)
	}
	return into
}

// {name: Copyright clinics, number: 1, of: 2}
var seriesFields = fields[eventv1.Series]{
	"name":   func(r *reader, n *node, s *eventv1.Series) { s.Name = r.line(n) },
	"number": func(r *reader, n *node, s *eventv1.Series) { s.Number = r.count(n) },
	"of":     func(r *reader, n *node, s *eventv1.Series) { s.Of = r.count(n) },
}

// series reads a series: its name, or {name, number, of}.
func (r *reader) series(n *node) *eventv1.Series {
	switch n.kind {
	case nothing:
		return nil
	case text:
		return &eventv1.Series{Name: r.line(n)}
	}
	s := &eventv1.Series{}
	record(r, n, seriesFields, s, "{name: …, number: 1, of: 2}")
	return s
}
