package spec

import (
	"slices"
	"strings"
)

// Slot is what the field table lets stand in a place of a file. Editors ask it what may be written there.
type Slot struct{ v value }

// SlotKey is a key that a mapping may have.
type SlotKey struct {
	Name, Doc string
	Required  bool
	Slot      Slot
}

// Root is the slot of a whole file: of a spec, or of an overlay.
func Root(overlay bool) Slot {
	if overlay {
		return Slot{shaped(sOverlay)}
	}
	return Slot{shaped(sTop)}
}

// Below is the slot of what a mapping has below a key; with the key "" that of an item of a list.
func (s Slot) Below(key string) (Slot, bool) {
	v := s.v
	if v.kind == kindSome && key != "" { // one value may stand for the list
		v = *v.of
	}
	switch v.kind {
	case kindList, kindSome:
		return Slot{*v.of}, key == ""
	case kindMap:
		return Slot{*v.of}, key != ""
	case kindShape:
		if f := v.shape.field(key); f != nil {
			return Slot{f.value}, true
		}
	}
	return Slot{}, false
}

// IsList reports whether a list stands here, or may stand here.
func (s Slot) IsList() bool { return s.v.kind == kindList || s.v.kind == kindSome }

// Keys are the keys of the mapping that stands here; nil where the keys are names, and where no mapping stands.
func (s Slot) Keys() []SlotKey {
	if s.v.kind != kindShape {
		return nil
	}
	var keys []SlotKey
	for _, f := range s.v.shape.fields {
		keys = append(keys, SlotKey{Name: f.key, Doc: f.doc, Required: f.required, Slot: Slot{f.value}})
	}
	return keys
}

// Doc is what the mapping that stands here is for.
func (s Slot) Doc() string {
	if s.v.shape == nil {
		return ""
	}
	return s.v.shape.doc
}

// Name is what stands here, for people: "a command".
func (s Slot) Name() string {
	switch {
	case s.v.shape != nil:
		return s.v.shape.name
	case s.v.kind == kindWord && s.v.word.words == nil:
		return s.v.word.name
	}
	return ""
}

// Words are the words of which one has to stand here, where there are but a few.
func (s Slot) Words() []string {
	switch {
	case s.v.kind == kindFlag:
		return []string{"true", "false"}
	case s.v.kind == kindSome:
		return Slot{*s.v.of}.Words()
	case s.v.kind == kindWord:
		return slices.Clone(s.v.word.words)
	}
	return nil
}

// KeyTopics are what the keys of the mapping that stands here name.
func (s Slot) KeyTopics() []Topic {
	if s.v.kind != kindMap {
		return nil
	}
	return refTopics[s.v.word.ref]
}

// Topics are what a word that stands here names, or may name.
func (s Slot) Topics() []Topic {
	switch v := s.v; v.kind {
	case kindWord:
		return refTopics[v.word.ref]
	case kindSome:
		return Slot{*v.of}.Topics()
	case kindShape:
		if v.shape.short == fReply.key {
			return []Topic{TopicShared}
		}
		if v.shape.short != "" {
			return refTopics[v.shape.shortWord.ref]
		}
	}
	return nil
}

// refTopics are what a word of a kind may name.
var refTopics = map[ref][]Topic{
	refLanguage: {TopicLanguage}, refPolicy: {TopicPolicy}, refRegion: {TopicRegion}, refTerm: {TopicRegion, TopicPolicy},
	refState: {TopicState, TopicValue}, refCarry: {TopicCarry}, refType: {TopicType}, refCapability: {TopicCapability}, refPattern: {TopicCapability},
	refClass: {TopicClass}, refShared: {TopicShared}, refNeed: {TopicNeed}, refCommand: {TopicCommand, TopicSet}, refInvariant: {TopicInvariant},
	refSurvivor: {TopicCommand, TopicSet}, refLifetime: {TopicLifetime}, refEnder: {TopicCommand, TopicEvent},
	refActor: {TopicCommand, TopicCapability}, refMover: {TopicCommand, TopicCapability, TopicEvent},
}

// Meant is the wrong word of a fault and what the hint asks for in its place; ok is false where no hint does.
func (e *Error) Meant() (word, instead string, ok bool) {
	instead, ok = strings.CutPrefix(e.Hint, meantOpens)
	if instead, ok = strings.CutSuffix(instead, meantCloses); !ok || !strings.HasPrefix(e.Hint, meantOpens) {
		return "", "", false
	}
	rest := afterColumns(e.Source, e.Column)
	for i, part := range strings.Split(e.Msg, `"`) { // the words in quotes
		if i%2 == 1 && part != "" && strings.Contains(rest, part) && part != instead {
			return part, instead, true
		}
	}
	return "", "", false
}
