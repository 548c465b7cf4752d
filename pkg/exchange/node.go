package exchange

import "iter"

// kind says what stands at a place of a file.
type kind uint8

const (
	nothing kind = iota // an empty value, ~ or null: the same as leaving the key out
	text
	truth // JSON's true and false; YAML's are text like any other word
	list
	mapping
	refused // the format knows it and we don't read it; the node's text says why
)

// node is a value of a file, whichever format it is in. All scalars are kept as they are spelt, so that a date stays a date
// and Norway's NO stays NO.
type node struct {
	kind kind
	// plain: not in quotes.
	// Only of what is plain may "true" be a truth, and "2" a number.
	plain bool
	// block: written as a YAML block, which brings a line break at its end.
	block bool
	// 32 bits and no pointer: a file may hold a million of these.
	// With it a node has 48 bytes, so mostValues of them are bounded by what the largest honest file takes.
	line int32
	text string
	// kids are the entries of a list, or the keys and values of a mapping in turn.
	kids []node
}

// pairs yields the keys and values of a mapping.
func (n *node) pairs() iter.Seq2[*node, *node] {
	return func(yield func(key, value *node) bool) {
		for i := 0; i+1 < len(n.kids); i += 2 {
			if !yield(&n.kids[i], &n.kids[i+1]) {
				return
			}
		}
	}
}

// look returns a key and its value, or nil.
// The first of two of the same name: that there are two is refused elsewhere.
func (n *node) look(name string) (key, value *node) {
	if n.kind != mapping {
		return nil, nil
	}
	for key, value := range n.pairs() {
		if key.text == name {
			return key, value
		}
	}
	return nil, nil
}

// get returns the value of a key, or nil.
func (n *node) get(name string) *node {
	_, value := n.look(name)
	return value
}

// entries returns the entries of a list; what stands alone is a list of one, and nothing is a list of none.
func (n *node) entries() []node {
	switch n.kind {
	case nothing:
		return nil
	case list:
		return n.kids
	default:
		return []node{*n}
	}
}
