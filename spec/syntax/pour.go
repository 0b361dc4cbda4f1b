package syntax

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
)

// The texts of a spec may stand in a section of their own, by language and row. They are poured into the rows before
// anything is concluded from the tree, so that nothing else knows where a text stood.

// Unfold puts what stands in sections of its own where it belongs: sets, and texts, of which one may be for every
// language.
func (r *Report) Unfold(root *Node) {
	r.ExpandSets(root.Get(grammar.KeySets), root)
	EveryLanguage(root, root.Get("languages"))
	r.Pour(root)
}

// EveryLanguage makes a text that is for every language one in each of them.
func EveryLanguage(tree, languages *Node) {
	tree.Each(func(n *Node) {
		if !n.every {
			return
		}
		for _, language := range languages.Entries() {
			n.Items = append(n.Items, &Node{
				Key: language.Word, KeyPos: n.Pos, KeyRef: grammar.RefLanguage, Word: n.Word, Pos: n.Pos, Prose: true, Bad: n.Bad,
			})
		}
		n.every, n.Word, n.Prose = false, "", false
	})
}

// Pour puts the section `texts` into the rows, and takes it away.
func (r *Report) Pour(root *Node) {
	for _, language := range root.Get(grammar.KeyTexts).Entries() {
		for _, section := range language.Entries() {
			if section.Key == "commands" {
				for _, lines := range section.Entries() {
					r.pourCommand(language, root.Get("commands").Get(lines.Key), lines, root)
				}
				continue
			}
			for _, lines := range section.Entries() {
				row := plainRow(root, section.Key, lines.Key)
				if row == nil && root.Get(section.Key).Get(lines.Key).Tainted() {
					continue // it lacks what would have the text
				}
				r.pourRow(language, row, lines)
			}
		}
	}
	if root.Get(grammar.KeyTexts) == nil {
		return // `help` is wanted while the commands are read
	}
	root.Remove(grammar.KeyTexts)
	twins(root)
	for _, command := range root.Get("commands").Entries() {
		if command.Shape == grammar.ShapeCommand && !command.Bad && command.Get(grammar.KeyHelp) == nil {
			r.Add(command.Where(), "", "%s needs the key %q, or a line in `texts`", grammar.ShapeCommand.Name, grammar.KeyHelp)
		}
	}
}

// twins gives rows that are aliases of one anchor the text that one of them has: it is given once, where the anchor is.
func twins(root *Node) {
	first := map[spec.Pos]*Node{}
	root.Each(func(n *Node) {
		if n.Shape == nil || n.Shape.Field(grammar.FieldText.Key) == nil || n.Shape == grammar.ShapeLines {
			return
		}
		twin := first[n.Pos]
		if twin == nil {
			first[n.Pos] = n
			return
		}
		for _, key := range []string{grammar.FieldText.Key, grammar.FieldEnd.Key, grammar.FieldCut.Key} {
			for _, line := range twin.Get(key).Entries() {
				text := n.Get(key)
				if text == nil {
					text = &Node{Key: key, KeyPos: n.Where(), Pos: n.Where()}
					n.Items = append(n.Items, text)
				}
				if text.Get(line.Key) == nil {
					text.Items = append(text.Items, line.Clone())
				}
			}
		}
	})
}

// plainRow is the row of a section that a text is for, nil if there is none.
func plainRow(root *Node, section, name string) *Node {
	switch row := root.Get(section).Get(name); section {
	case "needs":
		return row.Get("else")
	case "transfer":
		return root.Get(section).Get("ends").Get(name)
	default:
		return row
	}
}

// pourCommand puts the lines of a command into it.
func (r *Report) pourCommand(language, command, lines, root *Node) {
	if command == nil {
		if commands := root.Get("commands"); commands != nil && !commands.Bad {
			r.Add(lines.KeyPos, DidYouMean(lines.Key, commands.Keys()), "unknown command %q", lines.Key)
		}
		return
	}
	for _, line := range lines.Entries() {
		if line.Key == grammar.KeyHelp {
			if text := line.Get(grammar.FieldText.Key); text != nil {
				r.line(command, grammar.KeyHelp, language, line, text)
			}
			continue
		}
		row := commandRow(command, line.Key)
		if row == nil && command.Tainted() {
			continue // it lacks what would have the text
		}
		r.pourRow(language, row, line)
	}
}

// commandRow is the reply, the completion or the need of a command that a text is for, nil if there is none.
func commandRow(command *Node, name string) *Node {
	replies := command.Get("replies")
	if row := replies.Get(name); row != nil {
		return row
	}
	for _, reply := range replies.Entries() {
		for _, end := range reply.Get("ends").Entries() {
			if reply.Key+"."+end.Key == name {
				return end
			}
		}
	}
	for _, need := range command.Get("needs").Entries() {
		if need.Get("name").Text() == name {
			return need.Get("else")
		}
	}
	return nil
}

// pourRow puts the lines of a row into it.
func (r *Report) pourRow(language, row, lines *Node) {
	switch {
	case row == nil:
		r.Add(lines.KeyPos, "", "there is no row %q for this text", lines.Key)
	case !row.Bad:
		for _, line := range lines.Entries() {
			r.line(row, line.Key, language, lines, line)
		}
	}
}

// line adds a line in one language to the text of a row that has the key.
func (r *Report) line(row *Node, key string, language, lines, line *Node) {
	text := row.Get(key)
	if text == nil {
		text = &Node{Key: key, KeyPos: row.Where(), Pos: row.Where()}
		row.Items = append(row.Items, text)
	}
	if had := text.Get(language.Key); had != nil {
		r.Add(lines.KeyPos, "", "the row has this text already, at %s", had.Where())
		return
	}
	text.Items = append(text.Items, &Node{
		Key: language.Key, KeyPos: lines.KeyPos, KeyRef: grammar.RefLanguage, Word: line.Word, Pos: line.Pos, Prose: true, Bad: line.Bad,
	})
}
