package activity

import (
	"cmp"
	"strings"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// PromiseChanges says in a few words each which follow-ups have changed from one content to the next, and in what: ““clinic-2” added” says more
// than that the follow-ups were amended. An activity may promise a lot; the first few will do.
func PromiseChanges(before, after *eventv1.Activity) []string {
	var said []string
	for _, f := range after.GetFollowUps() {
		switch was := promised(before, f.GetKey()); {
		case was == nil:
			said = append(said, fault.Quoted(f.GetKey())+" added")
		case !proto.Equal(was, f):
			said = append(said, fault.Quoted(f.GetKey())+": "+strings.Join(promiseChange(was, f), "; "))
		}
	}
	for _, f := range before.GetFollowUps() {
		if promised(after, f.GetKey()) == nil {
			said = append(said, fault.Quoted(f.GetKey())+" taken away")
		}
	}
	return few(said)
}

// few are the first of what changed, which will do for a line of the history.
func few(said []string) []string {
	const most = 3
	if len(said) > most {
		said = append(said[:most], "and more")
	}
	return said
}

// promiseChange says what is otherwise about a follow-up. Its own words are not told: they may be long, and the activity has them.
func promiseChange(was, is *eventv1.FollowUp) []string {
	var said []string
	turned := func(what, from, to string) {
		if from != to {
			said = append(said, what+", from "+cmp.Or(from, "unsaid")+" to "+cmp.Or(to, "unsaid"))
		}
	}
	differs := func(what string, differ bool) {
		if differ {
			said = append(said, what)
		}
	}
	turned("its date", dateWords(was.GetWhen()), dateWords(is.GetWhen()))
	turned("its state", State(was), State(is))
	turned("how sure it is", was.GetHedge(), is.GetHedge())
	differs("what it is", was.GetWhat() != is.GetWhat())
	differs("whose promise it is", was.GetPromisedBy() != is.GetPromisedBy())
	differs("its condition", was.GetCondition() != is.GetCondition())
	differs("its address", was.GetUrl() != is.GetUrl())
	differs("where it is told", was.GetReportedIn() != is.GetReportedIn())
	differs("the reason for its state", was.GetStateReason() != is.GetStateReason())
	if len(said) == 0 {
		// Only what nobody typed, such as who is meant by a name.
		return []string{"changed"}
	}
	return said
}

func dateWords(when *eventv1.When) string {
	if when == nil {
		return ""
	}
	words := calendar.MustOf(when).Words(calendar.English)
	if when.GetZone() != "" {
		words += " (" + when.GetZone() + ")"
	}
	return words
}
