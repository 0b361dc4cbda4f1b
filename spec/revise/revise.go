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
	"github.com/portolan-ftp/portolan/spec/format"
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
}

// Reply is an answer of a command to add.
type Reply struct {
	Name string
	Code int
	Text string // "" for its name as a sentence
}

// Add adds a command to the chapter where others of its kind are.
func Add(book *spec.Book, s *spec.Spec, c Command) (*Change, error) {
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
	text := strings.Join(lines[:at], "") + body + strings.Join(lines[at:], "")
	return decoded(book, map[string][]byte{file.Name: []byte(text)})
}

// chapter is the file that a command goes to: the one that is named, or where the last command is that begins with the
// same word, or the last file that has commands.
func chapter(book *spec.Book, s *spec.Spec, c Command) *spec.File {
	var found *spec.File
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

// yaml is the entry of a command.
func (c *Command) yaml(s *spec.Spec) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s:\n    rfc: %s\n", c.Name, c.RFC)
	if len(c.Args) > 0 {
		var args []string
		for _, a := range c.Args {
			args = append(args, a[0]+": "+a[1])
		}
		fmt.Fprintf(&b, "    arg: {%s}\n", strings.Join(args, ", "))
	}
	for key, list := range map[string][]string{"needs": c.Needs, "does": c.Does} {
		if len(list) > 0 {
			fmt.Fprintf(&b, "    %s: [%s]\n", key, strings.Join(list, ", "))
		}
	}
	if c.ByTable {
		b.WriteString("    by: table\n")
	}
	b.WriteString("    replies:\n")
	last := -1 // the reply in which all errors end
	for i, r := range c.Replies {
		if r.Code >= 400 && len(c.Does) > 0 {
			last = i
		}
	}
	for i, r := range c.Replies {
		on := ""
		if i == last {
			on = "on: [other], "
		}
		fmt.Fprintf(&b, "      %s: {code: %d, %stext: %s}\n", r.Name, r.Code, on, texts(s, r.text()))
	}
	fmt.Fprintf(&b, "    help: %s\n", texts(s, c.Help))
	return b.String()
}

// text is what a reply says: its name as a sentence, unless it is given.
func (r *Reply) text() string {
	if r.Text != "" {
		return r.Text
	}
	words := strings.ReplaceAll(r.Name, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:] + "."
}

// texts are the same words in every language, for translators.
func texts(s *spec.Spec, words string) string {
	var all []string
	for _, language := range s.Languages {
		all = append(all, fmt.Sprintf("%s: %q", language, words))
	}
	return "{" + strings.Join(all, ", ") + "}"
}

// decoded decodes a book with other texts of some files.
func decoded(book *spec.Book, changed map[string][]byte) (*Change, error) {
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
	other, err := spec.Bind(spec.File{Name: book.Name, Data: entry}, read)
	if err != nil {
		return nil, err
	}
	s, err := other.Decode()
	if err != nil {
		return nil, err
	}
	return &Change{Files: changed, Spec: s}, nil
}
