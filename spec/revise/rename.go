package revise

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/mention"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Rename gives what a mention names another name, wherever the files of a book speak of it. Another number of rows is
// an error: it would be another protocol.
func Rename(book *syntax.Book, s *spec.Spec, of *mention.Mention, name string) (*Change, error) {
	lines := map[string][]string{}
	for _, f := range book.Files {
		lines[f.Name] = strings.Split(string(f.Data), "\n")
	}
	changed := Renamed(mention.In(book), of, name, lines)
	if len(changed) == 0 {
		return nil, fmt.Errorf("revise: nothing is called %s", of.Name)
	}
	change, err := decoded(book, changed)
	if err != nil {
		return nil, err
	}
	if was, is := len(s.Rows()), len(change.Spec.Rows()); was != is {
		return nil, fmt.Errorf("revise: it would not be the same protocol: %d rows instead of %d", is, was)
	}
	return change, nil
}

// Renamed are the files that speak of what a mention names, by the lines of all files, with another name in its place.
// A pattern, and the first words of several commands, stay.
func Renamed(mentions []mention.Mention, of *mention.Mention, name string, lines map[string][]string) map[string][]byte {
	texts := map[string][]string{}
	all := slices.Clone(mentions)
	slices.SortFunc(all, func(a, b mention.Mention) int { return b.Column - a.Column }) // from the end of each line
	for _, m := range all {
		if !m.Same(of) {
			continue
		}
		if texts[m.File] == nil {
			texts[m.File] = slices.Clone(lines[m.File])
		}
		line := []rune(texts[m.File][m.Line-1])
		texts[m.File][m.Line-1] = string(line[:m.Column-1]) + name + string(line[m.Column-1+m.Width:])
	}
	changed := map[string][]byte{}
	for file, text := range texts {
		changed[file] = []byte(strings.Join(text, "\n"))
	}
	return changed
}

// Find finds what a word names: "rename.pending", a state; "RNFR pending", an outcome; or a region, a need, a command
// or a carried value by its name alone. A name that several things have is an error.
func Find(book *syntax.Book, word string) (*mention.Mention, error) {
	var found []mention.Mention
	for _, m := range mention.In(book) {
		full := m.Name
		switch m.Topic {
		case mention.TopicState:
			full = m.Of + "." + m.Name
		case mention.TopicValue:
			full = spec.PolicyPrefix + m.Of + "." + m.Name
		case mention.TopicOutcome, mention.TopicArgument:
			full = m.Of + " " + m.Name
		}
		if !m.Defines || full != word || slices.ContainsFunc(found, func(o mention.Mention) bool { return o.Same(&m) }) {
			continue
		}
		found = append(found, m)
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("revise: nothing is called %q; a state is REGION.STATE, an outcome COMMAND OUTCOME", word)
	case 1:
		return &found[0], nil
	}
	var topics []string
	for _, m := range found {
		topics = append(topics, string(m.Topic))
	}
	return nil, fmt.Errorf("revise: %q is the name of several things: %s", word, strings.Join(topics, ", "))
}
