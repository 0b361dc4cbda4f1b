package documents

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// offered reports whether a command, or another spelling of one, is there and not turned away.
func (j *judge) offered(name string) bool {
	if c, rest := j.dispatch(name); c != nil && rest == "" && c.By != spec.ByNobody {
		return true
	}
	return len(j.commandsOf(name)) > 0
}

// offers: all of the commands are offered.
func (j *judge) offers(about, _ string) verdict {
	names := items(about)
	missing := slices.DeleteFunc(slices.Clone(names), j.offered)
	if len(missing) > 0 {
		return no("%s %s not offered", listOf(missing), isOrAre(missing))
	}
	return yes("%s %s offered", listOf(names), isOrAre(names))
}

// lacks: none of the commands is offered.
func (j *judge) lacks(about, _ string) verdict {
	names := items(about)
	there := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !j.offered(n) })
	if len(there) > 0 {
		return no("%s %s offered", listOf(there), isOrAre(there))
	}
	return yes("%s %s not offered", listOf(names), isOrAre(names))
}

// acceptsLines: the line can be answered 1yz, 2yz or 3yz.
func (j *judge) acceptsLines(about, _ string) verdict {
	if !j.accepts(about) {
		return no("%s is not accepted", about)
	}
	return yes("%s is accepted", about)
}

// refuses: the line cannot be answered 1yz, 2yz or 3yz.
func (j *judge) refuses(about, _ string) verdict {
	if j.accepts(about) {
		return no("%s is accepted", about)
	}
	return yes("%s is refused", about)
}

// same: two lines are the same command. "XCWD = CWD"
func (j *judge) same(about, _ string) verdict {
	one, other, _ := strings.Cut(about, " = ")
	c, _ := j.dispatch(one)
	d, _ := j.dispatch(other)
	if c == nil || c != d {
		return no("%s is not %s", one, other)
	}
	return yes("%s is %s", one, other)
}

// takes: the command's argument is nothing, a token, or an optional token.
func (j *judge) takes(about, want string) verdict {
	c, rest := j.dispatch(about)
	if c == nil || rest != "" {
		return no("%s is not offered", about)
	}
	i := slices.IndexFunc(j.Spec.Commands, func(v spec.Command) bool { return v.Spelling() == about && v.Variant() != "" })
	args, optional := c.Args, false
	if i >= 0 {
		args, optional = j.Spec.Commands[i].Args, len(c.Args) == 0
	}
	got := "nothing"
	if len(args) > 0 {
		got = j.token(args[0].Type, strings.TrimPrefix(want, "optional "))
		if optional || args[0].Optional {
			got = "optional " + got
		}
	}
	if got != want {
		return no("%s takes %s", about, got)
	}
	return yes("%s takes %s", about, got)
}

// token is what the documents call an argument of a type: the wanted token if its Go type may stand for it.
func (j *judge) token(typeName, wanted string) string {
	goType := j.Spec.GoType(typeName)
	if slices.Contains(j.book.Tokens[wanted], goType) {
		return wanted
	}
	return goType
}

// listing are the lines that FEAT may list.
func (j *judge) listing() []string {
	var lines []string
	for i := range j.Spec.Commands {
		if c := &j.Spec.Commands[i]; c.Feat != "" && c.By != spec.ByNobody {
			lines = append(lines, c.Feat)
		}
	}
	for _, f := range j.Spec.Features {
		lines = append(lines, f.Line)
	}
	return lines
}

// headed reports whether a line of FEAT is, or begins with, some words.
func headed(line, words string) bool { return line == words || strings.HasPrefix(line, words+" ") }

// feature: FEAT lists a line that begins so.
func (j *judge) feature(about, _ string) verdict {
	if !slices.ContainsFunc(j.listing(), func(line string) bool { return headed(line, about) }) {
		return no("FEAT does not list %s", about)
	}
	return yes("FEAT lists %s", about)
}

// announces: each of the commands that is offered and has a line in FEAT is listed; * means all commands.
func (j *judge) announces(about, _ string) verdict {
	silent, told := j.unannounced(about)
	if len(silent) > 0 {
		return verdict{seen: "FEAT does not list " + listOf(silent), told: true}
	}
	return yes("FEAT lists %s", listOf(told))
}

