package place

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/mention"
)

// Known reports whether the field table knows the place.
func (p Place) Known() bool { return p.v.Kind != grammar.KindWord || p.v.Word != nil }

// Key is what the table says of a key of a mapping here: what it is for, and whether it has to be there.
func (p Place) Key(key string) (doc string, required bool) {
	if p.v.Kind != grammar.KindShape {
		return "", false
	}
	if f := p.v.Shape.Field(key); f != nil {
		return f.Doc, f.Required
	}
	return "", false
}

// Name is what stands here, for people: "a command".
func (p Place) Name() string {
	switch {
	case p.v.Kind == grammar.KindShape:
		return p.v.Shape.Name
	case p.v.Kind == grammar.KindWord && p.v.Word != nil && p.v.Word.Words == nil:
		return p.v.Word.Name
	}
	return ""
}

// Words are the words of which one has to stand here, where there are but a few.
func (p Place) Words() []string {
	switch {
	case p.v.Kind == grammar.KindFlag:
		return []string{"true", "false"}
	case p.v.Kind == grammar.KindWord && p.v.Word != nil:
		return slices.Clone(p.v.Word.Words)
	}
	return nil
}

// KeyTopics are what the keys of a mapping here name.
func (p Place) KeyTopics() []mention.Topic {
	if p.v.Kind != grammar.KindMap && p.v.Kind != grammar.KindText {
		return nil
	}
	return refTopics[p.v.Word.Ref]
}

// Topics are what a word here names, or may name.
func (p Place) Topics() []mention.Topic {
	switch v := p.v; v.Kind {
	case grammar.KindWord:
		if v.Word != nil {
			return refTopics[v.Word.Ref]
		}
	case grammar.KindShape:
		if v.Shape.Row || v.Shape.Short == grammar.FieldReply.Key {
			return []mention.Topic{mention.TopicShared}
		}
		if v.Shape.Short != "" {
			return refTopics[v.Shape.ShortWord.Ref]
		}
	}
	return nil
}

// refTopics are what a word of a kind may name.
var refTopics = map[grammar.Ref][]mention.Topic{
	grammar.RefLanguage: {mention.TopicLanguage}, grammar.RefPolicy: {mention.TopicPolicy}, grammar.RefRegion: {mention.TopicRegion}, grammar.RefTerm: {mention.TopicRegion, mention.TopicPolicy},
	grammar.RefState: {mention.TopicState, mention.TopicValue}, grammar.RefCarry: {mention.TopicCarry}, grammar.RefType: {mention.TopicType}, grammar.RefCapability: {mention.TopicCapability}, grammar.RefPattern: {mention.TopicCapability},
	grammar.RefClass: {mention.TopicClass}, grammar.RefShared: {mention.TopicShared}, grammar.RefNeed: {mention.TopicNeed}, grammar.RefCommand: {mention.TopicCommand, mention.TopicSet}, grammar.RefInvariant: {mention.TopicInvariant},
	grammar.RefSurvivor: {mention.TopicCommand, mention.TopicSet}, grammar.RefLifetime: {mention.TopicLifetime}, grammar.RefEnder: {mention.TopicCommand, mention.TopicEvent},
	grammar.RefActor: {mention.TopicCommand, mention.TopicCapability}, grammar.RefMover: {mention.TopicCommand, mention.TopicCapability, mention.TopicEvent},
}
