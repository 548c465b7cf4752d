package capture

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/spelling"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// mark is a word with a sign before it.
type mark struct {
	// sign is "@", "@@", "#", "!" or "^".
	sign string
	// name is what stands behind it, with blanks for what is written as _.
	name string
	// quoted says that it stood in quotation marks, so that it is meant letter by letter.
	quoted bool
	// tail is the punctuation behind it.
	tail string
}

// markOf reads a word as a mark.
// "@@" is tried before "@", which it begins with.
func markOf(text string) (m mark, ok bool) {
	for _, sign := range []string{"@@", "@", "#", "!", "^"} {
		if rest, found := strings.CutPrefix(text, sign); found {
			m.sign = sign
			return m.named(rest)
		}
	}
	return m, false
}

// isName reports whether a word names somebody.
func isName(text string) bool { return strings.HasPrefix(text, "@") }

// named takes what stands behind the sign apart, and reports whether it names anything: without a letter it does not.
func (m mark) named(rest string) (mark, bool) {
	first, size := utf8.DecodeRuneInString(rest)
	// Either kind of quotation mark may close what the other opened: telephones turn only some of them.
	if strings.ContainsRune("\"“", first) {
		if end := strings.IndexAny(rest[size:], "\"”"); end >= 0 {
			_, closing := utf8.DecodeRuneInString(rest[size+end:])
			m.name, m.tail, m.quoted = strings.Join(strings.Fields(rest[size:size+end]), " "), rest[size+end+closing:], true
			return m, hasLetter(m.name)
		}
	}
	m.name = strings.TrimRight(rest, `.,;:!?)]}”’»…"'`)
	m.tail = rest[len(m.name):]
	// "#1" is a number and "!!" is joy: neither says anything to us.
	first, _ = utf8.DecodeRuneInString(m.name)
	ok := unicode.IsLetter(first) || m.sign == "^" && hasLetter(m.name)
	m.name = strings.TrimSpace(strings.ReplaceAll(m.name, "_", " "))
	return m, ok && hasLetter(m.name)
}

func hasLetter(text string) bool { return strings.ContainsFunc(text, unicode.IsLetter) }

// marks reads every mark in the line.
// Nothing that was read before (a date, a zone) is read again as a mark.
func (r *reader) marks() {
	for i := range r.words {
		if r.words[i].use != nil {
			continue
		}
		m, ok := markOf(r.words[i].text)
		if !ok {
			continue
		}
		stays := r.isPart(i) || r.joined(i)
		switch m.sign {
		case "@", "@@":
			r.somebody(i, m, stays || r.isTitled(i))
		case "#":
			r.subject(i, m, stays)
		case "!":
			r.exclaimed(i, m)
		case "^":
			r.content.Place = m.name
			r.takeMark(i, PartPlace, m.name, m.name+m.tail, stays)
		}
	}
}

// takeMark takes the one word of a mark; says is what the headline reads on with, if it stays.
func (r *reader) takeMark(i int, part Part, meaning, says string, stays bool) {
	r.take(i, i+1, use{part: part, meaning: meaning, stays: stays, says: says})
}

// joined deals with "@one, @two and @three": each is a part of the sentence if the one before is, and "and" goes with both.
func (r *reader) joined(i int) bool {
	if i > 0 && isName(r.words[i].text) && isName(r.words[i-1].text) && strings.HasSuffix(r.words[i-1].text, ",") {
		return r.words[i-1].use != nil && r.words[i-1].use.stays
	}
	// "@one and @two" behind a mark that was taken out: "and" would be left alone in the headline.
	if i < 2 || r.words[i-1].use != nil || r.words[i-2].use == nil || !slices.Contains([]string{"and", "&", "or"}, r.words[i-1].text) {
		return false
	}
	before := *r.words[i-2].use
	if !before.stays && before.part != PartWhen {
		r.take(i-1, i, before)
	}
	return before.stays
}

// announcementWord is what ! says of what belongs to no priority.
const announcementWord = "announcement"

