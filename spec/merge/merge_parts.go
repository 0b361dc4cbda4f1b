package merge

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// policy adds values to a policy.
func (m *Merger) policy(target, change *syntax.Node) { m.extend(target, change.Get("values")) }

// lifetime adds and drops what ends a lifetime.
func (m *Merger) lifetime(target, change *syntax.Node) {
	for _, key := range []string{"ends", "answers"} {
		for _, name := range m.without(target, change.Get("drop").Get(key)) {
			m.relax(name, "lifetime", target.Key, "without", name.Word)
		}
		m.extend(target, change.Get(key))
	}
}

// region adds states, values, lifetimes, survivors and movers to a region.
func (m *Merger) region(target, change *syntax.Node) {
	m.extend(target, change.Get("states"))
	for _, state := range change.Get("carries").Entries() {
		if carries := target.Get("carries"); carries.Get(state.Key) == nil {
			m.extend(target, &syntax.Node{Key: "carries", KeyPos: state.KeyPos, Pos: state.Pos, Items: []*syntax.Node{state}})
		} else {
			m.extend(carries, state)
		}
	}
	drop := change.Get("drop")
	for _, name := range m.without(target, drop.Get("lasts")) {
		if name.Word != spec.LastsSession {
			m.relax(name, target.Key, "lasts for more than", name.Word)
		}
	}
	m.extend(target, change.Get("lasts"))
	m.without(target, drop.Get("survives"))
	for _, name := range change.Get("survives").Entries() {
		m.relax(name, target.Key, "survives", name.Word)
	}
	m.extend(target, change.Get("survives"))
	for _, name := range change.Get("moved-by").Entries() {
		m.relax(name, target.Key, "moved by", name.Word)
	}
	m.extend(target, change.Get("moved-by"))
}

// answer changes code and texts of a reply.
func (m *Merger) answer(target, change *syntax.Node) {
	if code := change.Get(grammar.FieldCode.Key); code != nil {
		if change.Get(grammar.FieldWhy.Key) == nil {
			m.Add(code.Where(), "", "another code for %q needs a %q", target.Key, grammar.FieldWhy.Key)
		}
		target.Put(code)
	}
	m.text(target, change, grammar.FieldText.Key)
	m.text(target, change, grammar.FieldEnd.Key)
	if why := change.Get(grammar.FieldWhy.Key); why != nil && target.Shape.Field(grammar.FieldWhy.Key) != nil {
		target.Put(why)
	}
}

// event changes an event: its words, where it can happen, and what it moves.
func (m *Merger) event(target, change *syntax.Node) {
	m.answer(target, change)
	m.moves("event", target, change.Get(grammar.FieldTo.Key))
	when := change.Get("when")
	for _, term := range when.Entries() {
		known := target.Get("when").Get(term.Key)
		if known == nil {
			m.Add(term.Where(), "", "%q of the base says nothing of %q, so it happens in every state of it", target.Key, term.Key)
			continue
		}
		for _, state := range term.Items {
			if m.states(term.Key)[state.Word] {
				m.relax(state, "event", target.Key, "when", term.Key, "is", state.Word)
			}
		}
		m.extend(target.Get("when"), term)
	}
}

// states are the states that a region, or a policy, has in the base alone.
func (m *Merger) states(name string) map[string]bool {
	list := m.Base.Get("regions").Get(name).Get("states")
	if policy, ok := strings.CutPrefix(name, spec.PolicyPrefix); ok {
		list = m.Base.Get("policies").Get(policy).Get("values")
	}
	states := map[string]bool{}
	for _, state := range list.Entries() {
		states[state.Word] = !m.ours(state)
	}
	return states
}

// text changes the lines of a text that the change has. What a reply has from a shared one becomes its own.
func (m *Merger) text(target, change *syntax.Node, key string) {
	lines := change.Get(key)
	if lines == nil {
		return
	}
	text := target.Get(key)
	if text == nil {
		shared := m.Base.Get("replies").Get(target.Get(grammar.FieldReply.Key).Text())
		if text = shared.Get(key).Clone(); text == nil {
			target.Put(lines)
			return
		}
		target.Put(text)
	}
	for _, line := range lines.Items {
		text.Put(line)
	}
}

// need changes a need's words, or its condition.
func (m *Merger) need(target, change *syntax.Node) {
	for _, key := range []string{"when", "unless"} {
		if cond := change.Get(key); cond != nil {
			m.relax(cond, "need", target.Key)
			target.Put(cond)
		}
	}
	if words := change.Get("else"); words != nil && target.Get("else") != nil {
		m.answer(target.Get("else"), words)
	}
}

// without takes entries of a list away, and the list with the last of them. It returns those that were there.
func (m *Merger) without(target, names *syntax.Node) []*syntax.Node {
	if names == nil {
		return nil
	}
	var gone []*syntax.Node
	list := target.Get(names.Key)
	for _, name := range names.Items {
		var known []string
		for _, item := range list.Entries() {
			known = append(known, nameOf(item))
		}
		if !slices.Contains(known, name.Word) {
			m.Add(name.Pos, syntax.DidYouMean(name.Word, known), "%q of the base has no %q in %q", target.Key, name.Word, names.Key)
			continue
		}
		list.Items = slices.DeleteFunc(list.Items, func(item *syntax.Node) bool { return nameOf(item) == name.Word })
		gone = append(gone, name)
	}
	if len(list.Entries()) == 0 {
		target.Remove(names.Key)
	}
	return gone
}

// invariant lets an invariant speak of more: of more commands or regions.
func (m *Merger) invariant(target, change *syntax.Node) {
	form := target.Items[0]
	for _, item := range target.Items {
		if item.Key != grammar.FieldWhy.Key {
			form = item
		}
	}
	commands, regions := change.Get("commands"), change.Get("regions")
	switch form.Key {
	case "budget", "only-after":
		for _, name := range commands.Entries() {
			m.relax(name, "invariant", target.Key, "allows", name.Word)
		}
		m.extend(form, commands)
	case "never":
		if commands != nil {
			same := *commands
			same.Key = "command"
			m.extend(form, &same)
		}
	default:
		m.unsaid(form, target, commands)
	}
	if form.Key != "resets" {
		m.unsaid(form, target, regions)
		return
	}
	m.extend(form, regions)
}

// unsaid reports a change for which an invariant has no place.
func (m *Merger) unsaid(form, target, change *syntax.Node) {
	if change != nil {
		m.Add(change.Where(), "", "%q says %q, which has no %q to add to", target.Key, form.Key, change.Key)
	}
}

// drop takes invariants away.
func (m *Merger) drop(n *syntax.Node) {
	invariants := m.Base.Get("invariants")
	for _, name := range n.Get("invariants").Entries() {
		if invariants.Get(name.Word) == nil {
			m.Add(name.Pos, syntax.DidYouMean(name.Word, invariants.Keys()), "the base has no %q in %q", name.Word, "invariants")
			continue
		}
		m.relax(name, "no invariant", name.Word)
		invariants.Remove(name.Word)
	}
	if invariants != nil && len(invariants.Items) == 0 {
		m.Base.Remove("invariants")
	}
}
