package spec

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
)

// File is a file with its content.
type File struct {
	Name string
	Data []byte
}

// overlayMark is the line by which a file says that it is an overlay; it is found in a file that is no YAML too.
var overlayMark = regexp.MustCompile(`(?m)^extends[ \t]*:`)

// IsOverlay reports whether the content is an overlay's and not that of a whole spec.
func IsOverlay(data []byte) bool { return overlayMark.Match(data) }

// Resolve is Load for content that is at hand. The base of an overlay is looked for from the file's directory.
func Resolve(file string, data []byte) (*Spec, error) {
	if !IsOverlay(data) {
		return Decode(file, data)
	}
	s, _, err := overlay(File{file, data}, func(extends string) (File, error) { return FindBase(file, extends) })
	return s, err
}

// DecodeOverlay decodes an overlay whose base is at hand, and checks the whole by the rules for a spec. Every
// fault keeps the place in the file that it comes from. What is returned beside Errors is as for Decode; Errors
// about the base alone are the base's own.
func DecodeOverlay(over, base File) (*Spec, error) {
	s, _, err := overlay(over, func(string) (File, error) { return base, nil })
	return s, err
}

// overlay decodes an overlay; the second result is the merged tree, for printing.
func overlay(over File, find func(extends string) (File, error)) (*Spec, *node, error) {
	r := &reader{report: newReport(over.Name, over.Data)}
	changes := r.document(over.Data, sOverlay)
	extends := changes.get("extends")
	if extends.tainted() || extends == nil {
		return nil, nil, r.sorted()
	}
	base, err := find(extends.word)
	if err != nil {
		r.add(extends.pos, "", "%v", err)
		return nil, nil, r.sorted()
	}
	if IsOverlay(base.Data) {
		r.add(extends.pos, "", "%s is an overlay; an overlay extends a whole spec", base.Name)
		return nil, nil, r.sorted()
	}
	plain, err := Decode(base.Name, base.Data)
	if err != nil {
		return nil, nil, err
	}
	r.open(base.Name, base.Data)
	root := r.document(base.Data, sTop)
	m := merger{report: r.report, base: root, over: changes, file: over.Name}
	m.merge()
	printable := root.clone()
	s := conclude(r.report, root, &Spec{
		File: over.Name, Hash: hashOf(plain.Hash, over.Data), Base: plain, Extends: extends.word,
		Imports: buildImports(changes.get("imports")), Relaxations: each(changes.get("relaxes"), buildRelaxation),
	})
	m.spareImports(s)
	if len(r.errs) > 0 {
		return s, printable, r.sorted()
	}
	return s, printable, nil
}

// hashOf is the hash of an overlay on a base.
func hashOf(base string, over []byte) string {
	sum := sha256.Sum256(append([]byte(base+"\n"), over...))
	return hex.EncodeToString(sum[:])
}

func buildImports(n *node) map[string]string {
	imports := map[string]string{}
	for _, item := range n.entries() {
		imports[item.key] = item.word
	}
	return imports
}

func buildRelaxation(n *node) Relaxation {
	return Relaxation{What: n.get("what").text(), Why: n.get("why").text(), Pos: n.where()}
}
