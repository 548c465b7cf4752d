package activity_test

import (
	"testing"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestPillar(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content *eventv1.Activity
		want    string
	}{
		"that of the first priority":        {session(), "values"},
		"the one named against the default": {panel(), "people"},
		"none for an announcement":          {grants(), ""},
		"none when nothing is known":        {&eventv1.Activity{}, ""},
		"as it held in the month":           {with(clinic(), func(a *eventv1.Activity) { a.When.From = "2022-11-30" }), "law"},
		"as it held when a range began":     {with(clinic(), func(a *eventv1.Activity) { a.When = &eventv1.When{From: "2022-11", To: "2023-01"} }), "law"},
		"by the local date, not UTC's":      {with(clinic(), func(a *eventv1.Activity) { a.When = &eventv1.When{From: "2022-11-30T23:00", Zone: "America/New_York"} }), "law"},
		"none before the priority held":     {with(clinic(), func(a *eventv1.Activity) { a.When.From = "2021-11-30" }), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := activity.Pillar(c.content, team()); got != c.want {
				t.Errorf("pillar = %q, want %q", got, c.want)
			}
		})
	}
}
