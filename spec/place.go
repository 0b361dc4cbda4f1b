package spec

import "go.yaml.in/yaml/v4"

// Parse is the node tree of the one document in a file of YAML: a spec, a chapter or an overlay, whatever is wrong with
// what it says. The error is nil or of type Errors: the file is no YAML, has characters that no spec may have, or is no
// mapping.
func Parse(file string, data []byte) (*yaml.Node, error) {
	r := &reader{report: newReport(file, data)}
	root := r.yaml(data)
	if root != nil && root.Kind != yaml.MappingNode {
		r.add(Pos{Line: root.Line, Column: root.Column}, "", "expected a mapping, found %s", found(root))
	}
	if len(r.errs) > 0 {
		return nil, r.sorted()
	}
	return root, nil
}

// Place is what the field table says of a place in a file. Tools that work on the text of files ask it which keys belong
// there, and how words are written. The zero Place is one that the table does not know.
type Place struct {
	v      value
	layout layout
}

// TopPlace is the place of everything in a file: a spec or a chapter of one, or an overlay.
func TopPlace(data []byte) Place {
	if IsOverlay(data) {
		return Place{v: shaped(sOverlay)}
	}
	return Place{v: shaped(sTop)}
}

// Keys are the keys that a mapping here has, in the order of the table; nil for a mapping from names that are free.
func (p Place) Keys() []string {
	if p.v.kind != kindShape {
		return nil
	}
	return p.v.shape.keys()
}

// Entry is the place of a key's value in a mapping here.
func (p Place) Entry(key string) Place {
	switch p.v.kind {
	case kindMap, kindText:
		return Place{v: *p.v.of}
	case kindShape:
		if f := p.v.shape.field(key); f != nil {
			return Place{v: f.value, layout: f.layout}
		}
	}
	return Place{}
}

// Item is the place of each item of a list here.
func (p Place) Item() Place {
	if p.v.kind == kindList || p.v.kind == kindSome {
		return Place{v: *p.v.of}
	}
	return Place{}
}

// Open reports whether the entries of what stands here always have lines of their own, as those of sections have.
func (p Place) Open() bool { return p.layout == layOpen }

// Rows reports whether the entries of what stands here have lines of their own where one line is too short for them.
func (p Place) Rows() bool { return p.layout == layRows }

// Prose reports whether a word here is a text for people.
func (p Place) Prose() bool {
	return p.v.kind == kindWord && p.v.word == wProse || p.v.kind == kindText || p.v.kind == kindShape && p.v.shape.shortWord == wProse
}

// Alone reports whether one value may stand here in place of a list of one.
func (p Place) Alone() bool { return p.v.kind == kindSome }

// Short is the key of which the value alone may stand here in place of a mapping that has no other key, "" if there is none.
func (p Place) Short() string {
	if p.v.kind != kindShape || p.v.shape.field(p.v.shape.short) == nil {
		return ""
	}
	return p.v.shape.short
}

// InAWord reports whether a row here may be a word: `350 -> rename.pending` for {code: 350, to: {rename: pending}}.
func (p Place) InAWord() bool { return p.v.kind == kindShape && p.v.shape.row }

// IsRow reports whether a word has the form of a row in a word.
func IsRow(word string) bool { return wRow.matches(word) }
