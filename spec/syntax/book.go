package syntax

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"go.yaml.in/yaml/v4"
)

// Book is the text of a spec: of one file, or of an entry and the chapters that it names, bound to one text.
type Book struct {
	Name  string     // of the entry
	Text  []byte     // the whole as one file: each section has what the entry has of it, and then what the chapters have, in their order
	Files []File     // the entry and its chapters as they are
	at    []spec.Pos // the file and the line that each line of Text comes from; nil: it is the entry
}

// Reader reads a file of a spec by its name: from the disk, or from an editor that has it open.
type Reader func(name string) ([]byte, error)

// Open reads a spec file and its chapters. Faults that keep the files from being one text are Errors.
func Open(name string) (*Book, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the spec: %w", err)
	}
	return Bind(File{name, data}, ReadFile)
}

// ReadFile reads a chapter from the disk.
func ReadFile(name string) ([]byte, error) { return os.ReadFile(filepath.FromSlash(name)) }

// Bind binds an entry and its chapters, which read is asked for by their names as seen from where the entry is.
func Bind(entry File, read Reader) (*Book, error) {
	b := &binder{Report: NewReport(entry.Name, entry.Data), entry: entry.Name, anchors: map[string]spec.Pos{}, sections: map[string]*part{}}
	book := &Book{Name: entry.Name, Text: entry.Data, Files: []File{entry}}
	names := chapters(entry.Data)
	if len(names) == 0 {
		return book, nil
	}
	b.file(entry)
	for _, n := range names {
		b.Report.file = entry.Name
		name := beside(entry.Name, n.Value)
		data, err := read(name)
		if err != nil {
			b.Add(spec.Pos{Line: n.Line, Column: n.Column}, "", "the chapter cannot be read: %v", err)
			continue
		}
		chapter := File{name, data}
		book.Files = append(book.Files, chapter)
		b.open(name, data)
		b.file(chapter)
	}
	if len(b.Errs) > 0 {
		return nil, b.Sorted()
	}
	book.Text, book.at = b.bound()
	return book, nil
}

// Chapters are the files that an entry names, as seen from where the entry is.
func Chapters(name string, entry []byte) []string {
	var files []string
	for _, n := range chapters(entry) {
		files = append(files, beside(name, n.Value))
	}
	return files
}

// beside is a chapter's name as seen from where its entry is.
func beside(entry, chapter string) string {
	return path.Join(path.Dir(filepath.ToSlash(entry)), chapter)
}

// Names are the names of the files.
func (b *Book) Names() []string {
	var names []string
	for _, f := range b.Files {
		names = append(names, f.Name)
	}
	return names
}

// chapters are the names of chapters in an entry; none in what is no YAML, which the decoder tells.
func chapters(entry []byte) []*yaml.Node {
	var document yaml.Node
	if !chaptersKey.Match(entry) || yaml.Unmarshal(entry, &document) != nil || len(document.Content) == 0 {
		return nil
	}
	root := document.Content[0]
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == grammar.KeyChapters && root.Content[i+1].Kind == yaml.SequenceNode {
			return slices.DeleteFunc(slices.Clone(root.Content[i+1].Content), func(n *yaml.Node) bool { return !grammar.WordChapter.Matches(n.Value) })
		}
	}
	return nil
}

// IsEntry reports whether the content is that of a whole spec, or of the entry of one, and not of a chapter.
func IsEntry(data []byte) bool { return entryMark.Match(data) }

// entryMark is the line that chapters have not.
var entryMark = regexp.MustCompile(`(?m)^protocol[ \t]*:`)

var (
	chaptersKey = regexp.MustCompile(`(?m)^` + grammar.KeyChapters + `[ \t]*:`)
	sectionKey  = regexp.MustCompile(`^([a-z]+)[ \t]*:(.*)$`)
)

// binder puts the sections of several files together.
type binder struct {
	*Report
	entry    string
	anchors  map[string]spec.Pos
	order    []*part
	sections map[string]*part
}

// part is what the files have of one section, with where each line comes from.
type part struct {
	name   string
	key    spec.Pos // of the first file that has it
	open   bool     // its entries stand on lines of their own
	lines  []string
	at     []spec.Pos
	indent int // of its entries; 0: not known yet
}

