package digest

import (
	"fmt"
	"slices"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// ruledOut says why nothing that was said under a rule of attribution is printed. It is empty when it may be.
//
// What was said under the Chatham House Rule may be told without saying who said it; it is printed as the team wrote it. An embargo is
// never over here, since nothing here knows what time it is: whoever lifts it says so by another rule. A rule that this code does not
// know is taken for a strict one.
func ruledOut(rule *eventv1.Rule, language string) string {
	switch kind := rule.GetKind(); kind {
	case "", activity.Public, activity.ChathamHouse:
		return ""
	case activity.Internal:
		return "its rule is internal: it is not told outside the team"
	case activity.LegalHold:
		return "it is under legal hold: nothing of it is told until that is lifted"
	case activity.Embargo:
		until := calendar.MustOf(rule.GetUntil()).Words(language)
		if until == "" {
			return "it is under embargo: when that has ended, make its rule public"
		}
		return fmt.Sprintf("it is under embargo until %s: when that has passed, make its rule public", until)
	default:
		return fmt.Sprintf("its rule %q is not known here: name one that is, e.g. public", kind)
	}
}

// passages returns the passages that may be printed, and for each segment that may not be, why. The headline and the links are of the
// whole activity and no segment's; they go by the rule for the whole.
func (d *draft) passages(content *eventv1.Activity) (printed []*eventv1.Passage, without []string) {
	if len(content.GetBody()) == 0 {
		return nil, d.allClosed(content)
	}
	for _, p := range content.GetBody() {
		why := d.segmentRuledOut(content, p.GetSegment())
		if why == "" {
			printed = append(printed, p)
		} else if note := withoutSegment(p.GetSegment(), why); !slices.Contains(without, note) {
			without = append(without, note)
		}
	}
	return printed, without
}

func withoutSegment(name, why string) string { return fmt.Sprintf("segment “%s”: %s", name, why) }

// allClosed returns why each segment is closed, or nothing when one is open: a meeting all of whose parts are closed is closed, headline
// and all, though nobody has written about it yet.
func (d *draft) allClosed(content *eventv1.Activity) (without []string) {
	for _, s := range content.GetSegments() {
		why := ruledOut(s.GetRule(), d.language)
		if why == "" {
			return nil
		}
		without = append(without, withoutSegment(s.GetName(), why))
	}
	return without
}

func (d *draft) segmentRuledOut(content *eventv1.Activity, segment string) string {
	if segment == "" {
		return ""
	}
	for _, s := range content.GetSegments() {
		if s.GetName() == segment {
			return ruledOut(s.GetRule(), d.language)
		}
	}
	return "the activity has no such segment, so nobody knows its rule: add it under segments"
}
