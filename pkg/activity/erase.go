package activity

import (
	"slices"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Origin says when and by whom an activity was first written down, which outlives what was written.
type Origin struct {
	At time.Time
	By string
}

// Erase leaves nothing of what was said of an activity; the keys are all that sealed it. Who it is by and when it was written down stays in
// the log. What was erased before is not erased again.
func Erase(a *Activity, reason string, keys []string) ([]proto.Message, error) {
	switch {
	case a.Version == 0:
		return nil, fault.New(fault.NotFound, "there is no activity %s", a.ID)
	case a.Gone():
		return nil, nil
	}
	reason, err := ErasureReason(reason)
	if err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.ActivityErased{Reason: reason, Keys: keys}}, nil
}

// ErasePerson takes a person out of an activity: what is said from now on does not name them, and what was said before is erased.
func ErasePerson(a *Activity, who *person.Erasure, reason string, keys []string, origin Origin) *eventv1.ActivityErased {
	erased := erasedBefore(a, who.Text(reason), keys, origin)
	if a.Content == nil {
		return erased
	}
	who.From(erased.GetActivity())
	if a.Import != nil {
		who.From(erased.GetImport())
	}
	return erased
}

// EraseTaken takes what is erased out of one that took it over, from another activity that said it, or that had itself taken it over: that goes back as if the
// two were parted, takes over anew what is left to be told in it, and what was said before is erased, since it holds the other's words too. `taken` and
// `rest` are as for Release.
func EraseTaken(
	a *Activity, other string, taken []Taken, rest []*Activity, reason string, keys []string, origin Origin, ed *edition.Edition, now time.Time,
) *eventv1.ActivityErased {
	erased := erasedBefore(a, reason, keys, origin)
	if a.Content == nil || !slices.ContainsFunc(taken, func(t Taken) bool { return t.Other == other }) {
		return erased
	}
	// Also one that was withdrawn gives back: it can be restored.
	stands := &Activity{ID: a.ID, Version: a.Version, Content: a.Content, Import: a.Import}
	if events, err := Release(stands, other, taken, rest, "", ed, now); err == nil {
		erased.Activity = events[len(events)-1].(Amendment).GetActivity()
	}
	return erased
}

// erasedBefore has an activity say what it says now, and nothing of what it said before.
func erasedBefore(a *Activity, reason string, keys []string, origin Origin) *eventv1.ActivityErased {
	erased := &eventv1.ActivityErased{Reason: reason, Keys: keys}
	if a.Content == nil {
		return erased
	}
	erased.Activity, erased.Import = proto.CloneOf(a.Content), proto.CloneOf(a.Import)
	erased.Edited, erased.Withdrawn, erased.MergedInto = a.Edited, a.Withdrawn, a.MergedInto
	erased.RecordedAt, erased.RecordedBy = origin.At.UTC().Format(time.RFC3339Nano), origin.By
	return erased
}

// ErasureReason refuses a reason that cannot stand in the log for ever.
func ErasureReason(reason string) (string, error) {
	return argument(reason, "say why it is erased, without a name: it stays readable for ever")
}
