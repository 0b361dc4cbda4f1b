package decode

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Load reads and decodes a spec file, or an overlay and its base. An error about the content is of type syntax.Errors
// and has all faults at once.
func Load(file string) (*spec.Spec, error) {
	b, err := syntax.Open(file)
	if err != nil {
		return nil, err
	}
	return Book(b)
}

// Text decodes and checks a spec of one file; file is its name for positions. The error is nil or of type
// syntax.Errors. With syntax.Errors, Text also returns the spec as far as it could be read, for tools that show it
// regardless; draw no conclusions from it. The spec is nil where the file is no YAML or no mapping.
func Text(file string, data []byte) (*spec.Spec, error) {
	return decode(syntax.Single(syntax.File{Name: file, Data: data}))
}

// decode decodes and checks a whole spec.
func decode(b *syntax.Book) (*spec.Spec, error) {
	r := &syntax.Parser{Report: syntax.NewReport(b.Name, b.Text)}
	r.Enter(b)
	root := r.Document(b.Text, grammar.ShapeTop)
	if root == nil {
		return nil, r.Sorted()
	}
	sum := sha256.Sum256(b.Text)
	r.Unfold(root)
	s := conclude(r.Report, root, &spec.Spec{File: b.Name, Files: b.Names(), Hash: hex.EncodeToString(sum[:])})
	if len(r.Errs) > 0 {
		return s, r.Sorted()
	}
	return s, nil
}

// conclude makes and checks the model of a tree. start has the fields that the tree does not tell.
func conclude(r *syntax.Report, root *syntax.Node, start *spec.Spec) *spec.Spec {
	c := newChecker(r, root)
	c.mergeShared()
	c.spread()
	c.resolve(root, "")
	c.spec = build(start, root)
	c.check()
	return c.spec
}

// Book decodes and checks a spec of several files, as Text does with one. The base of an overlay is looked for from the
// entry's directory.
func Book(b *syntax.Book) (*spec.Spec, error) {
	if syntax.IsOverlay(b.Text) {
		s, _, err := overlay(b.Files[0], func(extends string) (*syntax.Book, error) { return syntax.FindBase(b.Name, extends) })
		return s, err
	}
	return decode(b)
}

// On decodes and checks an overlay on a base that is at hand.
func On(b, base *syntax.Book) (*spec.Spec, error) {
	s, _, err := overlay(b.Files[0], func(string) (*syntax.Book, error) { return base, nil })
	return s, err
}
