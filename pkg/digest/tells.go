package digest

import (
	"fmt"
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Tells reports whether the issue of these months is the place to tell of an activity: it names one of them in tell_in; or it names no
// month there, touches one of them, and took place.
//
// Whoever names a month in tell_in has decided: then a planned or a cancelled activity is told too. Rules of attribution may still keep
// it out; see Draft.
func Tells(content *eventv1.Activity, months []calendar.Month) bool {
	if len(content.GetTellIn()) > 0 {
		return named(content, months)
	}
	return touches(content, months) && tookPlace(content)
}

func named(content *eventv1.Activity, months []calendar.Month) bool {
	return slices.ContainsFunc(months, func(m calendar.Month) bool { return slices.Contains(content.GetTellIn(), m.String()) })
}

func touches(content *eventv1.Activity, months []calendar.Month) bool {
	if len(months) == 0 {
		return false
	}
	span := calendar.MustOf(content.GetWhen())
	return span != calendar.Span{} && span.Overlaps(months[0], months[len(months)-1])
}

func tookPlace(content *eventv1.Activity) bool {
	return content.GetStatus() != activity.Planned && content.GetStatus() != activity.Cancelled
}

// tellable reports whether the issue tells of an activity, with which passages of its story, and why the activity or a part of it is left
// out. When it neither tells of it nor says why, the activity is no business of these months.
func (d *draft) tellable(content *eventv1.Activity) (printed []*eventv1.Passage, told bool, why string) {
	if !Tells(content, d.months) {
		return nil, false, d.whyElsewhere(content)
	}
	if why := ruledOut(content.GetRule(), d.language); why != "" {
		return nil, false, why
	}
	printed, without := d.passages(content)
	var notes []string
	switch {
	case len(without) > 0 && len(printed) == 0:
		return nil, false, "nothing of it may be told: " + strings.Join(without, "; ")
	case len(without) > 0:
		notes = append(notes, "told without a part: "+strings.Join(without, "; "))
	}
	if content.GetStatus() == activity.Cancelled {
		notes = append(notes, toldThoughCancelled(content))
	}
	return printed, true, strings.Join(notes, "; ")
}

// toldThoughCancelled warns of what may have been named for an issue while it was still planned, and would now read as if it had been done.
func toldThoughCancelled(content *eventv1.Activity) string {
	return "told though it was cancelled" + because(content) + ", since tell_in names this issue: see that its words say so, or take the month out there"
}

func because(content *eventv1.Activity) string {
	if content.GetStatusReason() == "" {
		return ""
	}
	return " (" + content.GetStatusReason() + ")"
}

// whyElsewhere says why an activity that touches the months is not told in their issue. It is empty when it does not touch them.
func (d *draft) whyElsewhere(content *eventv1.Activity) string {
	switch {
	case calendar.MustOf(content.GetWhen()) == calendar.Span{} && len(content.GetTellIn()) == 0:
		// A date is checked when it is recorded; should one be unreadable all the same, no issue would ever miss the activity.
		return "its date cannot be read: amend it, e.g. to 2024-01-31"
	case !touches(content, d.months):
		return ""
	case len(content.GetTellIn()) > 0:
		return fmt.Sprintf("it is told in another issue: tell_in names %s", strings.Join(content.GetTellIn(), ", "))
	case content.GetStatus() == activity.Cancelled:
		return fmt.Sprintf("it was cancelled%s: to tell of that, name %s in tell_in", because(content), d.months[0])
	}
	return fmt.Sprintf("it was planned, and nobody has said yet that it took place: complete it, or, to tell of the plan, name %s in tell_in",
		d.months[0])
}
