package spec

import "slices"

// Known reports whether the field table knows the place.
func (p Place) Known() bool { return p.v.kind != kindWord || p.v.word != nil }

// Key is what the table says of a key of a mapping here: what it is for, and whether it has to be there.
func (p Place) Key(key string) (doc string, required bool) {
	if p.v.kind != kindShape {
		return "", false
	}
	if f := p.v.shape.field(key); f != nil {
		return f.doc, f.required
	}
	return "", false
}

// Name is what stands here, for people: "a command".
func (p Place) Name() string {
	switch {
	case p.v.kind == kindShape:
		return p.v.shape.name
	case p.v.kind == kindWord && p.v.word != nil && p.v.word.words == nil:
		return p.v.word.name
	}
	return ""
}

// Words are the words of which one has to stand here, where there are but a few.
func (p Place) Words() []string {
	switch {
	case p.v.kind == kindFlag:
		return []string{"true", "false"}
	case p.v.kind == kindWord && p.v.word != nil:
		return slices.Clone(p.v.word.words)
	}
	return nil
}

// KeyTopics are what the keys of a mapping here name.
func (p Place) KeyTopics() []Topic {
	if p.v.kind != kindMap && p.v.kind != kindText {
		return nil
	}
	return refTopics[p.v.word.ref]
}

// Topics are what a word here names, or may name.
func (p Place) Topics() []Topic {
	switch v := p.v; v.kind {
	case kindWord:
		if v.word != nil {
			return refTopics[v.word.ref]
		}
	case kindShape:
		if v.shape.row || v.shape.short == fReply.key {
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
