package person

import (
	"cmp"
	"slices"

	"google.golang.org/protobuf/proto"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Person is a person or an organisation as the log knows them: their events, folded.
//
// Whoever has several names is several things: the one that all is said of, and one for each other name, which leads to it. An id is made of
// a name, so whoever writes an old name or an alias means the right one without asking, and what was written before keeps its mentions.
type Person struct {
	ID string
	// Version counts the events. At 0 nothing was recorded yet.
	Version      uint64
	Organisation bool
	// Names are those that they bore, the earliest first; the last one holds.
	Names []Name
	// Mistaken are names that were taken for theirs and corrected. Texts may say them all the same.
	Mistaken []string
	Aliases  []string
	// ShortName is what they are called after the first mention.
	ShortName string
	// Abbreviation is an organisation's; its name is what that stands for.
	Abbreviation string
	// MergedInto is the id of whom they turned out to be; empty: themselves.
	MergedInto string
	// MergeReason says why. A name that leads to its bearer needs none.
	MergeReason string
	// NameOnly says that they were recorded as a name of somebody else. When it is that no more, there is nobody until somebody is named so.
	NameOnly bool
}

// Name is a name and the day or month from which on it was borne; none: from the beginning.
type Name struct{ Name, From string }

// Known reports whether the log says who they are. Of somebody who was erased it does not.
func (p *Person) Known() bool { return len(p.Names) > 0 }

// Name returns the name that they bear now.
func (p *Person) Name() string {
	if !p.Known() {
		return ""
	}
	return p.Names[len(p.Names)-1].Name
}

// Called returns everything that they are or were called, but for the short name: that alone tells nobody from others.
func (p *Person) Called() []string {
	var all []string
	for _, name := range p.Names {
		all = append(all, name.Name)
	}
	all = append(append(all, p.Mistaken...), p.Aliases...)
	if p.Abbreviation != "" {
		all = append(all, p.Abbreviation)
	}
	return all
}

// Apply folds an event; nil stands for one that was erased. An event that is none of a person's changes nothing.
func (p *Person) Apply(event proto.Message) {
	switch event := event.(type) {
	case *eventv1.PersonRecorded:
		p.begin(event.GetName(), "", false)
	case *eventv1.OrganisationRecorded:
		p.begin(event.GetName(), event.GetAbbreviation(), true)
	case *eventv1.PersonRenamed:
		p.rename(Name{event.GetName(), event.GetFrom()})
	case *eventv1.AliasGiven:
		p.Aliases = append(slices.Clip(p.Aliases), event.GetAlias())
	case *eventv1.AliasDropped:
		p.Aliases = slices.DeleteFunc(slices.Clone(p.Aliases), same(event.GetAlias()))
	case *eventv1.ShortNameGiven:
		p.ShortName = event.GetShortName()
	case *eventv1.AbbreviationGiven:
		p.Abbreviation = event.GetAbbreviation()
	case *eventv1.PersonMerged:
		p.MergedInto, p.MergeReason = event.GetInto(), event.GetReason()
		p.NameOnly = p.NameOnly || p.MergeReason == ""
	case *eventv1.PersonMergeUndone:
		p.MergedInto, p.MergeReason = "", ""
	case *eventv1.PersonErased:
		*p = Person{ID: p.ID, Version: p.Version}
	case nil:
		// It was erased: that it happened is all that is known.
	default:
		return
	}
	p.Version++
}

// Deed reports whether an event is one of a person's or an organisation's.
func Deed(event proto.Message) bool {
	var p Person
	p.Apply(event)
	return p.Version > 0 && event != nil
}

// begin takes the first word on who they are; it holds.
func (p *Person) begin(name, abbreviation string, organisation bool) {
	if p.Known() {
		return
	}
	p.Names, p.Abbreviation, p.Organisation = []Name{{Name: name}}, abbreviation, organisation
}

// rename puts a name among those borne. One from the same day corrects the earlier word, and one without a day the name that holds.
func (p *Person) rename(name Name) {
	at := slices.IndexFunc(p.Names, func(n Name) bool { return n.From == name.From })
	if name.From == "" {
		at = len(p.Names) - 1
	}
	if at < 0 {
		p.Names = append(slices.Clone(p.Names), name)
		slices.SortStableFunc(p.Names, func(a, b Name) int { return cmp.Compare(a.From, b.From) })
		return
	}
	p.Mistaken = append(slices.Clip(p.Mistaken), p.Names[at].Name)
	p.Mistaken = slices.DeleteFunc(p.Mistaken, func(s string) bool { return s == name.Name })
	p.Names = slices.Clone(p.Names)
	p.Names[at].Name = name.Name
}

// same returns what tells whether a name is another spelling of one.
func same(name string) func(string) bool {
	id := ID(name)
	return func(other string) bool { return ID(other) == id }
}

// bears reports whether a name is or was theirs by the words on their names.
func (p *Person) bears(name string) bool {
	is := same(name)
	return slices.ContainsFunc(p.Names, func(n Name) bool { return is(n.Name) })
}
