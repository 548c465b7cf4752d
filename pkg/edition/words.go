package edition

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Deed says what an event did to the edition as it stood before, behind the name of whoever did it: “renamed the priority copyright
// “Copyright reform”, from January 2024 on”.
// It is English, as histories are, and needs the edition of before, since only that tells a renaming from a naming. It has no full stop.
func Deed(before *Edition, event proto.Message) string {
	if r, ok := retirementOf(event); ok {
		return fmt.Sprintf("retired the %s %s: it holds for the last time in %s", r.GetKind(), r.GetId(), monthWords(r.GetUntil()))
	}
	if m, ok := mergerOf(event); ok {
		return fmt.Sprintf("merged the %s %s into %s, from %s on", m.GetKind(), m.GetId(), m.GetInto(), monthWords(m.GetFrom()))
	}
	switch e := event.(type) {
	case *eventv1.TeamDescribed:
		return "described the team" + before.teamWords(e.GetTeam())
	case *eventv1.PublicationNamed:
		p := e.GetPublication()
		return before.naming(Publication, p.GetId(), p.GetSeries(), p) + fmt.Sprintf(", with the title “%s”", p.GetTitle())
	case *eventv1.PillarNamed:
		return before.naming(Pillar, e.GetPillar().GetId(), e.GetPillar().GetName(), e.GetPillar()) + subtitled(e.GetPillar())
	case *eventv1.PriorityNamed:
		return before.priorityWords(e.GetPriority())
	case *eventv1.TopicNamed:
		t := e.GetTopic()
		name := t.GetName()
		if t.GetAbbreviation() != "" {
			name += " (" + t.GetAbbreviation() + ")"
		}
		return before.naming(Topic, t.GetId(), name, t)
	case *eventv1.FurnitureWorded:
		f := e.GetFurniture()
		return fmt.Sprintf("worded the furniture %s, %s: “%s”", f.GetPart(), period(f), firstWords(f.GetText()))
	case *eventv1.PillarsOrdered:
		return fmt.Sprintf("put the pillars in order, from %s on: %s", monthWords(e.GetFrom()), strings.Join(e.GetIds(), ", "))
	case *eventv1.PrioritiesOrdered:
		return fmt.Sprintf("put the priorities of %s in order, from %s on: %s", e.GetPillar(), monthWords(e.GetFrom()), strings.Join(e.GetIds(), ", "))
	case *eventv1.SeriesLeftOut:
		return "said that a recurring event of a calendar is no advocacy (" + short(e.GetSeries()) + "): no import brings it again"
	case *eventv1.SeriesTakenIn:
		return "said that a recurring event of a calendar is advocacy after all (" + short(e.GetSeries()) + ")"
	}
	return "changed the edition"
}

// naming says whether something is new, comes back, is corrected or gets another name.
func (e *Edition) naming(kind Kind, id, name string, w valid) string {
	m, _ := calendar.ParseMonth(w.GetFrom())
	// Of the same month, it was said before; holding, it has words already; begun and ended, it comes back; known only later, it begins earlier now.
	begun := e.begun(kind, id, w.GetFrom())
	verb := "introduced"
	switch {
	case begun == w.GetFrom():
		verb = "corrected"
	case e.holds(kind, id, m):
		verb = "worded anew"
	case begun != "":
		verb = "brought back"
	case e.names(kind)[id] != "":
		return fmt.Sprintf("let the %s %s begin earlier, as “%s”, %s", kind, id, name, period(w))
	}
	return fmt.Sprintf("%s the %s %s, “%s”, %s", verb, kind, id, name, period(w))
}

// priorityWords says of a priority that only moves, or only changes its name, just that.
func (e *Edition) priorityWords(p *eventv1.Priority) string {
	m, _ := calendar.ParseMonth(p.GetFrom())
	before, holds := e.Priority(p.GetId(), m)
	switch {
	case !holds || before.GetFrom() == p.GetFrom():
		return e.naming(Priority, p.GetId(), p.GetName(), p) + belonging(p)
	case before.GetName() == p.GetName() && before.GetPillar() != p.GetPillar():
		return fmt.Sprintf("moved the priority %s from %s to %s, %s", p.GetId(), orNone(before.GetPillar()), orNone(p.GetPillar()), period(p))
	case before.GetPillar() == p.GetPillar():
		return fmt.Sprintf("renamed the priority %s from “%s” to “%s”, %s", p.GetId(), before.GetName(), p.GetName(), period(p))
	}
	return e.naming(Priority, p.GetId(), p.GetName(), p) + belonging(p)
}

