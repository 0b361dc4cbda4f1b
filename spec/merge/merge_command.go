package merge

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// offered are the keys of a command that somebody answers.
var offered = []string{"with", "needs", "does", "during", "replies", "feat"}

// command changes a command.
func (m *Merger) command(target, change *syntax.Node) {
	if by := change.Get("by"); by != nil {
		for _, item := range change.Items {
			if slices.Contains(offered, item.Key) || item.Key == "change" || item.Key == "drop" {
				m.Add(item.KeyPos, "", "nothing uses %q here: nobody answers the command (by: nobody)", item.Key)
			}
		}
		target.Remove(offered...)
		target.Put(by)
	} else {
		m.commandParts(target, change)
	}
	m.extend(target, change.Get("aliases"))
	m.extend(target, change.Get("words"))
	m.text(target, change, "help")
}

// commandParts changes a command that is still answered.
func (m *Merger) commandParts(target, change *syntax.Node) {
	m.commandDrop(target, change.Get("drop"))
	for _, name := range change.Get("does").Entries() {
		m.relax(name, target.Key, "does", name.Word)
	}
	for _, key := range []string{"with", "needs", "does"} {
		m.extend(target, change.Get(key))
	}
	if during := change.Get("during"); during != nil {
		m.relax(during, target.Key, "during", during.Word)
		target.Put(during)
	}
	if feat := change.Get("feat"); feat != nil {
		target.Put(feat)
	}
	for _, item := range change.Get("change").Entries() {
		if reply := m.part(target, "replies", item); reply != nil {
			m.reply(target.Key, reply, item)
		}
	}
	for _, reply := range change.Get("replies").Entries() {
		m.takes(target.Key, reply)
	}
	m.extend(target, change.Get("replies"))
}

// takes reports what an outcome that an overlay adds takes by itself, and its completions do.
func (m *Merger) takes(command string, reply *syntax.Node) {
	for _, name := range reply.Get(grammar.FieldDoes.Key).Entries() {
		m.relax(name, command, reply.Key, "does", name.Word)
	}
	for _, end := range reply.Get("ends").Entries() {
		m.takes(command, end)
	}
}

// commandDrop takes away needs and capabilities.
func (m *Merger) commandDrop(target, drop *syntax.Node) {
	for _, name := range m.without(target, drop.Get("needs")) {
		m.relax(name, target.Key, "without the need", name.Word)
	}
	for _, name := range m.without(target, drop.Get("does")) {
		m.relax(name, target.Key, "does no", name.Word)
	}
}

// part is the entry of target's list that a change names; nil, and reported, if there is none.
func (m *Merger) part(target *syntax.Node, list string, change *syntax.Node) *syntax.Node {
	found := target.Get(list).Get(change.Key)
	if found == nil {
		m.Add(change.KeyPos, syntax.DidYouMean(change.Key, target.Get(list).Keys()), "%q of the base has no %q in %q", target.Key, change.Key, list)
	}
	if found != nil && change.Bad {
		return nil
	}
	return found
}

// reply changes an outcome.
func (m *Merger) reply(command string, target, change *syntax.Node) {
	m.answer(target, change)
	if when := change.Get("when"); when != nil {
		if target.Get("when") != nil {
			m.relax(when, command, target.Key, "when")
		}
		target.Put(when)
	}
	m.moves(command, target, change.Get(grammar.FieldTo.Key))
	if on := change.Get(grammar.FieldOn.Key); on != nil {
		target.Put(on)
	}
	for _, item := range change.Get("change").Entries() {
		if end := m.part(target, "ends", item); end != nil {
			m.answer(end, item)
			if on := item.Get(grammar.FieldOn.Key); on != nil {
				end.Put(on)
			}
		}
	}
	for _, end := range change.Get("ends").Entries() {
		m.takes(command, end)
	}
	m.extend(target, change.Get("ends"))
}

// moves adds moves. Those of a region that the base has lead a session where the base does not.
func (m *Merger) moves(command string, target, to *syntax.Node) {
	if to == nil {
		return
	}
	if target.Get(grammar.FieldTo.Key) == nil {
		target.Put(&syntax.Node{Key: grammar.FieldTo.Key, KeyPos: to.KeyPos, Pos: to.Pos})
	}
	for _, move := range to.Items {
		if m.Base.Get("regions").Get(move.Key) != nil {
			m.relax(move, command, target.Key, "moves", move.Key, "to", move.Word)
		}
		target.Get(grammar.FieldTo.Key).Put(move)
	}
}
