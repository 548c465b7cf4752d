// Package fault names the kinds of failure that a caller can act on.
//
// Five kinds cross every border of the product, from the domain to the command line; whatever is none of them is ours to mend:
// it is logged whole and shown as "something went wrong on our side". The text of a fault is a sentence for the person who must act.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// The kinds. Ask for one with errors.Is.
var (
	// Invalid: what was sent cannot be taken as it is; sending it again will not help.
	Invalid = errors.New("invalid")
	// NotFound: what was asked for does not exist.
	NotFound = errors.New("not found")
	// Conflict: somebody else was faster; look again, then decide.
	Conflict = errors.New("conflict")
	// Forbidden: this caller may not do that.
	Forbidden = errors.New("forbidden")
	// Unavailable: not now; sending the same again later is safe and may help.
	Unavailable = errors.New("unavailable")
)

// New returns a fault of the given kind whose text is the formatted sentence, and nothing else.
func New(kind error, format string, args ...any) error {
	return &sentence{kind: kind, text: fmt.Sprintf(format, args...)}
}

type sentence struct {
	kind error
	text string
}

func (s *sentence) Error() string        { return s.text }
func (s *sentence) Is(target error) bool { return target == s.kind }

// Mistake is one thing wrong with what was sent.
type Mistake struct {
	// Field says where: "headline", "links[0].url". Empty: the whole.
	Field string
	// Sentence says what is wrong and what to write instead.
	Sentence string
}

// Mistakes is everything wrong with what was sent; it is Invalid. An empty list is no error: use Err.
type Mistakes []Mistake

// Err returns the mistakes as an error, or nil when there are none.
func (m Mistakes) Err() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

// Add appends a mistake.
func (m *Mistakes) Add(field, format string, args ...any) {
	*m = append(*m, Mistake{Field: field, Sentence: fmt.Sprintf(format, args...)})
}

func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, mistake := range m {
		lines[i] = mistake.Sentence
		if mistake.Field != "" {
			lines[i] = mistake.Field + ": " + mistake.Sentence
		}
	}
	return strings.Join(lines, "\n")
}

// Is reports that mistakes are Invalid.
func (m Mistakes) Is(target error) bool { return target == Invalid }
