package person

import "strings"

func (in *inline) open(b bracket) {
	in.brackets = append(in.brackets, b)
	in.last = b.at
}

// shutBracket reads a closing bracket: it may end the text of a link, an image, a reference or a mention.
func (in *inline) shutBracket() int {
	innermost := in.last
	in.last = in.at
	if len(in.brackets) == 0 {
		return 1
	}
	opener := in.brackets[len(in.brackets)-1]
	in.brackets = in.brackets[:len(in.brackets)-1]
	barred := len(in.brackets) < in.links && !opener.image
	in.links = min(in.links, len(in.brackets))
	text := stretch{opener.at + 1, in.at}
	if target, size, ok := in.inPlace(); ok && !barred {
		in.link(opener, text, size)
		if !opener.image && strings.HasPrefix(target, scheme) {
			in.mentions = append(in.mentions, mentioned{stretch{opener.at, in.at + size}, text})
		}
		return size
	}
	return in.reference(opener, text, innermost == opener.at, barred)
}

// link closes a link or an image: its text, and what says where it leads.
func (in *inline) link(opener bracket, text stretch, size int) {
	from := opener.at
	if opener.image {
		from--
	} else {
		in.links = len(in.brackets) // a link holds no other
	}
	in.close(from, text.to+size)
}

// inPlace returns where the link leads whose text ends here, if that is said right behind it, and the length of the rest of the link.
func (in *inline) inPlace() (target string, size int, ok bool) {
	rest := in.text[in.at+1:]
	if !strings.HasPrefix(rest, "(") {
		return "", 0, false
	}
	target, size, ok = destination(rest)
	return target, 1 + size, ok
}

// reference closes [text][label], [label][], [label] and [^note]. What looks like one and is not defined is left alone too, but it
// is no link: it may stand within one. A simple text holds no brackets, and may be a label itself.
func (in *inline) reference(opener bracket, text stretch, simple, barred bool) int {
	const longest = 999 // CommonMark's limit
	own := ""
	if simple && text.to-text.from <= longest {
		own = in.text[text.from:text.to]
	}
	label, full := "", false
	if rest := in.text[in.at+1:]; strings.HasPrefix(rest, "[") {
		label, full = labelAt(rest, 1)
	}
	switch {
	case len(own) > 1 && own[0] == '^':
		in.close(opener.at, in.at+1)
	case barred:
	case full && label != "" && in.labels[normal(label)]:
		in.link(opener, text, len(label)+3)
		return len(label) + 3
	case in.labels[normal(own)]:
		size := 1
		if full && label == "" {
			size = 3
		}
		in.link(opener, text, size)
		return size
	case full:
		// With its label, which would be none any more with a mention in it.
		in.close(opener.at, in.at+len(label)+3)
	}
	return 1
}

// destination reads (address) or (address "title") at the beginning of the text, and returns the address and the length of the whole.
func destination(text string) (address string, size int, ok bool) {
	at := 1 + leading(text[1:])
	if strings.HasPrefix(text[at:], "<") {
		end := strings.IndexAny(text[at+1:], "<>\n")
		if end < 0 || text[at+1+end] != '>' {
			return "", 0, false
		}
		address = text[at+1 : at+1+end]
		at += end + 2
	} else {
		end, ok := addressEnd(text[at:])
		if !ok {
			return "", 0, false
		}
		address = text[at : at+end]
		at += end
	}
	if gap := leading(text[at:]); gap > 0 {
		at += gap
		at += titleEnd(text[at:])
		at += leading(text[at:])
	}
	if !strings.HasPrefix(text[at:], ")") {
		return "", 0, false
	}
	return address, at + 1, true
}

// addressEnd returns where an address ends that stands in round brackets. It may hold such brackets, one within the other, but
// not more than CommonMark's implementations read: that keeps the time linear. One that is not closed before white space ends there for some.
func addressEnd(text string) (int, bool) {
	const deepest = 32
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && escapes(text, i):
			i++
		case c == '(':
			if depth++; depth > deepest {
				return 0, false
			}
		case c == ')':
			if depth--; depth < 0 {
				return i, true
			}
		case c <= ' ':
			return i, true
		}
	}
	return 0, false
}

// titleEnd returns the length of the title that the text begins with, 0 if there is none.
func titleEnd(text string) int {
	if text == "" || strings.IndexByte("\"'(", text[0]) < 0 {
		return 0
	}
	end := text[0]
	if end == '(' {
		end = ')'
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && escapes(text, i):
			i++
		case text[i] == end:
			return i + 1
		case text[i] == '(' && end == ')':
			return 0
		}
	}
	return 0
}

// leading returns how many bytes of white space the text begins with.
func leading(text string) int { return len(text) - len(strings.TrimLeft(text, " \t\r\n")) }
