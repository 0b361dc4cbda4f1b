package spec

import (
	"slices"
	"strings"
)

// policy adds values to a policy.
func (m *merger) policy(target, change *node) { m.extend(target, change.get("values")) }

// lifetime adds and drops what ends a lifetime.
func (m *merger) lifetime(target, change *node) {
	for _, key := range []string{"ends", "answers"} {
		for _, name := range m.without(target, change.get("drop").get(key)) {
			m.relax(name, "lifetime", target.key, "without", name.word)
		}
		m.extend(target, change.get(key))
	}
}

// region adds states, values, lifetimes, survivors and movers to a region.
func (m *merger) region(target, change *node) {
	m.extend(target, change.get("states"))
	for _, state := range change.get("carries").entries() {
		if carries := target.get("carries"); carries.get(state.key) == nil {
			m.extend(target, &node{key: "carries", keyPos: state.keyPos, pos: state.pos, items: []*node{state}})
		} else {
			m.extend(carries, state)
		}
	}
	drop := change.get("drop")
	for _, name := range m.without(target, drop.get("lasts")) {
		if name.word != lastsSession {
			m.relax(name, target.key, "lasts for more than", name.word)
		}
	}
	m.extend(target, change.get("lasts"))
	m.without(target, drop.get("survives"))
	for _, name := range change.get("survives").entries() {
		m.relax(name, target.key, "survives", name.word)
	}
	m.extend(target, change.get("survives"))
	for _, name := range change.get("moved-by").entries() {
		m.relax(name, target.key, "moved by", name.word)
	}
	m.extend(target, change.get("moved-by"))
}

// answer changes code and texts of a reply.
func (m *merger) answer(target, change *node) {
	if code := change.get(fCode.key); code != nil {
		if change.get(fWhy.key) == nil {
			m.add(code.where(), "", "another code for %q needs a %q", target.key, fWhy.key)
		}
		target.put(code)
	}
	m.text(target, change, fText.key)
	m.text(target, change, fEnd.key)
	if why := change.get(fWhy.key); why != nil && target.shape.field(fWhy.key) != nil {
		target.put(why)
	}
}

// event changes an event: its words, where it can happen, and what it moves.
func (m *merger) event(target, change *node) {
	m.answer(target, change)
	m.moves("event", target, change.get(fTo.key))
	when := change.get("when")
	for _, term := range when.entries() {
		known := target.get("when").get(term.key)
		if known == nil {
			m.add(term.where(), "", "%q of the base says nothing of %q, so it happens in every state of it", target.key, term.key)
			continue
		}
		for _, state := range term.items {
			if m.states(term.key)[state.word] {
				m.relax(state, "event", target.key, "when", term.key, "is", state.word)
			}
		}
		m.extend(target.get("when"), term)
	}
}

// states are the states that a region, or a policy, has in the base alone.
func (m *merger) states(name string) map[string]bool {
	list := m.base.get("regions").get(name).get("states")
	if policy, ok := strings.CutPrefix(name, policyPrefix); ok {
		list = m.base.get("policies").get(policy).get("values")
	}
	states := map[string]bool{}
	for _, state := range list.entries() {
		states[state.word] = !m.ours(state)
	}
	return states
}

// text changes the lines of a text that the change has. What a reply has from a shared one becomes its own.
func (m *merger) text(target, change *node, key string) {
	lines := change.get(key)
	if lines == nil {
		return
	}
	text := target.get(key)
	if text == nil {
		shared := m.base.get("replies").get(target.get(fReply.key).text())
		if text = shared.get(key).clone(); text == nil {
			target.put(lines)
			return
		}
		target.put(text)
	}
	for _, line := range lines.items {
		text.put(line)
	}
}

// need changes a need's words, or its condition.
func (m *merger) need(target, change *node) {
	for _, key := range []string{"when", "unless"} {
		if cond := change.get(key); cond != nil {
			m.relax(cond, "need", target.key)
			target.put(cond)
		}
	}
	if words := change.get("else"); words != nil && target.get("else") != nil {
		m.answer(target.get("else"), words)
	}
}

// without takes entries of a list away, and the list with the last of them. It returns those that were there.
func (m *merger) without(target, names *node) []*node {
	if names == nil {
		return nil
	}
	var gone []*node
	list := target.get(names.key)
	for _, name := range names.items {
		var known []string
		for _, item := range list.entries() {
			known = append(known, nameOf(item))
		}
		if !slices.Contains(known, name.word) {
			m.add(name.pos, didYouMean(name.word, known), "%q of the base has no %q in %q", target.key, name.word, names.key)
			continue
		}
		list.items = slices.DeleteFunc(list.items, func(item *node) bool { return nameOf(item) == name.word })
		gone = append(gone, name)
	}
	if len(list.entries()) == 0 {
		target.remove(names.key)
	}
	return gone
}

// invariant lets an invariant speak of more: of more commands or regions.
func (m *merger) invariant(target, change *node) {
	form := target.items[0]
	for _, item := range target.items {
		if item.key != fWhy.key {
			form = item
		}
	}
	commands, regions := change.get("commands"), change.get("regions")
	switch form.key {
	case "budget", "only-after":
		for _, name := range commands.entries() {
			m.relax(name, "invariant", target.key, "allows", name.word)
		}
		m.extend(form, commands)
	case "never":
		if commands != nil {
			same := *commands
			same.key = "command"
			m.extend(form, &same)
		}
	default:
		m.unsaid(form, target, commands)
	}
	if form.key != "resets" {
		m.unsaid(form, target, regions)
		return
	}
	m.extend(form, regions)
}

// unsaid reports a change for which an invariant has no place.
func (m *merger) unsaid(form, target, change *node) {
	if change != nil {
		m.add(change.where(), "", "%q says %q, which has no %q to add to", target.key, form.key, change.key)
	}
}

// drop takes invariants away.
func (m *merger) drop(n *node) {
	invariants := m.base.get("invariants")
	for _, name := range n.get("invariants").entries() {
		if invariants.get(name.word) == nil {
			m.add(name.pos, didYouMean(name.word, keysOf(invariants)), "the base has no %q in %q", name.word, "invariants")
			continue
		}
		m.relax(name, "no invariant", name.word)
		invariants.remove(name.word)
	}
	if invariants != nil && len(invariants.items) == 0 {
		m.base.remove("invariants")
	}
}
