package spec

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// sectionTopics are the sections whose keys are names.
var sectionTopics = map[string]Topic{
	"policies": TopicPolicy, "lifetimes": TopicLifetime, "regions": TopicRegion, "types": TopicType, "capabilities": TopicCapability,
	"replies": TopicShared, "needs": TopicNeed, "events": TopicEvent, "commands": TopicCommand, "invariants": TopicInvariant, keySets: TopicSet,
}

// sections walks the sections of a spec or an overlay, or those below `change`, which declare nothing.
func (m *mentioner) sections(root *node, changes bool) {
	for _, section := range root.entries() {
		switch section.key {
		case "change":
			m.sections(section, true)
			continue
		case keyTexts:
			m.texts(section)
		case "languages", "errors":
			for _, item := range section.items {
				m.word(map[string]Topic{"languages": TopicLanguage, "errors": TopicClass}[section.key], "", item, section.key == "errors" || root.shape == sTop)
			}
			continue
		}
		topic, named := sectionTopics[section.key]
		for _, item := range section.items {
			if named {
				m.key(topic, "", item, !changes)
			}
			m.entry(section.key, item)
			m.walk(item, spot{command: commandOf(section.key, item), shape: section.shape})
		}
		if len(section.items) == 0 {
			m.walk(section, spot{})
		}
	}
}

// commandOf is the command whose entry an item is, "" for what is of no command.
func commandOf(section string, item *node) string {
	if section == "commands" {
		return item.key
	}
	return ""
}

// entry notes what an entry of a section declares inside itself.
func (m *mentioner) entry(section string, n *node) {
	switch section {
	case "policies":
		for _, v := range n.get("values").entries() {
			m.word(TopicValue, n.key, v, true)
		}
	case "regions":
		for _, s := range n.get("states").entries() {
			m.word(TopicState, n.key, s, true)
		}
		for _, state := range n.get("carries").entries() {
			for _, carry := range state.entries() {
				m.key(TopicCarry, "", carry, true)
			}
		}
	case "commands":
		m.command(n)
	}
}

// command notes the outcomes and arguments of a command.
func (m *mentioner) command(n *node) {
	for _, a := range n.get("arg").entries() {
		if m.declares(TopicCarry, "", a.key) { // its value goes where the name says
			m.key(TopicCarry, "", a, false)
			continue
		}
		m.key(TopicArgument, n.key, a, true)
	}
	for _, need := range n.get("needs").entries() {
		m.word(TopicOutcome, n.key, need.get("name"), true)
	}
	for _, reply := range n.get("replies").entries() {
		m.key(TopicOutcome, n.key, reply, true)
		m.word(TopicOutcome, n.key, reply.get("otherwise"), false)
		m.ends(n.key, reply, true)
		for _, state := range reply.get("argument").entries() {
			for _, t := range m.arguments[n.key] {
				if region := m.names[t]; m.declares(TopicState, region, state.word) {
					m.word(TopicState, region, state, false)
				}
			}
		}
	}
	for _, reply := range n.get("change").entries() {
		m.key(TopicOutcome, n.key, reply, false)
		m.ends(n.key, reply, true)
		for _, end := range reply.get("change").entries() {
			m.add(TopicOutcome, n.key, reply.key+"."+end.key, end.keyPos, 0, end.key, false)
		}
	}
}

// ends notes the completions of a reply.
func (m *mentioner) ends(command string, reply *node, defines bool) {
	for _, end := range reply.get("ends").entries() {
		m.add(TopicOutcome, command, reply.key+"."+end.key, end.keyPos, 0, end.key, defines)
	}
}

// texts walks the section of texts, which speaks of rows by their names.
func (m *mentioner) texts(section *node) {
	for _, language := range section.items {
		for _, part := range language.items {
			for _, lines := range part.items {
				if part.key != "commands" {
					if topic, named := sectionTopics[part.key]; named {
						m.key(topic, "", lines, false)
					}
					continue
				}
				m.key(TopicCommand, "", lines, false)
				for _, line := range lines.items {
					if line.key != keyHelp {
						m.key(TopicOutcome, lines.key, line, false)
					}
					m.walk(line, spot{command: lines.key})
				}
			}
		}
	}
}

// spot is where a node stands.
type spot struct {
	command string // whose entry it is in
	region  string // the nearest key that is a region or a policy
	shape   *shape // of the mapping around it
	field   string // its key in that mapping
}

