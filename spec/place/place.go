package place

import (
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Place is what the field table says of a place in a file. Tools that work on the text of files ask it which keys
// belong there, and how words are written. The zero Place is one that the table does not know.
type Place struct {
	v      grammar.Value
	layout grammar.Layout
}

// Top is the place of everything in a file: a spec or a chapter of one, or an overlay.
func Top(data []byte) Place {
	if syntax.IsOverlay(data) {
		return Place{v: grammar.Shaped(grammar.ShapeOverlay)}
	}
	return Place{v: grammar.Shaped(grammar.ShapeTop)}
}

// Keys are the keys that a mapping here has, in the order of the table; nil for a mapping from names that are free.
func (p Place) Keys() []string {
	if p.v.Kind != grammar.KindShape {
		return nil
	}
	return p.v.Shape.Keys()
}

// Entry is the place of a key's value in a mapping here.
func (p Place) Entry(key string) Place {
	switch p.v.Kind {
	case grammar.KindMap, grammar.KindText:
		return Place{v: *p.v.Of}
	case grammar.KindShape:
		if f := p.v.Shape.Field(key); f != nil {
			return Place{v: f.Value, layout: f.Layout}
		}
	}
	return Place{}
}

// Item is the place of each item of a list here.
func (p Place) Item() Place {
	if p.v.Kind == grammar.KindList || p.v.Kind == grammar.KindSome {
		return Place{v: *p.v.Of}
	}
	return Place{}
}

// Open reports whether the entries of what stands here always have lines of their own, as those of sections have.
func (p Place) Open() bool { return p.layout == grammar.LayoutOpen }

// Rows reports whether the entries of what stands here have lines of their own where one line is too short for them.
func (p Place) Rows() bool { return p.layout == grammar.LayoutRows }

// Prose reports whether a word here is a text for people.
func (p Place) Prose() bool {
	return p.v.Kind == grammar.KindWord && p.v.Word == grammar.WordProse || p.v.Kind == grammar.KindText || p.v.Kind == grammar.KindShape && p.v.Shape.ShortWord == grammar.WordProse
}

// Alone reports whether one value may stand here in place of a list of one.
func (p Place) Alone() bool { return p.v.Kind == grammar.KindSome }

// Short is the key of which the value alone may stand here in place of a mapping that has no other key, "" if there is
// none.
func (p Place) Short() string {
	if p.v.Kind != grammar.KindShape || p.v.Shape.Field(p.v.Shape.Short) == nil {
		return ""
	}
	return p.v.Shape.Short
}

// InAWord reports whether a row here may be a word: `350 -> rename.pending` for {code: 350, to: {rename: pending}}.
func (p Place) InAWord() bool { return p.v.Kind == grammar.KindShape && p.v.Shape.Row }
