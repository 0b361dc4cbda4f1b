package spec

import (
	"slices"
	"strconv"
)

// node is a value of the file that agrees with the field table, aliases followed: each use of an anchor
// has nodes of its own. A nil node stands for a key that is absent; every method takes it.
type node struct {
	pos    Pos
	key    string // when it is an entry of a mapping
	keyPos Pos
	word   string  // of a scalar
	items  []*node // of a list or a mapping, in order
	shape  *shape  // when it has one
	ref    ref     // what the word names
	keyRef ref     // what the key names
	prose  bool    // the word is a line of text
	every  bool    // the word is a text in every language
	bad    bool    // a fault of the value itself is reported
}

// get is the entry of a mapping with that key, nil if there is none.
func (n *node) get(key string) *node {
	if n != nil {
		for _, item := range n.items {
			if item.key == key {
				return item
			}
		}
	}
	return nil
}

// entries are the items of a list or a mapping.
func (n *node) entries() []*node {
	if n == nil {
		return nil
	}
	return n.items
}

// text is the word of a scalar, "" without one.
func (n *node) text() string {
	if n == nil {
		return ""
	}
	return n.word
}

// words are the words of a list of scalars.
func (n *node) words() []string {
	var words []string
	for _, item := range n.entries() {
		words = append(words, item.word)
	}
	return words
}

// number is the value of a whole number.
func (n *node) number() int {
	i, _ := strconv.Atoi(n.text())
	return i
}

// flag is the value of a flag.
func (n *node) flag() bool { return n.text() == "true" }

// tainted reports whether a fault of n, or of anything below it, is reported: conclusions from it would be noise.
func (n *node) tainted() bool {
	return n != nil && (n.bad || slices.ContainsFunc(n.items, (*node).tainted))
}

// where is the position of the key, or of the value when it has none.
func (n *node) where() Pos {
	if n.keyPos.Line > 0 {
		return n.keyPos
	}
	return n.pos
}
