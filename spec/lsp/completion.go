package lsp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
	"github.com/portolan-ftp/portolan/spec/mention"
	"github.com/portolan-ftp/portolan/spec/place"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// completion offers what may be written at a place: keys that are not there yet, and names and words for values.
func (s *server) completion(p protocol.TextDocumentPositionParams) (*protocol.CompletionList, error) {
	c, ok := s.cursor(p)
	if !ok {
		return &protocol.CompletionList{Items: []protocol.CompletionItem{}}, nil
	}
	at := c.where(s.workspace)
	b := completer{cursor: c, at: at, items: []protocol.CompletionItem{}}
	b.within = typed(at.typed, p.Position)
	switch {
	case !at.place.Known():
	case at.value:
		if err := b.values(at.place); err != nil {
			return nil, err
		}
	default:
		b.keys()
	}
	return &protocol.CompletionList{Items: b.items}, nil
}

// typed is the range of what is written already.
func typed(word string, end protocol.Position) protocol.Range {
	start := end
	word = strings.TrimLeft(word, " ")
	start.Character = max(start.Character-unitsOf(word, len(word)), 0)
	return protocol.Range{Start: start, End: end}
}

// completer collects what may be written.
type completer struct {
	cursor
	at     where
	within protocol.Range
	items  []protocol.CompletionItem
}

// offer offers a text.
func (b *completer) offer(label, text, detail, doc string, kind int) {
	if slices.ContainsFunc(b.items, func(i protocol.CompletionItem) bool { return i.Label == label }) {
		return
	}
	item := protocol.CompletionItem{
		Label: label, Kind: kind, Detail: detail, SortText: fmt.Sprintf("%04d", len(b.items)), FilterText: label,
		TextEdit: &protocol.TextEdit{Range: b.within, NewText: text},
	}
	if doc != "" {
		item.Documentation = &protocol.MarkupContent{Kind: protocol.PlainText, Value: doc}
	}
	b.items = append(b.items, item)
}

// keys offers the keys of the mapping around the place, and where keys are names those.
func (b *completer) keys() {
	for _, key := range b.at.place.Keys() {
		detail := "optional"
		doc, required := b.at.place.Key(key)
		if required {
			detail = "required"
		}
		b.offer(key, key+": ", detail, doc, protocol.CompletionProperty)
	}
	for _, topic := range b.at.place.KeyTopics() {
		b.named(topic, ": ")
	}
}

// values offers what may be the value, or an item, at the place.
func (b *completer) values(at place.Place) error {
	for _, word := range at.Words() {
		b.offer(word, word, "", "", protocol.CompletionValue)
	}
	if b.at.key == "code" {
		if err := b.codes(); err != nil {
			return err
		}
	}
	if item := at.Item(); item.Known() {
		return b.values(item)
	}
	for _, topic := range at.Topics() {
		b.named(topic, "")
	}
	if b.at.key == "otherwise" {
		b.outcomes()
	}
	return nil
}

// named offers the names of a topic.
func (b *completer) named(topic mention.Topic, behind string) {
	for i := range b.project.names() {
		m := &b.project.names()[i]
		if !m.Defines || m.Topic != topic {
			continue
		}
		label := m.Name
		switch topic {
		case mention.TopicState:
			if m.Of != b.at.region {
				continue
			}
		case mention.TopicValue:
			if spec.PolicyPrefix+m.Of != b.at.region {
				continue
			}
		case mention.TopicPolicy:
			if slices.Contains(b.at.place.KeyTopics(), mention.TopicRegion) {
				label = spec.PolicyPrefix + m.Name
			}
		}
		b.offer(label, label+behind, string(topic), b.told(m), kindOf(topic))
	}
}

// told is what is known about a name, where it is little: what has a page of its own is told by hovering.
func (b *completer) told(m *mention.Mention) string {
	x := b.project.explainer()
	if x == nil || slices.Contains([]mention.Topic{mention.TopicCommand, mention.TopicOutcome, mention.TopicEvent, mention.TopicState, mention.TopicRegion, mention.TopicCarry, mention.TopicShared}, m.Topic) {
		return ""
	}
	var text strings.Builder
	if err := x.Thing(&text, m); err != nil {
		return ""
	}
	head, _, _ := strings.Cut(text.String(), "\n\n")
	return b.project.near(head)
}

// outcomes offers the outcomes of the command around the place.
func (b *completer) outcomes() {
	command := b.command()
	for i := range b.project.names() {
		if m := &b.project.names()[i]; m.Defines && m.Topic == mention.TopicOutcome && m.Of == command && !strings.Contains(m.Name, ".") {
			b.offer(m.Name, m.Name, "outcome of "+command, "", protocol.CompletionEnumMember)
		}
	}
}

// command is the command around the place, "" outside of commands.
func (b *completer) command() string {
	for i, key := range b.at.path {
		if key == "commands" && i+1 < len(b.at.path) && i <= 1 {
			return b.at.path[i+1]
		}
	}
	return ""
}

// codes offers the codes that the standards let the command answer, and says which document does.
func (b *completer) codes() error {
	book, err := standards.Load()
	if err != nil {
		return err
	}
	name := b.command()
	known := book.Command(name)
	if known == nil {
		return nil
	}
	places := []standards.Place{standards.PlaceBegin, standards.PlaceSuccess, standards.PlaceNext, standards.PlaceFail}
	if slices.Contains(b.at.path, "ends") {
		places = []standards.Place{standards.PlaceEnd}
	}
	for code := 100; code < 700; code++ {
		for _, at := range places {
			if by, ok := book.Allowed(known, at, code); ok {
				text := fmt.Sprint(code)
				b.offer(text, text, "RFC "+by, "", protocol.CompletionValue)
			}
		}
	}
	return nil
}

// kindOf is how editors show what a topic is.
func kindOf(topic mention.Topic) int {
	switch topic {
	case mention.TopicCommand, mention.TopicEvent:
		return protocol.CompletionFunction
	case mention.TopicState, mention.TopicValue, mention.TopicClass:
		return protocol.CompletionEnumMember
	}
	return protocol.CompletionReference
}
