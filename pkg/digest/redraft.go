package digest

import (
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Redraft returns what happens when an issue, nil until it was opened, is drafted as this frame and these entries.
//
// Entries that say the same as before give no event. When nothing changed but how far the log was read, nothing happened.
func Redraft(
	issue *eventv1.Issue, publication string, months []calendar.Month, frame *eventv1.Frame, entries []*eventv1.Entry,
) []proto.Message {
	var events []proto.Message
	if issue.GetId() == "" {
		opened := &eventv1.IssueOpened{Publication: publication}
		for _, m := range months {
			opened.Months = append(opened.Months, m.String())
		}
		events = append(events, opened)
	}
	// An entry that is no longer told gives no event either: the frame stops naming it.
	for _, e := range entries {
		if i := indexOf(issue.GetEntries(), e.GetId()); i < 0 || !proto.Equal(issue.GetEntries()[i], e) {
			events = append(events, &eventv1.EntryDrafted{Entry: e})
		}
	}
	if len(events) > 0 || !sameFrame(issue.GetFrame(), frame) {
		events = append(events, &eventv1.IssueDrafted{Frame: frame})
	}
	return events
}

func sameFrame(a, b *eventv1.Frame) bool {
	if a == nil {
		return false
	}
	a = proto.CloneOf(a)
	// The log may have grown by what is no business of this issue.
	a.Through = b.GetThrough()
	return proto.Equal(a, b)
}
