package syntax

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"go.yaml.in/yaml/v4"
)

// meant is a question about a key that a shape does not have: which mapping around or inside this one has it, or
// which key is near.
func (r *Parser) meant(key string, s *grammar.Shape) string {
	for i := len(r.path) - 2; i >= 0; i-- {
		if r.path[i].Field(key) != nil {
			return fmt.Sprintf("it is a key of %s: indented too far?", r.path[i].Name)
		}
	}
	for _, f := range s.Fields {
		if inner := f.Value.Inner(); inner != nil && inner.Field(key) != nil {
			return fmt.Sprintf("it is a key of %s: not indented far enough?", inner.Name)
		}
	}
	return DidYouMean(key, s.Keys())
}

// misplaced reports a key that no name in its place looks like but that the named things have as a key.
func (r *Parser) misplaced(y *yaml.Node, w *grammar.Word, of func(*Node) *grammar.Value) bool {
	if w == grammar.WordLine || w.Matches(y.Value) {
		return false
	}
	inner := of(nil).Inner()
	if inner == nil || inner.Field(y.Value) == nil {
		return false
	}
	r.Add(spec.Pos{Line: y.Line, Column: y.Column}, fmt.Sprintf("it is a key of %s: not indented far enough?", inner.Name),
		"%q is not %s", y.Value, w.Name)
	return true
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
