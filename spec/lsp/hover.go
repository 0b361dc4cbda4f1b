package lsp

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/documents"
	"github.com/portolan-ftp/portolan/spec/audit/rules"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
	"github.com/portolan-ftp/portolan/spec/mention"
	"github.com/portolan-ftp/portolan/spec/standards"
)

// cursor is a place in a document, with the spec that the document belongs to.
type cursor struct {
	project *project
	file    string // as positions of the spec have it
	pos     spec.Pos
}

// cursor finds what a request is about; ok is false where the document belongs to no spec.
func (s *server) cursor(p protocol.TextDocumentPositionParams) (cursor, bool) {
	file := pathOf(p.TextDocument.URI)
	about := s.workspace.project(file)
	if about == nil {
		return cursor{}, false
	}
	return cursor{about, file, posOf(file, about.now.line(file, p.Position.Line+1), p.Position)}, true
}

// named is the name at a place, nil if there is none.
func (s *server) named(p protocol.TextDocumentPositionParams) (cursor, *mention.Mention) {
	c, ok := s.cursor(p)
	if !ok {
		return c, nil
	}
	return c, c.name()
}

// name is the name at the cursor, nil if there is none.
func (c *cursor) name() *mention.Mention { return c.project.at(c.pos) }

// hover tells what is known about the name, or the key, at a place.
func (s *server) hover(p protocol.TextDocumentPositionParams) (*protocol.Hover, error) {
	c, ok := s.cursor(p)
	if !ok {
		return nil, nil
	}
	m := c.name()
	if m == nil {
		return c.key(s.workspace), nil
	}
	text, err := c.explained(m)
	if err != nil || text == "" {
		return nil, nil // the spec has not been without faults since the name was written
	}
	within := c.project.span(m)
	return &protocol.Hover{Contents: protocol.MarkupContent{Kind: protocol.Markdown, Value: text}, Range: &within}, nil
}

// explained is what is known about a name, as Markdown.
func (c *cursor) explained(m *mention.Mention) (string, error) {
	switch m.Topic {
	case mention.TopicRequirement:
		return c.requirement(m.Name)
	case mention.TopicRFC:
		return section(m.Name)
	case mention.TopicCheck:
		return rule(m.Name), nil
	case mention.TopicArgument, mention.TopicLanguage, mention.TopicSet:
		return fmt.Sprintf("`%s`, %s of %s", m.Name, m.Topic, m.Of), nil
	}
	x := c.project.explainer()
	if x == nil {
		return "", nil
	}
	var text bytes.Buffer
	if err := x.Thing(&text, m); err != nil {
		return "", err
	}
	return "```text\n" + c.project.near(text.String()) + "```", nil
}

// span is the range of a mention.
func (p *project) span(m *mention.Mention) protocol.Range {
	line := p.good.line(m.File, m.Line)
	return span(line, m.Pos, m.Width)
}

// key tells what a key of the language is for, nil where the cursor is on none.
func (c *cursor) key(w *workspace) *protocol.Hover {
	at := c.where(w)
	doc, _ := at.around.Key(at.key)
	if doc == "" {
		return nil
	}
	text := fmt.Sprintf("**%s** (%s): %s", at.key, at.around.Name(), doc)
	return &protocol.Hover{Contents: protocol.MarkupContent{Kind: protocol.Markdown, Value: text}}
}

// requirement is the text of a requirement of the standards, and the spec's reason where it does not meet the
// requirement.
func (c *cursor) requirement(id string) (string, error) {
	book, err := standards.Load()
	if err != nil {
		return "", err
	}
	r := book.Requirement(id)
	if r == nil {
		return "", nil
	}
	text := fmt.Sprintf("**%s** %s: %s", r.ID, r.Level(), r.Text())
	if c.project.sound.spec == nil {
		return text, nil
	}
	for _, d := range c.project.sound.spec.Deviations {
		for _, left := range append([]string{d.About}, d.Leaves...) {
			if left == id {
				text += fmt.Sprintf("\n\nHere %s (%s).", d.Do, d.Why)
			}
		}
	}
	return text, nil
}

// mostRequirements is how many requirements of a section are told.
const mostRequirements = 12

// section is what a section of a document demands.
func section(name string) (string, error) {
	book, err := standards.Load()
	if err != nil {
		return "", err
	}
	number, part, _ := strings.Cut(name, " ")
	text := fmt.Sprintf("[RFC %s](https://www.rfc-editor.org/rfc/rfc%s) %s\n", number, number, part)
	told := 0
	for r := range book.Requirements() {
		if !strings.HasPrefix(r.ID, "R"+number+"-"+part+"-") {
			continue
		}
		if told++; told > mostRequirements {
			continue
		}
		text += fmt.Sprintf("\n- **%s** %s: %s", r.ID, r.Level(), r.Text())
	}
	if told > mostRequirements {
		text += fmt.Sprintf("\n- and %d more", told-mostRequirements)
	}
	return text, nil
}

// rule is what is said about a check of the audit.
func rule(id string) string {
	for _, c := range append(audit.Checks(), documents.Checks()...) {
		if c.ID == id {
			return "```text\n" + rules.Explain(c) + "```"
		}
	}
	return ""
}
