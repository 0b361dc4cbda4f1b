package spec

import "slices"

// offered are the keys of a command that somebody answers.
var offered = []string{"with", "needs", "does", "during", "replies", "feat"}

// command changes a command.
func (m *merger) command(target, change *node) {
	if by := change.get("by"); by != nil {
		for _, item := range change.items {
			if slices.Contains(offered, item.key) || item.key == "change" || item.key == "drop" {
				m.add(item.keyPos, "", "nothing uses %q here: nobody answers the command (by: nobody)", item.key)
			}
		}
		target.remove(offered...)
		target.put(by)
	} else {
		m.commandParts(target, change)
	}
	m.extend(target, change.get("aliases"))
	m.extend(target, change.get("words"))
	m.text(target, change, "help")
}

// commandParts changes a command that is still answered.
func (m *merger) commandParts(target, change *node) {
	m.commandDrop(target, change.get("drop"))
	for _, name := range change.get("does").entries() {
		m.relax(name, target.key, "does", name.word)
	}
	for _, key := range []string{"with", "needs", "does"} {
		m.extend(target, change.get(key))
	}
	if during := change.get("during"); during != nil {
		m.relax(during, target.key, "during", during.word)
		target.put(during)
	}
	if feat := change.get("feat"); feat != nil {
		target.put(feat)
	}
	for _, item := range change.get("change").entries() {
		if reply := m.part(target, "replies", item); reply != nil {
			m.reply(target.key, reply, item)
		}
	}
	for _, reply := range change.get("replies").entries() {
		m.takes(target.key, reply)
	}
	m.extend(target, change.get("replies"))
}

// takes reports what an outcome that an overlay adds takes by itself, and its completions do.
func (m *merger) takes(command string, reply *node) {
	for _, name := range reply.get(fDoes.key).entries() {
		m.relax(name, command, reply.key, "does", name.word)
	}
	for _, end := range reply.get("ends").entries() {
		m.takes(command, end)
	}
}

// commandDrop takes away needs and capabilities.
func (m *merger) commandDrop(target, drop *node) {
	for _, name := range m.without(target, drop.get("needs")) {
		m.relax(name, target.key, "without the need", name.word)
	}
	for _, name := range m.without(target, drop.get("does")) {
		m.relax(name, target.key, "does no", name.word)
	}
}

// part is the entry of target's list that a change names; nil, and reported, if there is none.
func (m *merger) part(target *node, list string, change *node) *node {
	found := target.get(list).get(change.key)
	if found == nil {
		m.add(change.keyPos, didYouMean(change.key, keysOf(target.get(list))), "%q of the base has no %q in %q", target.key, change.key, list)
	}
	if found != nil && change.bad {
		return nil
	}
	return found
}

// reply changes an outcome.
func (m *merger) reply(command string, target, change *node) {
	m.answer(target, change)
	if when := change.get("when"); when != nil {
		if target.get("when") != nil {
			m.relax(when, command, target.key, "when")
		}
		target.put(when)
	}
	m.moves(command, target, change.get(fTo.key))
	if on := change.get(fOn.key); on != nil {
		target.put(on)
	}
	for _, item := range change.get("change").entries() {
		if end := m.part(target, "ends", item); end != nil {
			m.answer(end, item)
			if on := item.get(fOn.key); on != nil {
				end.put(on)
			}
		}
	}
	for _, end := range change.get("ends").entries() {
		m.takes(command, end)
	}
	m.extend(target, change.get("ends"))
}

// moves adds moves. Those of a region that the base has lead a session where the base does not.
func (m *merger) moves(command string, target, to *node) {
	if to == nil {
		return
	}
	if target.get(fTo.key) == nil {
		target.put(&node{key: fTo.key, keyPos: to.keyPos, pos: to.pos})
	}
	for _, move := range to.items {
		if m.base.get("regions").get(move.key) != nil {
			m.relax(move, command, target.key, "moves", move.key, "to", move.word)
		}
		target.get(fTo.key).put(move)
	}
}
