package exchange

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dontblink.dev/pkg/fault"
)

// Refusal is one thing wrong with a file, for the person who wrote it.
// Whoever mends the file goes by it, so every part is in the words of the file and not in those of the log.
type Refusal struct { //nolint:errname // it is called what it is, and is an error on the side
	File string
	// Line is where it stands, from 1; zero: the file as a whole.
	Line int
	// Column is where it stands in a sheet, "C"; empty in other files and where a row as a whole is meant.
	Column string
	// Key is the activity's own key, if it is about an activity that has one.
	Key string
	// Field is the place within, in the file's own words: "links[0].url".
	Field string
	// Sentence says what is wrong and what to write instead.
	Sentence string
}

// String returns "january.yaml:12: cria-2024: links[0].url: …", without what is not known.
func (r Refusal) String() string {
	parts := []string{r.File}
	if r.Line > 0 {
		parts[0] += ":" + strconv.Itoa(r.Line)
	}
	if r.Column != "" {
		parts[0] += ":" + r.Column
	}
	for _, part := range []string{r.Key, r.Field} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(append(parts, r.Sentence), ": ")
}

// Error makes it an error for whoever has just one.
func (r Refusal) Error() string { return r.String() }

// Is reports that a refusal is fault.Invalid.
func (r Refusal) Is(target error) bool { return target == fault.Invalid }

// mostRefusals bounds what one answer tells: nobody mends the hundred and first mistake before the first.
const mostRefusals = 100

// Refusals gathers what is wrong with all files of one import. It keeps the first hundred of them together, and counts the rest.
type Refusals struct { //nolint:errname // it is called what it is, and is an error on the side
	First []Refusal
	More  int
}

// Add gathers more.
// They stay in the order of the files.
func (r *Refusals) Add(refusals ...Refusal) {
	room := min(len(refusals), mostRefusals-len(r.First))
	r.First = append(r.First, refusals[:room]...)
	r.More += len(refusals) - room
}

// Err returns the refusals as an error, or nil when there are none.
func (r *Refusals) Err() error {
	if len(r.First) == 0 {
		return nil
	}
	return r
}

// Error returns one line for each, and how many there are beside.
func (r *Refusals) Error() string {
	lines := make([]string, 0, len(r.First)+1)
	for _, refusal := range r.First {
		lines = append(lines, refusal.String())
	}
	if r.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", r.More))
	}
	return strings.Join(lines, "\n")
}

// Is reports that refusals are fault.Invalid.
func (r *Refusals) Is(target error) bool { return target == fault.Invalid }

// shown returns what a file holds as it may be shown on a terminal: short, and without characters that could steer it.
// Sixty characters fit beside the sentence around them; what cannot be printed, such as an escape that would colour the screen, becomes �.
func shown(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s[:min(len(s), 4*most)])[:most-1]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '�'
		}
		return r
	}, s)
}
