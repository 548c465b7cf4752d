package main

import "strings"

// headline returns one of 9 to 19 words, as the digest prints them.
func (d *draft) headline() string {
	const few, many, tries = 9, 19, 20
	for range tries {
		if text := d.say(pick(d.die, headlines[d.kind.group])); within(text, few, many) {
			return text
		}
	}
	return d.say(headlines[d.kind.group][0])
}

func within(text string, few, many int) bool {
	n := words(text)
	return few <= n && n <= many
}

// words counts the words of a text whose words are parted by single spaces or line breaks.
func words(text string) int { return 1 + strings.Count(text, " ") + strings.Count(text, "\n") }

var headlines = map[group][]string{
	meeting: {
		"What we told {audience} about {matter} in the {season}",
		"Speaking with {audience} in {city} about {matter} and about {law}",
		"{speaker} explains to {audience} why {concern} harm projects run by volunteers",
		"{host} asks what {law} should say about {matter}, and we answer",
		"In {city}, {audience} discuss {concern} and what could be done instead",
		"Teaching {audience} how to follow {law} from its first draft to its vote",
		"A panel on {matter} looks for an answer to {concern}",
		"Asking for {remedy} at a meeting with {host} in {city}",
		"Meeting {audience} before the vote on {law}: {matter} in practice",
		"How {audience} and volunteers from {city} prepare together for {law}",
	},
	writing: {
		"What we wrote on {matter} for {audience} in the {season}",
		"New paper on {matter} asks for {remedy} and names what stands in its way",
		"Our answer to the consultation on {law} warns of {concern}",
		"With {count} allies we ask for {remedy} in {law}",
		"{count} organisations sign an open letter against {concern} and for {remedy}",
		"A study for {audience} shows what {law} would mean for small projects",
		"Publishing {paper} on {matter} so that {audience} can prepare their own",
		"Statement on {law}: why {concern} would reach far more people than intended",
	},
	legal: {
		"A brief to the court on {matter}, filed in the {season}",
		"We tell the court what {law} means for people who write without pay",
		"Third-party intervention on {matter} asks judges to look at {concern}",
		"Joining {ally} before the court in a case on {matter} and {law}",
	},
	result: {
		"What became of our work on {matter} in the {season}",
		"{law} passes with {remedy}, after two years of work on {matter}",
		"{law} passes unchanged, and {concern} stay in the text after all",
		"A court in {city} decides on {matter}, with lessons for other countries",
		"Parliament in {city} drops {concern} from its bill on {matter}",
	},
	notice: {
		"News for everyone who works with us on law and policy",
		"A new round of small grants for work with {audience} opens",
		"We gather {paper} and more on one page for {audience}",
		"We look for volunteers who like to explain law to {audience}",
		"Tell us which topics the next clinics for {audience} should have",
	},
}
