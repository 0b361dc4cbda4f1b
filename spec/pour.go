package spec

import "slices"

// The texts of a spec may stand in a section of their own, by language and row. They are poured into the rows before
// anything is concluded from the tree, so that nothing else knows where a text stood.

// wTextKey is what names a line of a command.
var wTextKey = newWord("a reply, REPLY.NAME for a completion, a need of the command, or help", wName.pattern+`(\.`+wName.pattern+`)?`)

var sLines = &shape{
	name: "the lines of a row", short: "text", shortWord: wProse,
	doc: "What a row says in one language. A plain line is short for {text: LINE}.",
	fields: []field{
		{key: "text", value: is(wProse), required: true, doc: "the text, with {name} and {name:format}"},
		{key: "end", value: is(wProse), doc: "the last line of a multi-line reply"},
		{key: "cut", value: is(wProse), doc: "the last line instead of `end` where the lines between break off"},
	},
}

var sTexts = &shape{
	name: "the texts of a language",
	doc:  "Texts by what says them, for a spec whose rows have none of their own.",
	fields: opened([]field{
		{key: "replies", value: mapOf(wName, shaped(sLines)), doc: "of shared replies"},
		{key: "needs", value: mapOf(wName, shaped(sLines)), doc: "of what answers when a need does not hold"},
		{key: "transfer", value: mapOf(wName, shaped(sLines)), doc: "of the ends that every transfer may have"},
		{key: "events", value: mapOf(wName, shaped(sLines)), doc: "of events"},
		{key: "standard", value: mapOf(wName, shaped(sLines)), doc: "of the standard replies"},
		{key: "commands", value: mapOf(wCommand, mapOf(wTextKey, shaped(sLines))), doc: "of commands: `help`, and of each row its text"},
	}),
}

// pour puts the section `texts` into the rows, and takes it away.
func (r *report) pour(root *node) {
	for _, language := range root.get(keyTexts).entries() {
		for _, section := range language.entries() {
			if section.key == "commands" {
				for _, lines := range section.entries() {
					r.pourCommand(language, root.get("commands").get(lines.key), lines, root)
				}
				continue
			}
			for _, lines := range section.entries() {
				r.pourRow(language, plainRow(root, section.key, lines.key), lines)
			}
		}
	}
	if root.get(keyTexts) == nil {
		return // `help` is wanted while the commands are read
	}
	root.remove(keyTexts)
	for _, command := range root.get("commands").entries() {
		if command.shape == sCommand && command.get(keyHelp) == nil {
			r.add(command.where(), "", "%s needs the key %q, or a line in `texts`", sCommand.name, keyHelp)
		}
	}
}

const (
	keyTexts = "texts"
	keyHelp  = "help"
)

// plainRow is the row of a section that a text is for, nil if there is none.
func plainRow(root *node, section, name string) *node {
	switch row := root.get(section).get(name); section {
	case "needs":
		return row.get("else")
	case "transfer":
		return root.get(section).get("ends").get(name)
	default:
		return row
	}
}

// pourCommand puts the lines of a command into it.
func (r *report) pourCommand(language, command, lines, root *node) {
	if command == nil {
		if commands := root.get("commands"); commands != nil && !commands.bad {
			r.add(lines.keyPos, didYouMean(lines.key, keysOf(commands)), "unknown command %q", lines.key)
		}
		return
	}
	for _, line := range lines.entries() {
		if line.key == keyHelp {
			if text := line.get(fText.key); text != nil {
				r.line(command, keyHelp, language, line, text)
			}
			continue
		}
		r.pourRow(language, commandRow(command, line.key), line)
	}
}

// commandRow is the reply, the completion or the need of a command that a text is for, nil if there is none.
func commandRow(command *node, name string) *node {
	replies := command.get("replies")
	if row := replies.get(name); row != nil {
		return row
	}
	for _, reply := range replies.entries() {
		for _, end := range reply.get("ends").entries() {
			if reply.key+"."+end.key == name {
				return end
			}
		}
	}
	for _, need := range command.get("needs").entries() {
		if need.get("name").text() == name {
			return need.get("else")
		}
	}
	return nil
}

// pourRow puts the lines of a row into it.
func (r *report) pourRow(language, row, lines *node) {
	switch {
	case row == nil:
		r.add(lines.keyPos, "", "there is no row %q for this text", lines.key)
	case !row.bad:
		for _, line := range lines.entries() {
			r.line(row, line.key, language, lines, line)
		}
	}
}

// line adds a line in one language to the text of a row that has the key.
func (r *report) line(row *node, key string, language, lines, line *node) {
	text := row.get(key)
	if text == nil {
		text = &node{key: key, keyPos: row.where(), pos: row.where()}
		row.items = append(row.items, text)
	}
	if had := text.get(language.key); had != nil {
		r.add(lines.keyPos, "", "the row has this text already, at %s", had.where())
		return
	}
	text.items = append(text.items, &node{
		key: language.key, keyPos: lines.keyPos, keyRef: refLanguage, word: line.word, pos: line.pos, prose: true, bad: line.bad,
	})
}

// expandSets puts the commands of the sets in the places of the sets' names.
func (c *checker) expandSets() {
	sets := c.root.get(keySets)
	used := map[string]bool{}
	c.each(c.root, func(n *node) {
		var items []*node
		for _, item := range n.items {
			if item.ref != refSurvivor && item.ref != refCommand || item.key != "" || !wName.matches(item.word) {
				items = append(items, item)
				continue
			}
			set := sets.get(item.word)
			if set == nil {
				c.add(item.pos, didYouMean(item.word, keysOf(sets)), "unknown set %q", item.word)
				n.bad = true
			}
			used[item.word] = true
			for _, member := range set.entries() {
				if !slices.ContainsFunc(items, func(o *node) bool { return o.word == member.word }) {
					items = append(items, member)
				}
			}
		}
		n.items = items
	})
	for _, set := range sets.entries() {
		if !used[set.key] {
			c.add(set.keyPos, "", "nothing uses the set %q", set.key)
		}
	}
}

const keySets = "sets"

// wCommands names commands, one or a set.
var wCommands = newWord("a command, or a set of commands", wCommand.pattern+"|"+wName.pattern)
