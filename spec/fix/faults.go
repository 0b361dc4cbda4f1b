package fix

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// Faults whose cure is known, by their messages.
var (
	lacksLanguage = regexp.MustCompile(`^(text|end|cut|help) lacks the language "(.+)"$`)
	nothingUses   = regexp.MustCompile(`^nothing uses the ([a-z ]+) "(.+)"$`)
	needsKeys     = regexp.MustCompile(`^(.+) needs the key (.+)$`)
)

// Fault are the ways to mend a fault of the decoder; none where nobody can say.
func (t *Text) Fault(e *syntax.Error) []Patch {
	var all []Patch
	offer := func(title, asks string, edit Edit, ok bool) {
		if ok && t.lines(e.File) != nil {
			all = append(all, Patch{title, []Edit{edit}, asks})
		}
	}
	if word, instead, ok := e.Meant(); ok {
		edit, ok := meant(e, word, instead)
		offer(fmt.Sprintf("Write %q", instead), "", edit, ok)
	}
	if found := lacksLanguage.FindStringSubmatch(e.Msg); found != nil {
		edit, ok := language(e, found[1], found[2])
		offer(fmt.Sprintf("Add the language %q, with the words to translate", found[2]), Translation, edit, ok)
	}
	if found := nothingUses.FindStringSubmatch(e.Msg); found != nil {
		edit, ok := t.removal(e.Pos)
		offer(fmt.Sprintf("Remove the %s %q", found[1], found[2]), "", edit, ok)
	}
	if found := needsKeys.FindStringSubmatch(e.Msg); found != nil {
		edit, ok := t.keys(e, found[2])
		offer("Add "+strings.ReplaceAll(found[2], `"`, ""), Value, edit, ok)
	}
	return all
}

// meant writes a word in place of the one that was mistaken for it.
func meant(e *syntax.Error, word, instead string) (Edit, bool) {
	line := []rune(e.Source)
	rest := string(line[min(e.Column-1, len(line)):])
	at := strings.Index(rest, word)
	if at < 0 {
		return Edit{}, false
	}
	from, to := e.Pos, e.Pos
	from.Column += len([]rune(rest[:at]))
	to.Column = from.Column + len([]rune(word))
	return Edit{from, to, instead}, true
}

// language adds a text in another language behind those that are there: the same words, to be translated.
func language(e *syntax.Error, key, language string) (Edit, bool) {
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
		return Edit{}, false
	}
	open := strings.Index(line[from:], "{")
	if open < 0 {
		return Edit{}, false
	}
	end := flowEnd(line, from+open)
	if end > len(line) {
		return Edit{}, false
	}
	_, words, ok := strings.Cut(line[from+open+1:end-1], ":")
	if !ok {
		return Edit{}, false
	}
	if quoted, err := strconv.QuotedPrefix(strings.TrimSpace(words)); err == nil {
		words = quoted
	}
	at := spec.Pos{File: e.File, Line: e.Line, Column: 1 + len([]rune(line[:end-1]))}
	return insertion(at, fmt.Sprintf(", %s: %s", language, strings.TrimSpace(words))), true
}

// removal takes away the entry that stands at a place.
func (t *Text) removal(pos spec.Pos) (Edit, bool) {
	d := t.document(pos.File)
	if d == nil {
		return Edit{}, false
	}
	e := d.entry(pos)
	if e == nil {
		return Edit{}, false
	}
	return d.remove(e)
}

// keys adds keys that are missing, below the key of their mapping, with something to begin with.
func (t *Text) keys(e *syntax.Error, list string) (Edit, bool) {
	lines := t.lines(e.File)
	if !strings.HasSuffix(strings.TrimSpace(e.Source), ":") || e.Line >= len(lines) {
		return Edit{}, false
	}
	blanks := strings.Repeat(" ", indented(lines[e.Line]))
	text := ""
	for key := range strings.SplitSeq(list, ", ") {
		name, err := strconv.Unquote(key)
		if err != nil {
			return Edit{}, false
		}
		text += blanks + name + ": " + t.begin(name) + "\n"
	}
	return insertion(lineStart(e.File, e.Line+1), text), true
}

// begin is a value to begin with.
func (t *Text) begin(key string) string {
	switch {
	case key == "rfc":
		return "959 4.1.3"
	case key == "help" && t.Spec != nil:
		var texts []string
		for _, language := range t.Spec.Languages {
			texts = append(texts, language+`: "do something"`)
		}
		return "{" + strings.Join(texts, ", ") + "}"
	}
	return ""
}
