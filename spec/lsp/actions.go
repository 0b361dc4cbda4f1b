package lsp

import (
	"github.com/portolan-ftp/portolan/spec/fix"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

// actions are what can be done about the diagnostics of a range, and about the command that stands there.
func (s *server) actions(p protocol.CodeActionParams) ([]protocol.CodeAction, error) {
	file := pathOf(p.TextDocument.URI)
	about := s.workspace.project(file)
	all := []protocol.CodeAction{}
	if about == nil {
		return all, nil
	}
	touches := func(r protocol.Range) bool {
		return r.Start.Line <= p.Range.End.Line && r.End.Line >= p.Range.Start.Line
	}
	for i := range about.now.faults {
		e := &about.now.faults[i]
		if d := about.fault(e); e.File == file && touches(d.Range) {
			all = append(all, about.offers(about.text().Fault(e), d)...)
		}
	}
	for i := range about.findings {
		g := &about.findings[i]
		if d := about.finding(g, nil, false); g.Pos.File == file && touches(d.Range) {
			all = append(all, about.offers(about.text().Finding(g), d)...)
		}
	}
	return append(all, s.unwritten(about, file, p.Range.Start.Line)...), nil
}

// offers are patches as actions. The first one that says all itself is preferred.
func (p *project) offers(patches []fix.Patch, d protocol.Diagnostic) []protocol.CodeAction {
	var all []protocol.CodeAction
	for i, patch := range patches {
		changes := map[string][]protocol.TextEdit{}
		for _, e := range patch.Edits {
			file := e.From.File
			at := protocol.Range{Start: position(p.now.line(file, e.From.Line), e.From), End: position(p.now.line(file, e.To.Line), e.To)}
			changes[uriOf(file)] = append(changes[uriOf(file)], protocol.TextEdit{Range: at, NewText: e.New})
		}
		all = append(all, protocol.CodeAction{
			Title: patch.Title, Kind: protocol.QuickFix, Diagnostics: []protocol.Diagnostic{d}, IsPreferred: i == 0 && patch.Asks != fix.Reason,
			Edit: &protocol.WorkspaceEdit{Changes: changes},
		})
	}
	return all
}

// text is the text that may be changed: of an overlay, its own.
func (p *project) text() *fix.Text {
	if len(p.now.books) == 0 {
		return &fix.Text{}
	}
	s := p.now.spec
	if s == nil {
		s = p.good.spec
	}
	return fix.Of(p.now.books[0], s)
}
