// Package likeness tells whether two activities may be one that was logged twice: by two members, in two languages, as "workshop" and as
// "learning clinic".
//
// It is pure, and it only suspects: people decide, and about what they tell apart they are not asked again.
package likeness

import (
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Suspect is the score from which two activities are shown to people as likely the same.
// Below it stand two activities of one day, place and kind by different people, of which a busy team has dozens; above it, those that share a
// day and either a page that both link to or most of a headline. The cases on both sides of it are in likeness_test.go.
const Suspect = 65

// Certain is the highest score.
// It is for whoever shows a score: two that say the same word for word have it, and so may others whose signs add up to as much.
const Certain = 100

// Features are what two activities are compared by. To find them costs far more than to compare them, so they are found once for each.
type Features struct {
	// id is empty for what is not recorded yet: nobody can be tied to it.
	id      string
	content *eventv1.Activity
	span    calendar.Span
	// words are those of the headline, counts the numbers and ordinals in it.
	words  []word
	counts []string
	kinds  []string
	// kinds are families (see meanings.go), links addresses without what does not matter, place and topics folded: all of them ready to be compared
	// with ==.
	place  string
	links  []string
	topics []string
	// people and bodies are names by id; spoken are all of these as a headline would say them, and saying is what the headline says.
	people, bodies, spoken map[string]string
	saying                 string
}

// Of finds the features of an activity; its id may be empty for what is not recorded yet. `own` are the ids of the organisations that the
// team is itself: they are in half of all that it does, and that two activities share them says nothing.
func Of(id string, content *eventv1.Activity, own map[string]bool) *Features {
	f := &Features{
		id: id, content: content, span: calendar.MustOf(content.GetWhen()), place: placeOf(content.GetPlace()),
		people: namesOf(content.GetPeople(), nil), bodies: namesOf(content.GetOrganisations(), own),
	}
	f.spoken, f.saying = spokenOf(f.people, f.bodies), " "+folded(content.GetHeadline())+" "
	f.words, f.counts = wordsOf(content.GetHeadline())
	for _, kind := range content.GetKinds() {
		f.kinds = append(f.kinds, familyOf(kind))
	}
	for _, link := range content.GetLinks() {
		if address := addressOf(link.GetUrl()); address != "" {
			f.links = append(f.links, address)
		}
	}
	for _, topic := range content.GetTopics() {
		f.topics = append(f.topics, folded(topic))
	}
	return f
}

// Words returns what a headline is compared by, in the forms in which it may stand in another: for whoever looks for candidates.
// The forms are stems and lower case, several for each word; they are to be found as beginnings of words, not as whole ones.
func (f *Features) Words() []string {
	var all []string
	for _, w := range f.words {
		all = append(all, w.forms()...)
	}
	return all
}

// Alike returns how likely the two are one, from 0 to 100, and why in words if it is likely. It is the same from both sides.
//
// Points are added up and held between 0 and 100. They were chosen on the example, on ten thousand made activities without any double, and
// on the cases of likeness_test.go; what matters is that no single sign but the whole telling reaches Suspect:
//
//	days        30 the same, as exact · 20 in common · 10 one after the other, or a month around a day · 5 a year; without, there is no likeness
//	headline    up to 45, by the share of words that mean the same; of the words for kinds each counts half
//	link        35 for a page that both lead to
//	people      14 for the first in common, 6 for each further, up to 26; also whom the one lists and the other says in its headline
//	bodies      10 for the first organisation in common, 4 for each further, up to 18; likewise; not the team itself
//	place       8 the same, −12 another
//	kind        8 of one family, −12 of another: what was submitted is not the hearing that followed
//	topics      6 for the first in common, 2 for each further, up to 10
//	priorities  −8 if they have none in common
//	hour        −20 if they began more than two hours apart on one day
//	count       −30 if one headline says first and the other second
//
// What the two say themselves overrules all signs: tied to each other, or of one series with different numbers, they are two.
//
// The reasons are phrases without a capital or a stop ("the same day"), in the order of the table; signs against are counted and not told. Below
// Suspect there are none: finding the words costs more than comparing, and nobody is shown them.
func (f *Features) Alike(other *Features) (score int, why []string) {
	if f.apart(other) {
		return 0, nil
	}
	score, _ = f.compare(other, true)
	if score < Suspect {
		return score, nil
	}
	return f.compare(other, false)
}

// compare adds up the table of Alike. Days come first: without time in common there is nothing to compare, which settles nearly all pairs.
func (f *Features) compare(other *Features, silent bool) (score int, why []string) {
	s := &signs{silent: silent}
	if !s.days(f.span, other.span) {
		return 0, nil
	}
	if proto.Equal(f.content, other.content) {
		return Certain, []string{"they say the same, word for word"}
	}
	// Who tells of the other's people in a headline names them as much as who lists them, so both sides are made even before they are compared.
	people, bodies := f.tellsOf(other, other.people, f.people), f.tellsOf(other, other.bodies, f.bodies)
	othersPeople, othersBodies := other.tellsOf(f, f.people, other.people), other.tellsOf(f, f.bodies, other.bodies)
	s.headlines(f.wordsBeside(other, people, bodies), other.wordsBeside(f, othersPeople, othersBodies))
	s.links(f.links, other.links)
	s.names(together(f.people, people), together(other.people, othersPeople), 14, 6, 26)
	s.names(together(f.bodies, bodies), together(other.bodies, othersBodies), 10, 4, 18)
	s.places(f.place, other.place)
	s.kinds(f.kinds, other.kinds)
	s.topics(f.topics, other.topics)
	s.against(f, other)
	// Signs against can outweigh all others, and signs for can add up to more than there is.
	return min(max(s.points, 0), Certain), s.why
}

// apart reports whether the two say themselves that they are two.
func (f *Features) apart(other *Features) bool {
	return f.tiedTo(other) || other.tiedTo(f) || differInSeries(f.content.GetSeries(), other.content.GetSeries())
}

// tiedTo reports whether this one relates to the other: somebody knew of both when they tied them.
func (f *Features) tiedTo(other *Features) bool {
	for _, r := range f.content.GetRelations() {
		if other.id != "" && r.GetId() == other.id {
			return true
		}
	}
	return false
}

// differInSeries needs a number on both sides: of a series, one without a number may be any of the others.
func differInSeries(a, b *eventv1.Series) bool {
	return a != nil && b != nil && folded(a.GetName()) == folded(b.GetName()) &&
		a.GetNumber() > 0 && b.GetNumber() > 0 && a.GetNumber() != b.GetNumber()
}
