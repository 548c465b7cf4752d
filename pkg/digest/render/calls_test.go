package render

import (
	"strings"
	"testing"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// htmlOf escapes as goldmark does.
var htmlOf = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func TestALineOfLinksReadsAsASentence(t *testing.T) {
	t.Parallel()
	link := func(verb, label string) *eventv1.Link {
		return &eventv1.Link{Verb: verb, Label: label, Url: "https://example.org"}
	}
	for want, links := range map[string][]*eventv1.Link{
		"": nil,
		"Read the impact assessment and the child protection policy": {link("read", "impact assessment"), link("read", "child protection policy")},
		"Read the report, the summary and our letter · Watch the talk": {
			link("read", "report"), link("watch", "talk"), link("read", "summary"), link("read", "our letter"),
		},
		"Read the guidelines":                                   {link("read", "the guidelines")},
		"Read Wikimedia’s statement":                            {link("read", "Wikimedia’s statement")},
		"Learn from the recording":                              {link("learn", "recording")},
		"Learn more about the case":                             {link("learn", "more about the case")},
		"Register for the second clinic":                        {link("register", "second clinic")},
		"Write to tell us about it · Take the survey":           {link("write", "tell us about it"), link("take", "survey")},
		"Take part in the vote · Vote in the election":          {link("take", "part in the vote"), link("vote", "election")},
		"Sign the letter · Explore “Open futures”":              {link("sign", "letter"), link("explore", "“Open futures”")},
		"Download the slides · report":                          {link("download", "slides"), link("", "report")},
		"Write to youth@example.org · Explore meta.example.org": {link("write", "youth@example.org"), link("explore", "meta.example.org")},
		"Read https://example.org":                              {link("read", "")},
		"Read the deck of Ann and the notes · Write to Ben":     {link("read", "deck of [Ann](person:a)"), link("read", "notes"), link("write", "Ben")},
	} {
		var got strings.Builder
		for _, c := range calls(links, wordsOf("en-GB")) {
			got.WriteString(c.Words + c.Label)
		}
		if got.String() != want {
			t.Errorf("the line reads %q, want %q", got.String(), want)
		}
	}
}

func TestALanguageWithoutWordsReadsEnglish(t *testing.T) {
	t.Parallel()
	if got := wordsOf("tlh").verb("read"); got != "Read" {
		t.Errorf("the verb is %q", got)
	}
}
