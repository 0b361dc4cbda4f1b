package syntax

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec/grammar"
)

// PrintTree prints the keys of a spec in the order of the field table.
func PrintTree(root *Node, title string) []byte {
	p := printer{}
	p.out.WriteString(title)
	for _, f := range grammar.ShapeTop.Fields {
		if n := root.Get(f.Key); n != nil {
			p.out.WriteByte('\n')
			p.entry(0, n, blockDepth(f))
		}
	}
	return p.out.Bytes()
}

// blockDepth is how many levels of a section stand on lines of their own: below `commands` the commands, their
// keys, and each of their replies.
func blockDepth(f grammar.Field) int {
	switch f.Key {
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
func (p *printer) entry(level int, n *Node, depth int) {
	p.out.WriteString(strings.Repeat(indentStep, level) + p.scalar(n.Key, false) + ":")
	if !spreads(n, depth) {
		p.out.WriteByte(' ')
		p.flow(n)
		p.place(n, true)
		return
	}
	p.place(n, false)
	for _, item := range n.Items {
		if item.Key != "" {
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
func spreads(n *Node, depth int) bool {
	switch {
	case depth == 0 || n.Word != "" || len(n.Items) == 0:
		return false
	case n.Items[0].Key == "":
		return n.Items[0].Shape != nil && n.Items[0].Shape != grammar.ShapeInlineNeed
	}
	return n.Shape == nil && n.Items[0].Shape != nil || n.Shape == grammar.ShapeCommand || n.Shape == grammar.ShapeTransfer
}

// flow prints a value on one line.
func (p *printer) flow(n *Node) {
	switch {
	case n.Shape != nil && n.Shape.Short != "" && len(n.Items) == 1 && n.Items[0].Key == n.Shape.Short:
		p.flow(n.Items[0])
	case len(n.Items) == 0:
		p.out.WriteString(p.scalar(n.Word, n.Prose))
	case n.Items[0].Key == "":
		p.joined("[", "]", n.Items, p.flow)
	default:
		p.joined("{", "}", n.Items, func(item *Node) {
			p.out.WriteString(p.scalar(item.Key, false) + ": ")
			p.flow(item)
		})
	}
}

func (p *printer) joined(open, end string, items []*Node, print func(*Node)) {
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
func (p *printer) place(n *Node, inside bool) {
	places := []string{fmt.Sprintf("%s:%d", n.Where().File, n.Where().Line)}
	if inside {
		foreign(n, n.Where().File, &places)
	}
	p.out.WriteString(" # " + strings.Join(places, ", ") + "\n")
}

// foreign adds the places below n that are not in file.
func foreign(n *Node, file string, places *[]string) {
	for _, item := range n.Items {
		at := fmt.Sprintf("%s:%d", item.Where().File, item.Where().Line)
		if item.Where().File != file && !slices.Contains(*places, at) {
			*places = append(*places, at)
		}
		foreign(item, file, places)
	}
}
