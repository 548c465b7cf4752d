package capture

import (
	"strings"
)

// window is a few words in a row, in small letters with one blank between them and one kind of dash, as dates are looked for.
type window struct {
	// text is typed in small letters, of the same length, so that a place in the one is a place in the other: patterns look at text, and what depends on
	// capitals looks at typed.
	text, typed string
	// ends are where each word ends in the text, with and without the punctuation behind it.
	ends, bare []int
}

// window joins words from a place on, up to a word that was taken or is too long. A window is empty where the two texts would not be of one length.
func (r *reader) window(from int) window {
	var w window
	var typed []string
	for i := from; i < min(len(r.words), from+mostDateWords) && r.words[i].use == nil; i++ {
		text := r.words[i].text
		// No word of a date is as long. With mostDateWords that bounds what a pattern is held against, however long the line is.
		if len(text) > 40 {
			break
		}
		typed = append(typed, dashes.Replace(text))
	}
	w.typed = strings.Join(typed, " ")
	w.text = strings.ToLower(w.typed)
	if len(w.text) != len(w.typed) {
		// There are letters whose small one is longer; none of them stands in a date.
		return window{}
	}
	at := 0
	for _, text := range typed {
		end := at + len(text)
		w.ends = append(w.ends, end)
		w.bare = append(w.bare, at+len(strings.TrimRight(text, ",;:!?)")))
		at = end + 1
	}
	return w
}

var dashes = strings.NewReplacer("–", "-", "—", "-", "‒", "-", "−", "-", "’", "'")

// wordsIn returns how many whole words a length takes; 0: it ends within one.
// Punctuation behind the last word may be in it or not, and so may the stop of "Jan.".
func (w window) wordsIn(length int) int {
	for i := range w.ends {
		if length >= w.bare[i] && length <= w.ends[i] || length == w.bare[i]-1 && w.text[length] == '.' {
			return i + 1
		}
	}
	return 0
}
