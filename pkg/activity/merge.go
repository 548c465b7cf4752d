package activity

import (
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Two activities that turn out to be one are merged in two steps, each an event of its own thing: the other goes (Merge), and the one that
// stays takes over what the other alone said (Absorb). In this order, for who has gone cannot be amended any more: whatever was said of it
// until then is there to be taken over. Undoing goes the same way round: the other stands again (Unmerge), and the one that stayed
// gives back (Release). Between two steps something may be told twice, or wait to be told, but nothing is lost.

// Merge has an activity be told in another from now on. The reason may be left out, here as in what undoes it: that two tellings are of one thing
// is seen by whoever reads them.
func Merge(other, into *Activity, reason string) ([]proto.Message, error) {
	if err := mergeable(other, into); err != nil {
		return nil, err
	}
	reason, err := argument(reason, "")
	if err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.ActivityMerged{Into: into.ID, Reason: reason}}, nil
}

// mergeable says why two activities cannot become one, if they cannot.
func mergeable(other, into *Activity) error {
	if other.ID == into.ID {
		return fault.New(fault.Invalid, "an activity cannot be merged with itself: name the other one")
	}
	for _, one := range []*Activity{into, other} {
		if err := one.there(); err != nil {
			return err
		}
	}
	switch {
	case into.MergedInto == other.ID:
		return fault.New(fault.Conflict, "the two are one already, the other way round: activity %s is told in %s", into.ID, other.ID)
	case into.MergedInto != "":
		return fault.New(fault.Conflict, "activity %s is itself told in %s: merge into that one", into.ID, into.MergedInto)
	case other.MergedInto == into.ID:
		return fault.New(fault.Conflict, "activity %s is one with %s already", other.ID, into.ID)
	case other.MergedInto != "":
		return fault.New(fault.Conflict, "activity %s is one with %s already: part the two first, or merge that one", other.ID, other.MergedInto)
	case into.Withdrawn:
		return fault.New(fault.Conflict, "activity %s was withdrawn, and what is merged into it would be told nowhere: merge the other way round", into.ID)
	case other.Withdrawn:
		return fault.New(fault.Conflict, "activity %s was withdrawn and counts nowhere: there is nothing to merge", other.ID)
	}
	return nil
}

// Absorb has an activity take over what another alone said that is told in it from now on.
func Absorb(a, other *Activity, reason string, ed *edition.Edition, now time.Time) ([]proto.Message, error) {
	if err := a.changeable(); err != nil {
		return nil, err
	}
	reason, err := argument(reason, "")
	if err != nil {
		return nil, err
	}
	next, err := settle(a, unite(a.Content, other.Content, a.ID, other.ID), a.Import.GetSource(), ed, now)
	if err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.ActivityAbsorbed{Activity: next, Paths: Paths(a.Content, next), Reason: reason, Other: other.ID}}, nil
}

// TellApart takes down that two activities that seem to be one are two. It is said of one of them, and holds for both.
func TellApart(a, other *Activity, reason string) ([]proto.Message, error) {
	if a.ID == other.ID {
		return nil, fault.New(fault.Invalid, "an activity cannot be told apart from itself: name the other one")
	}
	for _, one := range []*Activity{a, other} {
		if err := one.there(); err != nil {
			return nil, err
		}
	}
	switch {
	case a.MergedInto == other.ID:
		return nil, fault.New(fault.Conflict, "activity %s was merged into %s: undo that first", a.ID, other.ID)
	case other.MergedInto == a.ID:
		return nil, fault.New(fault.Conflict, "activity %s was merged into %s: undo that first", other.ID, a.ID)
	}
	reason, err := argument(reason, "")
	if err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.ActivitiesToldApart{Other: other.ID, Reason: reason}}, nil
}
