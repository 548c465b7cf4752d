package activity

import (
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// unite returns what an activity says once it has taken over what the other alone said. What both say stays in the words of the one that
// stands: a headline, a story and a place are chosen and not mixed. `id` and `other` are theirs, for the relations between the two.
func unite(content, from *eventv1.Activity, id, other string) *eventv1.Activity {
	u := &union{to: proto.CloneOf(content), from: proto.CloneOf(from)}
	u.when()
	u.words()
	u.pillar()
	u.rules()
	u.story()
	u.to.People = u.participations(u.to.GetPeople(), u.from.GetPeople())
	u.to.Organisations = u.participations(u.to.GetOrganisations(), u.from.GetOrganisations())
	u.to.Links = joined(u.to.GetLinks(), u.from.GetLinks(), (*eventv1.Link).GetUrl)
	u.to.Images = joined(u.to.GetImages(), u.from.GetImages(), (*eventv1.Image).GetHash)
	u.followUps()
	u.settled(id, other)
	u.relations(id, other)
	return u.to
}

// union is two activities on their way to being one. What comes from the second is a copy, so it may be taken as it is.
type union struct {
	to, from *eventv1.Activity
	// whole says that the second one's parts are not taken over: what is said of them is said of the whole.
	whole bool
}

// when takes over a day where only the month was known, and the zone of the same date. Where one was planned and the other tells that it took place, that
// was on the day which the other names: kept, the planned one would be done before its day, and told in another month.
func (u *union) when() {
	here, there := Span(u.to), Span(u.from)
	within := here.From.Compare(there.From) <= 0 && there.To.Compare(here.To) <= 0
	took := u.to.GetStatus() == Planned && u.from.GetStatus() == Done
	apart := here.From.Compare(there.To) > 0 || there.From.Compare(here.To) > 0
	switch {
	case there.Precision > here.Precision && within, took && apart:
		u.to.When = u.from.GetWhen()
	case here.Zone == "" && there.Zone != "" && u.to.GetWhen().GetFrom() == u.from.GetWhen().GetFrom():
		u.to.When.Zone = there.Zone
	}
}

// words unites what are words, and fills what is empty.
func (u *union) words() {
	same := func(s string) string { return s }
	u.to.Kinds = joined(u.to.GetKinds(), u.from.GetKinds(), same)
	u.to.By = joined(u.to.GetBy(), u.from.GetBy(), same)
	u.to.Jurisdictions = joined(u.to.GetJurisdictions(), u.from.GetJurisdictions(), same)
	u.to.Topics = joined(u.to.GetTopics(), u.from.GetTopics(), strings.ToLower)
	u.to.TellIn = joined(u.to.GetTellIn(), u.from.GetTellIn(), same)
	if u.to.GetPlace() == "" {
		u.to.Place = u.from.GetPlace()
	}
	if u.to.GetSeries() == nil {
		u.to.Series = u.from.GetSeries()
	}
	// A calendar plans and a member tells that it was done: the two agree.
	if u.to.GetStatus() == Planned && u.from.GetStatus() == Done {
		u.to.Status = Done
	}
	if u.to.GetStatus() == u.from.GetStatus() && u.to.GetStatusReason() == "" {
		u.to.StatusReason = u.from.GetStatusReason()
	}
}

// pillar takes over what an activity is filed under; an announcement is filed under nothing.
func (u *union) pillar() {
	if u.to.GetAnnouncement() {
		return
	}
	// Behind its own: the first one decides the pillar.
	u.to.Priorities = joined(u.to.GetPriorities(), u.from.GetPriorities(), func(s string) string { return s })
	if u.to.GetPillar() == "" && u.from.GetPillar() != "" {
		u.to.Pillar, u.to.PillarReason = u.from.GetPillar(), u.from.GetPillarReason()
	}
}

// story takes over the body only where there is none: two tellings of the same one behind the other are no story.
func (u *union) story() {
	if len(u.to.GetBody()) > 0 {
		return
	}
	for _, passage := range u.from.GetBody() {
		passage.Segment = u.segment(passage.GetSegment())
		u.to.Body = append(u.to.Body, passage)
	}
}

// participations unites who took part, and fills what only the other says of somebody. Who opened a meeting and moderated a panel took part twice.
func (u *union) participations(here, there []*eventv1.Participation) []*eventv1.Participation {
	own := here
	for _, p := range there {
		p.Segment = u.segment(p.GetSegment())
		i := slices.IndexFunc(own, func(h *eventv1.Participation) bool {
			return h.GetId() == p.GetId() && (h.GetSegment() == p.GetSegment() || h.GetSegment() == "" || p.GetSegment() == "")
		})
		if i < 0 {
			if !slices.ContainsFunc(here, func(h *eventv1.Participation) bool { return proto.Equal(h, p) }) {
				here = append(here, p)
			}
			continue
		}
		fill(&here[i].Abbreviation, p.GetAbbreviation())
		fill(&here[i].Role, p.GetRole())
		fill(&here[i].Organisation, p.GetOrganisation())
		fill(&here[i].Part, p.GetPart())
	}
	return here
}

func fill(field *string, with string) {
	if *field == "" {
		*field = with
	}
}

// followUps unites what was promised. The same key may stand for two promises: then the one that comes gets another.
func (u *union) followUps() {
	for _, f := range u.from.GetFollowUps() {
		same := func(h *eventv1.FollowUp) bool {
			return h.GetWhat() == f.GetWhat() && proto.Equal(h.GetWhen(), f.GetWhen())
		}
		switch i := slices.IndexFunc(u.to.GetFollowUps(), same); {
		case i < 0:
			f.Key = freeKey(u.to.GetFollowUps(), f.GetKey())
			u.to.FollowUps = append(u.to.FollowUps, f)
		case State(u.to.GetFollowUps()[i]) == Open && State(f) != Open:
			// One of the two members knew what became of it: nobody is to be asked again.
			putState(u.to.GetFollowUps()[i], f)
		}
	}
}

// settled says of a promise that one of the two made and the other told of that it was kept: what is left of the two cannot tell of its own.
func (u *union) settled(id, other string) {
	for _, f := range u.to.GetFollowUps() {
		if in := f.GetReportedIn(); in != "" && (in == id || in == other) {
			f.State, f.ReportedIn = Closed, ""
		}
	}
}

// freeKey returns the key if no other has it, else the first "key-2", "key-3", … that is free.
func freeKey(taken []*eventv1.FollowUp, key string) string {
	free := key
	for n := 2; slices.ContainsFunc(taken, func(f *eventv1.FollowUp) bool { return f.GetKey() == free }); n++ {
		// A key has its greatest length too.
		ending := "-" + strconv.Itoa(n)
		runes := []rune(key)
		free = string(runes[:min(len(runes), LongestName-len(ending))]) + ending
	}
	return free
}

// relations unites what the two are tied to. A tie between the two would tie the one that is left to itself.
func (u *union) relations(id, other string) {
	own := func(r *eventv1.Relation) bool { return r.GetId() == id || r.GetId() == other }
	name := func(r *eventv1.Relation) string { return r.GetType() + " " + r.GetId() }
	there := slices.DeleteFunc(u.from.GetRelations(), own)
	// What comes was tied within another file, whose keys mean nothing here: the id says it all.
	for _, r := range there {
		r.Key = ""
	}
	u.to.Relations = joined(slices.DeleteFunc(u.to.GetRelations(), own), there, name)
}

// joined returns a list with those of another behind it that it does not have yet, by what names them.
func joined[T any](here, there []T, name func(T) string) []T {
	known := map[string]bool{}
	for _, item := range here {
		known[name(item)] = true
	}
	for _, item := range there {
		if !known[name(item)] {
			known[name(item)] = true
			here = append(here, item)
		}
	}
	return here
}
