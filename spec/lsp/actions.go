package lsp

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
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
			all = append(all, about.mends(e, d)...)
		}
	}
	for i := range about.findings {
		g := &about.findings[i]
		if d := about.finding(g, nil, false); g.Pos.File == file && touches(d.Range) {
			all = append(all, about.cures(g, d)...)
		}
	}
	return append(all, s.unwritten(about, file, p.Range.Start.Line)...), nil
}

// fix is an action that changes the files.
func fix(title string, d protocol.Diagnostic, preferred bool, edits ...fileEdit) protocol.CodeAction {
	changes := map[string][]protocol.TextEdit{}
	for _, e := range edits {
		changes[uriOf(e.file)] = append(changes[uriOf(e.file)], e.TextEdit)
	}
	return protocol.CodeAction{
		Title: title, Kind: protocol.QuickFix, Diagnostics: []protocol.Diagnostic{d}, IsPreferred: preferred, Edit: &protocol.WorkspaceEdit{Changes: changes},
	}
}

// fileEdit is a change of a file.
type fileEdit struct {
	file string
	protocol.TextEdit
}

// insert puts text in front of a character of a line, both counted from 0.
func insert(file string, line, character int, text string) fileEdit {
	at := protocol.Position{Line: line, Character: character}
	return fileEdit{file, protocol.TextEdit{Range: protocol.Range{Start: at, End: at}, NewText: text}}
}

// Faults whose cure is known, by their messages.
var (
	lacksLanguage = regexp.MustCompile(`^(text|end|cut|help) lacks the language "(.+)"$`)
	nothingUses   = regexp.MustCompile(`^nothing uses the ([a-z ]+) "(.+)"$`)
	needsKeys     = regexp.MustCompile(`^(.+) needs the key (.+)$`)
)

// mends are the ways to mend a fault.
func (p *project) mends(e *spec.Error, d protocol.Diagnostic) []protocol.CodeAction {
	var all []protocol.CodeAction
	if word, instead, ok := e.Meant(); ok {
		line := []rune(e.Source)
		if at := strings.Index(string(line[e.Column-1:]), word); at >= 0 {
			pos := e.Pos
			pos.Column += len([]rune(string(line[e.Column-1:])[:at]))
			edit := fileEdit{e.File, protocol.TextEdit{Range: span(e.Source, pos, len([]rune(word))), NewText: instead}}
			all = append(all, fix(fmt.Sprintf("Write %q", instead), d, true, edit))
		}
	}
	if found := lacksLanguage.FindStringSubmatch(e.Msg); found != nil {
		if edit, ok := p.language(e, found[1], found[2]); ok {
			all = append(all, fix(fmt.Sprintf("Add the language %q, with the words to translate", found[2]), d, true, edit))
		}
	}
	if found := nothingUses.FindStringSubmatch(e.Msg); found != nil {
		all = append(all, fix(fmt.Sprintf("Remove the %s %q", found[1], found[2]), d, true, p.removal(e.Pos)))
	}
	if found := needsKeys.FindStringSubmatch(e.Msg); found != nil {
		if edit, ok := p.keys(e, found[2]); ok {
			all = append(all, fix("Add "+strings.ReplaceAll(found[2], `"`, ""), d, true, edit))
		}
	}
	return all
}

// language adds a text in another language behind those that are there: the same words, to be translated.
func (p *project) language(e *spec.Error, key, language string) (fileEdit, bool) {
	line := e.Source
	from := strings.Index(line, key+":")
	for next := from; next >= 0 && len([]rune(line[:next])) < e.Column; { // the one at the place, where a line has several
		from = next
		if more := strings.Index(line[next+1:], key+":"); more >= 0 {
			next += 1 + more
			continue
		}
		break
	}
	if from < 0 {
		return fileEdit{}, false
	}
	open := strings.Index(line[from:], "{")
	if open < 0 {
		return fileEdit{}, false
	}
	end := flowEnd(line, from+open)
	if end < 0 {
		return fileEdit{}, false
	}
	_, words, ok := strings.Cut(line[from+open+1:end], ":")
	if !ok {
		return fileEdit{}, false
	}
	if quoted, err := strconv.QuotedPrefix(strings.TrimSpace(words)); err == nil {
		words = quoted
	}
	return insert(e.File, e.Line-1, unitsOf(line, len([]rune(line[:end]))), fmt.Sprintf(", %s: %s", language, strings.TrimSpace(words))), true
}

// flowEnd is where the brace closes that opens at a place of a line, -1 if not in this line. Braces in quotes are text.
func flowEnd(line string, open int) int {
	depth, quoted := 0, false
	for i := open; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// removal takes away the entry that stands at a place: its lines, or its item of a list in a line.
func (p *project) removal(pos spec.Pos) fileEdit {
	lines := p.now.lines[pos.File]
	end := blockEnd(lines, pos.Line)
	return fileEdit{pos.File, protocol.TextEdit{Range: protocol.Range{
		Start: protocol.Position{Line: pos.Line - 1}, End: protocol.Position{Line: end},
	}}}
}

// keys adds keys that are missing, below the key of their mapping, with something to begin with.
func (p *project) keys(e *spec.Error, list string) (fileEdit, bool) {
	lines := p.now.lines[e.File]
	if !strings.HasSuffix(strings.TrimSpace(e.Source), ":") || e.Line >= len(lines) {
		return fileEdit{}, false
	}
	blanks := strings.Repeat(" ", indented(lines[e.Line]))
	text := ""
	for _, key := range strings.Split(list, ", ") {
		name, err := strconv.QuotedPrefix(key)
		if err != nil {
			return fileEdit{}, false
		}
		text += blanks + strings.Trim(name, `"`) + ": " + p.begin(strings.Trim(name, `"`)) + "\n"
	}
	return insert(e.File, e.Line, 0, text), true
}

// begin is a value to begin with.
func (p *project) begin(key string) string {
	switch key {
	case "rfc":
		return "959 4.1.3"
	case "help":
		var texts []string
		for _, language := range p.good.spec.Languages {
			texts = append(texts, language+`: "do something"`)
		}
		return "{" + strings.Join(texts, ", ") + "}"
	}
	return ""
}
