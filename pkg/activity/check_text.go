package activity

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
)

// texts checks every text, whatever field it stands in.
func (c *checker) texts() {
	c.textsOf(c.content.ProtoReflect(), "")
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

// textsOf checks the texts of a message, its fields in order.
func (c *checker) textsOf(m protoreflect.Message, within string) {
	// By reflection: a field that the language gains is held to the same limits from its first day.
	declared := m.Descriptor().Fields()
	for i := range declared.Len() {
		f := declared.Get(i)
		at := within + string(f.Name())
		switch {
		case !m.Has(f):
		case f.IsList():
			list := m.Get(f).List()
			for i := range list.Len() {
				c.textOf(f, list.Get(i), fmt.Sprintf("%s[%d]", at, i))
			}
		default:
			c.textOf(f, m.Get(f), at)
		}
	}
}

func (c *checker) textOf(f protoreflect.FieldDescriptor, value protoreflect.Value, at string) {
	switch f.Kind() {
	case protoreflect.MessageKind:
		c.textsOf(value.Message(), at+".")
	case protoreflect.StringKind:
		most, short := longest[f.Name()]
		switch {
		// A passage's text is the only one that may go over several lines.
		case f.Name() == "text":
			checkSigns(at, value.String(), &c.Mistakes)
		case short:
			checkLine(at, value.String(), most, &c.Mistakes)
		default:
			checkLine(at, value.String(), LongestLine, &c.Mistakes)
		}
	}
}

// checkLine checks a text that stands on one line.
func checkLine(at, text string, most int, mistakes *fault.Mistakes) {
	if !checkSigns(at, text, mistakes) {
		return
	}
	if strings.Contains(text, "\n") {
		mistakes.Add(at, "goes over several lines: write it on one")
	}
	if n := utf8.RuneCountInString(text); n > most {
		mistakes.Add(at, "has %d characters; %d is the most: shorten it", n, most)
	}
}

// checkSigns checks that a text is one: UTF-8, and no signs that nobody sees and some programs obey.
func checkSigns(at, text string, mistakes *fault.Mistakes) bool {
	if !utf8.ValidString(text) {
		mistakes.Add(at, "is not valid UTF-8: save the file as UTF-8, or write the text anew")
		return false
	}
	isHidden := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
	if i := strings.IndexFunc(text, isHidden); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		mistakes.Add(at, "holds a control character (U+%04X) at byte %d: take it out", r, i+1)
		return false
	}
	return true
}
