package lsp

import (
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
	"github.com/portolan-ftp/portolan/spec/mention"
)

// location is where a mention stands.
func (p *project) location(m *mention.Mention) protocol.Location {
	return protocol.Location{URI: uriOf(m.File), Range: p.span(m)}
}

// locations are where mentions stand.
func (p *project) locations(mentions []mention.Mention) []protocol.Location {
	var found []protocol.Location
	for i := range mentions {
		found = append(found, p.location(&mentions[i]))
	}
	return found
}

// definition leads from a name to its declaration, from the declaration of a command to its handler, from a handler to
// its command, and from a key of an overlay to what it changes in the base.
func (s *server) definition(p protocol.TextDocumentPositionParams) ([]protocol.Location, error) {
	if found := s.fromGo(p); found != nil {
		return found, nil
	}
	c, m := s.named(p)
	if m == nil {
		return nil, nil
	}
	if m.Defines {
		return s.implemented(c.project, m), nil
	}
	return c.project.locations(c.project.declarations(m)), nil
}

// implementation leads from a command, or one of its outcomes, to the handler.
func (s *server) implementation(p protocol.TextDocumentPositionParams) ([]protocol.Location, error) {
	c, m := s.named(p)
	if m == nil {
		return nil, nil
	}
	return s.implemented(c.project, m), nil
}

// references are all places that speak of what is named at a place.
func (s *server) references(p protocol.ReferenceParams) ([]protocol.Location, error) {
	c, m := s.named(p.TextDocumentPositionParams)
	if m == nil {
		return nil, nil
	}
	var found []mention.Mention
	if p.Context.IncludeDeclaration {
		found = c.project.declarations(m)
	}
	return c.project.locations(append(found, c.project.uses(m)...)), nil
}

// highlight marks what is named at a place wherever the document names it.
func (s *server) highlight(p protocol.TextDocumentPositionParams) ([]protocol.DocumentHighlight, error) {
	c, m := s.named(p)
	if m == nil {
		return nil, nil
	}
	var found []protocol.DocumentHighlight
	for _, o := range append(c.project.declarations(m), c.project.uses(m)...) {
		if o.File == c.file {
			found = append(found, protocol.DocumentHighlight{Range: c.project.span(&o)})
		}
	}
	return found, nil
}
