package mention

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// sectionTopics are the sections whose keys are names.
var sectionTopics = map[string]Topic{
	"policies": TopicPolicy, "lifetimes": TopicLifetime, "regions": TopicRegion, "types": TopicType, "capabilities": TopicCapability,
	"replies": TopicShared, "needs": TopicNeed, "events": TopicEvent, "commands": TopicCommand, "invariants": TopicInvariant, grammar.KeySets: TopicSet,
}

// sections walks the sections of a spec or an overlay, or those below `change`, which declare nothing.
func (m *mentioner) sections(root *syntax.Node, changes bool) {
	for _, section := range root.Entries() {
		switch section.Key {
		case "change":
			m.sections(section, true)
			continue
		case grammar.KeyTexts:
			m.texts(section)
		case "languages", "errors":
			for _, item := range section.Items {
				m.word(map[string]Topic{"languages": TopicLanguage, "errors": TopicClass}[section.Key], "", item, section.Key == "errors" || root.Shape == grammar.ShapeTop)
			}
			continue
		}
		topic, named := sectionTopics[section.Key]
		for _, item := range section.Items {
			if named {
				m.key(topic, "", item, !changes)
			}
			m.entry(section.Key, item)
			m.walk(item, spot{command: commandOf(section.Key, item), shape: section.Shape})
		}
		if len(section.Items) == 0 {
			m.walk(section, spot{})
		}
	}
}

// commandOf is the command whose entry an item is, "" for what is of no command.
func commandOf(section string, item *syntax.Node) string {
	if section == "commands" {
		return item.Key
	}
	return ""
}

// entry notes what an entry of a section declares inside itself.
func (m *mentioner) entry(section string, n *syntax.Node) {
	switch section {
	case "policies":
		for _, v := range n.Get("values").Entries() {
			m.word(TopicValue, n.Key, v, true)
		}
	case "regions":
		for _, s := range n.Get("states").Entries() {
			m.word(TopicState, n.Key, s, true)
		}
		for _, state := range n.Get("carries").Entries() {
			for _, carry := range state.Entries() {
				m.key(TopicCarry, "", carry, true)
			}
		}
	case "commands":
		m.command(n)
	}
}

// command notes the outcomes and arguments of a command.
func (m *mentioner) command(n *syntax.Node) {
	for _, a := range n.Get("arg").Entries() {
		if m.declares(TopicCarry, "", a.Key) { // its value goes where the name says
			m.key(TopicCarry, "", a, false)
			continue
		}
		m.key(TopicArgument, n.Key, a, true)
	}
	for _, need := range n.Get("needs").Entries() {
		m.word(TopicOutcome, n.Key, need.Get("name"), true)
	}
	for _, reply := range n.Get("replies").Entries() {
		m.key(TopicOutcome, n.Key, reply, true)
		m.word(TopicOutcome, n.Key, reply.Get("otherwise"), false)
		m.ends(n.Key, reply, true)
		for _, state := range reply.Get("argument").Entries() {
			for _, t := range m.arguments[n.Key] {
				if region := m.names[t]; m.declares(TopicState, region, state.Word) {
					m.word(TopicState, region, state, false)
				}
			}
		}
	}
	for _, reply := range n.Get("change").Entries() {
		m.key(TopicOutcome, n.Key, reply, false)
		m.ends(n.Key, reply, true)
		for _, end := range reply.Get("change").Entries() {
			m.add(TopicOutcome, n.Key, reply.Key+"."+end.Key, end.KeyPos, 0, end.Key, false)
		}
	}
}

// ends notes the completions of a reply.
func (m *mentioner) ends(command string, reply *syntax.Node, defines bool) {
	for _, end := range reply.Get("ends").Entries() {
		m.add(TopicOutcome, command, reply.Key+"."+end.Key, end.KeyPos, 0, end.Key, defines)
	}
}

// texts walks the section of texts, which speaks of rows by their names.
func (m *mentioner) texts(section *syntax.Node) {
	for _, language := range section.Items {
		for _, part := range language.Items {
			for _, lines := range part.Items {
				if part.Key != "commands" {
					if topic, named := sectionTopics[part.Key]; named {
						m.key(topic, "", lines, false)
					}
					continue
				}
				m.key(TopicCommand, "", lines, false)
				for _, line := range lines.Items {
					if line.Key != grammar.KeyHelp {
						m.key(TopicOutcome, lines.Key, line, false)
					}
					m.walk(line, spot{command: lines.Key})
				}
			}
		}
	}
}

// spot is where a node stands.
type spot struct {
	command string         // whose entry it is in
	region  string         // the nearest key that is a region or a policy
	shape   *grammar.Shape // of the mapping around it
	field   string         // its key in that mapping
}

// walk notes what the words and keys of a node name.
func (m *mentioner) walk(n *syntax.Node, at spot) {
	if n.KeyRef == grammar.RefRegion || n.KeyRef == grammar.RefTerm || n.Shape == grammar.ShapeRegion || n.Shape == grammar.ShapeRegionChange {
		at.region = n.Key
	}
	if n.KeyRef != "" {
		m.named(n.KeyRef, n.Key, n.KeyPos, at)
	}
	if at.shape != nil && at.shape.Field(n.Key) != nil {
		at.field = n.Key
	}
	switch {
	case n.Word == "":
	case n.Ref != "":
		m.named(n.Ref, n.Word, n.Pos, at)
	case n.Prose:
		m.prose(n, at)
	default:
		m.special(n, at)
	}
	below := at
	if n.Shape != nil {
		below.shape, below.field = n.Shape, ""
	}
	for _, item := range n.Items {
		m.walk(item, below)
	}
}

