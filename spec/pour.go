package spec

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

// unfold puts what stands in sections of its own where it belongs: sets, and texts, of which one may be for every language.
func (r *report) unfold(root *node) {
	r.expandSets(root.get(keySets), root)
	everyLanguage(root, root.get("languages"))
	r.pour(root)
}

// everyLanguage makes a text that is for every language one in each of them.
func everyLanguage(tree, languages *node) {
	tree.each(func(n *node) {
		if !n.every {
			return
		}
		for _, language := range languages.entries() {
			n.items = append(n.items, &node{
				key: language.word, keyPos: n.pos, keyRef: refLanguage, word: n.word, pos: n.pos, prose: true, bad: n.bad,
			})
		}
		n.every, n.word, n.prose = false, "", false
	})
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
				row := plainRow(root, section.key, lines.key)
				if row == nil && root.get(section.key).get(lines.key).tainted() {
					continue // it lacks what would have the text
				}
				r.pourRow(language, row, lines)
			}
		}
	}
	if root.get(keyTexts) == nil {
		return // `help` is wanted while the commands are read
	}
	root.remove(keyTexts)
	twins(root)
	for _, command := range root.get("commands").entries() {
		if command.shape == sCommand && !command.bad && command.get(keyHelp) == nil {
			r.add(command.where(), "", "%s needs the key %q, or a line in `texts`", sCommand.name, keyHelp)
		}
	}
}

// twins gives rows that are aliases of one anchor the text that one of them has: it is given once, where the anchor is.
func twins(root *node) {
	first := map[Pos]*node{}
	root.each(func(n *node) {
		if n.shape == nil || n.shape.field(fText.key) == nil || n.shape == sLines {
			return
		}
		twin := first[n.pos]
		if twin == nil {
			first[n.pos] = n
			return
		}
		for _, key := range []string{fText.key, fEnd.key, fCut.key} {
			for _, line := range twin.get(key).entries() {
				text := n.get(key)
				if text == nil {
					text = &node{key: key, keyPos: n.where(), pos: n.where()}
					n.items = append(n.items, text)
				}
				if text.get(line.key) == nil {
					text.items = append(text.items, line.clone())
				}
			}
		}
	})
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
		row := commandRow(command, line.key)
		if row == nil && command.tainted() {
			continue // it lacks what would have the text
		}
		r.pourRow(language, row, line)
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
