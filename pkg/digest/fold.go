package digest

import (
	"slices"

	"google.golang.org/protobuf/proto"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Apply folds an event into the issue as it stands. Events of other things are ignored, and so is nil, for one that was erased.
func Apply(issue *eventv1.Issue, event proto.Message) {
	switch event := event.(type) {
	case *eventv1.IssueOpened:
		months := event.GetMonths()
		if len(months) > 0 {
			issue.Id = span(months[0], months[len(months)-1])
		}
		issue.Publication = event.GetPublication()
		issue.Months = slices.Clone(months)
	case *eventv1.EntryDrafted:
		// Entries come before the frame that puts them in order, of a long issue in appends of their own. Whoever shows an issue folds
		// it up to its last IssueDrafted.
		putEntry(issue, proto.CloneOf(event.GetEntry()))
	case *eventv1.IssueDrafted:
		issue.Draft++
		issue.Frame = proto.CloneOf(event.GetFrame())
		issue.Entries = standing(issue)
	case *eventv1.IssueErased:
		id := issue.GetId()
		proto.Reset(issue)
		proto.Merge(issue, event.GetIssue())
		if issue.GetId() == "" {
			issue.Id = id
		}
	}
}

// Drafts reports whether the issue stands as drafted after the event: whoever shows an issue folds it up to the last such one.
func Drafts(event proto.Message) bool {
	switch event := event.(type) {
	case *eventv1.IssueDrafted:
		return true
	case *eventv1.IssueErased:
		return event.GetIssue().GetDraft() > 0
	}
	return false
}

func putEntry(issue *eventv1.Issue, entry *eventv1.Entry) {
	if i := indexOf(issue.GetEntries(), entry.GetId()); i >= 0 {
		issue.Entries[i] = entry
		return
	}
	issue.Entries = append(issue.Entries, entry)
}

// standing returns the entries that stand in a section, in the order in which they stand there. The others are no longer in the issue.
func standing(issue *eventv1.Issue) []*eventv1.Entry {
	var entries []*eventv1.Entry
	for _, section := range issue.GetFrame().GetSections() {
		for _, id := range section.GetEntries() {
			if i := indexOf(issue.GetEntries(), id); i >= 0 {
				entries = append(entries, issue.GetEntries()[i])
			}
		}
	}
	return entries
}

func indexOf(entries []*eventv1.Entry, id string) int {
	return slices.IndexFunc(entries, func(e *eventv1.Entry) bool { return e.GetId() == id })
}
