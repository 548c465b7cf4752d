package activity

import (
	"slices"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Taken is what an activity took over from another and has not given back.
type Taken struct {
	// Other is the id of the one that it came from.
	Other string
	// Before and After are what the activity said before and after that.
	Before, After *eventv1.Activity
}

// TakenOver returns what an activity took over, by its story; nil stands for an event that was erased. Behind an erasure nothing is known
// of what was before, so nothing can go back to it.
func TakenOver(story []proto.Message) []Taken {
	var taken []Taken
	a := &Activity{}
	for _, event := range story {
		before := a.Content
		a.Apply(event)
		switch event := event.(type) {
		case *eventv1.ActivityAbsorbed:
			taken = append(notFrom(taken, event.GetOther()), Taken{event.GetOther(), before, event.GetActivity()})
		case *eventv1.ActivityReleased:
			taken = notFrom(taken, event.GetOther())
		case *eventv1.ActivityErased:
			taken = nil
		}
	}
	return taken
}

// Unmerge has an activity stand by itself again, as it was.
func Unmerge(other *Activity, reason string) ([]proto.Message, error) {
	if err := other.there(); err != nil {
		return nil, err
	}
	if other.MergedInto == "" {
		return nil, fault.New(fault.Conflict, "activity %s is merged into no other: there is nothing to undo", other.ID)
	}
	reason, err := argument(reason, "")
	if err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.ActivityMergeUndone{Reason: reason, Activity: other.Content}}, nil
}

func notFrom(taken []Taken, other string) []Taken {
	return slices.DeleteFunc(taken, func(t Taken) bool { return t.Other == other })
}

// Release has an activity give back what it took over from another: what nobody has touched since goes back to what it was. `taken` is all
// that it took over; `rest` are those that are still told in it, and the other among them if it is taken over anew, as it is by now. What came after the one that parts is given back with it and taken over
// again, so that it stays, also where the one that parts had said it first.
func Release(
	a *Activity, other string, taken []Taken, rest []*Activity, reason string, ed *edition.Edition, now time.Time,
) ([]proto.Message, error) {
	if err := a.changeable(); err != nil {
		return nil, err
	}
	reason, err := argument(reason, "")
	if err != nil {
		return nil, err
	}
	// What came back and what was amended since may not go together: somebody was put into a part that goes. Then the parts stay with all
	// that belongs to them, and at the worst everything stays: what a member said is never undone by this.
	for _, stays := range [][]string{nil, {"segments", "rule", "body", "people", "organisations"}, {"when", "priorities", "pillar", "pillar_reason"}} {
		r := releasing{a: &Activity{ID: a.ID, Version: a.Version, Content: a.Content, Import: a.Import}, ed: ed, now: now}
		if r.release(other, taken, rest, stays) == nil {
			released := r.events[0].(*eventv1.ActivityReleased)
			released.Reason = reason
			return r.events, nil
		}
	}
	return []proto.Message{&eventv1.ActivityReleased{Activity: a.Content, Reason: reason, Other: other}}, nil
}

// releasing is an activity on its way back.
type releasing struct {
	a      *Activity
	events []proto.Message
	ed     *edition.Edition
	now    time.Time
}

func (r *releasing) release(other string, taken []Taken, rest []*Activity, stays []string) error {
	back, before := r.a.Content, r.a.Content
	var again []*Activity
	for _, t := range slices.Backward(taken) {
		i := slices.IndexFunc(rest, func(a *Activity) bool { return a.ID == t.Other })
		if t.Other != other && i < 0 {
			// What it said itself was erased: nobody could take it over again.
			continue
		}
		back = giveBack(back, t, stays)
		if i >= 0 {
			again = append(again, rest[i])
		}
		if t.Other == other {
			break
		}
	}
	back, err := settle(r.a, back, r.a.Import.GetSource(), r.ed, r.now)
	if err != nil {
		return err
	}
	r.a.Content = back
	r.events = append(r.events, &eventv1.ActivityReleased{Activity: back, Paths: Paths(before, back), Other: other})
	for _, a := range slices.Backward(again) {
		events, err := Absorb(r.a, a, "", r.ed, r.now)
		if err != nil {
			return err
		}
		r.a.Content = events[0].(*eventv1.ActivityAbsorbed).GetActivity()
		r.events = append(r.events, events...)
	}
	return nil
}

// giveBack returns the content without what was taken over, but for fields that stay as they are.
func giveBack(now *eventv1.Activity, taken Taken, stays []string) *eventv1.Activity {
	back := proto.CloneOf(now)
	for _, f := range fields() {
		switch {
		case slices.Contains(stays, string(f.Name())), same(taken.Before, taken.After, f):
		case same(unmentioned(now), unmentioned(taken.After), f):
			take(back, proto.CloneOf(taken.Before), f)
		case f.IsList():
			giveBackItems(back, taken, f)
		}
	}
	return back
}

// unmentioned returns the content with plain names in its story: who was added since is mentioned in it, and nobody touched it for that.
func unmentioned(content *eventv1.Activity) *eventv1.Activity {
	plain := proto.CloneOf(content)
	for _, passage := range plain.GetBody() {
		passage.Text = person.Plain(passage.GetText())
	}
	return plain
}

// giveBackItems takes out of a list that was amended since what came with the merge, item by item, and brings back what went with it.
func giveBackItems(back *eventv1.Activity, taken Taken, f field) {
	before, after, now := itemsOf(taken.Before, f), itemsOf(taken.After, f), itemsOf(back, f)
	list := back.ProtoReflect().Mutable(f).List()
	list.Truncate(0)
	for _, item := range now {
		i := item.in(after)
		switch {
		case i < 0 || item.in(before) >= 0:
			list.Append(item.value)
		// An item of its own, of which the merge filled what was empty: it stands where it stood.
		case f.Name() != "relations" && i < len(before) && before[i].in(after) < 0:
			list.Append(before[i].value)
		}
	}
	if f.Name() != "relations" {
		return
	}
	// A tie between the two went with the merge.
	for _, item := range before {
		if item.in(after) < 0 && item.in(now) < 0 {
			list.Append(item.value)
		}
	}
}

// item is one entry of a list, and what it is known by.
type item struct{ value, plain protoreflect.Value }

func itemsOf(a *eventv1.Activity, f field) []item {
	list, plain := proto.CloneOf(a).ProtoReflect().Get(f).List(), unmentioned(a).ProtoReflect().Get(f).List()
	items := make([]item, list.Len())
	for i := range items {
		items[i] = item{list.Get(i), plain.Get(i)}
	}
	return items
}

// in returns where an item stands in a list, -1 if nowhere.
func (it item) in(items []item) int {
	return slices.IndexFunc(items, func(other item) bool { return it.plain.Equal(other.plain) })
}
