package spec

import (
	"maps"
	"slices"
	"strings"
)

// merger lays an overlay over its base. It works on nodes, so that every fault that is found later is still
// shown in the file and line that it comes from.
type merger struct {
	*report
	base  *node  // becomes the whole
	over  *node  // the overlay
	file  string // the overlay's
	leave map[string]*relaxation
}

// relaxation is an entry of `relaxes`.
type relaxation struct {
	node *node
	used bool
}

// merge changes and drops what the base has, and then adds what the overlay has; so a change cannot be one of
// something that the overlay itself brings.
func (m *merger) merge() {
	m.relaxes()
	change := m.over.get("change")
	m.changed(change, "policies", m.policy)
	m.changed(change, "lifetimes", m.lifetime)
	m.changed(change, "regions", m.region)
	m.changed(change, "replies", m.answer)
	m.changed(change, "needs", m.need)
	m.changedIn(change, "transfer", m.base.get("transfer").get("ends"), m.answer)
	m.changed(change, "events", m.event)
	m.changed(change, "standard", m.answer)
	m.changed(change, "commands", m.command)
	m.changed(change, "invariants", m.invariant)
	m.drop(m.over.get("drop"))
	m.languages()
	for _, key := range addedKeys {
		m.added(key)
	}
	m.spareRelaxes()
}

// changed applies every change of a section to what it names.
func (m *merger) changed(change *node, section string, apply func(target, change *node)) {
	m.changedIn(change, section, m.base.get(section), apply)
}

func (m *merger) changedIn(change *node, section string, targets *node, apply func(target, change *node)) {
	for _, item := range change.get(section).entries() {
		if target := m.target(targets, item, section); target != nil {
			apply(target, item)
		}
	}
}

// target is what a change names; nil, and reported, if the base has no such thing.
func (m *merger) target(targets, change *node, section string) *node {
	target := targets.get(change.key)
	switch {
	case target != nil:
		if change.bad {
			return nil
		}
	case m.over.get(section).get(change.key) != nil:
		m.add(change.keyPos, "", "%q is this overlay's own; write there what it is", change.key)
	default:
		m.add(change.keyPos, didYouMean(change.key, keysOf(targets)), "the base has no %q in %q", change.key, section)
	}
	return target
}

// keysOf are the keys of a mapping.
func keysOf(n *node) []string {
	var keys []string
	for _, item := range n.entries() {
		keys = append(keys, item.key)
	}
	return keys
}

// added puts a section of the overlay behind the base's.
func (m *merger) added(section string) {
	over := m.over.get(section)
	if over == nil {
		return
	}
	target := m.base.get(section)
	if target == nil {
		m.base.items = append(m.base.items, over)
		return
	}
	for _, item := range over.items {
		if item.key != "" && target.get(item.key) != nil {
			m.add(item.keyPos, "", "the base has %q already (%s); what is different here stands in `change`", item.key, target.get(item.key).where())
			continue
		}
		target.items = append(target.items, item)
	}
	target.bad = target.bad || over.bad
}

// ours reports whether a node is the overlay's.
func (m *merger) ours(n *node) bool { return n.where().File == m.file }

// extend puts the entries of the list or mapping more behind those that target has below its key; a mapping's entries win.
// An entry that is there already is reported.
func (m *merger) extend(target, more *node) {
	if more == nil {
		return
	}
	list := target.get(more.key)
	if list == nil {
		target.items = append(target.items, more)
		return
	}
	list.bad = list.bad || more.bad
	for _, item := range more.items {
		if slices.ContainsFunc(list.items, func(o *node) bool { return nameOf(o) == nameOf(item) }) {
			m.add(item.where(), "", "%q of the base has %q in %q already", target.key, nameOf(item), more.key)
			continue
		}
		list.items = append(list.items, item)
	}
}

// nameOf is what an entry of a list or mapping is called: its key, its word, or the name of the need that it is.
func nameOf(n *node) string {
	for _, name := range []string{n.key, n.word, n.get("need").text()} {
		if name != "" {
			return name
		}
	}
	return n.get("name").text()
}

// put makes the value of a key of target n.
func (target *node) put(n *node) {
	for i, item := range target.items {
		if item.key == n.key {
			target.items[i] = n
			return
		}
	}
	target.items = append(target.items, n)
}

// remove takes the keys away.
func (target *node) remove(keys ...string) {
	target.items = slices.DeleteFunc(target.items, func(item *node) bool { return slices.Contains(keys, item.key) })
}

// clone is a copy of everything below n.
func (n *node) clone() *node {
	if n == nil {
		return nil
	}
	same := *n
	same.items = nil
	for _, item := range n.items {
		same.items = append(same.items, item.clone())
	}
	return &same
}

// relaxes collects the relaxations that the overlay owns up to.
func (m *merger) relaxes() {
	m.leave = map[string]*relaxation{}
	for _, n := range m.over.get("relaxes").entries() {
		what := n.get("what")
		if what == nil {
			continue
		}
		if m.leave[what.word] != nil {
			m.add(what.pos, "", "%q is said twice", what.word)
			continue
		}
		m.leave[what.word] = &relaxation{node: what}
	}
}

// relax reports a relaxation that `relaxes` does not have.
func (m *merger) relax(at *node, what ...string) {
	words := strings.Join(what, " ")
	if leave := m.leave[words]; leave != nil {
		leave.used = true
		return
	}
	m.add(at.where(), didYouMean(words, slices.Sorted(maps.Keys(m.leave))), "this relaxes the base; `relaxes` has to say {what: %q, why: ...}", words)
}

// spareRelaxes reports the entries of `relaxes` that relax nothing.
func (m *merger) spareRelaxes() {
	if len(m.errs) > 0 {
		return // it may be the consequence of another fault
	}
	for _, n := range m.over.get("relaxes").entries() {
		if leave := m.leave[n.get("what").text()]; leave != nil && !leave.used {
			m.add(leave.node.pos, "", "nothing here relaxes %q", leave.node.word)
		}
	}
}

// spareImports reports packages that nothing names.
func (m *merger) spareImports(s *Spec) {
	used := map[string]bool{}
	for _, t := range s.Types {
		used[qualifier(t.Go)], used[qualifier(t.Parse)] = true, true
	}
	for _, k := range s.Capabilities {
		used[qualifier(k.Interface)] = true
	}
	for _, item := range m.over.get("imports").entries() {
		switch {
		case imports[item.key] != "":
			m.add(item.keyPos, "", "every spec knows a package %q: %s", item.key, imports[item.key])
		case !used[item.key] && len(m.errs) == 0:
			m.add(item.keyPos, "", "nothing names the package %q", item.key)
		}
	}
}
