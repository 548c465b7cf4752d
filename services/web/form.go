package web

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// form is the form to log an activity: what was typed, what may be chosen, and what is wrong.
// It works without any script, so what it needs to be sent again is in its fields.
type form struct {
	// Action is where it is sent.
	Action string
	// ID is drawn for each form, so that one sent twice logs once.
	ID string
	// Typed holds every word as it was typed.
	// It is shown again as it is, also what was wrong.
	Typed url.Values
	// Pillars hold the priorities that may be chosen in the month.
	Pillars []pillarChoice
	// Mistakes are everything wrong with what was typed.
	Mistakes []mistake
	// Understood is what a line was taken for; nil when none was typed.
	Understood *understanding
	// Notice says why it was not logged when that lies elsewhere.
	Notice *notice
}

// choice is a value and its words.
type choice struct{ Value, Text string }

// pillarChoice is a pillar and its priorities.
type pillarChoice struct {
	Name       string
	Priorities []choice
}

// newForm returns an empty form for a month, with a new id.
func newForm(m calendar.Month, ed *edition.Edition) form {
	return form{
		Action:  monthPath(m.String()) + "/log",
		ID:      uuid.NewString(),
		Typed:   url.Values{},
		Pillars: pillarChoices(m, ed),
	}
}

// pillarChoices groups the priorities that hold in a month as they stand in the digest; they come pillar by pillar.
func pillarChoices(m calendar.Month, ed *edition.Edition) []pillarChoice {
	var choices []pillarChoice
	for _, priority := range ed.Priorities(m) {
		name := "Under no pillar"
		if pillar, ok := ed.Pillar(ed.PillarOf(priority.GetId(), m), m); ok {
			name = pillar.GetName()
		}
		if len(choices) == 0 || choices[len(choices)-1].Name != name {
			choices = append(choices, pillarChoice{Name: name})
		}
		last := &choices[len(choices)-1]
		last.Priorities = append(last.Priorities, choice{priority.GetId(), priority.GetName()})
	}
	return choices
}

// filled returns the form with what was typed in it. Whatever the edition has retired since stays to choose from: nothing typed is lost.
func (f form) filled(typed url.Values) form {
	f.Typed = typed
	if id, err := uuid.Parse(typed.Get("form")); err == nil {
		f.ID = id.String()
	}
	var retired []choice
	for _, id := range f.priorities() {
		if !slices.ContainsFunc(f.Pillars, func(p pillarChoice) bool {
			return slices.ContainsFunc(p.Priorities, func(c choice) bool { return c.Value == id })
		}) {
			retired = append(retired, choice{id, id})
		}
	}
	if len(retired) > 0 {
		f.Pillars = append(f.Pillars, pillarChoice{Name: "Not in this month", Priorities: retired})
	}
	return f
}

// commandID is the same for the same form with the same words. The words are part of it because a browser's way back shows an old
// form again: what is then typed into it is another activity, not the first one sent twice.
func (f form) commandID() string {
	return uuid.NewSHA1(uuid.MustParse(f.ID), []byte(f.Typed.Encode())).String()
}

// activity is what was typed, as the recorder takes it. What is missing or wrong is for the recorder to say.
func (f form) activity() *eventv1.Activity {
	return f.withRest(&eventv1.Activity{
		Headline:     f.line("headline"),
		Kinds:        split(f.line("kind"), ","),
		By:           f.Typed["by"],
		When:         &eventv1.When{From: moment(f.line("from")), To: moment(f.line("to")), Zone: f.line("zone")},
		Place:        f.line("place"),
		Priorities:   f.priorities(),
		Announcement: f.Typed.Get("announcement") != "",
		Links:        f.links(),
		People:       f.people(),
		Rule:         f.rule(),
		Body:         f.story(),
	})
}

// line returns a field as one line.
func (f form) line(name string) string { return strings.Join(strings.Fields(f.Typed.Get(name)), " ") }

// lines returns a field of several lines without the carriage returns that browsers send.
func (f form) lines(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.Typed.Get(name), "\r\n", "\n"))
}

// priorities returns the chosen ones, the main one first: the page sends it before the others.
func (f form) priorities() []string {
	var ids []string
	for _, id := range f.Typed["priorities"] {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// links is the one link that the form has fields for. Half of one is sent as it is, for the recorder to ask for the rest.
func (f form) links() []*eventv1.Link {
	label, address := f.line("label"), f.line("url")
	if label == "" && address == "" {
		return nil
	}
	return []*eventv1.Link{{Verb: f.line("verb"), Label: label, Url: address}}
}

// people reads a person a line: the name, the role, and behind the last comma the organisation.
func (f form) people() []*eventv1.Participation {
	var people []*eventv1.Participation
	for _, line := range split(f.lines("people"), "\n") {
		name, rest, _ := strings.Cut(line, ",")
		person := &eventv1.Participation{Name: strings.TrimSpace(name), Role: strings.TrimSpace(rest)}
		if i := strings.LastIndexByte(rest, ','); i >= 0 {
			person.Role, person.Organisation = strings.TrimSpace(rest[:i]), strings.TrimSpace(rest[i+1:])
		}
		people = append(people, person)
	}
	return people
}

// rule is nil where nothing was chosen: what holds then is the recorder's to say.
func (f form) rule() *eventv1.Rule {
	kind, until := f.line("rule"), f.line("until")
	if kind == "" && until == "" {
		return nil
	}
	// “Everything” is said only where a day was typed beside it: the recorder then says that the two do not go together.
	rule := &eventv1.Rule{Kind: cmp.Or(kind, activity.Public)}
	if until != "" {
		rule.Until = &eventv1.When{From: moment(until), Zone: f.line("zone")}
	}
	return rule
}

// story is one passage; those of parts come from files and from the command line.
func (f form) story() []*eventv1.Passage {
	text := f.lines("story")
	if text == "" {
		return nil
	}
	return []*eventv1.Passage{{Text: text}}
}

// moment lets a blank stand between a day and its time. Anything else stays as it was typed: a refusal quotes it.
func moment(typed string) string {
	day, clock, _ := strings.Cut(typed, " ")
	if _, err := calendar.ParseDay(day); err != nil || clock == "" {
		return typed
	}
	return day + "T" + clock
}

// split returns the parts that are not blank.
func split(text, separator string) []string {
	var parts []string
	for part := range strings.SplitSeq(text, separator) {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}
