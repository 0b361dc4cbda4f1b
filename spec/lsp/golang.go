package lsp

import (
	"path/filepath"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
	"github.com/portolan-ftp/portolan/spec/mention"
)

// Handlers is what the server is told of the Go code that answers the commands.
type Handlers interface {
	// Handler is where the handler of a command is, as the disk has it; "" where there is none.
	Handler(entry string, s *spec.Spec, command string) (file string, line int)
	// Names are the identifiers of the generated package, and of handlers, with what each is made from.
	Names(entry string, s *spec.Spec) map[string]mention.Mention
	// Rename is what changes in the handlers when one spec becomes another: by file, the whole new text.
	Rename(entry string, before, after *spec.Spec) (map[string][]byte, error)
}

// implemented is the handler of a command, or of the command that an outcome is of.
func (s *server) implemented(p *project, m *mention.Mention) []protocol.Location {
	command := m.Of
	if m.Topic == mention.TopicCommand {
		command = m.Name
	}
	if s.options.Handlers == nil || p.sound.spec == nil || command == "" || m.Topic == mention.TopicState || m.Topic == mention.TopicValue {
		return nil
	}
	file, line := s.options.Handlers.Handler(p.entry, p.sound.spec, command)
	if file == "" {
		return nil
	}
	at := protocol.Position{Line: line - 1}
	return []protocol.Location{{URI: uriOf(file), Range: protocol.Range{Start: at, End: at}}}
}

// fromGo leads from an identifier in Go to what it is made from in the spec. It is nil where the document is not Go, or
// the identifier is made from something else.
func (s *server) fromGo(p protocol.TextDocumentPositionParams) []protocol.Location {
	file := pathOf(p.TextDocument.URI)
	if filepath.Ext(file) != ".go" || s.options.Handlers == nil {
		return nil
	}
	data, err := s.workspace.read(file)
	if err != nil {
		return nil
	}
	lines := strings.Split(string(data), "\n")
	if p.Position.Line >= len(lines) {
		return nil
	}
	name := identifier(lines[p.Position.Line], byteOf(lines[p.Position.Line], p.Position.Character))
	for _, about := range s.beside(file) {
		if m, ok := s.options.Handlers.Names(about.entry, about.sound.spec)[name]; ok {
			var found []protocol.Location
			for _, d := range about.declarations(&m) {
				found = append(found, about.location(&d))
			}
			return found
		}
	}
	return nil
}

// beside are the specs that a Go file may have been written for: those that are open, and the module's own.
func (s *server) beside(file string) []*project {
	for dir := filepath.Dir(file); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if matches, err := filepath.Glob(filepath.Join(dir, "spec", "*.yaml")); err == nil {
			for _, m := range matches {
				s.workspace.project(m)
			}
		}
	}
	var all []*project
	for _, p := range s.workspace.projects {
		if p.sound.spec != nil {
			all = append(all, p)
		}
	}
	return all
}

// identifier is the identifier around a place in a line.
func identifier(line string, at int) string {
	part := func(r byte) bool {
		return r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	}
	begin, end := at, at
	for begin > 0 && part(line[begin-1]) {
		begin--
	}
	for end < len(line) && part(line[end]) {
		end++
	}
	return line[begin:end]
}
