package lsp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
	"github.com/portolan-ftp/portolan/spec/mention"
	"github.com/portolan-ftp/portolan/spec/script"
)

// The commands that the server carries out.
const (
	commandChart   = "ftpspec.chart"    // of a document: draws its spec, and shows the page; with "quiet" only says where it is
	commandStub    = "ftpspec.stub"     // of a document and a command: writes the handler's stub, and shows it
	commandExplain = "ftpspec.explain"  // of a document and a command: shows everything that is known of it
	commandScript  = "ftpspec.dialogue" // of a document and a command: shows dialogues to its rows, for the tests
)

// commands are those that are offered.
func (s *server) commands() []string {
	all := []string{commandExplain, commandScript}
	if s.options.Chart != nil {
		all = append(all, commandChart)
	}
	if s.options.Stub != nil {
		all = append(all, commandStub)
	}
	return all
}

// call is a command with its arguments.
func call(title, name string, arguments ...string) *protocol.Command {
	c := &protocol.Command{Title: title, Command: name}
	for _, a := range arguments {
		text, err := json.Marshal(a)
		if err != nil {
			continue // not reached: strings always encode
		}
		c.Arguments = append(c.Arguments, text)
	}
	return c
}

// execute carries out a command.
func (s *server) execute(p protocol.ExecuteCommandParams) (any, error) {
	words := make([]string, len(p.Arguments))
	for i, a := range p.Arguments {
		if err := json.Unmarshal(a, &words[i]); err != nil {
			return nil, fmt.Errorf("%s: the arguments are strings: %w", p.Command, err)
		}
	}
	if len(words) == 0 || !slices.Contains(s.commands(), p.Command) || p.Command != commandChart && len(words) < 2 {
		return nil, fmt.Errorf("%s with %d arguments is not known here", p.Command, len(words))
	}
	about := s.workspace.project(pathOf(words[0]))
	if about == nil || about.sound.spec == nil {
		return nil, fmt.Errorf("%s belongs to no spec without faults", words[0])
	}
	var file string
	var err error
	switch p.Command {
	case commandChart:
		file, err = s.options.Chart(about.entry, about.sound.spec)
	case commandStub:
		file, err = s.options.Stub(about.entry, about.sound.spec, words[1])
	case commandScript:
		file, err = about.scripted(words[1])
	default:
		file, err = about.explained(words[1])
	}
	if err != nil {
		return nil, err
	}
	if p.Command == commandChart && len(words) > 1 {
		return file, nil
	}
	return file, s.show(file, p.Command == commandChart)
}

// explained writes all that is known of a command to a file of its own.
func (p *project) explained(command string) (string, error) {
	var text bytes.Buffer
	if err := p.explainer().Command(&text, command); err != nil {
		return "", err
	}
	return kept(p.near(text.String()))
}

// scripted writes the dialogues to the rows of a command to a file of its own.
func (p *project) scripted(command string) (string, error) {
	w := script.New(p.sound.spec)
	var all []string
	for _, row := range w.Rows(command) {
		if text, err := w.Row(command, row); err == nil {
			all = append(all, text)
		}
	}
	if len(all) == 0 {
		return "", fmt.Errorf("no dialogue leads to a row of %q", command)
	}
	return kept(strings.Join(all, "\n"))
}

// kept is a file with a text.
func kept(text string) (string, error) {
	file, err := os.CreateTemp("", "ftpspec-*.txt")
	if err != nil {
		return "", err
	}
	defer file.Close()
	_, err = file.WriteString(text)
	return file.Name(), err
}

// show asks the client to show a file.
func (s *server) show(file string, outside bool) error {
	return s.request("window/showDocument", protocol.ShowDocumentParams{URI: uriOf(file), External: outside, TakeFocus: true})
}

// request asks the client for something. Nothing waits for the answer, which comes through the same stream.
func (s *server) request(method string, params any) error {
	call, err := s.client.DispatchCall(s.ctx, method, params)
	if err != nil {
		return err
	}
	go func() {
		var ignored json.RawMessage
		if err := call.Wait(s.ctx, &ignored); err != nil {
			s.options.Log.Info("the client did not do what it was asked for", "method", method, "err", err)
		}
	}()
	return nil
}

