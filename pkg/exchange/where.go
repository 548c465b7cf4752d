package exchange

import (
	"strconv"
	"strings"

	"dontblink.dev/pkg/fault"
)

// locate turns mistakes in content into refusals at the lines that the content was read from.
// root is the activity's node or the edition's; mistakes have paths from there.
func locate(file, key string, root *node, mistakes fault.Mistakes) []Refusal {
	refusals := make([]Refusal, 0, len(mistakes))
	for _, m := range mistakes {
		refusals = append(refusals, Refusal{
			File: file, Line: find(root, m.Field), Key: shown(key), Field: inFile(m.Field), Sentence: m.Sentence,
		})
	}
	return refusals
}

// inFile spells a field as a file does: content has kinds, a file has `kind`.
func inFile(field string) string {
	if rest, ok := strings.CutPrefix(field, "kinds"); ok {
		return "kind" + rest
	}
	return field
}

// find follows a path like "links[0].url" as far as it leads, and returns the line it comes to. What is missing is found where it
// should stand: at what would hold it.
func find(root *node, path string) int {
	at, around, line := root, root, root.line
	for _, part := range parts(inFile(path)) {
		where, next := follow(at, part)
		if next == nil && (part == "zone" || part == "until") {
			// These two stand beside what they belong to, unless it is a mapping that holds them.
			where, next = around.look(part)
		}
		switch {
		case next != nil:
			at, around, line = next, at, where.line
		case at.kind != text:
			return int(line)
		}
	}
	return int(line)
}

// follow returns what a name or an index leads to and where that begins, or nil. What stands alone is its own only entry.
// A key begins before its value does, which may be a block some lines below.
func follow(n *node, part string) (where, next *node) {
	i, err := strconv.Atoi(part)
	switch {
	case err != nil:
		return n.look(part)
	case n.kind == list && i >= 0 && i < len(n.kids):
		return &n.kids[i], &n.kids[i]
	case n.kind != list && n.kind != nothing && i == 0:
		return n, n
	default:
		return nil, nil
	}
}

// parts cuts a path into names and indexes.
func parts(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' })
}
