// Package revise changes the text of specs as an author would: it adds a command, and gives names other names.
//
//	change, err := revise.Add(book, revise.Command{Name: "SITE COUNT", Args: ..., Replies: ...})
//	change, err := revise.Rename(book, mention, "waiting")
//
// Nothing is written to the disk. The result decodes, or the error says what is wrong with it.
package revise

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/format"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Change is the new text of some files, and what they come to.
type Change struct {
	Files map[string][]byte // by name, as the book has them
	Spec  *spec.Spec
}

// Command is a command to add.
type Command struct {
	Name, RFC, Help string
	Args            [][2]string // names and types
	Needs, Does     []string
	ByTable         bool
	Replies         []Reply
	Chapter         string // the file that it goes to; "" for the one that has most of its kind
	Why             string // why it is there, for a command that no document knows; "" for one that a document has room for
}

// Reply is an answer of a command to add.
type Reply struct {
	Name string
	Code int
	Text string // "" for its name as a sentence
}

// Add adds a command to the chapter where others of its kind are.
func Add(book *syntax.Book, s *spec.Spec, c Command) (*Change, error) {
	if slices.ContainsFunc(s.Commands, func(o spec.Command) bool { return o.Name == c.Name }) {
		return nil, fmt.Errorf("revise: there is a command %s already", c.Name)
	}
	file := chapter(book, s, c)
	if file == nil {
		return nil, fmt.Errorf("revise: no file has commands, and is called %q", c.Chapter)
	}
	entry, err := format.Format("new.yaml", []byte("commands:\n"+c.yaml(s)))
	if err != nil {
		return nil, fmt.Errorf("revise: %w", err)
	}
	lines := strings.SplitAfter(string(file.Data), "\n")
	at := sectionEnd(lines, "commands:")
	_, body, _ := strings.Cut(string(entry), "\n")
	changed := map[string][]byte{file.Name: []byte(strings.Join(lines[:at], "") + body + strings.Join(lines[at:], ""))}
	if c.Why != "" {
		extend(book, changed, fmt.Sprintf("  %s: %q\n", c.Name, c.Why))
	}
	return decoded(book, changed)
}

// extend adds a line to the section of extensions: where there is one, or at the end of the file with the deviations,
// or of the entry.
func extend(book *syntax.Book, changed map[string][]byte, line string) {
	for _, section := range []string{"extensions:", "deviations:", ""} {
		for i := range book.Files {
			f := &book.Files[i]
			text, ok := changed[f.Name]
			if !ok {
				text = f.Data
			}
			lines := strings.SplitAfter(string(text), "\n")
			at := sectionEnd(lines, section)
			switch {
			case at == 0:
				continue
			case section == "extensions:":
				changed[f.Name] = []byte(strings.Join(lines[:at], "") + line + strings.Join(lines[at:], ""))
			default:
				changed[f.Name] = []byte(strings.TrimRight(string(text), "\n") + "\n\nextensions:\n" + line)
			}
			return
		}
	}
}

// chapter is the file that a command goes to: the one that is named, or where the last command is that begins with the
// same word, or the last file that has commands.
func chapter(book *syntax.Book, s *spec.Spec, c Command) *syntax.File {
	var found *syntax.File
	verb, _, _ := strings.Cut(c.Name, " ")
	for i := range book.Files {
		f := &book.Files[i]
		if sectionEnd(strings.SplitAfter(string(f.Data), "\n"), "commands:") == 0 {
			continue
		}
		if c.Chapter != "" {
			if f.Name == filepath.ToSlash(c.Chapter) || path.Base(f.Name) == path.Base(filepath.ToSlash(c.Chapter)) {
				return f
			}
			continue
		}
		found = f
	}
	for i := range s.Commands {
		first, _, _ := strings.Cut(s.Commands[i].Name, " ")
		if c.Chapter == "" && first == verb {
			for j := range book.Files {
				if book.Files[j].Name == s.Commands[i].Pos.File {
					found = &book.Files[j]
				}
			}
		}
	}
	return found
}

// sectionEnd is how many lines come up to the end of a section; 0 if there is no such section.
func sectionEnd(lines []string, key string) int {
	end := 0
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, key):
			end = i + 1
		case end > 0 && strings.TrimSpace(line) != "" && line[0] != ' ' && line[0] != '#':
			return end
		case end > 0 && strings.TrimSpace(line) != "" && line[0] == ' ':
			end = i + 1
		}
	}
	return end
}

// decoded decodes a book with other texts of some files.
func decoded(book *syntax.Book, changed map[string][]byte) (*Change, error) {
	read := func(name string) ([]byte, error) {
		if text, ok := changed[name]; ok {
			return text, nil
		}
		for _, f := range book.Files {
			if f.Name == name {
				return f.Data, nil
			}
		}
		return nil, fmt.Errorf("revise: %s is no file of the spec", name)
	}
	entry, err := read(book.Name)
	if err != nil {
		return nil, err
	}
	other, err := syntax.Bind(syntax.File{Name: book.Name, Data: entry}, read)
	if err != nil {
		return nil, err
	}
	s, err := decode.Book(other)
	if err != nil {
		return nil, err
	}
	return &Change{Files: changed, Spec: s}, nil
}
