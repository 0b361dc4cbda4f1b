package decode

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/merge"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Resolve is Load for a file whose content is at hand. The base of an overlay is looked for from the file's directory.
func Resolve(file string, data []byte) (*spec.Spec, error) {
	b, err := syntax.Bind(syntax.File{Name: file, Data: data}, syntax.ReadFile)
	if err != nil {
		return nil, err
	}
	return Book(b)
}

// Overlay decodes an overlay on a base of one file that is at hand, and checks the whole by the rules for a spec. Every
// fault keeps its place in the file that it comes from. The results are those of Text; where the base has faults of its
// own, the error has only those.
func Overlay(over, base syntax.File) (*spec.Spec, error) {
	s, _, err := overlay(over, func(string) (*syntax.Book, error) { return syntax.Single(base), nil })
	return s, err
}

// overlay decodes an overlay; the second result is the merged tree, for printing.
func overlay(over syntax.File, find func(extends string) (*syntax.Book, error)) (*spec.Spec, *syntax.Node, error) {
	r := &syntax.Parser{Report: syntax.NewReport(over.Name, over.Data)}
	changes := r.Document(over.Data, grammar.ShapeOverlay)
	extends := changes.Get("extends")
	if extends.Tainted() || extends == nil {
		return nil, nil, r.Sorted()
	}
	base, err := find(extends.Word)
	if err != nil {
		r.Add(extends.Pos, "", "%v", err)
		return nil, nil, r.Sorted()
	}
	if syntax.IsOverlay(base.Text) {
		r.Add(extends.Pos, "", "%s is an overlay; an overlay extends a whole spec", base.Name)
		return nil, nil, r.Sorted()
	}
	plain, err := decode(base)
	if err != nil {
		return nil, nil, err
	}
	r.Enter(base)
	root := r.Document(base.Text, grammar.ShapeTop)
	r.ExpandSets(root.Get(grammar.KeySets), root, changes)
	for _, tree := range []*syntax.Node{root, changes} {
		languages := root.Get("languages")
		if own := changes.Get("languages"); tree == changes && own != nil {
			languages = own
		}
		syntax.EveryLanguage(tree, languages)
	}
	r.Pour(root)
	m := merge.Merger{Report: r.Report, Base: root, Over: changes, File: over.Name}
	m.Merge()
	printable := root.Clone()
	s := conclude(r.Report, root, &spec.Spec{
		File: over.Name, Files: append([]string{over.Name}, plain.Files...), Hash: hashOf(plain.Hash, over.Data), Base: plain, Extends: extends.Word,
		Imports: buildImports(changes.Get("imports")), Relaxations: each(changes.Get("relaxes"), buildRelaxation),
	})
	m.SpareImports(s)
	if len(r.Errs) > 0 {
		return s, printable, r.Sorted()
	}
	return s, printable, nil
}

// hashOf is the hash of an overlay on a base.
func hashOf(base string, over []byte) string {
	sum := sha256.Sum256(append([]byte(base+"\n"), over...))
	return hex.EncodeToString(sum[:])
}

func buildImports(n *syntax.Node) map[string]string {
	imports := map[string]string{}
	for _, item := range n.Entries() {
		imports[item.Key] = item.Word
	}
	return imports
}

func buildRelaxation(n *syntax.Node) spec.Relaxation {
	return spec.Relaxation{What: n.Get("what").Text(), Why: n.Get("why").Text(), Pos: n.Where()}
}
