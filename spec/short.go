package spec

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// wRow is a row in a word: a code or a shared reply, and where it leads.
var wRow = newWord("a code or the name of a shared reply, and perhaps moves: CODE -> rename.pending",
	`([1-6][0-9]{2}|`+wName.pattern+`)( -> `+rowMove+`(, `+rowMove+`)*)?`)

const rowMove = `[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*`

// row reads a row that is written in a word: 350 -> rename.pending is short for {code: 350, to: {rename: pending}}.
func (r *reader) row(n *node, y *yaml.Node) *node {
	whole := r.scalar(&node{pos: n.pos}, y, is(wRow))
	if whole == nil {
		return nil
	}
	word, moves, moving := strings.Cut(whole.word, arrow)
	what := &node{key: fReply.key, keyPos: n.pos, pos: n.pos, word: word, ref: refShared}
	if word[0] <= '9' {
		what.key, what.ref = fCode.key, ""
	}
	n.items = []*node{what}
	if !moving {
		return n
	}
	at := n.pos
	at.Column += utf8.RuneCountInString(word + arrow)
	to := &node{key: fTo.key, keyPos: at, pos: at}
	for move := range strings.SplitSeq(moves, ", ") {
		region, state, _ := strings.Cut(move, ".")
		there := at
		there.Column += len(region) + 1
		if to.get(region) != nil {
			r.add(at, "", "%q is moved twice", region)
		}
		to.items = append(to.items, &node{key: region, keyPos: at, keyRef: refRegion, word: state, ref: refState, pos: there})
		at.Column += len(move) + len(", ")
	}
	n.items = append(n.items, to)
	return n
}

// arrow stands between the answer and the states to which it leads.
const arrow = " -> "
