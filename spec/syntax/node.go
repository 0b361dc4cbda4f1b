package syntax

import (
	"slices"
	"strconv"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
)

// Node is a value of the file that agrees with the field table, aliases followed: each use of an anchor
// has nodes of its own. A nil node stands for a key that is absent; every method takes it.
type Node struct {
	Pos    spec.Pos
	Key    string // when it is an entry of a mapping
	KeyPos spec.Pos
	Word   string         // of a scalar
	Items  []*Node        // of a list or a mapping, in order
	Shape  *grammar.Shape // when it has one
	Ref    grammar.Ref    // what the word names
	KeyRef grammar.Ref    // what the key names
	Prose  bool           // the word is a line of text
	every  bool           // the word is a text in every language
	Bad    bool           // a fault of the value itself is reported
}

// Get is the entry of a mapping with that key, nil if there is none.
func (n *Node) Get(key string) *Node {
	if n != nil {
		for _, item := range n.Items {
			if item.Key == key {
				return item
			}
		}
	}
	return nil
}

// Entries are the items of a list or a mapping.
func (n *Node) Entries() []*Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// Text is the word of a scalar, "" without one.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	return n.Word
}

// Words are the words of a list of scalars.
func (n *Node) Words() []string {
	var words []string
	for _, item := range n.Entries() {
		words = append(words, item.Word)
	}
	return words
}

// Number is the value of a whole number.
func (n *Node) Number() int {
	i, _ := strconv.Atoi(n.Text())
	return i
}

// Flag is the value of a flag.
func (n *Node) Flag() bool { return n.Text() == "true" }

// Tainted reports whether a fault of n, or of anything below it, is reported: conclusions from it would be noise.
func (n *Node) Tainted() bool {
	return n != nil && (n.Bad || slices.ContainsFunc(n.Items, (*Node).Tainted))
}

// Where is the position of the key, or of the value when it has none.
func (n *Node) Where() spec.Pos {
	if n.KeyPos.Line > 0 {
		return n.KeyPos
	}
	return n.Pos
}

// Each calls f for n and everything below, the innermost first.
func (n *Node) Each(f func(*Node)) {
	for _, item := range n.Entries() {
		item.Each(f)
	}
	f(n)
}

// Keys are the keys of a mapping.
func (n *Node) Keys() []string {
	var keys []string
	for _, item := range n.Entries() {
		keys = append(keys, item.Key)
	}
	return keys
}

// Put makes the value of a key of target n.
func (target *Node) Put(n *Node) {
	for i, item := range target.Items {
		if item.Key == n.Key {
			target.Items[i] = n
			return
		}
	}
	target.Items = append(target.Items, n)
}

// Remove takes the keys away.
func (target *Node) Remove(keys ...string) {
	target.Items = slices.DeleteFunc(target.Items, func(item *Node) bool { return slices.Contains(keys, item.Key) })
}

// Clone is a copy of everything below n.
func (n *Node) Clone() *Node {
	if n == nil {
		return nil
	}
	same := *n
	same.Items = nil
	for _, item := range n.Items {
		same.Items = append(same.Items, item.Clone())
	}
	return &same
}
