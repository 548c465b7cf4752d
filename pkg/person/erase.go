package person

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Somebody stands where a name was erased. It tells nothing: neither who, nor whether it was one or several.
const Somebody = "a participant"

// Erasure takes one person or organisation out of what is told: where they are listed, where they are mentioned, and wherever a text
// says their name. What a text tells of them without the name, it cannot know.
type Erasure struct {
	ids   []string // their own, and those of names that lead to them
	names []string // as read reads them, in small letters, the longest first
	word  string   // what stands in their place
	// phrases erases by names of several words alone.
	phrases *Erasure
}

// Erase returns the erasure of whoever has that id, by the names that are known.
func Erase(id string, names ...string) *Erasure { return EraseAll([]string{id}, names) }

// EraseAll returns the erasure of somebody who is several things: see Person.
func EraseAll(ids, names []string) *Erasure {
	e := &Erasure{ids: ids}
	for _, name := range names {
		name = strings.ToLower(strings.Map(plain, canonical(name)))
		if strings.ContainsFunc(name, inWord) && !slices.Contains(e.names, name) {
			e.names = append(e.names, name)
		}
	}
	slices.SortStableFunc(e.names, func(a, b string) int { return len(b) - len(a) })
	if e.word = Somebody; e.Text(Somebody) != Somebody {
		e.word = "…" // somebody is called like that
	}
	isWord := func(name string) bool { return !strings.Contains(name, " ") }
	e.phrases = &Erasure{ids: ids, names: slices.DeleteFunc(slices.Clone(e.names), isWord), word: e.word}
	return e
}

// unworded are fields that hold no text of anybody: to change a word in them would break what they say.
var unworded = map[protoreflect.Name]bool{
	"id": true, "key": true, "kind": true, "status": true, "by": true, "from": true, "to": true, "zone": true, "verb": true,
	"url": true, "priorities": true, "pillar": true, "tell_in": true, "type": true, "source": true, "clashes": true,
	"months": true, "publication": true, "language": true, "activity": true, "entries": true, "paths": true,
}

// sourced are texts though they bear a name from above: where a picture comes from may be said in words, as “photo by …”.
var sourced = map[protoreflect.FullName]bool{"advocacy.event.v1.Image.source": true, "advocacy.event.v1.ImagePart.source": true}

// ownWords are fields that take a known word or the team's own. A name of several words is none of the known: it goes from there too.
var ownWords = map[protoreflect.Name]bool{"kinds": true, "jurisdictions": true, "part": true}

// said returns what a field says once they are taken out.
func (e *Erasure) said(field protoreflect.FieldDescriptor, text string) string {
	switch {
	case ownWords[field.Name()]:
		return e.phrases.Text(text)
	case unworded[field.Name()] && !sourced[field.FullName()]:
		return text
	}
	return e.Text(text)
}

// From takes them out of a message of the language, in place, and reports whether it told of them.
func (e *Erasure) From(m proto.Message) bool { return e.from(m.ProtoReflect()) }

func (e *Erasure) from(m protoreflect.Message) (told bool) {
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsMap():
		case field.IsList() && field.Kind() == protoreflect.MessageKind:
			told = e.fromMessages(m, field) || told
		case field.Kind() == protoreflect.MessageKind:
			told = e.from(value.Message()) || told
		case field.Kind() != protoreflect.StringKind:
		case field.IsList():
			for i, list := 0, value.List(); i < list.Len(); i++ {
				text := list.Get(i).String()
				if changed := e.said(field, text); changed != text {
					list.Set(i, protoreflect.ValueOfString(changed))
					told = true
				}
			}
		default:
			if changed := e.said(field, value.String()); changed != value.String() {
				m.Set(field, protoreflect.ValueOfString(changed))
				told = true
			}
		}
		return true
	})
	return told
}

// fromMessages goes through a list. Whoever else is listed keeps their own name, though it may contain this one.
func (e *Erasure) fromMessages(m protoreflect.Message, field protoreflect.FieldDescriptor) (told bool) {
	list := m.Mutable(field).List()
	kept := 0
	for i := range list.Len() {
		each := list.Get(i)
		listed, isListed := each.Message().Interface().(*eventv1.Participation)
		switch {
		case isListed && (slices.Contains(e.ids, listed.GetId()) || slices.Contains(e.ids, ID(listed.GetName()))):
			told = true
			continue
		case isListed:
			name, short := listed.Name, listed.Abbreviation
			listed.Name, listed.Abbreviation = "", ""
			told = e.from(each.Message()) || told
			listed.Name, listed.Abbreviation = name, short
		default:
			told = e.from(each.Message()) || told
		}
		list.Set(kept, each)
		kept++
	}
	list.Truncate(kept)
	if kept == 0 {
		m.Clear(field)
	}
	return told
}

// Text returns a text in which nothing names them.
func (e *Erasure) Text(text string) string {
	for _, id := range e.ids {
		if strings.Contains(text, scheme+id) {
			text = e.unmentioned(text, id)
		}
	}
	var out strings.Builder
	written := 0
	for at := 0; at < len(text); {
		if end, ok := e.named(text, at); ok {
			out.WriteString(text[written:at] + e.word)
			at, written = end, end
			continue
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	if written == 0 {
		return text
	}
	return out.String() + text[written:]
}

// unmentioned replaces mentions of them, wherever they stand: what Markdown makes of them does not matter here.
func (e *Erasure) unmentioned(text, id string) string {
	end := "](" + scheme + id + ")"
	for {
		at := strings.Index(text, end)
		if at < 0 {
			// With nothing in its place, what stood around one could become another.
			return strings.ReplaceAll(text, scheme+id, e.word)
		}
		from, open := at, 1
		for from > 0 && open > 0 {
			from--
			switch text[from] {
			case ']':
				open++
			case '[':
				open--
			}
		}
		text = text[:from] + e.word + text[at+len(end):]
	}
}

// named reports whether one of their names begins at the place, and where it ends. Capitals do not matter, here as for the id.
func (e *Erasure) named(text string, at int) (end int, ok bool) {
	if before, _ := utf8.DecodeLastRuneInString(text[:at]); at > 0 && inWord(before) {
		return 0, false
	}
	for _, name := range e.names {
		end, same := at, true
		for _, want := range name {
			if end >= len(text) {
				same = false
				break
			}
			r, size := heard(text, end)
			if unicode.ToLower(r) != want {
				same = false
				break
			}
			end += size
		}
		if after, _ := utf8.DecodeRuneInString(text[end:]); same && !inWord(after) {
			return end, true
		}
	}
	return 0, false
}

// heard is read for who must not miss a name because of how a page or a word processor wrote it: what cannot be seen in it is passed over.
func heard(text string, at int) (r rune, size int) {
	for size = 0; ; {
		var n int
		switch r, n = read(text, at+size); {
		case strings.HasPrefix(text[at+size:], space):
			r, n = ' ', len(space)
		case n > 0 && plain(r) < 0:
			size += n
			continue
		}
		return plain(r), size + n
	}
}

// space is how pages write a blank at which no line breaks.
const space = "&nbsp;"

// plain returns what a sign says: nothing (-1), if it only says where a line or a word may break, in which direction it runs, or how it looks.
func plain(r rune) rune {
	switch r {
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u034f', '\u180e':
		return -1
	case '\u2010', '\u2011':
		return '-'
	}
	if unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Variation_Selector, r) {
		return -1
	}
	return r
}
