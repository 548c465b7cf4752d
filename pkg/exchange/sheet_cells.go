package exchange

import (
	"net/url"
	"strings"

	"dontblink.dev/pkg/activity"
)

// cell is what stands in one cell of a sheet.
type cell struct {
	line int
	// text is what people see; raw, in a workbook, what it is made from: the number behind a date.
	text, raw string
}

func (c cell) node(kind kind, content string) node {
	return node{kind: kind, line: int32(c.line), text: content}
}

// refused is a cell that cannot be taken, and why.
// It is told with the activity's other mistakes, at the field that it was to be.
func (c cell) refused(sentence string) node { return c.node(refused, sentence) }

// list makes a list of texts; of one alone, the text.
// Alone, its mistakes have the path of the field and no index that nobody sees in a cell.
func (c cell) list(kids []node) node {
	if len(kids) == 1 {
		return kids[0]
	}
	return node{kind: list, line: int32(c.line), kids: kids}
}

// mapping makes keys and values of pairs; what is empty is left out.
func (c cell) mapping(pairs ...string) node {
	n := c.node(mapping, "")
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			value := c.node(text, pairs[i+1])
			// In a sheet nothing stands in quotes: 2 is a number where one is wanted.
			value.plain = true
			n.kids = append(n.kids, c.node(text, pairs[i]), value)
		}
	}
	return n
}

// asLine reads a text of one line: a break within a cell is there for the eye.
func asLine(_ *sheet, c cell) node { return c.node(text, strings.Join(strings.Fields(c.text), " ")) }

// asProse reads a text of many lines. It is plain, so that a bare “yes” is told from a reason.
func asProse(_ *sheet, c cell) node {
	n := c.node(text, c.text)
	n.plain = true
	return n
}

// asWord reads one word, by the mapping's dictionary if that has it.
func asWord(s *sheet, c cell) node { return c.node(text, s.word(c.text)) }

// word looks a word up in the mapping's dictionary, with its blanks made one; what is not in it stands for itself.
func (s *sheet) word(word string) string {
	word = strings.Join(strings.Fields(word), " ")
	if meant, ok := s.mapping.words[word]; ok {
		return meant
	}
	return word
}

// asWords reads a list of words, which may hold commas.
func asWords(s *sheet, c cell) node { return s.entries(c, ";\n") }

// asIDs reads a list of words that cannot hold commas.
// Kinds and topics are words of people ("letter, open"), ids are not.
func asIDs(s *sheet, c cell) node { return s.entries(c, ",;\n") }

// entries reads a list of words, each through the mapping's dictionary.
func (s *sheet) entries(c cell, separators string) node {
	var kids []node
	for _, entry := range s.cut(c.text, separators) {
		kids = append(kids, c.node(text, s.word(entry)))
	}
	return c.list(kids)
}

// cut parts the entries of a cell: where the mapping says, else at any of the separators.
// What the mapping says holds alone: who parts by commas may have a semicolon within an entry.
func (s *sheet) cut(content, separators string) []string {
	parts := strings.FieldsFunc(content, func(r rune) bool { return strings.ContainsRune(separators, r) })
	if s.mapping.list != "" {
		parts = strings.Split(content, s.mapping.list)
	}
	var entries []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			entries = append(entries, part)
		}
	}
	return entries
}

// asFlag reads yes or no, as people tick a column.
// An x or a tick is how a column is ticked; a dash is how one is left out on purpose.
func asFlag(s *sheet, c cell) node {
	n := node{kind: truth, line: int32(c.line), plain: true}
	switch strings.ToLower(s.word(c.text)) {
	case "true", "yes", "y", "x", "1", "✓":
		n.text = "true"
	case "false", "no", "n", "0", "-":
		n.text = "false"
	default:
		return c.refused("“" + shown(c.text) + "” stands here; write yes or no")
	}
	return n
}

// inParts reads a list whose entries have parts: "Ada Example | Counsel | Our Organisation | speaker".
// Parts may be left out at the end. It is always a list, since an entry alone has parts that are told by their place.
func inParts(names ...string) func(*sheet, cell) node {
	return func(s *sheet, c cell) node {
		var kids []node
		for _, entry := range s.cut(c.text, ";\n") {
			parts := strings.Split(entry, "|")
			if len(parts) > len(names) {
				return c.refused("“" + shown(entry) + "” has more parts than " + strings.Join(names, " | "))
			}
			var pairs []string
			for i, part := range parts {
				pairs = append(pairs, names[i], s.word(part))
			}
			kids = append(kids, c.mapping(pairs...))
		}
		return node{kind: list, line: int32(c.line), kids: kids}
	}
}

// asLinks reads addresses, or entries as "watch | the recording | https://…".
func asLinks(s *sheet, c cell) node {
	var kids []node
	for _, entry := range s.cut(c.text, ";\n") {
		switch parts := strings.Split(entry, "|"); len(parts) {
		// An address alone is read, which is the commonest verb.
		case 1:
			kids = append(kids, c.mapping("verb", "read", "label", siteOf(entry), "url", entry))
		case 3:
			kids = append(kids, c.mapping("verb", s.word(parts[0]), "label", strings.TrimSpace(parts[1]), "url", strings.TrimSpace(parts[2])))
		default:
			return c.refused("“" + shown(entry) + "” stands here; write an address, or a verb, a label and an address, as read | our letter | https://…")
		}
	}
	return node{kind: list, line: int32(c.line), kids: kids}
}

// siteOf is what a link is called whose label nobody wrote: the site that it leads to.
func siteOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Hostname() != "" {
		return strings.TrimPrefix(u.Hostname(), "www.")
	}
	return address
}

// asRelations reads entries as "rests_on: key-of-the-other"; an id stands in for the key.
func asRelations(s *sheet, c cell) node {
	var kids []node
	for _, entry := range s.cut(c.text, ";\n") {
		kind, other, ok := strings.Cut(entry, ":")
		if !ok {
			return c.refused("“" + shown(entry) + "” stands here; write " + likeRelation + ", as rests_on: key-of-the-other")
		}
		kind, other = s.word(kind), strings.TrimSpace(other)
		// The key is one of this source; an id leads to any.
		if !activity.IsID(other) {
			kids = append(kids, c.mapping(kind, other))
			continue
		}
		n := c.node(mapping, "")
		n.kids = []node{c.node(text, kind), c.mapping("id", other)}
		kids = append(kids, n)
	}
	return node{kind: list, line: int32(c.line), kids: kids}
}

// asSeries reads a series, as "Copyright clinics | 1 | 2".
func asSeries(s *sheet, c cell) node {
	parts := strings.Split(c.text, "|")
	names := []string{"name", "number", "of"}
	if len(parts) > len(names) {
		return c.refused("“" + shown(c.text) + "” stands here; write the name of the series, which of them it is and how many, as Clinics | 1 | 2")
	}
	var pairs []string
	for i, part := range parts {
		pairs = append(pairs, names[i], s.word(part))
	}
	return c.mapping(pairs...)
}
