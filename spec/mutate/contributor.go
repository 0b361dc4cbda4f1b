package mutate

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// contributorText is the list of faults that a person could make; the file says how to read it.
//
//go:embed contributor.yaml
var contributorText []byte

// Fault is something that a tired or an ill-meaning contributor could do to a spec.
type Fault struct {
	ID    string `yaml:"id"`
	Kind  string `yaml:"kind"`
	What  string `yaml:"what"`
	By    string `yaml:"by"`    // what should find it: decoder, code or the ID of a check
	Patch string `yaml:"patch"` // the patch of the finding that makes it good; "" where none is known
	Edits []Edit `yaml:"edits"`
	Line  int    `yaml:"-"` // in contributor.yaml
}

// Edit is one change of a spec's text: Old, which is there once, becomes New. How the text is broken into lines does
// not count: blanks in Old are any blanks and line breaks.
type Edit struct {
	In  string `yaml:"in"` // the part of the file: keys joined by dots, the command's name among them
	Old string `yaml:"old"`
	New string `yaml:"new"`
}

// Faults are the faults of contributor.yaml, in its order.
func Faults() ([]Fault, error) { return readFaults(contributorText) }

// readFaults reads a list of faults.
func readFaults(text []byte) ([]Fault, error) {
	var list yaml.Node
	if err := yaml.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("contributor.yaml: %w", err)
	}
	var faults []Fault
	seen := map[string]bool{}
	for _, node := range list.Content[0].Content {
		var f Fault
		if err := node.Load(&f, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("contributor.yaml:%d: %w", node.Line, err)
		}
		f.Line = node.Line
		if f.ID == "" || f.Kind == "" || f.What == "" || len(f.Edits) == 0 || seen[f.ID] {
			return nil, fmt.Errorf("contributor.yaml:%d: a fault needs an id of its own, a kind, what it is, and edits", f.Line)
		}
		seen[f.ID] = true
		faults = append(faults, f)
	}
	return faults, nil
}

// source is the text of a spec, with where its parts are.
type source struct {
	text  []byte
	root  *yaml.Node
	lines []int // where each line begins
}

// readSource finds the parts of a spec's text.
func readSource(text []byte) (*source, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	s := &source{text: text, root: document.Content[0], lines: []int{0}}
	for i, c := range text {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s, nil
}

// with is the text with a fault. A text that is not there, or not once, is an error: the fault has to be written anew
// for what has taken its place.
func (s *source) with(f *Fault) ([]byte, error) {
	type place struct {
		from, to int
		text     string
	}
	var places []place
	for _, e := range f.Edits {
		from, to, err := s.part(e.In)
		var found [][]int
		if err == nil {
			if found = e.pattern().FindAllIndex(s.text[from:to], -1); len(found) != 1 {
				err = fmt.Errorf("%q is %d times in %s, not once", e.Old, len(found), e.In)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("contributor.yaml:%d: %s: %w", f.Line, f.ID, err)
		}
		places = append(places, place{from + found[0][0], from + found[0][1], e.New})
	}
	slices.SortFunc(places, func(a, b place) int { return a.from - b.from })
	var out []byte
	last := 0
	for _, p := range places {
		if p.from < last {
			return nil, fmt.Errorf("contributor.yaml:%d: %s: two edits of one place", f.Line, f.ID)
		}
		out = append(append(out, s.text[last:p.from]...), p.text...)
		last = p.to
	}
	return append(out, s.text[last:]...), nil
}

// pattern finds Old. Blanks before and behind it are as they stand there.
func (e Edit) pattern() *regexp.Regexp {
	inner := strings.TrimSpace(e.Old)
	before, behind, _ := strings.Cut(e.Old, inner)
	words := strings.Fields(inner)
	for i, w := range words {
		words[i] = regexp.QuoteMeta(w)
	}
	return regexp.MustCompile(before + strings.Join(words, `\s+`) + behind)
}

// part finds the part of the text that has a key: from the key to the next one beside it.
func (s *source) part(path string) (from, to int, err error) {
	node, to := s.root, len(s.text)
	for rest := path; rest != ""; {
		i := longestKey(node, rest)
		if i < 0 {
			return 0, 0, fmt.Errorf("the spec has no %s", path)
		}
		key := node.Content[i]
		from = s.offset(key)
		if i+2 < len(node.Content) {
			to = s.offset(node.Content[i+2])
		}
		node, rest = node.Content[i+1], strings.TrimPrefix(rest[len(key.Value):], ".")
	}
	return from, to, nil
}

// longestKey is where a mapping has the longest key with which a path begins, -1 if there is none. Keys may have dots
// themselves, as capabilities have.
func longestKey(mapping *yaml.Node, path string) int {
	found := -1
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		k := mapping.Content[i].Value
		if (path == k || strings.HasPrefix(path, k+".")) && (found < 0 || len(k) > len(mapping.Content[found].Value)) {
			found = i
		}
	}
	return found
}

// offset is where a node begins. Its column counts characters.
func (s *source) offset(n *yaml.Node) int {
	at := s.lines[n.Line-1]
	for range n.Column - 1 {
		_, size := utf8.DecodeRune(s.text[at:])
		at += size
	}
	return at
}