// lenses are lines above the declarations of commands, regions and needs that say what hangs on them.
func (s *server) lenses(p protocol.DocumentParams) ([]protocol.CodeLens, error) {
	file := pathOf(p.TextDocument.URI)
	about := s.workspace.project(file)
	all := []protocol.CodeLens{}
	if about == nil || !about.now.concludes() {
		return all, nil
	}
	rows := about.now.spec.Rows()
	for _, m := range about.names() {
		if m.File != file || !m.Defines {
			continue
		}
		lens := func(title, name string, arguments ...string) {
			all = append(all, protocol.CodeLens{Range: about.span(&m), Command: call(title, name, append([]string{p.TextDocument.URI}, arguments...)...)})
		}
		switch m.Topic {
		case mention.TopicCommand:
			lens(count(rowsOf(rows, m.Name), "row")+", "+about.verdict(m.Name), commandExplain, m.Name)
			if s.options.Chart != nil {
				lens("open in the chart", commandChart)
			}
		case mention.TopicState:
			if n := leading(rows, m.Of, m.Name); n > 0 {
				lens(fmt.Sprintf("%s: %s here", m.Name, strings.Replace(count(n, "row")+" lead", "1 row lead", "1 row leads", 1)), "")
			}
		case mention.TopicNeed, mention.TopicShared, mention.TopicCapability:
			lens(count(len(about.uses(&m)), "use"), "")
		}
	}
	return all, nil
}

// verdict is what the audit has to say about a command.
func (p *project) verdict(command string) string {
	if !p.audited {
		return "not audited yet"
	}
	n := 0
	for i := range p.findings {
		if c := p.commandOf(&p.findings[i]); c != nil && c.Name == command {
			n++
		}
	}
	if n == 0 {
		return "audit: clean"
	}
	return "audit: " + count(n, "finding")
}

// rowsOf is how many rows a command has.
func rowsOf(rows []spec.Row, command string) int {
	n := 0
	for i := range rows {
		if rows[i].Command == command {
			n++
		}
	}
	return n
}

// leading is how many rows lead to a state by a move of their own.
func leading(rows []spec.Row, region, state string) int {
	n := 0
	for i := range rows {
		for _, m := range rows[i].Moves {
			if m.Region == region && m.State == state {
				n++
			}
		}
	}
	return n
}

// count is a number of things, in words.
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// unwritten offers to write the dialogues of a command, and the handler if it has none.
func (s *server) unwritten(p *project, file string, line int) []protocol.CodeAction {
	if p.sound.spec == nil {
		return nil
	}
	for _, m := range p.names() {
		if !m.Defines || m.Topic != mention.TopicCommand || m.File != file || m.Line-1 != line {
			continue
		}
		all := []protocol.CodeAction{{Title: "Write dialogues to the rows of " + m.Name, Kind: protocol.QuickFix, Command: call("Write dialogues", commandScript, uriOf(file), m.Name)}}
		handled := slices.ContainsFunc(p.sound.spec.Commands, func(c spec.Command) bool { return c.Name == m.Name && c.By == spec.ByHandler })
		if !handled || s.options.Stub == nil || s.options.Handlers == nil {
			return all
		}
		if handler, _ := s.options.Handlers.Handler(p.entry, p.sound.spec, m.Name); handler != "" {
			return all
		}
		return append(all, protocol.CodeAction{Title: "Write the handler of " + m.Name, Kind: protocol.QuickFix, Command: call("Write the handler", commandStub, uriOf(file), m.Name)})
	}
	return nil
}

// format writes a document as the formatter does.
func (s *server) format(p protocol.DocumentParams) ([]protocol.TextEdit, error) {
	file := pathOf(p.TextDocument.URI)
	data, err := s.workspace.read(file)
	if err != nil || s.options.Format == nil {
		return nil, err
	}
	formatted, err := s.options.Format(file, data)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(formatted, data) {
		return []protocol.TextEdit{}, nil
	}
	return []protocol.TextEdit{whole(strings.Split(string(data), "\n"), string(formatted))}, nil
}

// commandOf is the command that a finding is about: the longest name with which it begins.
func (p *project) commandOf(g *report.Group) *spec.Command {
	var found *spec.Command
	for i := range p.now.spec.Commands {
		c := &p.now.spec.Commands[i]
		if (g.At == c.Name || strings.HasPrefix(g.At, c.Name+" ")) && (found == nil || len(c.Name) > len(found.Name)) {
			found = c
		}
	}
	return found
}
