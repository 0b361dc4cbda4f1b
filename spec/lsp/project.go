package lsp

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/report"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explain"
	"github.com/portolan-ftp/portolan/spec/mention"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// project is a spec, with its chapters, or an overlay with its base.
type project struct {
	workspace *workspace
	entry     string // the file by which it is opened
	now       snapshot
	good      snapshot        // the last one of which there was a spec, with faults perhaps
	sound     snapshot        // the last one without faults
	shown     map[string]bool // files of which the editor has diagnostics
	findings  []report.Group  // of the last audit, while the spec decodes
	audited   bool            // and it is that of the text as it is
	edition   int             // counts the changes
	extends   string          // of an overlay: the base as it is named
	base      string          // and where it is
}

// snapshot is what a text comes to.
type snapshot struct {
	books     []*syntax.Book // the overlay, if it is one, and the whole spec; nil where the files are no YAML
	spec      *spec.Spec     // as far as it could be read
	faults    syntax.Errors
	trouble   error // something else than faults: a file that cannot be read
	mentions  []mention.Mention
	lines     map[string][]string
	explainer *explain.Explainer
}

// update reads the files again.
func (p *project) update() {
	p.edition++
	p.audited = false
	p.now = p.decode()
	if p.now.spec != nil {
		p.good = p.now
	}
	if p.now.concludes() {
		p.sound = p.now
	} else {
		p.findings = nil
	}
}

// concludes reports whether there is a spec from which something can be concluded.
func (s *snapshot) concludes() bool { return s.spec != nil && len(s.faults) == 0 && s.trouble == nil }

// decode reads and decodes the files as they are now.
func (p *project) decode() snapshot {
	var s snapshot
	data, err := p.workspace.read(p.entry)
	if err != nil {
		return snapshot{trouble: err}
	}
	s.keep(syntax.File{Name: p.entry, Data: data})
	book, err := syntax.Bind(syntax.File{Name: p.entry, Data: data}, p.workspace.read)
	if err != nil {
		s.fault(err)
		return s
	}
	s.add(book)
	if !syntax.IsOverlay(data) {
		s.spec, err = decode.Book(book)
		s.fault(err)
		return s
	}
	base, err := p.openBase(syntax.Extended(data))
	if err != nil {
		s.spec, err = decode.Book(book) // which tells it in its place
		s.fault(err)
		return s
	}
	s.add(base)
	s.spec, err = decode.On(book, base)
	s.fault(err)
	return s
}

// openBase reads the base of an overlay. It asks the go command once where the base is.
func (p *project) openBase(extends string) (*syntax.Book, error) {
	if p.base == "" || p.extends != extends {
		file, err := syntax.BaseFile(p.entry, extends)
		if err != nil {
			return nil, err
		}
		p.extends, p.base = extends, file
	}
	data, err := p.workspace.read(p.base)
	if err != nil {
		return nil, err
	}
	return syntax.Bind(syntax.File{Name: filepath.ToSlash(p.base), Data: data}, p.workspace.read)
}

// add keeps a book and the lines of its files.
func (s *snapshot) add(b *syntax.Book) {
	s.books = append(s.books, b)
	for _, f := range b.Files {
		s.keep(f)
	}
}

// keep keeps the lines of a file.
func (s *snapshot) keep(f syntax.File) {
	if s.lines == nil {
		s.lines = map[string][]string{}
	}
	s.lines[f.Name] = strings.Split(strings.ReplaceAll(string(f.Data), "\r\n", "\n"), "\n")
}

// fault takes what is wrong.
func (s *snapshot) fault(err error) {
	if err != nil && !errors.As(err, &s.faults) {
		s.trouble = err
	}
}

// line is a line of a file, counted from 1; "" where there is none.
func (s *snapshot) line(file string, number int) string {
	if lines := s.lines[file]; number >= 1 && number <= len(lines) {
		return lines[number-1]
	}
	return ""
}

// has reports whether a file is one of those that the spec is made of.
func (p *project) has(file string) bool {
	name := filepath.ToSlash(file)
	if p.entry == file || p.good.lines[name] != nil || p.now.lines[name] != nil {
		return true
	}
	return slices.ContainsFunc(p.now.faults, func(e syntax.Error) bool { return e.File == name })
}

// names are all names of the last text that could be read.
func (p *project) names() []mention.Mention {
	if p.good.mentions == nil && p.good.books != nil {
		p.good.mentions = mention.In(p.good.books...)
	}
	return p.good.mentions
}

// explainer answers questions about the last text without faults; nil before there was one.
func (p *project) explainer() *explain.Explainer {
	if p.sound.explainer == nil && p.sound.spec != nil {
		p.sound.explainer = explain.New(p.sound.spec)
	}
	return p.sound.explainer
}

// at is the name at a place; of several the one that is declared there, and the shortest.
func (p *project) at(pos spec.Pos) *mention.Mention {
	var found *mention.Mention
	names := p.names()
	for i := range names {
		m := &names[i]
		if m.File != pos.File || m.Line != pos.Line || pos.Column < m.Column || pos.Column > m.Column+m.Width {
			continue
		}
		if found == nil || m.Defines && !found.Defines || m.Defines == found.Defines && m.Width < found.Width {
			found = m
		}
	}
	return found
}

// declarations are the places where what a mention names is declared.
func (p *project) declarations(m *mention.Mention) []mention.Mention {
	var found []mention.Mention
	for _, o := range p.names() {
		if o.Defines && (o.Same(m) || m.Covers(&o)) {
			found = append(found, o)
		}
	}
	return found
}

// uses are the places that speak of what a mention names.
func (p *project) uses(m *mention.Mention) []mention.Mention {
	var found []mention.Mention
	for _, o := range p.names() {
		if !o.Defines && o.Covers(m) {
			found = append(found, o)
		}
	}
	return found
}
