package documents

import (
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// wordsCheck is R06.
var wordsCheck = check.Check{
	ID: "R06", Severity: check.Nonstandard,
	Title: "commands and features are those of the documents, and FEAT announces exactly what is there",
	What: `
Every word of a command is one that a document defines, or a deviation is about it. FEAT lists the line of every
extension that is offered, and no line of one that is not.
`,
	Why:     "RFC 2389 3.2; the registry of FTP commands (RFC 5797).",
	Without: "Clients that ask FEAT miss an extension, or use one that is not there.",
	Faulty: []check.Example{{Change: `
commands:
  MDTM: {feat: TIME}
`, Finds: `
MDTM: FEAT does not list MDTM
feature TIME: no document defines this line
`}},
	Clean: []check.Example{{Change: `
commands:
  MDTM: {replies: {busy: {code: 550, text: {en: "It is in use.", zh: "文件正在使用。"}}}}
`}},
}

// words reports what R06 finds.
func (j *judge) words() {
	r := j.reporters[wordsCheck.ID]
	for i := range j.Spec.Commands {
		c := &j.Spec.Commands[i]
		for _, name := range append([]string{c.Spelling()}, c.Aliases...) {
			if j.book.Command(name) != nil {
				continue
			}
			if d := j.about[name]; d != nil {
				j.used[d] = true
				continue
			}
			r.Text(name, c.Pos, "no document defines the command %s", name)
		}
	}
	silent, _ := j.unannounced("*")
	for i := range j.book.Commands {
		if c := &j.book.Commands[i]; c.Feat != "" && slices.Contains(silent, c.Feat) {
			r.Text(c.Name, j.commandsOf(c.Name)[0].Pos, "FEAT does not list %s", c.Feat)
		}
	}
	for i := range j.Spec.Commands {
		if c := &j.Spec.Commands[i]; c.Feat != "" {
			j.line(c.Feat, c.Pos)
		}
	}
	for _, f := range j.Spec.Features {
		j.line(f.Line, f.Pos)
	}
}

// line reports a line of FEAT that no document defines, or whose command is not offered.
func (j *judge) line(line string, pos spec.Pos) {
	r := j.reporters[wordsCheck.ID]
	words := strings.Fields(line)
	for i := range j.book.Commands {
		c := &j.book.Commands[i]
		if c.Feat == "" || !headed(line, c.Feat) {
			continue
		}
		if c.Kind != "feature" && len(j.commandsOf(c.Name)) == 0 {
			r.Text("feature "+words[0], pos, "FEAT lists %s, which is not offered", c.Feat)
		}
		return
	}
	r.Text("feature "+strings.Join(words, " "), pos, "no document defines this line")
}
