package capture

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// headline is what is left when everything that was understood and does not belong to the sentence is taken out. Its first letter is made
// a capital, as a headline has it; no other letter is touched.
func (r *reader) headline() {
	if len(r.words) == 0 {
		// A line that is too long was not taken apart: nothing of it is lost.
		r.content.Headline = strings.ToValidUTF8(strings.TrimSpace(r.line), "\uFFFD")
		return
	}
	var said []string
	for _, w := range r.words {
		switch {
		case w.use == nil:
			said = append(said, w.text)
		case w.use.stays && w.use.says == "":
			said = append(said, w.text)
		case isComma(w.use.says) && len(said) > 0:
			// Several words share the use, and the sign is said once.
			if last := len(said) - 1; !strings.HasSuffix(said[last], w.use.says) {
				said[last] += w.use.says
			}
		case w.use.stays:
			said = append(said, w.use.says)
		}
	}
	text := strings.ToValidUTF8(strings.Join(said, " "), "\uFFFD")
	// A comma or a dash before what was taken out leads nowhere.
	if sentence := strings.TrimRight(text, ",;–— "); sentence != "" {
		text = sentence
	}
	r.content.Headline = capitalised(text)
}

// isComma reports whether a sign is left of a date amid a sentence, since it parts what stands around it: "hackathon 23 Nov, Warsaw".
func isComma(sign string) bool { return sign == "," || sign == ":" || sign == ";" }

// capitalised writes the first word with a capital, unless it has one somewhere already: "eLaw" is meant as it is.
// A letter whose capital does not lead back to it (ß, ı) stays too.
func capitalised(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	word, _, _ := strings.Cut(text, " ")
	upper := unicode.ToUpper(first)
	if !unicode.IsLower(first) || unicode.ToLower(upper) != first || strings.ToLower(word) != word {
		return text
	}
	return string(upper) + text[size:]
}
