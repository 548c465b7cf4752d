// Package january is the digest's sample: the edition and the activities of January 2024, as a team would have logged them. Tests of the
// digest and of its renderers compose the same issue from it.
package january

import (
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Edition returns the team's edition, with an older title and an older line of channels that no longer hold.
func Edition() *edition.Edition {
	return edition.Of(&eventv1.Edition{
		Team:         &eventv1.Team{Name: "Global Advocacy team", Zone: "Etc/UTC", Languages: []string{"en"}},
		Publications: publications(),
		Pillars:      pillars(),
		Furniture:    furniture(),
	})
}

func publications() []*eventv1.Publication {
	return []*eventv1.Publication{
		{
			Id: "dont-blink", Series: "Don’t Blink", From: "2023-06",
			Title: "“{series}”: Protecting the Wikimedia model, its people, and its values in {months}",
		},
		{Id: "dont-blink", Series: "Don’t Blink", From: "2022-05", Until: "2023-05", Title: "{series}: Public Policy Snapshot for {months}"},
	}
}

func pillars() []*eventv1.Pillar {
	return []*eventv1.Pillar{
		{
			Id: "values", Name: "Protecting Wikimedia’s values", Position: 1, From: "2022-12",
			Subtitle: "Work related to human rights and countering disinformation",
		},
		{
			Id: "people", Name: "Protecting Wikimedia’s people", Position: 2, From: "2022-12",
			Subtitle: "Work related to privacy and countering surveillance",
		},
		{
			Id: "model", Name: "Protecting the Wikimedia model", Position: 3, From: "2022-12",
			Subtitle: "Work related to access to knowledge and freedom of expression",
		},
	}
}

func furniture() []*eventv1.Furniture {
	return []*eventv1.Furniture{
		{Part: "welcome", From: "2022-01", Text: "Here is what moved in law and policy around free knowledge in {months}, and what we did about it."},
		{
			Part: "about", From: "2022-01",
			Text: "The {team} speaks up for laws that protect the people, the model and the values of free knowledge projects.",
		},
		{Part: "announcements", From: "2022-01", Text: "From our team"},
		{Part: "coming-up", From: "2022-01", Text: "Coming up"},
		{Part: "channels", From: "2022-01", Text: "Follow us, visit our page, join the mailing list."},
		{
			Part: "channels", From: "2023-09",
			Text: "Follow us on X (formerly Twitter), visit our page, join the mailing list, or take the quarterly newsletter.",
		},
		{Part: "translate", From: "2022-01", Text: "Would you help to translate this issue?"},
	}
}
