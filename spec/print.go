package spec

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Print is a spec as one file, with the place that each line comes from in a comment: an overlay with its base
// merged into it, or a whole spec without anchors and aliases. What is printed decodes to the same model; what the
// overlay has left without a use is then a fault. Comments at the end say which regions each row resets because
// lifetimes end with it. The base of an overlay is looked for from the file's directory.
func Print(file string, data []byte) ([]byte, error) {
	return printWith(File{file, data}, func(extends string) (*Book, error) { return FindBase(file, extends) })
}

func printWith(file File, find func(extends string) (*Book, error)) ([]byte, error) {
	if IsOverlay(file.Data) {
		s, root, err := overlay(file, find)
		if err != nil {
			return nil, err
		}
		out := printTree(root, fmt.Sprintf("# What %s makes of %s, with the place of each line.\n", s.File, s.Base.File))
		for i, x := range s.Relaxations {
			if i == 0 {
				out = append(out, '\n')
			}
			out = fmt.Appendf(out, "# It relaxes the base: %s: %s # %s:%d\n", x.What, x.Why, x.Pos.File, x.Pos.Line)
		}
		return printResets(out, s), nil
	}
	b, err := Bind(file, readFile)
	if err != nil {
		return nil, err
	}
	s, err := decode(b)
	if err != nil {
		return nil, err
	}
	r := &reader{report: newReport(b.Name, b.Text)}
	r.turn(b)
	root := r.document(b.Text, sTop)
	r.unfold(root)
	return printResets(printTree(root, fmt.Sprintf("# %s, with the place of each line.\n", file.Name)), s), nil
}

// printResets adds, for each row with which lifetimes end, a comment that names the lifetimes and what the row resets.
func printResets(out []byte, s *Spec) []byte {
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

// printTree prints the keys of a spec in the order of the field table.
func printTree(root *node, title string) []byte {
	p := printer{}
	p.out.WriteString(title)
	for _, f := range sTop.fields {
		if n := root.get(f.key); n != nil {
			p.out.WriteByte('\n')
			p.entry(0, n, blockDepth(f))
		}
	}
	return p.out.Bytes()
}

// blockDepth is how many levels of a section stand on lines of their own: below `commands` the commands, their
// keys, and each of their replies.
func blockDepth(f field) int {
	switch f.key {
	case "commands", "transfer":
		return 4
	case "protocol", "languages", "errors":
		return 0
	}
	return 1
}

// printer writes nodes as YAML.
type printer struct{ out bytes.Buffer }

// indentStep is how far each level of the printed file is indented.
const indentStep = "  "

// entry prints one key with its value; depth is how many levels of it stand on lines of their own.
func (p *printer) entry(level int, n *node, depth int) {
	p.out.WriteString(strings.Repeat(indentStep, level) + p.scalar(n.key, false) + ":")
	if !n.spreads(depth) {
		p.out.WriteByte(' ')
		p.flow(n)
		p.place(n, true)
		return
	}
	p.place(n, false)
	for _, item := range n.items {
		if item.key != "" {
			p.entry(level+1, item, depth-1)
			continue
		}
		p.out.WriteString(strings.Repeat(indentStep, level+1) + "- ")
		p.flow(item)
		p.place(item, true)
	}
}

// spreads reports whether the entries of n stand on lines of their own: those of sections, commands and the data
// phase, and replies; and the items of a list of mappings.
func (n *node) spreads(depth int) bool {
	switch {
	case depth == 0 || n.word != "" || len(n.items) == 0:
		return false
	case n.items[0].key == "":
		return n.items[0].shape != nil && n.items[0].shape != sInlineNeed
	}
	return n.shape == nil && n.items[0].shape != nil || n.shape == sCommand || n.shape == sTransfer
}

// flow prints a value on one line.
func (p *printer) flow(n *node) {
	switch {
	case n.shape != nil && n.shape.short != "" && len(n.items) == 1 && n.items[0].key == n.shape.short:
		p.flow(n.items[0])
	case len(n.items) == 0:
		p.out.WriteString(p.scalar(n.word, n.prose))
	case n.items[0].key == "":
		p.joined("[", "]", n.items, p.flow)
	default:
		p.joined("{", "}", n.items, func(item *node) {
			p.out.WriteString(p.scalar(item.key, false) + ": ")
			p.flow(item)
		})
	}
}

func (p *printer) joined(open, end string, items []*node, print func(*node)) {
	p.out.WriteString(open)
	for i, item := range items {
		if i > 0 {
			p.out.WriteString(", ")
		}
		print(item)
	}
	p.out.WriteString(end)
}

// plain are the scalars that need no quotes.
var plain = regexp.MustCompile(`^[A-Za-z0-9@./][A-Za-z0-9@./* -]*$`)

// scalar prints a word; prose always stands in quotes.
func (p *printer) scalar(word string, prose bool) string {
	if prose || !plain.MatchString(word) || slices.Contains([]string{"null", "Null", "NULL"}, word) {
		return strconv.Quote(word)
	}
	return word
}

// place ends a line with where it comes from: the key, and with inside also what stands in its value and is from
// another file.
func (p *printer) place(n *node, inside bool) {
	places := []string{fmt.Sprintf("%s:%d", n.where().File, n.where().Line)}
	if inside {
		n.foreign(n.where().File, &places)
	}
	p.out.WriteString(" # " + strings.Join(places, ", ") + "\n")
}

// foreign adds the places below n that are not in file.
func (n *node) foreign(file string, places *[]string) {
	for _, item := range n.items {
		at := fmt.Sprintf("%s:%d", item.where().File, item.where().Line)
		if item.where().File != file && !slices.Contains(*places, at) {
			*places = append(*places, at)
		}
		item.foreign(file, places)
	}
}