// walk notes what the words and keys of a node name.
func (m *mentioner) walk(n *node, at spot) {
	if n.keyRef == refRegion || n.keyRef == refTerm || n.shape == sRegion || n.shape == sRegionChange {
		at.region = n.key
	}
	if n.keyRef != "" {
		m.named(n.keyRef, n.key, n.keyPos, at)
	}
	if at.shape != nil && at.shape.field(n.key) != nil {
		at.field = n.key
	}
	switch {
	case n.word == "":
	case n.ref != "":
		m.named(n.ref, n.word, n.pos, at)
	case n.prose:
		m.prose(n, at)
	default:
		m.special(n, at)
	}
	below := at
	if n.shape != nil {
		below.shape, below.field = n.shape, ""
	}
	for _, item := range n.items {
		m.walk(item, below)
	}
}

// named notes a word that names something of a kind.
func (m *mentioner) named(what ref, word string, pos Pos, at spot) {
	plain := map[ref]Topic{
		refLanguage: TopicLanguage, refPolicy: TopicPolicy, refRegion: TopicRegion, refCarry: TopicCarry, refCapability: TopicCapability,
		refPattern: TopicCapability, refClass: TopicClass, refShared: TopicShared, refNeed: TopicNeed, refInvariant: TopicInvariant, refLifetime: TopicLifetime,
	}
	if topic, ok := plain[what]; ok {
		m.add(topic, "", word, pos, 0, word, false)
		return
	}
	switch what {
	case refTerm:
		if name, policy := strings.CutPrefix(word, policyPrefix); policy {
			m.add(TopicPolicy, "", name, pos, len(policyPrefix), name, false)
			return
		}
		m.add(TopicRegion, "", word, pos, 0, word, false)
	case refState:
		m.state(word, pos, at)
	case refType:
		name, _ := argWord(word)
		m.add(TopicType, "", name, pos, len(word)-len(name), name, false)
	case refCommand, refSurvivor:
		if wName.matches(word) {
			m.add(TopicSet, "", word, pos, 0, word, false)
			return
		}
		m.row(word, pos)
	case refActor, refMover, refEnder:
		m.actor(word, pos)
	}
}

// state notes a state of a region, a value of a policy, or an argument that says which state it is.
func (m *mentioner) state(word string, pos Pos, at spot) {
	switch name, policy := strings.CutPrefix(at.region, policyPrefix); {
	case policy:
		m.add(TopicValue, name, word, pos, 0, word, false)
	case !m.declares(TopicState, at.region, word) && m.declares(TopicArgument, at.command, word):
		m.add(TopicArgument, at.command, word, pos, 0, word, false)
	default:
		m.add(TopicState, at.region, word, pos, 0, word, false)
	}
}

// actor notes the command, the command with one of its outcomes, the capability or the event that a word names.
func (m *mentioner) actor(word string, pos Pos) {
	switch lower := word[0] >= 'a' && word[0] <= 'z'; {
	case lower && strings.Contains(word, "."):
		m.add(TopicCapability, "", word, pos, 0, word, false)
	case lower && word != moverTransfer:
		m.add(TopicEvent, "", word, pos, 0, word, false)
	case !lower:
		m.row(word, pos)
	}
}

// row notes a command, or a command and one of its outcomes: HOST ok.
func (m *mentioner) row(word string, pos Pos) {
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
func (m *mentioner) prose(n *node, at spot) {
	if at.shape == sDeviation && at.field == "about" && m.declares(TopicCommand, "", n.word) {
		m.word(TopicCommand, "", n, false)
	}
	if at.shape == sDeviation && at.field == "about" && wRequirement.matches(n.word) {
		m.word(TopicRequirement, "", n, false)
	}
	if at.shape == sWaiver && at.field == "at" && wCommand.matches(n.word) {
		m.row(n.word, n.pos)
	}
	for _, p := range Placeholders(n.word) {
		skip := utf8.RuneCountInString(n.word[:p.Offset]) + 1
		switch {
		case m.declares(TopicCarry, "", p.Name):
			m.add(TopicCarry, "", p.Name, n.pos, skip, p.Name, false)
		case m.declares(TopicArgument, at.command, p.Name):
			m.add(TopicArgument, at.command, p.Name, n.pos, skip, p.Name, false)
		}
	}
}

// special notes words whose kind names nothing that the decoder looks up.
func (m *mentioner) special(n *node, at spot) {
	switch {
	case at.field == "rfc":
		m.word(TopicRFC, "", n, false)
	case at.shape == sWaiver && at.field == "check":
		m.word(TopicCheck, "", n, false)
	case at.shape == sDeviation && at.field == "leaves":
		m.word(TopicRequirement, "", n, false)
	case at.shape == sDeviation && at.field == "answers":
		name := n.word[:strings.LastIndexByte(n.word, ' ')]
		topic := TopicCommand
		if slices.Contains(EventNames(), name) {
			topic = TopicEvent
		}
		m.add(topic, "", name, n.pos, 0, name, false)
	}
}
