package activity

import (
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Amend sets the fields named in `paths` to what they are in `content`; the rest of `content` is not looked at. `version` is the one
// that the member was looking at, 0 when they were looking at none.
//
// What changes is told in the team's words, an event for each: it was completed, a rule was tightened, a follow-up waived; for all else there
// is one word, amended. What changes nothing is no event. The reason that is given is also the one that the content keeps, of a
// cancellation, a pillar, or a follow-up, unless it says one itself.
func Amend(
	a *Activity, content *eventv1.Activity, paths []string, reason string, version uint64, ed *edition.Edition, now time.Time,
) ([]proto.Message, error) {
	if err := a.changeable(); err != nil {
		return nil, err
	}
	if version != 0 && version != a.Version {
		return nil, fault.New(fault.Conflict,
			"you were looking at version %d, and it is at version %d by now: look at what changed, then amend it again", version, a.Version)
	}
	var mistakes fault.Mistakes
	checkPaths(paths, &mistakes)
	reason = strings.TrimSpace(reason)
	checkLine(func() string { return "reason" }, reason, LongestLine, &mistakes)
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	if err := a.toldElsewhere(withFields(a.Content, content, paths)); err != nil {
		return nil, err
	}
	// The whole is checked and not the named fields alone: a segment that goes leaves passages without their rule.
	next, err := settle(a, argued(a.Content, withFields(a.Content, content, paths), paths, reason), a.Import.GetSource(), ed, now)
	if err != nil {
		return nil, err
	}
	return told(a.Content, next, reason, ed)
}

// changeable says why an activity cannot be changed, if it cannot.
func (a *Activity) changeable() error {
	if err := a.there(); err != nil {
		return err
	}
	switch {
	case a.MergedInto != "":
		return fault.New(fault.Conflict, "activity %s is one with %s and is told there: amend that one", a.ID, a.MergedInto)
	case a.Withdrawn:
		return fault.New(fault.Conflict, "activity %s was withdrawn and stays as it was: restore it first if it belongs here after all", a.ID)
	}
	return nil
}

func checkPaths(paths []string, mistakes *fault.Mistakes) {
	if len(paths) == 0 {
		mistakes.Add("paths", "name at least one field to amend, e.g. headline")
	}
	known := fieldNames()
	for i, path := range paths {
		if !slices.Contains(known, path) {
			mistakes.Add(nth("paths", i), "an activity has no field %s%s", fault.Quoted(path), suggest(path, known))
		}
	}
}

// withFields returns a copy of one content that has the named fields of the other.
func withFields(content, other *eventv1.Activity, names []string) *eventv1.Activity {
	content = proto.CloneOf(content)
	for _, f := range fields() {
		if slices.Contains(names, string(f.Name())) {
			take(content, other, f)
		}
	}
	return content
}
