package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/portolan-ftp/portolan/spec/grammar"
	"go.yaml.in/yaml/v4"
)

// row reads a row that is written in a word: 350 -> rename.pending is short for {code: 350, to: {rename: pending}}.
func (r *Parser) row(n *Node, y *yaml.Node) *Node {
	whole := r.scalar(&Node{Pos: n.Pos}, y, grammar.Is(grammar.WordRow))
	if whole == nil {
		return nil
	}
	word, moves, moving := strings.Cut(whole.Word, arrow)
	what := &Node{Key: grammar.FieldReply.Key, KeyPos: n.Pos, Pos: n.Pos, Word: word, Ref: grammar.RefShared}
	if word[0] <= '9' {
		what.Key, what.Ref = grammar.FieldCode.Key, ""
	}
	n.Items = []*Node{what}
	if !moving {
		return n
	}
	at := n.Pos
	at.Column += utf8.RuneCountInString(word + arrow)
	to := &Node{Key: grammar.FieldTo.Key, KeyPos: at, Pos: at}
	for move := range strings.SplitSeq(moves, ", ") {
		region, state, _ := strings.Cut(move, ".")
		there := at
		there.Column += len(region) + 1
		if to.Get(region) != nil {
			r.Add(at, "", "%q is moved twice", region)
		}
		to.Items = append(to.Items, &Node{Key: region, KeyPos: at, KeyRef: grammar.RefRegion, Word: state, Ref: grammar.RefState, Pos: there})
		at.Column += len(move) + len(", ")
	}
	n.Items = append(n.Items, to)
	return n
}

// arrow stands between the answer and the states to which it leads.
const arrow = " -> "
