package grammar

import (
	"regexp"
	"slices"
	"strings"
)

// Kind is a form that a value in the file may have.
type Kind int

const (
	KindWord  Kind = iota // a scalar that matches a pattern or is one of some words
	KindNum               // a whole number
	KindFlag              // true or false
	KindList              // a list
	KindSome              // one value, or a list of them
	KindMap               // a mapping from names to values, whose order counts
	KindShape             // a mapping with the keys of a shape
	KindText              // a mapping from languages to lines of text, or a line for all of them
)

// Value says what may stand in a place of the file.
type Value struct {
	Kind  Kind
	Word  *Word  // KindWord: what it looks like; KindMap, KindText: what its keys look like
	Of    *Value // KindList, KindSome, KindMap, KindText: of what
	Shape *Shape // KindShape
}

// Word is a kind of scalar: one of a few words, or whatever matches a pattern.
type Word struct {
	Name    string // in messages and documents: "a language tag"
	pattern string // regular expression for the whole word; "" for any line of text
	Words   []string
	Ref     Ref // what it is the name of, when something else in the file must define it
	re      *regexp.Regexp
}

// Shape is a kind of mapping. The tables of shapes are all there is to the grammar: the decoder,
// the JSON Schema and the language reference are made from them.
type Shape struct {
	Name      string // in messages and documents: "a command"
	doc       string // what it is for, a sentence or two
	Short     string // a plain word w is short for {short: w}
	ShortWord *Word
	Row       bool // the short form is a row in a word, by the grammar of WordRow
	OneOf     bool // exactly one of the keys that are not `why`
	Fields    []Field
}

// Field is a key of a mapping.
type Field struct {
	Key      string
	Value    Value
	Required bool
	Poured   bool   // required, and may come from the section `texts`
	Layout   Layout // in the canonical form
	Doc      string // one line
}

// Layout is how a value stands in the canonical form if its entries have no comments.
type Layout int

const (
	LayoutFlow Layout = iota // on one line, or broken between its keys
	LayoutRows               // on one line, or open: each entry has lines of its own
	LayoutOpen               // open
)

// opened are the fields of a part of a file whose sections stand open: each entry has lines of its own, so that several
// files, or several branches, can add to them.
func opened(fields []Field) []Field {
	for i, f := range fields {
		if f.Value.Kind == KindMap || f.Value.Kind == KindShape || f.Value.Kind == KindList && f.Value.Of.Kind == KindShape {
			fields[i].Layout = LayoutOpen
		}
	}
	return fields
}

// Ref says what a word is the name of.
type Ref string

// What words may name; each is defined somewhere in the file. The words stand in messages.
const (
	RefLanguage   Ref = "language"
	RefPolicy     Ref = "policy"
	RefRegion     Ref = "region"
	RefTerm       Ref = "region or policy" // key of a condition
	RefState      Ref = "state"            // of the region or policy that is the nearest key above
	RefCarry      Ref = "carried value"
	RefType       Ref = "type"
	RefCapability Ref = "capability"
	RefPattern    Ref = "capability pattern"
	RefClass      Ref = "error class"
	RefShared     Ref = "shared reply"
	RefNeed       Ref = "need"
	RefCommand    Ref = "command"
	RefInvariant  Ref = "invariant"
	RefSurvivor   Ref = "surviving command" // a command, or the first words of several
	RefLifetime   Ref = "lifetime"
	RefEnder      Ref = "row"                   // a command, a command and one of its replies, or an event
	RefActor      Ref = "command or capability" // a command, the first words of several, a capability or a pattern of it
	RefMover      Ref = "mover"                 // as RefActor, or an event, or the data phase
)

// To makes a kind of word that names something.
func (w *Word) To(what Ref) *Word {
	named := *w
	named.Ref = what
	return &named
}

// newWord is a kind of scalar that matches a pattern.
func newWord(name, pattern string) *Word {
	return &Word{Name: name, pattern: pattern, re: regexp.MustCompile("^(?:" + pattern + ")$")}
}

// Matches reports whether s is such a word.
func (w *Word) Matches(s string) bool {
	switch {
	case w.Words != nil:
		return slices.Contains(w.Words, s)
	case w.re != nil:
		return w.re.MatchString(s)
	}
	return true
}

// Keys are the keys of the shape in the order of the table.
func (s *Shape) Keys() []string {
	keys := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		keys[i] = f.Key
	}
	return keys
}

// Field finds a key's field, nil if the shape has no such key.
func (s *Shape) Field(key string) *Field {
	for i := range s.Fields {
		if s.Fields[i].Key == key {
			return &s.Fields[i]
		}
	}
	return nil
}

// Is is a scalar of a kind of word.
func Is(w *Word) Value { return Value{Kind: KindWord, Word: w} }

// oneOf is one of some words.
func oneOf(words ...string) Value { return Is(&Word{Words: words}) }

// listOf is a list.
func listOf(v Value) Value { return Value{Kind: KindList, Of: &v} }

// someOf is one value, or a list of them.
func someOf(v Value) Value { return Value{Kind: KindSome, Of: &v} }

// MapOf is a mapping from names to values.
func MapOf(k *Word, v Value) Value { return Value{Kind: KindMap, Word: k, Of: &v} }

// textOf is a line of text for each language, or one for all.
func textOf(k *Word, v Value) Value { return Value{Kind: KindText, Word: k, Of: &v} }

// Shaped is a mapping with the keys of a shape.
func Shaped(s *Shape) Value { return Value{Kind: KindShape, Shape: s} }

// Decimal is how whole numbers are written: no sign, no leading zero, no other base.
var Decimal = newWord("a whole number", `0|[1-9][0-9]{0,8}`)

// Describe is what a value should have been, for messages.
func (v Value) Describe() string {
	switch {
	case v.Kind == KindNum:
		return Decimal.Name
	case v.Kind == KindFlag:
		return "true or false"
	case v.Word.Words != nil:
		return strings.Join(v.Word.Words, " or ")
	}
	return v.Word.Name
}

// Inner is the shape of the mappings that a value holds, nil if it holds none.
func (v Value) Inner() *Shape {
	for v.Of != nil {
		v = *v.Of
	}
	return v.Shape
}
