package fix

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// set gives a key of an entry's mapping a value, which may be below further keys.
func (d *document) set(e *entry, keys []string, value string) (Edit, bool) {
	e, flow := d.within(e, keys[:len(keys)-1])
	key := keys[len(keys)-1]
	switch {
	case e == nil || e.value.Kind == yaml.AliasNode:
		return Edit{}, false
	case e.value.Kind == yaml.ScalarNode:
		return d.lengthened(e, func(long *document, whole *entry) (Edit, bool) { return long.set(whole, []string{key}, value) })
	case e.value.Kind != yaml.MappingNode:
		return Edit{}, false
	}
	if has := of(e.value, flow, key); has != nil {
		if has.value.Kind == yaml.AliasNode || has.value.Anchor != "" {
			return Edit{}, false // others have it too
		}
		return d.edit(d.start(has.value), d.end(has.value, has.flow), value), true
	}
	if e.value.Style&yaml.FlowStyle != 0 {
		return d.intoFlow(e, key+": "+value, len(e.value.Content) == 0), true
	}
	first := e.value.Content[0]
	line := d.before(e.value, key)
	return insertion(lineStart(d.file, line), strings.Repeat(" ", first.Column-1)+key+": "+value+"\n"), true
}

// early are the keys of a command that come before the others.
var early = []string{"rfc", "aliases", "arg", "words", "with", "needs", "does", "by", "during"}

// before is the line above which a new key of a mapping is put: it comes after the keys that precede it in the
// canonical order.
func (d *document) before(mapping *yaml.Node, key string) int {
	rank := slices.Index(early, key)
	for i := 0; i+2 <= len(mapping.Content) && rank >= 0; i += 2 {
		if r := slices.Index(early, mapping.Content[i].Value); r < 0 || r > rank {
			return mapping.Content[i].Line
		}
	}
	last := mapping.Content[len(mapping.Content)-2]
	return BlockEnd(d.lines, last.Line) + 1
}

// within goes down some keys of an entry.
func (d *document) within(e *entry, keys []string) (*entry, bool) {
	for _, key := range keys {
		if e == nil {
			return nil, false
		}
		e = of(e.value, e.flow, key)
	}
	if e == nil {
		return nil, false
	}
	return e, e.flow
}

// intoFlow puts an entry before the closing brace or bracket of a value.
func (d *document) intoFlow(e *entry, text string, empty bool) Edit {
	at := d.end(e.value, true) - 1
	at = len(strings.TrimRight(d.text[:at], " \n"))
	if !empty {
		text = ", " + text
	}
	return d.edit(at, at, text)
}

// lengthened makes a change in what a row in a word is short for: 350 -> rename.pending, or the name of a shared reply.
func (d *document) lengthened(e *entry, change func(*document, *entry) (Edit, bool)) (Edit, bool) {
	word, moves, moving := strings.Cut(e.value.Value, " -> ")
	key := "reply"
	if word != "" && word[0] <= '9' {
		key = "code"
	}
	text := "row: {" + key + ": " + word
	if moving {
		var to []string
		for move := range strings.SplitSeq(moves, ", ") {
			to = append(to, strings.Replace(move, ".", ": ", 1))
		}
		text += ", to: {" + strings.Join(to, ", ") + "}"
	}
	long := newDocument("row", []string{text + "}"})
	if long == nil {
		return Edit{}, false
	}
	edit, ok := change(long, of(long.root, false, "row"))
	if !ok {
		return Edit{}, false
	}
	whole, err := applied(long.lines, []Edit{edit})
	if err != nil {
		return Edit{}, false
	}
	return d.edit(d.start(e.value), d.end(e.value, e.flow), strings.TrimPrefix(whole, "row: ")), true
}

// add adds an item to the list that a key of an entry's mapping has, behind so many others.
func (d *document) add(e *entry, keys []string, item string, behind int) (Edit, bool) {
	has, _ := d.within(e, keys)
	switch {
	case has == nil:
		return d.set(e, keys, "["+item+"]")
	case has.value.Kind == yaml.ScalarNode:
		return d.edit(d.start(has.value), d.end(has.value, has.flow), "["+has.value.Value+", "+item+"]"), true
	case has.value.Kind != yaml.SequenceNode:
		return Edit{}, false
	case has.value.Style&yaml.FlowStyle == 0:
		first := has.value.Content[0]
		line := BlockEnd(d.lines, has.value.Content[len(has.value.Content)-1].Line) + 1
		if behind < len(has.value.Content) {
			line = has.value.Content[behind].Line
		}
		return insertion(lineStart(d.file, line), strings.Repeat(" ", indented(d.lines[first.Line-1]))+"- "+item+"\n"), true
	case behind < len(has.value.Content):
		at := d.start(has.value.Content[behind])
		return d.edit(at, at, item+", "), true
	}
	return d.intoFlow(has, item, len(has.value.Content) == 0), true
}

// drop takes an item from the list that a key of an entry's mapping has, and the key with the last one.
func (d *document) drop(e *entry, keys []string, item string) (Edit, bool) {
	has, _ := d.within(e, keys)
	if has == nil {
		return Edit{}, false
	}
	if has.value.Kind == yaml.ScalarNode && has.value.Value == item || has.value.Kind == yaml.SequenceNode && len(has.value.Content) == 1 && has.value.Content[0].Value == item {
		return d.remove(has)
	}
	i := slices.IndexFunc(has.value.Content, func(n *yaml.Node) bool { return n.Value == item })
	if has.value.Kind != yaml.SequenceNode || i < 0 {
		return Edit{}, false
	}
	flow := has.flow || has.value.Style&yaml.FlowStyle != 0
	return d.remove(&entry{in: has.value, index: i, flow: flow, value: has.value.Content[i]})
}

// removeKey takes a key from an entry's mapping.
func (d *document) removeKey(e *entry, keys []string) (Edit, bool) {
	if e.value.Kind == yaml.ScalarNode {
		return d.lengthened(e, func(long *document, whole *entry) (Edit, bool) { return long.removeKey(whole, keys) })
	}
	has, _ := d.within(e, keys)
	if has == nil {
		return Edit{}, false
	}
	if above, _ := d.within(e, keys[:len(keys)-1]); len(keys) > 1 && len(above.value.Content) == 2 {
		return d.remove(above) // nothing would be left in it
	}
	return d.remove(has)
}

// remove takes an entry away: its lines, or what stands between its commas.
func (d *document) remove(e *entry) (Edit, bool) {
	first := e.value
	if e.key != nil {
		first = e.key
	}
	if !e.flow {
		return Edit{lineStart(d.file, first.Line), lineStart(d.file, d.last(e, first)+1), ""}, true
	}
	from, to := d.start(first), d.end(e.value, true)
	step := 1
	if e.key != nil {
		step = 2
	}
	switch {
	case e.index+step < len(e.in.Content):
		to = d.start(e.in.Content[e.index+step])
	case e.index > 0:
		from = d.end(e.in.Content[e.index-1], true)
	}
	return d.edit(from, to, ""), true
}

// last is the last line of an entry that stands on lines of its own.
func (d *document) last(e *entry, first *yaml.Node) int {
	if e.value.Kind != yaml.AliasNode && (e.value.Kind == yaml.ScalarNode || e.value.Style&yaml.FlowStyle != 0) {
		end := place(d.file, d.lines, d.end(e.value, e.flow))
		return max(end.Line, first.Line)
	}
	return BlockEnd(d.lines, first.Line)
}
