package web

import (
	"fmt"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// ruleChoices are the rules in the words that a member chooses by. “Everything” sends no rule: only then does the recorder see whether
// somebody chose, or let it stand.
var ruleChoices = []choice{
	{"", "Everything"},
	{activity.ChathamHouse, "What was said, not who was there (Chatham House)"},
	{activity.Embargo, "Not before a day"},
	{activity.Internal, "Inside the team only"},
	{activity.LegalHold, "Nothing for now (legal hold)"},
}

// ruleOf says under which rule an activity stands, in a few words beside a lock; "" when everything may be told.
func ruleOf(a *eventv1.Activity, language string) string {
	if words := ruleWords(a.GetRule(), language); words != "" {
		return words
	}
	var first string
	protected := 0
	for _, segment := range a.GetSegments() {
		if words := ruleWords(segment.GetRule(), language); words != "" {
			protected++
			first = words
		}
	}
	switch {
	case protected == 0:
		return ""
	case protected == 1 && len(a.GetSegments()) == 1:
		return first
	// Only whether all of it is protected counts: what a part may be told of stands with the activity.
	case protected == len(a.GetSegments()):
		return "every part protected"
	case protected == 1:
		return "one part protected: " + first
	}
	return fmt.Sprintf("%d parts protected", protected)
}

// ruleWords is empty for what may be told.
func ruleWords(r *eventv1.Rule, language string) string {
	switch r.GetKind() {
	case "", activity.Public:
		return ""
	case activity.ChathamHouse:
		return "Chatham House"
	case activity.Embargo:
		return "embargo until " + calendar.MustOf(r.GetUntil()).Words(language)
	case activity.Internal:
		return "inside the team only"
	case activity.LegalHold:
		return "legal hold"
	}
	// A rule that this page does not know protects all the same.
	return r.GetKind()
}
