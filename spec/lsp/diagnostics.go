package lsp

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/audit/rules"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// The sources of diagnostics, by which an editor tells them apart.
const (
	fromDecoder = "ftpspec check"
	fromAudit   = "ftpspec audit"
)

// publish tells the editor what is wrong with the files of a spec. A file that has nothing wrong any more is told too.
func (s *server) publish(p *project) error {
	all := s.diagnostics(p)
	for file := range p.shown {
		if all[file] == nil {
			all[file] = []protocol.Diagnostic{}
		}
	}
	p.shown = map[string]bool{}
	files := make([]string, 0, len(all))
	for file := range all {
		files = append(files, file)
	}
	slices.Sort(files)
	for _, file := range files {
		params := protocol.PublishDiagnosticsParams{URI: uriOf(file), Diagnostics: all[file]}
		if d := s.workspace.documents[filepath.FromSlash(file)]; d != nil {
			params.Version = &d.version
		}
		p.shown[file] = len(all[file]) > 0
		if err := s.client.Notify(s.ctx, "textDocument/publishDiagnostics", params); err != nil {
			return err
		}
	}
	for file, some := range p.shown {
		if !some && s.workspace.documents[filepath.FromSlash(file)] == nil {
			delete(p.shown, file)
		}
	}
	return nil
}

// diagnostics are what is wrong, by file. Open files that have nothing wrong are among them.
func (s *server) diagnostics(p *project) map[string][]protocol.Diagnostic {
	all := map[string][]protocol.Diagnostic{}
	for file := range p.now.lines {
		if s.workspace.documents[filepath.FromSlash(file)] != nil {
			all[file] = []protocol.Diagnostic{}
		}
	}
	for i := range p.now.faults {
		e := &p.now.faults[i]
		all[e.File] = append(all[e.File], p.fault(e))
	}
	if p.now.trouble != nil {
		entry := filepath.ToSlash(p.entry)
		all[entry] = append(all[entry], protocol.Diagnostic{Severity: protocol.SeverityError, Source: fromDecoder, Message: p.near(p.now.trouble.Error())})
	}
	if len(p.findings) > 0 {
		rows := p.now.spec.Rows()
		for i := range p.findings {
			g := &p.findings[i]
			all[g.Pos.File] = append(all[g.Pos.File], p.finding(g, rows, s.related))
		}
	}
	return all
}

// near writes the names of files in a message as they are seen from the entry.
func (p *project) near(message string) string {
	return strings.ReplaceAll(message, filepath.ToSlash(filepath.Dir(p.entry))+"/", "")
}

// fault is a fault that the decoder finds.
func (p *project) fault(e *syntax.Error) protocol.Diagnostic {
	message := p.near(e.Msg)
	if e.Hint != "" {
		message += "; " + e.Hint
	}
	return protocol.Diagnostic{Range: wordAt(e.Source, e.Pos), Severity: protocol.SeverityError, Source: fromDecoder, Message: message}
}

// wordAt is the range of the word that stands at a place.
func wordAt(line string, pos spec.Pos) protocol.Range {
	rest := string([]rune(line)[min(pos.Column-1, utf8.RuneCountInString(line)):])
	width := 0
	for i, r := range rest {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-._@", r) && !(i == 0 && (r == '"' || r == '{' || r == '[')) {
			break
		}
		width++
	}
	return span(line, pos, max(width, 1))
}

// finding is what the audit found, at all places that have the cause. The dialogue that shows it is related
// information, a line of it for each step, at the row that makes the step.
func (p *project) finding(g *report.Group, rows []spec.Row, related bool) protocol.Diagnostic {
	d := protocol.Diagnostic{
		Range: wordAt(p.now.line(g.Pos.File, g.Pos.Line), g.Pos), Severity: severity(g), Code: g.Check, Source: fromAudit,
		CodeDescription: &protocol.CodeDescription{Href: rules.Help(g.Check)},
		Message:         fmt.Sprintf("%s: %s", g.At, g.Message),
	}
	if !related && g.Witness != nil {
		d.Message += "\n" + g.Evidence()
		return d
	}
	if g.Witness != nil && g.Policies != check.DefaultPolicies {
		d.Message += "\nwith " + g.Policies
	}
	if g.Advice != "" {
		d.Message += "\n" + g.Advice
	}
	for _, e := range g.Witness {
		pos := g.Pos
		if e.Row >= 0 && e.Row < len(rows) {
			pos = rows[e.Row].Pos
		}
		d.RelatedInformation = append(d.RelatedInformation, p.relation(pos, step(e)))
	}
	for _, r := range g.Related {
		d.RelatedInformation = append(d.RelatedInformation, p.relation(r.Pos, r.What))
	}
	for _, f := range g.Also {
		d.RelatedInformation = append(d.RelatedInformation, p.relation(f.Pos, "also "+f.At))
	}
	return d
}

// relation is a place that has to do with a finding.
func (p *project) relation(pos spec.Pos, message string) protocol.RelatedInformation {
	return protocol.RelatedInformation{
		Location: protocol.Location{URI: uriOf(pos.File), Range: wordAt(p.now.line(pos.File, pos.Line), pos)}, Message: message,
	}
}

// step is a step of a dialogue in a line.
func step(e explore.Exchange) string {
	return strings.ReplaceAll(strings.TrimSuffix(explore.Format([]explore.Exchange{e}), "\n"), "\n", "  ")
}

// severity is how bad a finding is: what must not be possible, and a table that is not whole, are errors; anything else
// is a warning.
func severity(g *report.Group) int {
	switch g.Severity {
	case check.Unsafe, check.Broken:
		return protocol.SeverityError
	}
	return protocol.SeverityWarning
}
