package exchange

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// WriteJSONLine writes one activity as a line of JSON Lines, as Items reads it. Nothing is lost but what recording gives again:
// the ids of people and organisations, and the mentions of them in the body. a may be nil if only its withdrawal is told; those that are gone are
// named by their ids too. The line ends with a line feed and is written at once. Besides errors of w, only what is not UTF-8 is one.
func WriteJSONLine(w io.Writer, source, key string, a *eventv1.Activity, withdrawn string, gone ...string) error {
	l := &jsonLine{buf: make([]byte, 0, 2048), gone: gone}
	l.object(func() {
		l.text("source", source)
		l.text("key", key)
		l.activity(a, source)
		l.text("withdrawn", withdrawn)
	})
	if l.bad != "" {
		return fmt.Errorf("write %s as JSON: %q is not UTF-8", key, l.bad)
	}
	_, err := w.Write(append(l.buf, '\n'))
	return err
}

// jsonLine is a line as it is being written. What is empty is left out.
// bad is the first text that is not UTF-8. It is written by hand, since encoding/json knows neither what is left out here nor in
// which order people read it.
type jsonLine struct {
	buf []byte
	bad string
	// gone are the ids of other activities that no file holds.
	gone []string
}

// The keys are those of lineFields, and a test holds the two together; their order is the README's.
func (l *jsonLine) activity(a *eventv1.Activity, source string) {
	l.text("headline", a.GetHeadline())
	l.texts("kind", a.GetKinds())
	l.text("status", a.GetStatus())
	l.text("status_reason", a.GetStatusReason())
	l.texts("by", a.GetBy())
	l.when("when", a.GetWhen())
	l.text("place", a.GetPlace())
	l.texts("jurisdictions", a.GetJurisdictions())
	l.texts("priorities", a.GetPriorities())
	if a.GetAnnouncement() {
		l.name("announcement")
		l.buf = append(l.buf, "true"...)
	}
	l.texts("topics", a.GetTopics())
	l.text("pillar", a.GetPillar())
	l.text("pillar_reason", a.GetPillarReason())
	objects(l, "links", a.GetLinks(), func(link *eventv1.Link) {
		l.text("verb", link.GetVerb())
		l.text("label", link.GetLabel())
		l.text("url", link.GetUrl())
	})
	objects(l, "people", a.GetPeople(), l.participation)
	objects(l, "organisations", a.GetOrganisations(), l.participation)
	objects(l, "segments", a.GetSegments(), func(s *eventv1.Segment) {
		l.text("name", s.GetName())
		l.rule(s.GetRule())
	})
	l.rule(a.GetRule())
	l.body(a.GetBody())
	objects(l, "follow_ups", a.GetFollowUps(), func(f *eventv1.FollowUp) {
		l.text("key", f.GetKey())
		l.text("what", f.GetWhat())
		l.when("when", f.GetWhen())
		l.text("condition", f.GetCondition())
		l.text("url", f.GetUrl())
		l.text("hedge", f.GetHedge())
		l.text("promised_by", f.GetPromisedBy())
		l.text("state", f.GetState())
		l.text("state_reason", f.GetStateReason())
		l.text("reported_in", f.GetReportedIn())
	})
	objects(l, "relations", a.GetRelations(), func(r *eventv1.Relation) { l.relation(r, source) })
	if s := a.GetSeries(); s != nil {
		l.name("series")
		l.object(func() {
			l.text("name", s.GetName())
			l.count("number", s.GetNumber())
			l.count("of", s.GetOf())
		})
	}
	l.texts("tell_in", a.GetTellIn())
	l.images(a.GetImages())
}

func (l *jsonLine) participation(p *eventv1.Participation) {
	l.text("name", p.GetName())
	l.text("abbreviation", p.GetAbbreviation())
	l.text("role", p.GetRole())
	l.text("organisation", p.GetOrganisation())
	l.text("part", p.GetPart())
	l.text("segment", p.GetSegment())
}

