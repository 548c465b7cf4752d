package exchange

import (
	"maps"
	"slices"

	"dontblink.dev/pkg/spelling"
)

// otherwise lists what people write for a key that they don't remember.
// Of several meanings the first counts that the place has; the words are those that people brought from other tools.
var otherwise = map[string][]string{
	"title": {"headline", "label", "name"}, "name": {"headline"}, "date": {"when"}, "time": {"when"}, "type": {"kind"}, "kinds": {"kind"},
	"url": {"links"}, "href": {"url"}, "text": {"body", "label"}, "description": {"body", "what"}, "summary": {"body"}, "story": {"body"},
	"tags": {"topics"}, "location": {"place"}, "country": {"jurisdictions"}, "countries": {"jurisdictions"}, "speakers": {"people"},
	"id": {"key"}, "reason": {"pillar_reason"}, "month": {"tell_in", "from"}, "start": {"from"}, "end": {"to", "until"}, "orgs": {"organisations"},
	"followups": {"follow_ups"}, "issue": {"tell_in"}, "timezone": {"zone"}, "embargo": {"rule"}, "heading": {"name"},
}

// longestKey bounds what is compared: no key of ours is as long, and a text may stand where a key should.
const longestKey = 40

// nearest returns the known key that was most likely meant, or nothing.
func nearest(word string, known []string) string {
	if near := spelling.Nearest(word, known); near != "" {
		return near
	}
	if len(word) > longestKey {
		return ""
	}
	for _, other := range slices.Sorted(maps.Keys(otherwise)) {
		// Two slips in five letters are borne with: the list is short, and a guess is only a question in a sentence.
		if spelling.Distance(word, other) > len(other)*2/5 {
			continue
		}
		for _, meant := range otherwise[other] {
			if slices.Contains(known, meant) {
				return meant
			}
		}
	}
	return ""
}