// file takes the sections of a file. The comments above a section's key are the section's.
func (b *binder) file(f File) {
	if !b.sound(f) {
		return
	}
	var s *part
	var above []string
	keep := func(line string, number int) {
		s.lines, s.at = append(s.lines, line), append(s.at, spec.Pos{File: f.Name, Line: number})
	}
	for i, line := range b.Lines[f.Name] {
		pos := spec.Pos{File: f.Name, Line: i + 1, Column: 1}
		found := sectionKey.FindStringSubmatch(line)
		switch {
		case found != nil:
			var first bool
			s, first = b.section(found[1], pos, blankRest(found[2]))
			for j, comment := range above {
				keep(comment, i+1-len(above)+j)
			}
			above = nil
			if first {
				keep(line, i+1)
			}
		case line == "" || line[0] == '#':
			above = append(above, line)
		case s != nil:
			for j, comment := range above {
				keep(comment, i+1-len(above)+j)
			}
			above = nil
			keep(line, i+1)
			b.indented(s, line, pos)
		}
	}
}

// blankRest reports whether nothing but a comment follows a key.
func blankRest(rest string) bool {
	rest = strings.TrimSpace(rest)
	return rest == "" || rest[0] == '#'
}

// section is the section of that name, and whether this is the first file that has it.
func (b *binder) section(name string, pos spec.Pos, open bool) (*part, bool) {
	s := b.sections[name]
	if b.Report.file != b.entry && slices.Contains(grammar.EntryKeys, name) {
		b.Add(pos, "", "%q stands in the entry, %s, and in no chapter", name, b.entry)
	}
	if s == nil {
		s = &part{name: name, key: pos, open: open}
		b.sections[name] = s
		b.order = append(b.order, s)
		return s, true
	}
	if !s.open || !open {
		b.Add(pos, "", "%q is at %s too; where several files have a section, its entries stand on lines of their own below the key", name, s.key)
	}
	return s, false
}

// indented reports a file whose entries of a section are indented otherwise than those of the files before it.
func (b *binder) indented(s *part, line string, pos spec.Pos) {
	blanks := len(line) - len(strings.TrimLeft(line, " "))
	switch {
	case s.indent == 0:
		s.indent = blanks
	case blanks < s.indent:
		b.Add(pos, "", "the entries of %q are indented by %d blanks at %s, and here by %d", s.name, s.indent, s.key, blanks)
	}
}

// sound reports whether a file is one YAML mapping by itself, and has no anchor that another has.
func (b *binder) sound(f File) bool {
	r := &Parser{Report: b.Report}
	y := r.yaml(f.Data)
	if y == nil {
		return false
	}
	if y.Kind != yaml.MappingNode {
		b.Add(spec.Pos{Line: y.Line, Column: y.Column}, "", "expected a mapping, found %s", found(y))
		return false
	}
	b.anchored(f.Name, y)
	return true
}

// anchored reports the anchors that another file has: in the whole an alias could mean either.
func (b *binder) anchored(file string, y *yaml.Node) {
	if y.Anchor != "" {
		pos := spec.Pos{File: file, Line: y.Line, Column: y.Column}
		if first, known := b.anchors[y.Anchor]; known && first.File != file {
			b.Add(pos, "", "the anchor &%s is at %s too", y.Anchor, first)
		}
		b.anchors[y.Anchor] = pos
	}
	for _, c := range y.Content {
		b.anchored(file, c)
	}
}

// bound is the whole text, without the list of chapters, and where each line comes from.
func (b *binder) bound() ([]byte, []spec.Pos) {
	var text strings.Builder
	var at []spec.Pos
	for _, s := range b.order {
		if s.name == grammar.KeyChapters {
			continue
		}
		for i, line := range s.lines {
			text.WriteString(line + "\n")
			at = append(at, s.at[i])
		}
	}
	return []byte(text.String()), at
}

// File is a file with its content.
type File struct {
	Name string
	Data []byte
}

// overlayMark is the line by which a file says that it is an overlay; it is found in a file that is no YAML too.
var overlayMark = regexp.MustCompile(`(?m)^extends[ \t]*:`)

// IsOverlay reports whether the content is an overlay's and not that of a whole spec.
func IsOverlay(data []byte) bool { return overlayMark.Match(data) }

// extendsValue is what such a line names.
var extendsValue = regexp.MustCompile(`(?m)^extends[ \t]*:[ \t]*["']?([^\s"'#]+)`)

// Extended is the base that an overlay's content names; "" for what is no overlay.
func Extended(data []byte) string {
	if found := extendsValue.FindSubmatch(data); found != nil {
		return string(found[1])
	}
	return ""
}

// Single is a book of one file.
func Single(f File) *Book { return &Book{Name: f.Name, Text: f.Data, Files: []File{f}} }