// named notes a word that names something of a kind.
func (m *mentioner) named(what grammar.Ref, word string, pos spec.Pos, at spot) {
	plain := map[grammar.Ref]Topic{
		grammar.RefLanguage: TopicLanguage, grammar.RefPolicy: TopicPolicy, grammar.RefRegion: TopicRegion, grammar.RefCarry: TopicCarry, grammar.RefCapability: TopicCapability,
		grammar.RefPattern: TopicCapability, grammar.RefClass: TopicClass, grammar.RefShared: TopicShared, grammar.RefNeed: TopicNeed, grammar.RefInvariant: TopicInvariant, grammar.RefLifetime: TopicLifetime,
	}
	if topic, ok := plain[what]; ok {
		m.add(topic, "", word, pos, 0, word, false)
		return
	}
	switch what {
	case grammar.RefTerm:
		if name, policy := strings.CutPrefix(word, spec.PolicyPrefix); policy {
			m.add(TopicPolicy, "", name, pos, len(spec.PolicyPrefix), name, false)
			return
		}
		m.add(TopicRegion, "", word, pos, 0, word, false)
	case grammar.RefState:
		m.state(word, pos, at)
	case grammar.RefType:
		name, _ := grammar.ArgWord(word)
		m.add(TopicType, "", name, pos, len(word)-len(name), name, false)
	case grammar.RefCommand, grammar.RefSurvivor:
		if grammar.WordName.Matches(word) {
			m.add(TopicSet, "", word, pos, 0, word, false)
			return
		}
		m.row(word, pos)
	case grammar.RefActor, grammar.RefMover, grammar.RefEnder:
		m.actor(word, pos)
	}
}

// state notes a state of a region, a value of a policy, or an argument that says which state it is.
func (m *mentioner) state(word string, pos spec.Pos, at spot) {
	switch name, policy := strings.CutPrefix(at.region, spec.PolicyPrefix); {
	case policy:
		m.add(TopicValue, name, word, pos, 0, word, false)
	case !m.declares(TopicState, at.region, word) && m.declares(TopicArgument, at.command, word):
		m.add(TopicArgument, at.command, word, pos, 0, word, false)
	default:
		m.add(TopicState, at.region, word, pos, 0, word, false)
	}
}

// actor notes the command, the command with one of its outcomes, the capability or the event that a word names.
func (m *mentioner) actor(word string, pos spec.Pos) {
	switch lower := word[0] >= 'a' && word[0] <= 'z'; {
	case lower && strings.Contains(word, "."):
		m.add(TopicCapability, "", word, pos, 0, word, false)
	case lower && word != spec.MoverTransfer:
		m.add(TopicEvent, "", word, pos, 0, word, false)
	case !lower:
		m.row(word, pos)
	}
}

// row notes a command, or a command and one of its outcomes: HOST ok.
func (m *mentioner) row(word string, pos spec.Pos) {
	i := strings.LastIndexByte(word, ' ')
	if i > 0 && !m.declares(TopicCommand, "", word) && m.declares(TopicCommand, "", word[:i]) {
		command, row := word[:i], word[i+1:]
		m.add(TopicCommand, "", command, pos, 0, command, false)
		switch {
		case m.declares(TopicOutcome, command, row):
			m.add(TopicOutcome, command, row, pos, i+1, row, false)
		case m.declares(TopicNeed, "", row):
			m.add(TopicNeed, "", row, pos, i+1, row, false)
		}
		return
	}
	m.add(TopicCommand, "", word, pos, 0, word, false)
}

// prose notes what a line of text names: the values that stand in it, and what a decision or a waiver is about.
func (m *mentioner) prose(n *syntax.Node, at spot) {
	if at.shape == grammar.ShapeDeviation && at.field == "about" && m.declares(TopicCommand, "", n.Word) {
		m.word(TopicCommand, "", n, false)
	}
	if at.shape == grammar.ShapeDeviation && at.field == "about" && grammar.WordRequirement.Matches(n.Word) {
		m.word(TopicRequirement, "", n, false)
	}
	if at.shape == grammar.ShapeWaiver && at.field == "at" && grammar.WordCommand.Matches(n.Word) {
		m.row(n.Word, n.Pos)
	}
	for _, p := range spec.Placeholders(n.Word) {
		skip := utf8.RuneCountInString(n.Word[:p.Offset]) + 1
		switch {
		case m.declares(TopicCarry, "", p.Name):
			m.add(TopicCarry, "", p.Name, n.Pos, skip, p.Name, false)
		case m.declares(TopicArgument, at.command, p.Name):
			m.add(TopicArgument, at.command, p.Name, n.Pos, skip, p.Name, false)
		}
	}
}

// special notes words whose kind names nothing that the decoder looks up.
func (m *mentioner) special(n *syntax.Node, at spot) {
	switch {
	case at.field == "rfc":
		m.word(TopicRFC, "", n, false)
	case at.shape == grammar.ShapeWaiver && at.field == "check":
		m.word(TopicCheck, "", n, false)
	case at.shape == grammar.ShapeDeviation && at.field == "leaves":
		m.word(TopicRequirement, "", n, false)
	case at.shape == grammar.ShapeDeviation && at.field == "answers":
		name := n.Word[:strings.LastIndexByte(n.Word, ' ')]
		topic := TopicCommand
		if slices.Contains(spec.EventNames(), name) {
			topic = TopicEvent
		}
		m.add(topic, "", name, n.Pos, 0, name, false)
	}
}
