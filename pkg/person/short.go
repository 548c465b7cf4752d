package person

import (
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Shorten says what somebody is called after the first mention; with nothing, that they have no shorter name.
func Shorten(p *Person, name string) ([]proto.Message, error) {
	if err := p.stands(); err != nil {
		return nil, err
	}
	var mistakes fault.Mistakes
	if name != "" {
		name = checkName("short_name", name, "a shorter name", longestName, &mistakes)
	}
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	if name == p.ShortName {
		return nil, unchanged("short name", name)
	}
	return []proto.Message{&eventv1.ShortNameGiven{ShortName: name}}, nil
}

// Abbreviate says how an organisation is abbreviated; with nothing, that it is not.
func Abbreviate(p *Person, abbreviation string) ([]proto.Message, error) {
	if err := p.stands(); err != nil {
		return nil, err
	}
	if !p.Organisation {
		return nil, fault.New(fault.Conflict, "“%s” is a person, and only organisations are abbreviated: give a short name", fault.Cut(p.Name()))
	}
	var mistakes fault.Mistakes
	if abbreviation != "" {
		abbreviation = checkName("abbreviation", abbreviation, "an abbreviation", longestAbbreviation, &mistakes)
	}
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	if abbreviation == p.Abbreviation {
		return nil, unchanged("abbreviation", abbreviation)
	}
	return []proto.Message{&eventv1.AbbreviationGiven{Abbreviation: abbreviation}}, nil
}

func unchanged(what, value string) error {
	if value == "" {
		return fault.New(fault.Conflict, "there is no %s to take away", what)
	}
	return fault.New(fault.Conflict, "“%s” is the %s already", value, what)
}
