package mention

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Topic is a kind of thing that has a name in the files of a spec.
type Topic string

// The topics. The words are for people.
const (
	TopicRegion      Topic = "region"
	TopicState       Topic = "state" // of a region
	TopicPolicy      Topic = "policy"
	TopicValue       Topic = "value" // of a policy
	TopicLifetime    Topic = "lifetime"
	TopicCarry       Topic = "carried value"
	TopicType        Topic = "type"
	TopicCapability  Topic = "capability"
	TopicClass       Topic = "error class"
	TopicShared      Topic = "shared reply"
	TopicNeed        Topic = "need"
	TopicEvent       Topic = "event"
	TopicCommand     Topic = "command"
	TopicSet         Topic = "set of commands"
	TopicArgument    Topic = "argument"
	TopicOutcome     Topic = "outcome" // a reply, a completion or an inline need of a command
	TopicInvariant   Topic = "invariant"
	TopicLanguage    Topic = "language"
	TopicRFC         Topic = "document"
	TopicRequirement Topic = "requirement"
	TopicCheck       Topic = "check"
)

// Mention is a name in a file of a spec: where the thing is declared, or where something speaks of it.
type Mention struct {
	spec.Pos        // of the name; in a word that has more than one name, of this one
	Width    int    // in characters, as it stands in the file
	Topic    Topic  // what it names
	Of       string // of a state the region, of a policy's value the policy, of an outcome and an argument the command
	Name     string // "opening.done" for the completion that stands as `done` below `opening`
	Defines  bool   // this is the declaration
}

// Same reports whether two mentions name one thing.
func (m *Mention) Same(o *Mention) bool {
	return m.Topic == o.Topic && m.Of == o.Of && m.Name == o.Name
}

// Covers reports whether a mention speaks of what o names: of the same, or, by a pattern or the first words, of it
// among others.
func (m *Mention) Covers(o *Mention) bool {
	if m.Topic != o.Topic || m.Of != o.Of {
		return false
	}
	switch m.Topic {
	case TopicCapability:
		return spec.MatchesPattern(m.Name, o.Name)
	case TopicCommand:
		return spec.Covers(m.Name, o.Name) && (m.Name == o.Name || !m.Defines)
	}
	return m.Name == o.Name
}

// In are the names in the files of a spec, and of an overlay with its base, in the order of the files. Files that
// are no YAML have none. What has a fault is left out.
func In(books ...*syntax.Book) []Mention {
	m := &mentioner{known: map[Mention]bool{}, names: map[string]string{}, arguments: map[string][]string{}}
	var roots []*syntax.Node
	for _, b := range books {
		root := m.read(b)
		m.declared(root)
		roots = append(roots, root)
	}
	for i, b := range books {
		if roots[i] != nil {
			m.Enter(b)
			m.sections(roots[i], false)
		}
	}
	slices.SortStableFunc(m.all, func(a, b Mention) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Width, b.Width))
	})
	return slices.Compact(m.all)
}

// mentioner collects mentions.
type mentioner struct {
	*syntax.Report
	all       []Mention
	known     map[Mention]bool    // what is declared anywhere, without its place
	names     map[string]string   // of a type the region of which its values name states
	arguments map[string][]string // of a command the types of its arguments
}

// read is the tree of a book's text, before anything is concluded from it.
func (m *mentioner) read(b *syntax.Book) *syntax.Node {
	if m.Report == nil {
		m.Report = syntax.NewReport(b.Name, b.Text)
	}
	r := &syntax.Parser{Report: m.Report}
	r.Enter(b)
	form := grammar.ShapeTop
	if syntax.IsOverlay(b.Text) {
		form = grammar.ShapeOverlay
	}
	return r.Document(b.Text, form)
}

// declared notes which names there are, where what a word means depends on it.
func (m *mentioner) declared(root *syntax.Node) {
	note := func(topic Topic, of, name string) { m.known[Mention{Topic: topic, Of: of, Name: name}] = true }
	for _, base := range []*syntax.Node{root, root.Get("change")} {
		for _, r := range base.Get("regions").Entries() {
			for _, state := range r.Get("states").Entries() {
				note(TopicState, r.Key, state.Word)
			}
			for _, state := range r.Get("carries").Entries() {
				for _, carry := range state.Entries() {
					note(TopicCarry, "", carry.Key)
				}
			}
		}
		for _, t := range base.Get("types").Entries() {
			m.names[t.Key] = t.Get("names").Text()
		}
		for _, n := range base.Get("needs").Entries() {
			note(TopicNeed, "", n.Key)
		}
		for _, c := range base.Get("commands").Entries() {
			note(TopicCommand, "", c.Key)
			for _, need := range c.Get("needs").Entries() {
				note(TopicOutcome, c.Key, need.Get("name").Text())
			}
			for _, reply := range c.Get("replies").Entries() {
				note(TopicOutcome, c.Key, reply.Key)
			}
			for _, a := range c.Get("arg").Entries() {
				note(TopicArgument, c.Key, a.Key)
				name, _ := grammar.ArgWord(a.Word)
				m.arguments[c.Key] = append(m.arguments[c.Key], name)
			}
		}
	}
}

// declares reports whether some file has the thing.
func (m *mentioner) declares(topic Topic, of, name string) bool {
	return m.known[Mention{Topic: topic, Of: of, Name: name}]
}

// add notes a name at a place; skip is how many characters of the word come before it. What does not stand there as it
// is called is left out: a word in quotes with escapes, or one that the tree has and the text has not.
func (m *mentioner) add(topic Topic, of, name string, pos spec.Pos, skip int, written string, defines bool) {
	lines := m.Lines[pos.File]
	if pos.Line < 1 || pos.Line > len(lines) {
		return
	}
	rest := syntax.AfterColumns(lines[pos.Line-1], pos.Column)
	if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		pos.Column++
		rest = rest[1:]
	}
	pos.Column += skip
	rest = syntax.AfterColumns(rest, skip+1)
	if !strings.HasPrefix(rest, written) {
		return
	}
	m.all = append(m.all, Mention{Pos: pos, Width: utf8.RuneCountInString(written), Topic: topic, Of: of, Name: name, Defines: defines})
}

// key notes the key of an entry.
func (m *mentioner) key(topic Topic, of string, n *syntax.Node, defines bool) {
	m.add(topic, of, n.Key, n.KeyPos, 0, n.Key, defines)
}

// word notes the word of a scalar.
func (m *mentioner) word(topic Topic, of string, n *syntax.Node, defines bool) {
	if n != nil && n.Word != "" {
		m.add(topic, of, n.Word, n.Pos, 0, n.Word, defines)
	}
}