// exclamations are the words that ! knows, and what each is.
// A word that is in two groups would be what the last of them says; the vocabularies of pkg/activity have none in common.
func exclamations() (words []string, parts map[string]Part) {
	parts = map[string]Part{announcementWord: PartAnnouncement}
	words = []string{announcementWord}
	for _, group := range []struct {
		part  Part
		words []string
	}{{PartRule, activity.Rules()}, {PartStatus, activity.Statuses()}, {PartBy, activity.Actors()}, {PartKind, activity.UsualKinds()}} {
		for _, word := range group.words {
			words, parts[word] = append(words, word), group.part
		}
	}
	return words, parts
}

// exclaimed reads !: a rule, a status, a kind, who acted, or that it is an announcement. A rule that is mistyped must not be lost
// without a word, so what ! does not know is asked about.
func (r *reader) exclaimed(i int, m mark) {
	name, until, timed := cutAny(m.name, ":=")
	words, parts := exclamations()
	word := begins(hyphenated(name), words)
	if word == "" {
		if answer, answered := r.Given.Marks[r.words[i].text]; answered {
			// It was said to be no mark: the headline keeps it, sign and all.
			if answer == "" {
				return
			}
			word = answer
		}
	}
	if parts[word] == "" {
		r.unknown(i, m, words)
		return
	}
	meaning := word
	switch parts[word] {
	case PartRule:
		// The last rule in the line holds. The same one in words may have said when it ends.
		if r.content.GetRule().GetKind() != word {
			r.content.Rule = &eventv1.Rule{Kind: word}
		}
		if timed && r.until(strings.Trim(until, "\"“”")) {
			meaning += " until " + until
		}
	case PartStatus:
		r.content.Status = word
	case PartBy:
		r.content.By = appendNew(r.content.By, word)
	case PartKind:
		r.content.Kinds = appendNew(r.content.Kinds, word)
	case PartAnnouncement:
		r.content.Announcement = true
	}
	r.takeMark(i, parts[word], meaning, "", false)
}

// unknown asks what was meant. It is required: "!chatam" that went into the headline would publish what was said in confidence.
func (r *reader) unknown(i int, m mark, words []string) {
	r.takeMark(i, PartUnknown, "not understood", "", true)
	q := Question{Field: FieldMark, About: r.words[i].text, Required: true, Text: fault.Quoted(r.words[i].text) + " is no word that ! knows. What is meant?"}
	if near := nearest(hyphenated(m.name), words); near != "" {
		q.Choices = append(q.Choices, Choice{near, "the " + string(partOf(near)) + " " + near})
	}
	q.Choices = append(q.Choices, Choice{"", "nothing: it belongs to the headline"})
	r.askOnce(q)
}

// nearest returns the word that was most likely meant, also where only the first half of it was typed: "chatam" is near "chatham-house".
func nearest(typed string, words []string) string {
	firsts := slices.Clone(words)
	for _, word := range words {
		if first, _, halved := strings.Cut(word, "-"); halved {
			firsts = append(firsts, first)
		}
	}
	near := spelling.Nearest(typed, firsts)
	if near == "" {
		return ""
	}
	return begins(near, words)
}

// partOf says what ! takes a word for; "" if it knows none such.
func partOf(word string) Part {
	_, parts := exclamations()
	return parts[word]
}

// begins returns the word that another is, or the only one that begins with it.
// "" is returned for none and for several alike. Three letters are the least.
func begins(beginning string, words []string) string {
	var found []string
	for _, word := range words {
		if word == beginning {
			return word
		}
		if len(beginning) >= shortestBeginning && strings.HasPrefix(word, beginning) {
			found = append(found, word)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

// cutAny is strings.Cut at the first of several signs, each of one byte.
func cutAny(text, signs string) (before, after string, found bool) {
	if i := strings.IndexAny(text, signs); i >= 0 {
		return text[:i], text[i+1:], true
	}
	return text, "", false
}

// appendNew keeps the order in which things were first said.
func appendNew(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}
