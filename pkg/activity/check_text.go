package activity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
)

// texts checks every text, whatever field it stands in.
func (c *checker) texts() {
	Texts(c.content, c.text)
	body := 0
	for _, passage := range c.content.GetBody() {
		body += len(passage.GetText())
	}
	if body > LargestBody {
		c.Add("body", "has %d KiB; write %d KiB at the most, and link to longer documents", KiB(body), LargestBody>>10)
	} else if size := c.sizeWhenComplete(body); size > Largest {
		c.Add("", "has %d KiB, with the mentions in its body; %d KiB is the most: link to longer documents", KiB(size), Largest>>10)
	}
}

// sizeWhenComplete returns how many bytes the content will have. A mention is longer than a name, so a body that does little but
// name someone grows. A short one does not grow past what is allowed, and is not completed to find out.
func (c *checker) sizeWhenComplete(body int) int {
	const short = 8 << 10
	size := proto.Size(c.content)
	if body <= short || size > Largest {
		return size
	}
	completed := proto.CloneOf(c.content)
	person.Recognise(completed)
	return proto.Size(completed)
}

func (c *checker) text(t Text) bool {
	most, short := longest[t.Name()]
	switch {
	case t.Name() == "url" && strings.ContainsFunc(t.Get(), person.TurnsAround):
		// Said of the address as a whole.
	// A passage's text is the only one that may go over several lines.
	case t.Name() == "text":
		checkSigns(t.Where, t.Get(), &c.Mistakes)
	case short:
		checkLine(t.Where, t.Get(), most, &c.Mistakes)
	default:
		checkLine(t.Where, t.Get(), LongestLine, &c.Mistakes)
	}
	return true
}

// checkLine checks a text that stands on one line.
func checkLine(at func() string, text string, most int, mistakes *fault.Mistakes) {
	if !checkSigns(at, text, mistakes) {
		return
	}
	if strings.Contains(text, "\n") {
		mistakes.Add(at(), "goes over several lines: write it on one")
	}
	// Bytes are told at once, and only a text that has too many is counted.
	if len(text) <= most {
		return
	}
	if n := utf8.RuneCountInString(text); n > most {
		mistakes.Add(at(), "has %d characters; %d is the most: shorten it", n, most)
	}
}

// checkSigns checks that a text is one: UTF-8, and no signs that nobody sees and some programs obey.
func checkSigns(at func() string, text string, mistakes *fault.Mistakes) bool {
	if !utf8.ValidString(text) {
		mistakes.Add(at(), "is not valid UTF-8: save the file as UTF-8, or write the text anew")
		return false
	}
	if i := hidden(text); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		if person.TurnsAround(r) {
			mistakes.Add(at(), "holds a sign (U+%04X) at byte %d that has what follows read backwards: take it out; no script needs it", r, i+1)
			return false
		}
		mistakes.Add(at(), "holds a control character (U+%04X) at byte %d: take it out", r, i+1)
		return false
	}
	return true
}

// hidden returns where the first sign stands that nobody sees, or -1.
func hidden(text string) int {
	for i := range len(text) {
		// Unicode's controls are those of ASCII, and those that begin with 0xc2; what turns text around begins with 0xe2: most bytes need no
		// second look.
		if c := text[i]; c >= ' ' && c < 0x7f || c == '\n' || c == '\t' || c > 0x7f && c != 0xc2 && c != 0xe2 {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(text[i:]); unicode.IsControl(r) || person.TurnsAround(r) {
			return i
		}
	}
	return -1
}
