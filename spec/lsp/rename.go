package lsp

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
	"github.com/portolan-ftp/portolan/spec/mention"
	"github.com/portolan-ftp/portolan/spec/revise"
)

// prepareRename says whether what is named at a place can have another name.
func (s *server) prepareRename(p protocol.TextDocumentPositionParams) (*protocol.PrepareRenameResult, error) {
	c, m := s.named(p)
	if m == nil || len(c.project.declarations(m)) == 0 {
		return nil, nil
	}
	return &protocol.PrepareRenameResult{Range: c.project.span(m), Placeholder: written(m)}, nil
}

// written is a name as it stands where the mention is.
func written(m *mention.Mention) string {
	if m.Topic == mention.TopicOutcome {
		return m.Name[strings.LastIndexByte(m.Name, '.')+1:]
	}
	return m.Name
}

// rename gives something another name wherever the spec, the overlay and the handlers name it. It refuses a name that
// makes a fault, or that changes the number of rows: the result would be another protocol.
func (s *server) rename(p protocol.RenameParams) (*protocol.WorkspaceEdit, error) {
	c, ok := s.cursor(p.TextDocumentPositionParams)
	if !ok {
		return nil, fmt.Errorf("the document belongs to no spec")
	}
	m := c.name()
	switch {
	case m == nil:
		return nil, fmt.Errorf("there is no name here")
	case !c.project.now.concludes():
		return nil, fmt.Errorf("the spec has faults: mend them first")
	}
	changed, err := c.project.renamed(m, p.NewName)
	if err != nil {
		return nil, err
	}
	after, err := c.project.decodedWith(changed)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be called %s: %s", m.Name, p.NewName, firstLine(c.project.near(err.Error())))
	}
	edit := &protocol.WorkspaceEdit{Changes: map[string][]protocol.TextEdit{}}
	for file, text := range changed {
		edit.Changes[uriOf(file)] = []protocol.TextEdit{whole(c.project.now.lines[file], string(text))}
	}
	if s.options.Handlers == nil {
		return edit, nil
	}
	sources, err := s.options.Handlers.Rename(c.project.entry, c.project.now.spec, after)
	if err != nil {
		return nil, err
	}
	for _, file := range slices.Sorted(maps.Keys(sources)) {
		data, err := s.workspace.read(file)
		if err != nil {
			return nil, err
		}
		edit.Changes[uriOf(file)] = []protocol.TextEdit{whole(strings.Split(string(data), "\n"), string(sources[file]))}
	}
	return edit, nil
}

// renamed are the files in which something gets another name, with their new text.
func (p *project) renamed(m *mention.Mention, name string) (map[string][]byte, error) {
	changed := revise.Renamed(p.names(), m, name, p.now.lines)
	for file := range changed {
		if p.base != "" && file != filepath.ToSlash(p.entry) && !p.workspace.writable(file) {
			return nil, fmt.Errorf("%s is the base's: it cannot be changed from here", m.Name)
		}
	}
	return changed, nil
}

// writable reports whether a file is open, or beside one that is.
func (w *workspace) writable(file string) bool {
	return w.documents[filepath.FromSlash(file)] != nil
}

// decodedWith is the spec with other texts of some files; the error is nil if it is the same but for names.
func (p *project) decodedWith(changed map[string][]byte) (*spec.Spec, error) {
	with := &workspace{options: p.workspace.options, documents: map[string]*document{}}
	for file, d := range p.workspace.documents {
		with.documents[file] = d
	}
	for file, text := range changed {
		with.documents[filepath.FromSlash(file)] = &document{text: string(text)}
	}
	other := &project{workspace: with, entry: p.entry, base: p.base, extends: p.extends}
	s := other.decode()
	switch {
	case s.trouble != nil:
		return nil, s.trouble
	case len(s.faults) > 0:
		return nil, s.faults
	case len(s.spec.Rows()) != len(p.now.spec.Rows()):
		return nil, fmt.Errorf("it would not be the same protocol: %d rows instead of %d", len(s.spec.Rows()), len(p.now.spec.Rows()))
	}
	return s.spec, nil
}

// whole replaces what differs between two texts: from the first line that is another to the last.
func whole(lines []string, text string) protocol.TextEdit {
	after := strings.Split(text, "\n")
	begin := 0
	for begin < len(lines) && begin < len(after) && lines[begin] == after[begin] {
		begin++
	}
	end, endAfter := len(lines), len(after)
	for end > begin && endAfter > begin && lines[end-1] == after[endAfter-1] {
		end, endAfter = end-1, endAfter-1
	}
	replaced := strings.Join(after[begin:endAfter], "\n")
	stop := protocol.Position{Line: end}
	if end < len(lines) {
		if endAfter > begin {
			replaced += "\n"
		}
	} else { // up to the end of the last line, which has no line break
		stop = protocol.Position{Line: end - 1, Character: unitsOf(lines[end-1], len(lines[end-1]))}
	}
	return protocol.TextEdit{Range: protocol.Range{Start: protocol.Position{Line: begin}, End: stop}, NewText: replaced}
}

// firstLine is the first line of a text.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
