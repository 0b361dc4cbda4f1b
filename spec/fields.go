package spec

import (
	"regexp"
	"slices"
)

// kind is a form that a value in the file may have.
type kind int

const (
	kindWord  kind = iota // a scalar that matches a pattern or is one of some words
	kindNum               // a whole number
	kindFlag              // true or false
	kindList              // a list
	kindSome              // one value, or a list of them
	kindMap               // a mapping from names to values, whose order counts
	kindShape             // a mapping with the keys of a shape
	kindText              // a mapping from languages to lines of text, or a line for all of them
)

// value says what may stand in a place of the file.
type value struct {
	kind  kind
	word  *word  // kindWord: what it looks like; kindMap, kindText: what its keys look like
	of    *value // kindList, kindSome, kindMap, kindText: of what
	shape *shape // kindShape
}

// word is a kind of scalar: one of a few words, or whatever matches a pattern.
type word struct {
	name    string // in messages and documents: "a language tag"
	pattern string // regular expression for the whole word; "" for any line of text
	words   []string
	ref     ref // what it is the name of, when something else in the file must define it
	re      *regexp.Regexp
}

// shape is a kind of mapping. The tables of shapes are all there is to the grammar: the decoder,
// the JSON Schema and the language reference are made from them.
type shape struct {
	name      string // in messages and documents: "a command"
	doc       string // what it is for, a sentence or two
	short     string // a plain word w is short for {short: w}
	shortWord *word
	row       bool // the short form is a row in a word, by the grammar of wRow
	oneOf     bool // exactly one of the keys that are not `why`
	fields    []field
}

// field is a key of a mapping.
type field struct {
	key      string
	value    value
	required bool
	poured   bool   // required, and may come from the section `texts`
	layout   layout // in the canonical form
	doc      string // one line
}

// layout is how a value stands in the canonical form if its entries have no comments.
type layout int

const (
	layFlow layout = iota // on one line, or broken between its keys
	layRows               // on one line, or open: each entry has lines of its own
	layOpen               // open
)

// opened are the fields of a part of a file whose sections stand open: each entry has lines of its own, so that several
// files, or several branches, can add to them.
func opened(fields []field) []field {
	for i, f := range fields {
		if f.value.kind == kindMap || f.value.kind == kindShape || f.value.kind == kindList && f.value.of.kind == kindShape {
			fields[i].layout = layOpen
		}
	}
	return fields
}

// ref says what a word is the name of.
type ref string

// What words may name; each is defined somewhere in the file. The words stand in messages.
const (
	refLanguage   ref = "language"
	refPolicy     ref = "policy"
	refRegion     ref = "region"
	refTerm       ref = "region or policy" // key of a condition
	refState      ref = "state"            // of the region or policy that is the nearest key above
	refCarry      ref = "carried value"
	refType       ref = "type"
	refCapability ref = "capability"
	refPattern    ref = "capability pattern"
	refClass      ref = "error class"
	refShared     ref = "shared reply"
	refNeed       ref = "need"
	refCommand    ref = "command"
	refInvariant  ref = "invariant"
	refSurvivor   ref = "surviving command" // a command, or the first words of several
	refLifetime   ref = "lifetime"
	refEnder      ref = "row"                   // a command, a command and one of its replies, or an event
	refActor      ref = "command or capability" // a command, the first words of several, a capability or a pattern of it
	refMover      ref = "mover"                 // as refActor, or an event, or the data phase
)

// to makes a kind of word that names something.
func (w *word) to(what ref) *word {
	named := *w
	named.ref = what
	return &named
}

// newWord is a kind of scalar that matches a pattern.
func newWord(name, pattern string) *word {
	return &word{name: name, pattern: pattern, re: regexp.MustCompile("^(?:" + pattern + ")$")}
}

// matches reports whether s is such a word.
func (w *word) matches(s string) bool {
	switch {
	case w.words != nil:
		return slices.Contains(w.words, s)
	case w.re != nil:
		return w.re.MatchString(s)
	}
	return true
}

// keys are the keys of the shape in the order of the table.
func (s *shape) keys() []string {
	keys := make([]string, len(s.fields))
	for i, f := range s.fields {
		keys[i] = f.key
	}
	return keys
}

// field finds a key's field, nil if the shape has no such key.
func (s *shape) field(key string) *field {
	for i := range s.fields {
		if s.fields[i].key == key {
			return &s.fields[i]
		}
	}
	return nil
}

func is(w *word) value { return value{kind: kindWord, word: w} }
func oneOf(words ...string) value {
	return is(&word{words: words})
}
func listOf(v value) value { return value{kind: kindList, of: &v} }
func someOf(v value) value { return value{kind: kindSome, of: &v} }
func mapOf(k *word, v value) value {
	return value{kind: kindMap, word: k, of: &v}
}
func textOf(k *word, v value) value {
	return value{kind: kindText, word: k, of: &v}
}
func shaped(s *shape) value { return value{kind: kindShape, shape: s} }
