package decode

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Print is a spec as one file, with the place that each line comes from in a comment: an overlay with its base
// merged into it, or a whole spec without anchors and aliases. What is printed decodes to the same model; what the
// overlay has left without a use is then a fault. Comments at the end say which regions each row resets because
// lifetimes end with it. The base of an overlay is looked for from the file's directory.
func Print(file string, data []byte) ([]byte, error) {
	return printWith(syntax.File{Name: file, Data: data}, func(extends string) (*syntax.Book, error) { return syntax.FindBase(file, extends) })
}

func printWith(file syntax.File, find func(extends string) (*syntax.Book, error)) ([]byte, error) {
	if syntax.IsOverlay(file.Data) {
		s, root, err := overlay(file, find)
		if err != nil {
			return nil, err
		}
		out := syntax.PrintTree(root, fmt.Sprintf("# What %s makes of %s, with the place of each line.\n", s.File, s.Base.File))
		for i, x := range s.Relaxations {
			if i == 0 {
				out = append(out, '\n')
			}
			out = fmt.Appendf(out, "# It relaxes the base: %s: %s # %s:%d\n", x.What, x.Why, x.Pos.File, x.Pos.Line)
		}
		return printResets(out, s), nil
	}
	b, err := syntax.Bind(file, syntax.ReadFile)
	if err != nil {
		return nil, err
	}
	s, err := decode(b)
	if err != nil {
		return nil, err
	}
	r := &syntax.Parser{Report: syntax.NewReport(b.Name, b.Text)}
	r.Enter(b)
	root := r.Document(b.Text, grammar.ShapeTop)
	r.Unfold(root)
	return printResets(syntax.PrintTree(root, fmt.Sprintf("# %s, with the place of each line.\n", file.Name)), s), nil
}

// printResets adds, for each row with which lifetimes end, a comment that names the lifetimes and what the row resets.
func printResets(out []byte, s *spec.Spec) []byte {
	title := "\n# What rows reset, because lifetimes end with them; what a row says itself wins:\n"
	rows := s.Rows()
	for i := range rows {
		row := &rows[i]
		var ends []string
		for _, name := range s.Over(row) {
			var regions []string
			for _, reset := range s.Resets(row) {
				if reset.Lifetime == name {
					regions = append(regions, reset.Region.Name)
				}
			}
			if len(regions) > 0 {
				ends = append(ends, name+" ends "+strings.Join(regions, ", "))
			}
		}
		if len(ends) > 0 {
			out = fmt.Appendf(out, "%s# %s: %s # %s:%d\n", title, strings.TrimSpace(row.Command+" "+row.Name), strings.Join(ends, "; "), row.Pos.File, row.Pos.Line)
			title = ""
		}
	}
	return out
}
