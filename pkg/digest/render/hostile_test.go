package render_test

import (
	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/digest/internal/january"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// hostile is what an issue must withstand: some of it is an attack, most of it a slip.
func hostile() digest.Material {
	return digest.Material{Activities: []digest.Candidate{
		{ID: "a", Pillar: "values", Content: &eventv1.Activity{
			Headline: "# <script>alert(1)</script> *stars* [a](javascript:alert(2)) `code` & &amp; snake_case #",
			When:     &eventv1.When{From: "2024-01-01"},
			Links: []*eventv1.Link{
				{Verb: "read", Label: "unbalanced ] label [", Url: "https://example.org/?q=\"><script>alert(3)</script>"},
				{Verb: "read", Label: "<b>bold</b> *label*", Url: "https://example.org/a_(b)?c=1&copy;=2"},
				{Verb: "watch", Label: "script", Url: "javascript:alert(4)"},
				{Verb: "](javascript:alert(5))[", Label: "verb", Url: "https://example.org"},
				{Label: "no verb", Url: "http://example.org"},
			},
			Body: []*eventv1.Passage{{Text: hostileText}},
			FollowUps: []*eventv1.FollowUp{{
				What: "[x](javascript:alert(6))", Url: "data:text/html,<script>", Condition: "</span><script>",
				When: &eventv1.When{From: "2024-02-01"},
			}},
		}},
		{ID: "b", Pillar: "values", Content: &eventv1.Activity{
			Headline: "", When: &eventv1.When{From: "2024-01-02"},
			Body: []*eventv1.Passage{{Text: "After [1] and [an open bracket. [Ann\\] B](person:ann) spoke.\n\n```\nnever shut <script>"}},
		}},
		{ID: "c", Pillar: "values", Content: &eventv1.Activity{
			Headline: "What follows a block that was never shut", When: &eventv1.When{From: "2024-01-03"},
			Body: []*eventv1.Passage{{Text: "Still a paragraph, with \\*escaped\\* stars and 2 * 3 < 7."}},
		}},
	}}
}

const hostileText = `<script>alert("block")</script>

<!-- a note to ourselves

that nobody should read --> Seen.

Inline <img src=x onerror=alert(1)> and <!-- hidden --> [link](javascript:alert(1)) and [entity](&#106;avascript:alert(1)), then
[nested [inner](javascript:1)](javascript:2), [http](http://example.org), [relative](/admin), [good](https://example.org/good "a \"title\""),
<javascript:alert(1)>, <https://example.org/auto>, <role@example.org>, [mail](mailto:role@example.org), [ref][1], ![picture](https://example.org/p.png)
and !![two](https://example.org/p.png).

[1]: javascript:alert(7)

# A heading of the first level #

<div onclick="alert(1)">
# not a heading
</div>

- a list

  > with a quotation and <script>alert(8)</script>

1986\. A year is no list. <3`

func hostileEdition() *edition.Edition {
	content := january.Edition().Proto()
	content.Team.Name = "<script>team</script>"
	content.Pillars[0].Name, content.Pillars[0].Subtitle = "Values] <i>", "*(unbalanced"
	for _, f := range content.Furniture {
		f.Text = "{team} [" + f.GetPart() + "](javascript:alert(9)) <script>alert(10)</script>"
	}
	return edition.Of(content)
}