// unannounced are the lines that FEAT should have for commands that are offered, and those that it has.
func (j *judge) unannounced(about string) (silent, told []string) {
	lines := j.listing()
	for i := range j.book.Commands {
		c := &j.book.Commands[i]
		if c.Feat == "" || len(j.commandsOf(c.Name)) == 0 || about != "*" && !slices.Contains(items(about), c.Name) {
			continue
		}
		if slices.ContainsFunc(lines, func(line string) bool { return headed(line, c.Feat) }) {
			told = append(told, c.Feat)
		} else {
			silent = append(silent, c.Feat)
		}
	}
	return silent, told
}

// announcedOnly: FEAT lists the command's line only if the command is offered.
func (j *judge) announcedOnly(about, _ string) verdict {
	c := j.book.Command(about)
	listed := j.feature(c.Feat, "").ok
	if listed && len(j.commandsOf(c.Name)) == 0 {
		return no("FEAT lists %s, which is not offered", c.Feat)
	}
	return yes("%s is offered as FEAT says", about)
}

// unlisted: FEAT lists none of the words.
func (j *judge) unlisted(about, _ string) verdict {
	for _, word := range items(about) {
		if j.feature(word, "").ok {
			return no("FEAT lists %s", word)
		}
	}
	return yes("FEAT lists no placeholder")
}

// uniqueFeatures: no two lines of FEAT begin with the same word.
func (j *judge) uniqueFeatures(_, _ string) verdict {
	seen := map[string]bool{}
	for _, line := range j.listing() {
		name := strings.ToUpper(check.FirstWord(line))
		if seen[name] {
			return no("FEAT lists %s twice", name)
		}
		seen[name] = true
	}
	return yes("each line of FEAT has a name of its own")
}

// noFeatures: FEAT has nothing to list.
func (j *judge) noFeatures(_, _ string) verdict {
	if n := len(j.listing()); n > 0 {
		return no("FEAT has %d lines to list", n)
	}
	return yes("FEAT has nothing to list")
}

// words are all spellings of the commands that are offered, the first word of each.
func (j *judge) spelled() []string {
	var words []string
	for i := range j.Spec.Commands {
		if c := &j.Spec.Commands[i]; c.By != spec.ByNobody {
			for _, name := range append([]string{c.Name}, c.Aliases...) {
				words = check.AppendNew(words, check.FirstWord(name))
			}
		}
	}
	return words
}

// long are the command words that are not made of at most four letters (RFC 959 5.3).
func (j *judge) long() []string {
	return slices.DeleteFunc(j.spelled(), func(word string) bool {
		return len(word) <= maxWord && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	})
}

// maxWord is the length of command words (RFC 959 5.3).
const maxWord = 4

// shortWords: all command words have four letters at most; a deviation about a word stands for it.
func (j *judge) shortWords(_, _ string) verdict {
	long := j.long()
	if len(long) == 0 {
		return yes("all %d command words have four letters at most", len(j.spelled()))
	}
	v := no("%s %s not made of four letters", listOf(long), isOrAre(long))
	for _, word := range long {
		if j.about[word] == nil {
			v.decided = nil
			break
		}
		v.decided = append(v.decided, j.about[word])
	}
	return v
}

// event: the event is answered with the code.
func (j *judge) event(about, want string) verdict {
	for _, row := range j.Rows() {
		if row.Kind == spec.KindEvent && row.Name == about {
			if fmt.Sprint(row.Code) != want {
				return no("event %s answers %d", about, row.Code)
			}
			return yes("event %s answers %s", about, want)
		}
	}
	return no("there is no event %s", about)
}

// notOffered: every command that is not offered answers so.
func (j *judge) notOffered(about, _ string) verdict {
	for _, row := range j.Rows() {
		if row.Kind == spec.KindNotOffered && fmt.Sprint(row.Code) != about {
			return no("%s answers %d", row.Command, row.Code)
		}
	}
	for _, r := range j.Spec.Standard {
		if r.Name == spec.KindNotOffered.String() && fmt.Sprint(r.Code) != about {
			return no("what is not offered answers %d", r.Code)
		}
	}
	return yes("what is not offered answers %s", about)
}

// knownCodes: every code is one that some document defines.
func (j *judge) knownCodes(_, _ string) verdict {
	known := map[int]bool{}
	for _, c := range j.book.Codes {
		known[c.Code] = true
	}
	for _, row := range j.Rows() {
		if row.Code != 0 && !known[row.Code] {
			return no("no document defines %d, the answer of %s", row.Code, check.Label(row))
		}
	}
	return yes("every code is one that a document defines")
}
