package lsp

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/lsp/protocol"
)

// cures are the ways to answer a finding.
func (p *project) cures(g *report.Group, d protocol.Diagnostic) []protocol.CodeAction {
	var all []protocol.CodeAction
	if slices.Contains([]string{"P01", "P08", "P09"}, g.Check) {
		if need, edit, ok := p.guard(g); ok {
			all = append(all, fix(fmt.Sprintf("Add the need %q", need), d, true, edit))
		}
	}
	section, entry, _ := strings.Cut(g.Cure, ":\n")
	switch {
	case g.Cure == "":
	case g.Accepts:
		all = append(all, fix("Say why it is so, in "+section, d, false, p.append(g.Pos.File, section, entry)))
	case g.Lasting != nil:
		if edit, ok := p.lasts(g.Lasting.Region, lastsValue.FindString(g.Cure)); ok {
			all = append(all, fix("Write "+lastsValue.FindString(g.Cure), d, true, edit))
		}
	}
	return all
}

// lastsValue is the key of a region that says how long it lasts, with its value.
var lastsValue = regexp.MustCompile(`lasts: ([a-z-]+|\[[^]]*\])`)

// lasts gives a region another lifetime.
func (p *project) lasts(region, value string) (fileEdit, bool) {
	for _, m := range p.names() {
		if !m.Defines || m.Topic != spec.TopicRegion || m.Name != region {
			continue
		}
		lines := p.now.lines[m.File]
		for i := m.Line - 1; i < blockEnd(lines, m.Line); i++ {
			if at := lastsValue.FindStringIndex(lines[i]); at != nil {
				pos := spec.Pos{File: m.File, Line: i + 1, Column: 1 + utf8.RuneCountInString(lines[i][:at[0]])}
				return fileEdit{m.File, protocol.TextEdit{Range: span(lines[i], pos, at[1]-at[0]), NewText: value}}, true
			}
		}
	}
	return fileEdit{}, false
}

// append adds an entry to the end of a section, in the last file that has it; a section that no file has begins at the end
// of file.
func (p *project) append(file, section, entry string) fileEdit {
	for _, b := range p.now.books {
		for _, f := range slices.Backward(b.Files) {
			lines := p.now.lines[f.Name]
			for i, line := range lines {
				if strings.HasPrefix(line, section+":") {
					return insert(f.Name, blockEnd(lines, i+1), 0, entry+"\n")
				}
			}
		}
	}
	end := len(p.now.lines[file])
	for end > 0 && p.now.lines[file][end-1] == "" {
		end--
	}
	return insert(file, end, 0, "\n"+section+":\n"+entry+"\n")
}

// guard adds to a command the need that the most of those have that touch the same.
func (p *project) guard(g *report.Group) (need string, edit fileEdit, ok bool) {
	c := p.commandOf(g)
	if c == nil || c.Pos.File == "" {
		return "", fileEdit{}, false
	}
	counts := map[string]int{}
	for i := range p.now.spec.Commands {
		o := &p.now.spec.Commands[i]
		if !slices.ContainsFunc(o.Does, func(k string) bool { return slices.Contains(c.Does, k) }) {
			continue
		}
		for _, n := range o.Needs {
			has := func(mine spec.Need) bool { return mine.Name == n.Name }
			if slices.ContainsFunc(p.now.spec.Needs, has) && !slices.ContainsFunc(c.Needs, has) {
				if counts[n.Name]++; counts[n.Name] > counts[need] {
					need = n.Name
				}
			}
		}
	}
	if need == "" {
		return "", fileEdit{}, false
	}
	lines := p.now.lines[c.Pos.File]
	end := blockEnd(lines, c.Pos.Line)
	for i := c.Pos.Line; i < end; i++ {
		if at := strings.Index(lines[i], "needs: ["); at >= 0 {
			return need, insert(c.Pos.File, i, unitsOf(lines[i], len([]rune(lines[i][:at+len("needs: [")]))), need+", "), true
		}
	}
	if end == c.Pos.Line { // all of the command in one line
		return "", fileEdit{}, false
	}
	at := c.Pos.Line
	for i := c.Pos.Line; i < end; i++ { // behind the keys that come before needs
		if key := strings.TrimSpace(lines[i]); strings.HasPrefix(key, "rfc:") || strings.HasPrefix(key, "arg:") || strings.HasPrefix(key, "with:") || strings.HasPrefix(key, "aliases:") {
			at = i + 1
		}
	}
	blanks := strings.Repeat(" ", indented(lines[c.Pos.Line]))
	return need, insert(c.Pos.File, at, 0, fmt.Sprintf("%sneeds: [%s]\n", blanks, need)), true
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
