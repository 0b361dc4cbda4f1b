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

// extendsValue is what such a line names.
var extendsValue = regexp.MustCompile(`(?m)^extends[ \t]*:[ \t]*["']?([^\s"'#]+)`)

// Extended is the base that an overlay's content names; "" for what is no overlay.
func Extended(data []byte) string {
	if found := extendsValue.FindSubmatch(data); found != nil {
		return string(found[1])
	}
	return ""
}

// Resolve is Load for content that is at hand. The base of an overlay is looked for from the file's directory.
func Resolve(file string, data []byte) (*Spec, error) {
	b, err := Bind(File{file, data}, readFile)
	if err != nil {
		return nil, err
	}
	return b.Decode()
}

// DecodeOverlay decodes an overlay whose base is at hand, and checks the whole by the rules for a spec. Every
// fault keeps the place in the file that it comes from. What is returned beside Errors is as for Decode; Errors
// about the base alone are the base's own.
func DecodeOverlay(over, base File) (*Spec, error) {
	s, _, err := overlay(over, func(string) (*Book, error) { return loose(base), nil })
	return s, err
}

// overlay decodes an overlay; the second result is the merged tree, for printing.
func overlay(over File, find func(extends string) (*Book, error)) (*Spec, *node, error) {
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
	if IsOverlay(base.Text) {
		r.add(extends.pos, "", "%s is an overlay; an overlay extends a whole spec", base.Name)
		return nil, nil, r.sorted()
	}
	plain, err := decode(base)
	if err != nil {
		return nil, nil, err
	}
	r.turn(base)
	root := r.document(base.Text, sTop)
	r.expandSets(root.get(keySets), root, changes)
	for _, tree := range []*node{root, changes} {
		languages := root.get("languages")
		if own := changes.get("languages"); tree == changes && own != nil {
			languages = own
		}
		everyLanguage(tree, languages)
	}
	r.pour(root)
	m := merger{report: r.report, base: root, over: changes, file: over.Name}
	m.merge()
	printable := root.clone()
	s := conclude(r.report, root, &Spec{
		File: over.Name, Files: append([]string{over.Name}, plain.Files...), Hash: hashOf(plain.Hash, over.Data), Base: plain, Extends: extends.word,
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
