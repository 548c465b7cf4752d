package exchange

import (
	"maps"
	"slices"
)

// otherwise lists what people write for a key that they don't remember.
var otherwise = map[string][]string{
	"title": {"headline", "label", "name"}, "name": {"headline"}, "date": {"when"}, "time": {"when"}, "type": {"kind"}, "kinds": {"kind"},
	"url": {"links"}, "href": {"url"}, "text": {"body", "label"}, "description": {"body", "what"}, "summary": {"body"}, "story": {"body"},
	"tags": {"topics"}, "location": {"place"}, "country": {"jurisdictions"}, "countries": {"jurisdictions"}, "speakers": {"people"},
	"id": {"key"}, "reason": {"pillar_reason"}, "month": {"tell_in", "from"}, "start": {"from"}, "end": {"to", "until"}, "orgs": {"organisations"},
	"followups": {"follow_ups"}, "issue": {"tell_in"}, "timezone": {"zone"}, "embargo": {"rule"}, "heading": {"name"},
}

// nearest returns the known key that was most likely meant, or nothing.
func nearest(word string, known []string) string {
	if len(word) > 40 {
		return ""
	}
	best, least := "", min(3, 1+len(word)/4)+1
	for _, name := range known {
		if d := distance(word, name); d < least {
			best, least = name, d
		}
	}
	if best != "" {
		return best
	}
	for _, other := range slices.Sorted(maps.Keys(otherwise)) {
		if distance(word, other) > len(other)*2/5 {
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

// distance counts the bytes to insert, drop or replace between two words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, corner+1, row[j]+1)
		}
	}
	return row[len(b)]
}