// when writes a date as one text if it is no more than that.
func (l *jsonLine) when(name string, w *eventv1.When) {
	switch {
	case w == nil:
	case w.GetFrom() != "" && w.GetTo() == "" && w.GetZone() == "":
		l.text(name, w.GetFrom())
	default:
		l.name(name)
		l.object(func() {
			l.text("from", w.GetFrom())
			l.text("to", w.GetTo())
			l.text("zone", w.GetZone())
		})
	}
}

// rule writes one word where that says all.
func (l *jsonLine) rule(r *eventv1.Rule) {
	switch {
	case r == nil:
	case r.GetKind() != "" && r.GetUntil() == nil:
		l.text("rule", r.GetKind())
	default:
		l.name("rule")
		l.object(func() {
			l.text("kind", r.GetKind())
			l.when("until", r.GetUntil())
		})
	}
}

// body writes one text where there is one passage of no segment, and takes mentions back to the names that they are.
func (l *jsonLine) body(passages []*eventv1.Passage) {
	if len(passages) == 1 && passages[0].GetSegment() == "" && passages[0].GetText() != "" {
		l.text("body", person.Plain(passages[0].GetText()))
		return
	}
	objects(l, "body", passages, func(p *eventv1.Passage) {
		l.text("segment", p.GetSegment())
		l.text("text", person.Plain(p.GetText()))
	})
}

// relation writes the other's key alone if that tells its id.
func (l *jsonLine) relation(r *eventv1.Relation, source string) {
	// A key leads to its own source alone; the id leads anywhere, and would say less to a reader.
	if r.GetKey() != "" && r.GetId() == activity.ImportedID(source, r.GetKey()) && !slices.Contains(l.gone, r.GetId()) {
		l.text(r.GetType(), r.GetKey())
		return
	}
	l.name(r.GetType())
	l.object(func() {
		l.text("key", r.GetKey())
		l.text("id", r.GetId())
	})
}

// count leaves 0 out: it is no number of anything here.
func (l *jsonLine) count(name string, n uint32) {
	if n > 0 {
		l.name(name)
		l.buf = strconv.AppendUint(l.buf, uint64(n), 10)
	}
}

func (l *jsonLine) texts(name string, texts []string) {
	if len(texts) == 0 {
		return
	}
	l.name(name)
	l.buf = append(l.buf, '[')
	for i, s := range texts {
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		l.quote(s)
	}
	l.buf = append(l.buf, ']')
}

// objects writes a list of mappings, each by write.
func objects[T any](l *jsonLine, name string, list []T, write func(T)) {
	if len(list) == 0 {
		return
	}
	l.name(name)
	l.buf = append(l.buf, '[')
	for i, entry := range list {
		if i > 0 {
			l.buf = append(l.buf, ',')
		}
		l.object(func() { write(entry) })
	}
	l.buf = append(l.buf, ']')
}

func (l *jsonLine) object(write func()) {
	l.buf = append(l.buf, '{')
	write()
	l.buf = append(l.buf, '}')
}

func (l *jsonLine) text(name, s string) {
	if s != "" {
		l.name(name)
		l.quote(s)
	}
}

// name writes a key and what parts it from the one before.
func (l *jsonLine) name(name string) {
	if l.buf[len(l.buf)-1] != '{' {
		l.buf = append(l.buf, ',')
	}
	l.quote(name)
	l.buf = append(l.buf, ':')
}

// quote writes a text. The standard library would escape the brackets of HTML and mend what is not UTF-8 in silence.
func (l *jsonLine) quote(s string) {
	if !utf8.ValidString(s) {
		l.bad = s
	}
	l.buf = append(l.buf, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			l.buf = append(l.buf, '\\', byte(r))
		case r == '\n':
			l.buf = append(l.buf, `\n`...)
		case forbidden(r) || r == '\t':
			l.buf = fmt.Appendf(l.buf, `\u%04x`, r)
		default:
			l.buf = utf8.AppendRune(l.buf, r)
		}
	}
	l.buf = append(l.buf, '"')
}
