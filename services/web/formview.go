package web

import (
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
)

// What the template of the form asks of it. Templates alone call these, so they take and return what a template can write.

// Kinds are offered while typing; any other word will do.
func (form) Kinds() []string { return activity.UsualKinds() }

// Verbs are what a link may ask its reader to do.
func (form) Verbs() []string { return activity.Verbs() }

// actorWords say who acted as the form asks for it.
var actorWords = map[string]string{"staff": "Staff", "affiliate": "An affiliate", "volunteer": "Volunteers", "third-party": "A third party"}

// Actors are who may have acted.
func (form) Actors() []choice {
	var choices []choice
	for _, actor := range activity.Actors() {
		choices = append(choices, choice{actor, actorWords[actor]})
	}
	return choices
}

// LineAction is where the line is sent.
func (f form) LineAction() string { return strings.TrimSuffix(f.Action, "/log") + "/line" }

// Rules say what may be told.
func (form) Rules() []choice { return ruleChoices }

// Main is the priority that decides the pillar.
func (f form) Main() string {
	if chosen := f.priorities(); len(chosen) > 0 {
		return chosen[0]
	}
	return ""
}

// Also reports whether there are priorities besides the main one.
func (f form) Also() bool { return len(f.priorities()) > 1 }

// Ticked reports whether a priority was chosen besides the main one.
func (f form) Ticked(id string) bool { return id != f.Main() && slices.Contains(f.priorities(), id) }

// Has reports whether a value was chosen in a field.
func (f form) Has(name, value string) bool { return slices.Contains(f.Typed[name], value) }

// Say returns what was typed in a field.
func (f form) Say(name string) string { return f.Typed.Get(name) }

// Open reports whether a fold holds anything that was typed or is wrong, so that it must not be shut.
func (f form) Open(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		typed := slices.ContainsFunc(f.Typed[name], func(s string) bool { return strings.TrimSpace(s) != "" })
		return typed && name != "verb" || len(f.At(name).Wrong) > 0
	})
}

// field is a field's name and what is wrong with it.
type field struct {
	Name  string
	Wrong []string
}

// At returns what is wrong with a field.
func (f form) At(name string) field {
	out := field{Name: name}
	for _, m := range f.Mistakes {
		if m.Field == name {
			out.Wrong = append(out.Wrong, m.Sentence)
		}
	}
	return out
}
