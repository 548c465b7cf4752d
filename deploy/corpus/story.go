package main

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// scene fills the slots of sentences with what is the same all through one activity.
type scene struct {
	subject                               subject
	law, city, host, speaker, ally, years string
}

func (d *draft) setScene() {
	first := ""
	if len(d.a.GetPriorities()) > 0 {
		first = d.a.GetPriorities()[0]
	}
	d.scene = scene{subject: subjects[first], city: d.place.City, law: "the draft law", host: "our host", ally: "our allies",
		speaker: "our colleague", years: season(d.starts())}
	if len(d.a.GetTopics()) > 0 {
		d.scene.law = "the proposal on " + d.a.GetTopics()[0]
	}
	for _, o := range d.a.GetOrganisations() {
		switch o.GetPart() {
		case "host", "organiser", "publisher":
			d.scene.host = withArticle(o.GetName())
		case "ally", "funder", "signatory":
			d.scene.ally = withArticle(o.GetName())
		}
	}
	if len(d.a.GetPeople()) > 0 {
		d.scene.speaker = d.a.GetPeople()[0].GetName()
	}
}

// withArticle says "the" before names that begin with a word for what it is.
func withArticle(name string) string {
	for _, word := range []string{"Alliance", "Institute", "Federation", "Committee", "Working", "Coalition", "Ministry", "Senate",
		"Court", "Constitutional", "University", "Association", "Foundation", "Journalists", "Electoral", "Data", "Small", "Open"} {
		if strings.HasPrefix(name, word) {
			return "the " + name
		}
	}
	return name
}

// say fills a sentence and begins it with a capital.
func (d *draft) say(sentence string) string {
	s := d.fill(sentence)
	first, size := utf8.DecodeRuneInString(s)
	if unicode.IsUpper(first) {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// fill replaces the {slots} of a text.
func (d *draft) fill(sentence string) string {
	const usual = 160
	var b strings.Builder
	b.Grow(usual)
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			break
		}
		slot, after, _ := strings.Cut(rest, "}")
		b.WriteString(d.slot(slot))
		sentence = after
	}
	return b.String()
}

func (d *draft) slot(name string) string {
	switch name {
	case "law":
		return d.scene.law
	case "city":
		return d.scene.city
	case "host":
		return d.scene.host
	case "ally":
		return d.scene.ally
	case "speaker":
		return d.scene.speaker
	case "season":
		return d.scene.years
	case "matter":
		return d.scene.subject.matter
	case "concern":
		return pick(d.die, d.scene.subject.concerns)
	case "remedy":
		return pick(d.die, remedies)
	case "audience":
		return pick(d.die, audiences)
	case "few":
		return pick(d.die, few)
	case "count":
		return pick(d.die, counts)
	case "paper":
		return pick(d.die, papers)
	}
	panic("a sentence has the slot {" + name + "}, which nothing fills")
}

// tell writes the body: 40 to 440 words in one to five paragraphs, in the parts of the meeting when it has some.
func (d *draft) tell() {
	u := d.Float64()
	length := 40 + int(340*u*math.Sqrt(u))
	if d.kind.group == notice || d.notHeld() {
		length = d.between(40, 110)
	}
	paragraphs := d.paragraphs(length)
	segments := d.a.GetSegments()
	if len(segments) == 0 || len(paragraphs) < 2 {
		d.a.Body = []*eventv1.Passage{{Text: strings.Join(paragraphs, "\n\n")}}
		return
	}
	for n, text := range paragraphs {
		passage := &eventv1.Passage{Text: text}
		if n < len(segments) {
			passage.Segment = segments[n].GetName()
		}
		// What belongs to the same part stands in one passage.
		if last := len(d.a.Body) - 1; last >= 0 && d.a.Body[last].GetSegment() == passage.GetSegment() {
			d.a.Body[last].Text += "\n\n" + text
			continue
		}
		d.a.Body = append(d.a.Body, passage)
	}
}

// paragraphs writes that many words, a sentence more or less.
func (d *draft) paragraphs(length int) []string {
	const wordsOfOne = 85
	n, written := min(5, 1+length/wordsOfOne), 0
	pages := d.pages()
	told := make([]string, n)
	for i := range n {
		const usual = 640
		var b strings.Builder
		b.Grow(usual)
		for written < length*(i+1)/n || b.Len() == 0 {
			sentence := d.say(pages.next(i, n))
			written += words(sentence)
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(sentence)
		}
		told[i] = d.adorn(b.String())
	}
	return told
}

// adorn gives a few paragraphs what Markdown is for.
func (d *draft) adorn(paragraph string) string {
	switch d.weigh(880, 40, 40, 20, 20) {
	case 1:
		return paragraph + "\n\n" + d.fill("- {remedy}\n- {remedy}\n- {paper} for {audience}")
	case 2:
		return paragraph + " [The text](" + d.address("text") + ") is public."
	case 3:
		return "> " + paragraph
	case 4:
		return "**" + d.say("{matter}") + ".** " + paragraph
	}
	return paragraph
}
