// Package activity decides what may be recorded about an advocacy activity, and what follows when a member or a file says something.
//
// It is pure: it reads no clock, no network, and no database. It decides; whoever asks appends the events that it answers with, and
// nothing has happened before that. What an activity says is the language's own eventv1.Activity: there is no second set of words.
package activity

import (
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Activity is an activity as it stands: its events, folded.
type Activity struct {
	ID string
	// Version counts the events. At 0 nothing was recorded yet.
	Version   uint64
	Withdrawn bool
	// MergedInto is the id of the activity that it is told in, since the two are one; empty when it stands by itself.
	MergedInto string
	Content    *eventv1.Activity
	// Import is where it came from and what the file said last; nil when a member logged it. A clash that a member has settled
	// since, by amending the field once more, is not among its clashes any longer.
	Import *eventv1.Import
	// Edited names the fields that members amended since a file last set them. Content alone does not tell: a status that was
	// left to the default looks like one that somebody chose.
	Edited []string
}

// Here is the source of what was logged here and not imported: its keys are the ids themselves. So an export names what no file brought,
// and mentions and relations hold wherever it is imported.
const Here = "dontblink"

// ImportedID returns the id of the activity of that key in that source: the same file names the same activity for ever.
func ImportedID(source, key string) string {
	if source == Here && IsID(key) {
		return key
	}
	return thing.ID(thing.KindActivity, source, key)
}

// SeriesID returns what names a recurring event of a calendar, by its UID there.
func SeriesID(source, uid string) string { return thing.ID("series", source, uid) }

// RecordedID returns the id of the activity that a command records: a command sent twice records one.
func RecordedID(commandID string) string { return thing.ID(thing.KindActivity, commandID) }

// Apply folds an event; nil stands for one that was erased. An event that is none of an activity's changes nothing.
func (a *Activity) Apply(event proto.Message) {
	switch event := event.(type) {
	case *eventv1.ActivityRecorded:
		a.Content, a.Import = event.GetActivity(), event.GetImport()
	case *eventv1.ActivityWithdrawn:
		a.Withdrawn = true
	case *eventv1.ActivityRestored:
		a.Withdrawn, a.Content = false, event.GetActivity()
	case *eventv1.ActivityMerged:
		a.MergedInto = event.GetInto()
	case *eventv1.ActivityMergeUndone:
		a.MergedInto, a.Content = "", event.GetActivity()
	case *eventv1.ActivitiesToldApart:
		// It changes nothing of what is told; whoever looks for likely duplicates knows.
	case *eventv1.ActivityErased:
		a.Content, a.Import = event.GetActivity(), event.GetImport()
		a.Edited, a.Withdrawn, a.MergedInto = event.GetEdited(), event.GetWithdrawn(), event.GetMergedInto()
	case Amendment:
		a.Content = event.GetActivity()
		a.amended(event)
	case nil:
		// It was erased: that it happened is all that is known.
	default:
		return
	}
	a.Version++
}

// Gone reports whether all that was said of it was erased.
func (a *Activity) Gone() bool { return a.Version > 0 && a.Content == nil }

// there says why there is nothing to decide on, if so: nothing was ever said of the activity, or all that was is erased.
func (a *Activity) there() error {
	switch {
	case a.Version == 0:
		return fault.New(fault.NotFound, "there is no activity %s", a.ID)
	case a.Gone():
		return fault.New(fault.NotFound, "what was said of activity %s was erased", a.ID)
	}
	return nil
}

// amended notes who has the last word on each field. What a file says is a file's; the rest are edits of members.
func (a *Activity) amended(event Amendment) {
	if imp := importOf(event); imp != nil {
		if a.Import == nil {
			// It was logged here, and no file ever spoke of it: every word is a member's.
			a.Edited = everyField()
		}
		a.Import = imp
		a.Edited = without(a.Edited, event.GetPaths())
		return
	}
	a.Edited = append(without(a.Edited, event.GetPaths()), event.GetPaths()...)
	if len(a.Import.GetClashes()) > 0 {
		// The event's own message stays as it is: others read it too.
		a.Import = proto.CloneOf(a.Import)
		a.Import.Clashes = without(a.Import.GetClashes(), event.GetPaths())
	}
}

func without(list, gone []string) []string {
	var left []string
	for _, s := range list {
		if !slices.Contains(gone, s) {
			left = append(left, s)
		}
	}
	return left
}

// Span returns when it happened; the zero Span for content that was not checked and cannot be read.
func Span(content *eventv1.Activity) calendar.Span { return calendar.MustOf(content.GetWhen()) }