// orNone calls a pillar by its id, as commands do.
func orNone(pillar string) string {
	if pillar == "" {
		return "no pillar"
	}
	return "the pillar " + pillar
}

// period says from which month on something is called so, and until which if it says so.
func period(w valid) string {
	if w.GetUntil() != "" {
		return "from " + monthWords(w.GetFrom()) + " to " + monthWords(w.GetUntil())
	}
	return "from " + monthWords(w.GetFrom()) + " on"
}

func subtitled(p *eventv1.Pillar) string {
	if p.GetSubtitle() == "" {
		return ""
	}
	return fmt.Sprintf(", with the subtitle “%s”", p.GetSubtitle())
}

func belonging(p *eventv1.Priority) string { return ", under " + orNone(p.GetPillar()) }

// teamWords says what is otherwise about the team.
// An event holds the whole description; who reads the history wants what differs.
func (e *Edition) teamWords(team *eventv1.Team) string {
	before := e.content.GetTeam()
	var parts []string
	say := func(was, is, what string) {
		if was != is {
			parts = append(parts, what+" “"+is+"”")
		}
	}
	say(before.GetName(), team.GetName(), "its name")
	say(before.GetZone(), team.GetZone(), "its zone")
	// A list is said as a whole, and who is not in it any more was perhaps forgotten.
	list := func(was, is []string, what string) {
		say(strings.Join(was, ", "), strings.Join(is, ", "), what)
		gone := slices.DeleteFunc(slices.Clone(was), func(name string) bool { return slices.Contains(is, name) })
		if len(gone) > 0 {
			parts[len(parts)-1] += " (no longer “" + strings.Join(gone, "”, “") + "”)"
		}
	}
	list(before.GetLanguages(), team.GetLanguages(), "its languages")
	list(before.GetOrganisations(), team.GetOrganisations(), "its organisations")
	list(before.GetAffiliates(), team.GetAffiliates(), "its affiliates")
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, "; ")
}

// firstWords keeps the beginning of a long text.
func firstWords(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	// In runes, about a line of a terminal.
	if letters := []rune(text); len(letters) > 80 {
		return strings.TrimSpace(string(letters[:80])) + "…"
	}
	return text
}

// Told tells who did something to the edition, when and why; `deed` is what Deed says of it.
// The result is a whole sentence. at is written in its own zone.
func Told(at time.Time, actor, deed, reason string) string {
	said := "On " + calendar.MomentWords(at) + ", " + actor + " " + deed
	if reason != "" {
		said += ": “" + reason + "”"
	}
	return Sentence(said)
}

// Sentence closes what was said with a full stop, unless one stands there.
// A reason that ends with a stop of its own, within its quotation marks, gets no second one.
func Sentence(said string) string {
	if strings.HasSuffix(strings.TrimSuffix(said, "”"), ".") {
		return said
	}
	return said + "."
}

// Reason returns why an event changed the edition, if whoever did it said so.
func Reason(event proto.Message) string {
	if argued, ok := event.(interface{ GetReason() string }); ok {
		return argued.GetReason()
	}
	return ""
}

// About says what an event changes, so that two that change the same can be told: "priority copyright", "order of people".
// A merger is about both. nil is about nothing that could be in another's way.
func About(event proto.Message) []string {
	if r, ok := retirementOf(event); ok {
		return []string{r.GetKind() + " " + r.GetId()}
	}
	if m, ok := mergerOf(event); ok {
		return []string{m.GetKind() + " " + m.GetId(), m.GetKind() + " " + m.GetInto()}
	}
	switch e := event.(type) {
	case *eventv1.TeamDescribed:
		return []string{"team"}
	case *eventv1.PublicationNamed:
		return []string{"publication " + e.GetPublication().GetId()}
	case *eventv1.PillarNamed:
		return []string{"pillar " + e.GetPillar().GetId()}
	case *eventv1.PriorityNamed:
		return []string{"priority " + e.GetPriority().GetId()}
	case *eventv1.TopicNamed:
		return []string{"topic " + e.GetTopic().GetId()}
	case *eventv1.FurnitureWorded:
		return []string{"furniture " + e.GetFurniture().GetPart()}
	case *eventv1.PillarsOrdered:
		return []string{"order"}
	case *eventv1.PrioritiesOrdered:
		return []string{"order of " + e.GetPillar()}
	case *eventv1.SeriesLeftOut:
		return []string{"series " + e.GetSeries()}
	case *eventv1.SeriesTakenIn:
		return []string{"series " + e.GetSeries()}
	}
	return nil
}

// short returns the beginning of an id, which is enough to tell it.
func short(id string) string { return id[:min(len(id), 8)] }
