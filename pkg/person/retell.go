package person

import (
	"slices"

	"google.golang.org/protobuf/proto"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// ToldBy reports whether what was said of somebody else tells of whom this erases: in a reason, or by a name that was given by mistake. That
// another's own name contains theirs does not count: it is the other's.
func (e *Erasure) ToldBy(event proto.Message) bool {
	if said, ok := event.(interface{ GetReason() string }); ok && e.Text(said.GetReason()) != said.GetReason() {
		return true
	}
	switch event := event.(type) {
	case *eventv1.PersonRenamed:
		return e.isName(event.GetName())
	case *eventv1.AliasGiven:
		return e.isName(event.GetAlias())
	case *eventv1.AliasDropped:
		return e.isName(event.GetAlias())
	}
	return false
}

// isName reports whether a name is one of theirs.
func (e *Erasure) isName(name string) bool { return slices.Contains(e.ids, ID(name)) }

// Retell erases all that was said of somebody else who told of whom this erases, and says it anew without them. What made their names so is not
// said again. The keys are all that sealed it.
func (e *Erasure) Retell(p *Person, reason string, keys []string) []proto.Message {
	events := []proto.Message{&eventv1.PersonErased{Reason: e.Text(reason), Keys: keys}}
	if !p.Known() {
		return events
	}
	first := append(slices.DeleteFunc(slices.Clone(p.Mistaken), e.isName), p.Names[0].Name)
	events = append(events, Recorded(Named{Name: first[0], Organisation: p.Organisation}))
	for _, name := range first[1:] {
		events = append(events, &eventv1.PersonRenamed{Name: name})
	}
	for _, name := range p.Names[1:] {
		events = append(events, &eventv1.PersonRenamed{Name: name.Name, From: name.From})
	}
	for _, alias := range p.Aliases {
		if !e.isName(alias) {
			events = append(events, &eventv1.AliasGiven{Alias: alias})
		}
	}
	if p.ShortName != "" {
		events = append(events, &eventv1.ShortNameGiven{ShortName: p.ShortName})
	}
	if p.Abbreviation != "" {
		events = append(events, &eventv1.AbbreviationGiven{Abbreviation: p.Abbreviation})
	}
	if p.MergedInto != "" {
		events = append(events, &eventv1.PersonMerged{Into: p.MergedInto, Reason: e.Text(p.MergeReason)})
	}
	return events
}
