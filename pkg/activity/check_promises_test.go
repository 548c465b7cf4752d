package activity_test

import (
	"strings"
	"testing"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestAPromiseSaysWhatBecameOfItInWordsThatFit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*eventv1.FollowUp)
		want   string
	}{
		"expected, by a host":  {func(f *eventv1.FollowUp) { f.Hedge, f.PromisedBy = "expected", "Let's Connect" }, ""},
		"another hedge":        {func(f *eventv1.FollowUp) { f.Hedge = "frim" }, "hedge: “frim” is none of firm, expected, tentative; did you mean firm?"},
		"an address":           {func(f *eventv1.FollowUp) { f.PromisedBy = "ada@example.org" }, "promised_by: “ada@example.org” looks like an e-mail address"},
		"a long name":          {func(f *eventv1.FollowUp) { f.PromisedBy = strings.Repeat("a", 201) }, "promised_by: has 201 characters; 200 is the most"},
		"another state":        {func(f *eventv1.FollowUp) { f.State = "done" }, "state: “done” is none of open, closed, reported, waived"},
		"open":                 {func(f *eventv1.FollowUp) { f.State = "open" }, ""},
		"open, with a reason":  {func(f *eventv1.FollowUp) { f.StateReason = "no speaker" }, "state_reason: is how a promise was settled, and this one is open"},
		"closed":               {func(f *eventv1.FollowUp) { f.State = "closed" }, ""},
		"closed, and how":      {func(f *eventv1.FollowUp) { f.State, f.StateReason = "closed", "it was held" }, ""},
		"waived":               {func(f *eventv1.FollowUp) { f.State, f.StateReason = "waived", "no speaker" }, ""},
		"waived without cause": {func(f *eventv1.FollowUp) { f.State, f.StateReason = "waived", " " }, "state_reason: say why it is waived"},
		"reported":             {func(f *eventv1.FollowUp) { f.State, f.ReportedIn = "reported", other }, ""},
		"reported nowhere":     {func(f *eventv1.FollowUp) { f.State = "reported" }, "reported_in: say which activity tells of it, by its id; if none does, its state is closed"},
		"reported in a word":   {func(f *eventv1.FollowUp) { f.State, f.ReportedIn = "reported", "clinic" }, "reported_in: “clinic” is not the id of an activity"},
		"closed, and told":     {func(f *eventv1.FollowUp) { f.State, f.ReportedIn = "closed", other }, "reported_in: names the activity that tells of it: write state: reported too"},
	} {
		content := with(clinic(), func(a *eventv1.Activity) { c.change(a.FollowUps[0]) })
		mistakes := activity.Check(content, team())
		if c.want == "" && len(mistakes) == 0 {
			continue
		}
		if len(mistakes) != 1 || !strings.HasPrefix(mistakes.Error(), "follow_ups[0]."+c.want) || c.want == "" {
			t.Errorf("%s: mistakes = %q, want one: %q", name, mistakes.Error(), c.want)
		}
	}
}

func TestOnlyWhatWasCancelledSaysWhy(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]string{
		"cancelled": "", "done": "status_reason: is why something was cancelled", "": "status_reason: is why something was cancelled",
	} {
		content := with(clinic(), func(a *eventv1.Activity) { a.Status, a.StatusReason = status, "nobody came" })
		if got := activity.Check(content, team()).Error(); !strings.HasPrefix(got, want) || (got == "") != (want == "") {
			t.Errorf("%q with a reason: %q, want %q", status, got, want)
		}
	}
}
