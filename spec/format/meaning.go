package format

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/place"
)

// meaning is what a node says at its place. The order of fixed keys, quotes and short forms make no difference to it.
func meaning(n *yaml.Node, place place.Place) string {
	var b strings.Builder
	if n.Anchor != "" {
		b.WriteString("&" + n.Anchor + " ")
	}
	switch n.Kind {
	case yaml.AliasNode:
		return "*" + n.Value
	case yaml.ScalarNode:
		if n.Anchor == "" {
			if long := lengthened(n, place); long != nil {
				return meaning(long, place)
			}
		}
		b.WriteString(n.ShortTag() + " " + strconv.Quote(n.Value))
	case yaml.SequenceNode:
		b.WriteString(n.ShortTag() + "[")
		for _, item := range n.Content {
			b.WriteString(meaning(item, place.Item()) + ",")
		}
		b.WriteString("]")
	case yaml.MappingNode:
		b.WriteString(n.ShortTag() + "{")
		var pairs []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			pairs = append(pairs, strconv.Quote(n.Content[i].Value)+": "+meaning(n.Content[i+1], place.Entry(n.Content[i].Value)))
		}
		if place.Keys() != nil {
			slices.Sort(pairs)
		}
		b.WriteString(strings.Join(pairs, ",") + "}")
	}
	return b.String()
}

// lengthened is the mapping or the list that a word is short for; nil if it is short for none.
func lengthened(n *yaml.Node, place place.Place) *yaml.Node {
	switch {
	case place.Alone():
		return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: []*yaml.Node{n}}
	case place.InAWord() && grammar.IsRow(n.Value):
		what, moves, moving := strings.Cut(n.Value, arrow)
		key, tag := "reply", "!!str"
		if what[0] <= '9' {
			key, tag = "code", "!!int"
		}
		long := mapping(scalar(key, "!!str"), scalar(what, tag))
		if moving {
			to := mapping()
			for move := range strings.SplitSeq(moves, ", ") {
				region, state, _ := strings.Cut(move, ".")
				to.Content = append(to.Content, scalar(region, "!!str"), scalar(state, "!!str"))
			}
			long.Content = append(long.Content, scalar("to", "!!str"), to)
		}
		return long
	case place.Short() != "" && !place.InAWord():
		return mapping(scalar(place.Short(), "!!str"), n)
	}
	return nil
}

// shortened is the word that a mapping without anchors may be, "" if there is none.
func shortened(n *yaml.Node, place place.Place) string {
	if n.Kind != yaml.MappingNode || !place.InAWord() || n.Anchor != "" {
		return ""
	}
	word, moves := "", ""
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch key, value := n.Content[i].Value, n.Content[i+1]; {
		case (key == "code" || key == "reply") && bare(value):
			word = value.Value
		case key == "to" && value.Kind == yaml.MappingNode && value.Anchor == "":
			moves = arrow + movesWord(value)
		default:
			return ""
		}
	}
	word += moves
	if !grammar.IsRow(word) || meaning(lengthened(scalar(word, "!!str"), place), place) != meaning(n, place) {
		return "" // a key is there twice, or a word is none of this form
	}
	return word
}

// movesWord are moves as they stand in a row in a word.
func movesWord(to *yaml.Node) string {
	var moves []string
	for i := 0; i+1 < len(to.Content); i += 2 {
		moves = append(moves, to.Content[i].Value+"."+to.Content[i+1].Value)
	}
	return strings.Join(moves, ", ")
}

// bare reports whether a node is a word without an anchor.
func bare(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Anchor == "" }

// arrow stands between what is answered and where it leads.
const arrow = " -> "

func scalar(value, tag string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

func mapping(content ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: content}
}
