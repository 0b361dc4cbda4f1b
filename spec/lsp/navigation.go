package lsp

import (
	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

// location is where a mention stands.
func (p *project) location(m *spec.Mention) protocol.Location {
	return protocol.Location{URI: uriOf(m.File), Range: p.span(m)}
}

// definition leads from a name to where it is declared, from there to the handler of a command, from a key of an overlay
// that changes something of the base to what it changes, and from a handler to the command.
func (s *server) definition(p protocol.TextDocumentPositionParams) ([]protocol.Location, error) {
	if found := s.fromGo(p); found != nil {
		return found, nil
	}
	c, ok := s.cursor(p)
	if !ok {
		return nil, nil
	}
	m := c.name()
	if m == nil {
		return nil, nil
	}
	if m.Defines {
		return s.implemented(c.project, m), nil
	}
	var found []protocol.Location
	for _, d := range c.project.declarations(m) {
		found = append(found, c.project.location(&d))
	}
	return found, nil
}

// implementation leads from a command, or one of its outcomes, to the handler.
func (s *server) implementation(p protocol.TextDocumentPositionParams) ([]protocol.Location, error) {
	c, ok := s.cursor(p)
	if !ok {
		return nil, nil
	}
	m := c.name()
	if m == nil {
		return nil, nil
	}
	return s.implemented(c.project, m), nil
}

// references are all places that speak of what is named at a place.
func (s *server) references(p protocol.ReferenceParams) ([]protocol.Location, error) {
	c, ok := s.cursor(p.TextDocumentPositionParams)
	if !ok {
		return nil, nil
	}
	m := c.name()
	if m == nil {
		return nil, nil
	}
	var found []protocol.Location
	if p.Context.IncludeDeclaration {
		for _, d := range c.project.declarations(m) {
			found = append(found, c.project.location(&d))
		}
	}
	for _, u := range c.project.uses(m) {
		found = append(found, c.project.location(&u))
	}
	return found, nil
}

// highlight marks what is named at a place wherever the document names it.
func (s *server) highlight(p protocol.TextDocumentPositionParams) ([]protocol.DocumentHighlight, error) {
	c, ok := s.cursor(p)
	if !ok {
		return nil, nil
	}
	m := c.name()
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
