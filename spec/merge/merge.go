package merge

import (
	"maps"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/gonames"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Merger lays an overlay over its base. It works on nodes, so that every fault that is found later is still
// shown in the file and line that it comes from.
type Merger struct {
	*syntax.Report
	Base  *syntax.Node // becomes the whole
	Over  *syntax.Node // the overlay
	File  string       // the overlay's
	leave map[string]*relaxation
}

// relaxation is an entry of `relaxes`.
type relaxation struct {
	node *syntax.Node
	used bool
}

// Merge changes and drops what the base has, and then adds what the overlay has; so a change cannot be one of
// something that the overlay itself brings.
func (m *Merger) Merge() {
	m.relaxes()
	change := m.Over.Get("change")
	m.changed(change, "policies", m.policy)
	m.changed(change, "lifetimes", m.lifetime)
	m.changed(change, "regions", m.region)
	m.changed(change, "replies", m.answer)
	m.changed(change, "needs", m.need)
	m.changedIn(change, "transfer", m.Base.Get("transfer").Get("ends"), m.answer)
	m.changed(change, "events", m.event)
	m.changed(change, "standard", m.answer)
	m.changed(change, "commands", m.command)
	m.changed(change, "invariants", m.invariant)
	m.drop(m.Over.Get("drop"))
	m.languages()
	for _, key := range grammar.AddedKeys {
		m.added(key)
	}
	m.spareRelaxes()
}

// changed applies every change of a section to what it names.
func (m *Merger) changed(change *syntax.Node, section string, apply func(target, change *syntax.Node)) {
	m.changedIn(change, section, m.Base.Get(section), apply)
}

func (m *Merger) changedIn(change *syntax.Node, section string, targets *syntax.Node, apply func(target, change *syntax.Node)) {
	for _, item := range change.Get(section).Entries() {
		if target := m.target(targets, item, section); target != nil {
			apply(target, item)
		}
	}
}

// target is what a change names; nil, and reported, if the base has no such thing.
func (m *Merger) target(targets, change *syntax.Node, section string) *syntax.Node {
	target := targets.Get(change.Key)
	switch {
	case target != nil:
		if change.Bad {
			return nil
		}
	case m.Over.Get(section).Get(change.Key) != nil:
		m.Add(change.KeyPos, "", "%q is this overlay's own; write there what it is", change.Key)
	default:
		m.Add(change.KeyPos, syntax.DidYouMean(change.Key, targets.Keys()), "the base has no %q in %q", change.Key, section)
	}
	return target
}

// added puts a section of the overlay behind the base's.
func (m *Merger) added(section string) {
	over := m.Over.Get(section)
	if over == nil {
		return
	}
	target := m.Base.Get(section)
	if target == nil {
		m.Base.Items = append(m.Base.Items, over)
		return
	}
	for _, item := range over.Items {
		if item.Key != "" && target.Get(item.Key) != nil {
			m.Add(item.KeyPos, "", "the base has %q already (%s); what is different here stands in `change`", item.Key, target.Get(item.Key).Where())
			continue
		}
		target.Items = append(target.Items, item)
	}
	target.Bad = target.Bad || over.Bad
}

// ours reports whether a node is the overlay's.
func (m *Merger) ours(n *syntax.Node) bool { return n.Where().File == m.File }

// extend puts the entries of the list or mapping more behind those that target has below its key; a mapping's entries
// win. An entry that is there already is reported.
func (m *Merger) extend(target, more *syntax.Node) {
	if more == nil {
		return
	}
	list := target.Get(more.Key)
	if list == nil {
		target.Items = append(target.Items, more)
		return
	}
	list.Bad = list.Bad || more.Bad
	for _, item := range more.Items {
		if slices.ContainsFunc(list.Items, func(o *syntax.Node) bool { return nameOf(o) == nameOf(item) }) {
			m.Add(item.Where(), "", "%q of the base has %q in %q already", target.Key, nameOf(item), more.Key)
			continue
		}
		list.Items = append(list.Items, item)
	}
}

// nameOf is what an entry of a list or mapping is called: its key, its word, or the name of the need that it is.
func nameOf(n *syntax.Node) string {
	for _, name := range []string{n.Key, n.Word, n.Get("need").Text()} {
		if name != "" {
			return name
		}
	}
	return n.Get("name").Text()
}

// relaxes collects the relaxations that the overlay owns up to.
func (m *Merger) relaxes() {
	m.leave = map[string]*relaxation{}
	for _, n := range m.Over.Get("relaxes").Entries() {
		what := n.Get("what")
		if what == nil {
			continue
		}
		if m.leave[what.Word] != nil {
			m.Add(what.Pos, "", "%q is said twice", what.Word)
			continue
		}
		m.leave[what.Word] = &relaxation{node: what}
	}
}

// relax reports a relaxation that `relaxes` does not have.
func (m *Merger) relax(at *syntax.Node, what ...string) {
	words := strings.Join(what, " ")
	if leave := m.leave[words]; leave != nil {
		leave.used = true
		return
	}
	m.Add(at.Where(), syntax.DidYouMean(words, slices.Sorted(maps.Keys(m.leave))), "this relaxes the base; `relaxes` has to say {what: %q, why: ...}", words)
}

// spareRelaxes reports the entries of `relaxes` that relax nothing.
func (m *Merger) spareRelaxes() {
	if len(m.Errs) > 0 {
		return // it may be the consequence of another fault
	}
	for _, n := range m.Over.Get("relaxes").Entries() {
		if leave := m.leave[n.Get("what").Text()]; leave != nil && !leave.used {
			m.Add(leave.node.Pos, "", "nothing here relaxes %q", leave.node.Word)
		}
	}
}

// SpareImports reports packages that nothing names.
func (m *Merger) SpareImports(s *spec.Spec) {
	used := map[string]bool{}
	for _, t := range s.Types {
		used[gonames.Package(t.Go)], used[gonames.Package(t.Parse)] = true, true
	}
	for _, k := range s.Capabilities {
		used[gonames.Package(k.Interface)] = true
	}
	for _, item := range m.Over.Get("imports").Entries() {
		switch {
		case gonames.ImportPath(item.Key) != "":
			m.Add(item.KeyPos, "", "every spec knows a package %q: %s", item.Key, gonames.ImportPath(item.Key))
		case !used[item.Key] && len(m.Errs) == 0:
			m.Add(item.KeyPos, "", "nothing names the package %q", item.Key)
		}
	}
}
