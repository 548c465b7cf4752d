package person

import (
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Rename says that somebody bears another name, from a day or a month on; without one it corrects the name that holds. The name leads to
// them by an event of its own: see Lead.
func Rename(p *Person, name, from, reason string) ([]proto.Message, error) {
	if err := p.stands(); err != nil {
		return nil, err
	}
	var mistakes fault.Mistakes
	name = checkName("name", name, whose(p), longestName, &mistakes)
	checkFrom(from, &mistakes)
	reason = checkReason(reason, "", &mistakes)
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	switch {
	case from == "" && name == p.Name():
		return nil, fault.New(fault.Conflict, "“%s” is their name already", name)
	case slices.Contains(p.Names, Name{name, from}):
		return nil, fault.New(fault.Conflict, "“%s” is their name from %s on already", name, from)
	case len(p.Called()) >= mostNames:
		return nil, tooMany(p)
	}
	return []proto.Message{&eventv1.PersonRenamed{Name: name, From: from, Reason: reason}}, nil
}

// checkFrom checks the day or month from which on a name is borne.
func checkFrom(from string, mistakes *fault.Mistakes) {
	if from == "" {
		return
	}
	span, wrong := calendar.ParseSpan(from, "", "")
	if len(wrong) > 0 || span.Precision != calendar.ToTheDay && span.Precision != calendar.ToTheMonth {
		mistakes.Add("from", "“%s” is neither a day nor a month: write it like 2024-05-01 or 2024-05, or leave it out to correct the name", fault.Cut(from))
	}
}

// whose is what to write where a name is asked for.
func whose(p *Person) string {
	if p.Organisation {
		return "the organisation's name"
	}
	return "the person's name"
}

func tooMany(p *Person) error {
	return fault.New(fault.Invalid, "“%s” has %d names and aliases, and that is the most: drop one that nobody writes", fault.Cut(p.Name()), mostNames)
}

// stands refuses what is said of somebody whom the log does not know, or knows as another by now.
func (p *Person) stands() error {
	switch {
	case !p.Known():
		return fault.New(fault.NotFound, "nobody of that name is in the log: write it as it was recorded; `dontblink person list` tells who there is")
	case p.MergedInto != "":
		return fault.New(fault.Conflict, "“%s” is one with another by now: say it of that one, or part the two first", fault.Cut(p.Name()))
	}
	return nil
}
