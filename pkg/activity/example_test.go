package activity_test

import (
	"fmt"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func ExampleCheck() {
	fmt.Println(activity.Check(&eventv1.Activity{
		Headline: "A talk on privacy", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-02-30"},
		Priorities: []string{"privcy"}, Links: []*eventv1.Link{{Verb: "read", Label: "slides", Url: "http://example.org/slides"}},
	}, team()))
	// Output:
	// when: "2024-02-30" does not exist: February 2024 has 29 days
	// priorities[0]: no priority is called “privcy”; did you mean privacy?
	// links[0].url: “http://example.org/slides” is neither https nor mailto: write https://example.org/slides
}

// What the file changed is taken over; what a member had changed too is kept, and shown.
func ExampleImport() {
	a := &activity.Activity{ID: activity.ImportedID("policy-team", "a")}
	say := func(headline, place string) {
		content := &eventv1.Activity{
			Headline: headline, Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-01-30"}, Priorities: []string{"privacy"}, Place: place,
		}
		events, outcome, err := activity.Import(a, &eventv1.Import{Source: "policy-team", Key: "a", Activity: content}, team(), now)
		for _, event := range events {
			a.Apply(event)
		}
		fmt.Println(outcome.What, outcome.Paths, outcome.Clashes, err)
	}
	say("A talk on privacy", "")
	say("A talk on privacy", "")
	events, _ := activity.Amend(a, &eventv1.Activity{Headline: "We spoke on privacy"}, []string{"headline"}, "", 1, team(), now)
	a.Apply(events[0])
	say("A talk about privacy", "online")
	fmt.Println(a.Content.GetHeadline(), a.Content.GetPlace())
	// Output:
	// recorded [] [] <nil>
	// unchanged [] [] <nil>
	// amended [place] [headline] <nil>
	// We spoke on privacy online
}
