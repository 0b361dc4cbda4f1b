package spec

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// meant is a question about a key that a shape does not have: which mapping around or inside this one has it, or
// which key is near.
func (r *reader) meant(key string, s *shape) string {
	for i := len(r.path) - 2; i >= 0; i-- {
		if r.path[i].field(key) != nil {
			return fmt.Sprintf("it is a key of %s: indented too far?", r.path[i].name)
		}
	}
	for _, f := range s.fields {
		if inner := f.value.inner(); inner != nil && inner.field(key) != nil {
			return fmt.Sprintf("it is a key of %s: not indented far enough?", inner.name)
		}
	}
	return didYouMean(key, s.keys())
}

// misplaced reports a key that no name in its place looks like but that the named things have as a key.
func (r *reader) misplaced(y *yaml.Node, w *word, of func(*node) *value) bool {
	if w == wLine || w.matches(y.Value) {
		return false
	}
	inner := of(nil).inner()
	if inner == nil || inner.field(y.Value) == nil {
		return false
	}
	r.add(Pos{Line: y.Line, Column: y.Column}, fmt.Sprintf("it is a key of %s: not indented far enough?", inner.name),
		"%q is not %s", y.Value, w.name)
	return true
}

// inner is the shape of the mappings that a value holds, nil if it holds none.
func (v value) inner() *shape {
	for v.of != nil {
		v = *v.of
	}
	return v.shape
}

// indentation says what is odd about how far a line is indented, "" if nothing is: it stands between the lines
// above, or below a line that is complete.
func indentation(lines []string, number int) string {
	depth := func(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
	own := depth(lines[number-1])
	var open []int // how far the lines are indented that the line may belong to
	above := 0
	for i, line := range lines[:number-1] {
		text := strings.TrimSpace(line)
		if text == "" || text[0] == '#' {
			continue
		}
		for len(open) > 0 && open[len(open)-1] >= depth(line) {
			open = open[:len(open)-1]
		}
		open, above = append(open, depth(line)), i+1
	}
	if len(open) == 0 {
		return ""
	}
	if last := open[len(open)-1]; own > last {
		if text := strings.TrimSpace(lines[above-1]); !strings.HasSuffix(text, ":") {
			return fmt.Sprintf("the line is indented by %d blanks, and line %d above by %d, which is complete", own, above, last)
		}
		return ""
	}
	outer := 0
	for i, d := range open {
		switch {
		case d == own:
			return ""
		case d > own:
			return fmt.Sprintf("the line is indented by %d blanks; those above by %d or %d", own, outer, open[i])
		}
		outer = d
	}
	return ""
}
