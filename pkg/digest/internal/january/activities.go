package january

import (
	"dontblink.dev/pkg/digest"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Material returns the six activities that the issue tells of.
func Material() digest.Material {
	return digest.Material{Through: 42, Activities: []digest.Candidate{
		{ID: "cria", Version: 1, Pillar: "values", Content: assessment()},
		{ID: "kohs", Version: 1, Pillar: "values", Content: listeningSession()},
		{ID: "fimi", Version: 1, Pillar: "people", Content: panel()},
		{ID: "clinic", Version: 1, Pillar: "model", Content: clinic()},
		{ID: "grants", Version: 1, Content: grants()},
		{ID: "page", Version: 1, Content: page()},
	}}
}

func assessment() *eventv1.Activity {
	return &eventv1.Activity{
		Headline:   "Publishing a first Child Rights Impact Assessment and a policy against online child exploitation",
		Kinds:      []string{"publication", "policy"},
		Status:     "done",
		When:       &eventv1.When{From: "2024-01"},
		Priorities: []string{"human-rights", "child-safety", "privacy"},
		Links: []*eventv1.Link{
			{Verb: "read", Label: "impact assessment", Url: "https://example.org/child-rights-impact-assessment"},
			{Verb: "read", Label: "child protection policy", Url: "https://example.org/child-protection-policy"},
			{Verb: "write", Label: "tell us about your work with young people", Url: "mailto:youth@example.org"},
		},
		Body: []*eventv1.Passage{{Text: `We commissioned an independent look at what taking part in the projects brings young people, for better and for
worse. It draws on interviews inside and outside the movement, some of them with people who joined as minors, and
finds that the projects serve the right to knowledge and education. It also recommends how we and the volunteer
communities can make taking part safer.

Alongside it we adopted a policy against the exploitation of children on the projects, with an information page for
younger volunteers and a channel for reports.
`}},
		FollowUps: []*eventv1.FollowUp{{
			Key: "hours-february", What: "Community conversation hours on youth safety", When: &eventv1.When{From: "2024-02-23"},
			Condition: "live interpretation for languages with at least five requests", Url: "https://example.org/conversation-hours",
		}},
	}
}

func listeningSession() *eventv1.Activity {
	return &eventv1.Activity{
		Headline:   "Speaking at a White House listening session on the health and safety of young people online",
		Kinds:      []string{"listening-session"},
		Status:     "done",
		When:       &eventv1.When{From: "2024-01-31T19:30", Zone: "America/New_York"},
		Place:      "Washington, US",
		Priorities: []string{"child-safety", "human-rights"},
		Links: []*eventv1.Link{
			{Verb: "watch", Label: "streamed public comments of the session", Url: "https://example.org/kohs-comments"},
		},
		Segments: []*eventv1.Segment{
			{Name: "Opening remarks", Rule: &eventv1.Rule{Kind: "public"}},
			{Name: "Expert panel", Rule: &eventv1.Rule{Kind: "chatham-house"}},
		},
		Body: []*eventv1.Passage{
			{Segment: "Opening remarks", Text: `The Kids Online Health and Safety (KOHS) Task Force heard nonprofits and academics on how young people fare on
online platforms. The opening was streamed.
`},
			{Segment: "Expert panel", Text: `The discussion that followed painted a more tangled picture than that day's Senate hearing: there is no agreement
on how to name the problem, and several speakers warned of haste.
`},
			{Text: `[Rebecca MacKinnon](person:rebecca) presented findings of our child rights impact assessment. She asked policymakers to say what
kind of platform they want for young people, and not to forget that some platforms are run by their communities
and for the public.
`},
		},
	}
}

func panel() *eventv1.Activity {
	return &eventv1.Activity{
		Headline:     "Explaining how volunteers counter disinformation at a European conference on foreign interference",
		Kinds:        []string{"panel"},
		Status:       "done",
		When:         &eventv1.When{From: "2024-01-23", Zone: "Europe/Brussels"},
		Priorities:   []string{"disinformation"},
		Pillar:       "people",
		PillarReason: "Filed with the people pillar in the printed issue",
		Segments:     []*eventv1.Segment{{Name: "Panel", Rule: &eventv1.Rule{Kind: "chatham-house"}}},
		Body: []*eventv1.Passage{{Text: `The [European External Action Service](person:eeas) (EEAS) brought together institutions, governments, companies and civil
society on foreign information manipulation and interference (FIMI), in a year in which much of the world votes.
[Costanza Sciubba Caniglia](person:costanza) spoke on a panel with representatives of [TikTok](person:tiktok) and [Logically](person:logically).

She described how a very large online platform can be run by its community, how volunteers check what is said
during elections, and what that offers to a public in need of reliable information.
`}},
	}
}

func clinic() *eventv1.Activity {
	return &eventv1.Activity{
		Headline:   "Two affiliates teach copyright reform advocacy at the first of two learning clinics",
		Kinds:      []string{"workshop"},
		Status:     "done",
		By:         []string{"affiliate"},
		When:       &eventv1.When{From: "2024-01-30"},
		Place:      "online",
		Priorities: []string{"copyright", "access-to-knowledge"},
		Links: []*eventv1.Link{
			{Verb: "watch", Label: "recording of the workshop", Url: "https://example.org/clinic-recording"},
			{Verb: "read", Label: "slides", Url: "https://example.org/clinic-slides"},
		},
		Body: []*eventv1.Passage{{Text: `[Wikimedia Colombia](person:colombia) told how it took part in a reform that its government had opened, and why allies decided the
outcome. [Wikimedia Italia](person:italia) told what to do where no reform is on offer: build on campaigns that people already
love, and win over institutions whose voice is heard.
`}},
		FollowUps: []*eventv1.FollowUp{{
			Key: "clinic-2", What: "Second learning clinic by Wikimedia Indonesia and Wikimedia Sweden on raising awareness",
			When: &eventv1.When{From: "2024-02-21"}, Url: "https://example.org/clinic-2",
		}},
	}
}

// grants is told in January, though the round opens in February.
func grants() *eventv1.Activity {
	return &eventv1.Activity{
		Headline:     "Second round of grants for public policy advocacy opens",
		Kinds:        []string{"grant"},
		Status:       "planned",
		Announcement: true,
		When:         &eventv1.When{From: "2024-02"},
		TellIn:       []string{"2024-01"},
		Links:        []*eventv1.Link{{Verb: "read", Label: "guidelines", Url: "https://example.org/grant-guidelines"}},
		Body: []*eventv1.Passage{{Text: `The General Support Fund again pays for advocacy work by affiliates and groups. The criteria are strict: read the
guidelines before you apply.
`}},
	}
}

func page() *eventv1.Activity {
	return &eventv1.Activity{
		Headline:     "A clearer page and a list of resources",
		Kinds:        []string{"resource"},
		Status:       "done",
		Announcement: true,
		When:         &eventv1.When{From: "2024-01"},
		Links:        []*eventv1.Link{{Verb: "explore", Label: "list of resources", Url: "https://example.org/resources"}},
		Body: []*eventv1.Passage{{Text: `Our page is lighter to read, explains each of its links, and gathers one-pagers, open letters, consultation
responses and tactics in one place.
`}},
	}
}
