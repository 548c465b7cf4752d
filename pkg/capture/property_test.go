package capture_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/capture"
)

// holds checks what is true of every line.
func holds(t interface {
	Helper()
	Fatalf(string, ...any)
}, line string,
) {
	t.Helper()
	u := typed(line)
	if diff := cmp.Diff(u, typed(line), protocmp.Transform()); diff != "" {
		t.Fatalf("%q is read in two ways:\n%s", line, diff)
	}
	at := 0
	for _, p := range u.Pieces {
		if p.From < at || p.To <= p.From || p.To > len(line) {
			t.Fatalf("%q: the piece %+v lies outside the line or on another", line, p)
		}
		at = p.To
	}
	// But for a comma or a dash that leads nowhere.
	if want := left(u); strings.TrimRight(letters(u.Activity.GetHeadline()), ",;–—") != strings.TrimRight(want, ",;–—") {
		t.Fatalf("%q: the headline is %q, and what is in no piece is %q", line, u.Activity.GetHeadline(), want)
	}
	if !utf8.ValidString(u.Activity.GetHeadline()) {
		t.Fatalf("%q: the headline %q cannot be recorded", line, u.Activity.GetHeadline())
	}
	for _, q := range u.Questions {
		if q.Text == "" {
			t.Fatalf("%q: a question about %q says nothing", line, q.Field)
		}
	}
}

// left is what must stand in the headline: all that is in no piece, and the words of the pieces that stay in it.
func left(u capture.Understood) string {
	var b strings.Builder
	at := 0
	for _, p := range u.Pieces {
		b.WriteString(u.Line[at:p.From])
		if p.Stays {
			b.WriteString(read(u.Line[p.From:p.To], p))
		}
		at = p.To
	}
	b.WriteString(u.Line[at:])
	return letters(b.String())
}

// read is how a piece that stays is read in a headline: a mark without its sign, a name in full.
func read(text string, p capture.Piece) string {
	switch p.Part {
	case capture.PartKind:
		return text
	case capture.PartWhen:
		if p.Says == "" {
			return text
		}
	case capture.PartUnknown:
		if strings.HasPrefix(text, "!") {
			return text
		}
	case capture.PartPlace:
		if !strings.HasPrefix(text, "^") {
			return text
		}
	}
	return p.Says
}

// pieces of lines, of which the properties make lines.
var some = []string{
	"23", "jan", "January", "may", "2–4", "-", "to", "on", "in", "the", "last", "Tuesday", "2024", "2024-01-31", "19:30", "at", "3pm", "31", "feb",
	"03/04", "23.1.", "Q1", "panel", "listening", "session", "@costanza", "@mei", "@\"A B", "\"", "”", "@@X", "#copyright", "#acc", "!chatham",
	"!planned", "!x", "!embargo:23_jan", "^Brussels", "^", "Brussels", "with", "and", "of", "https://example.org/x", "[a](https://b.c)", "[", "](", "mailto:x@y.z",
	"America/New_York", "\u202eabc", "🎉", "İ", "ſ", "\xff", "\x00", "،", "e\u0301", "#", "@", "!", ",", ".", "()", "two", "ago", "days",
}

func TestNothingOfALineIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(some), rapid.String()), 0, 25).Draw(t, "words")
		holds(t, strings.Join(words, rapid.SampledFrom([]string{" ", "  ", "", "\n"}).Draw(t, "blank")))
	})
}

// long are lines that go on as none does, each with one thing again and again.
var long = map[string]string{
	"letters": "a", "marks": "@a ", "quotes": "@“a ", "brackets": "[a ", "links": "[a](b ", "numbers": "1 ", "dates": "1 jan ", "the": "the ",
	"priorities": "#acc ", "exclamations": "!x ", "right to left": "مرحبا ", "emoji": "🎉", "addresses": "https://a ", "ranges": "1–", "colons": "!a:",
}

func TestALongLineIsReadWhole(t *testing.T) {
	t.Parallel()
	for _, unit := range long {
		holds(t, strings.Repeat(unit, capture.Longest/32/len(unit)))
	}
	u := typed("23 jan panel #copyright @" + strings.Repeat("x", 10_000))
	if len(u.Mistakes) != 1 || !strings.Contains(u.Mistakes[0].Sentence, "200 is the most") {
		t.Errorf("a name of ten thousand letters is answered with %v", u.Mistakes)
	}
}

// BenchmarkLongLine reads each at one length and at four times that: what grows with the square shows in the time of a byte.
func BenchmarkLongLine(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(long)) {
		for _, bytes := range []int{capture.Longest / 16, capture.Longest / 4} {
			line := strings.Repeat(long[name], bytes/len(long[name]))
			b.Run(fmt.Sprintf("%s/%d", name, bytes), func(b *testing.B) {
				b.SetBytes(int64(len(line)))
				for b.Loop() {
					typed(line)
				}
			})
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"23 jan panel at FIMI conference @costanza #disinformation !chatham Brussels https://example.org/x",
		"2–4 May 2024 meeting @@White_House and @mei in The Hague, !embargo:15_feb_9:00", "[watch this](https://example.org) on last Tuesday at 3pm",
	} {
		f.Add(seed)
	}
	for _, seed := range some {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) { holds(t, line) })
}
