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
Every word of a command is one that a document defines, or the command stands among the spec's extensions with the
reason, or a deviation is about it. What a document defines is no extension. FEAT lists the line of every
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
`}, {Change: `
commands:
  XPING: {rfc: 959 4.1.3, by: table, needs: [logged-in], replies: {pong: {code: 200, text: {en: "Pong.", zh: "在。"}}}, help: {en: "answer", zh: "应答"}}
extensions: {DELE: "files are deleted"}
`, Finds: `
XPING: no document defines the command XPING
extension DELE: DELE is no extension: RFC 959 5.4 defines it
`}},
	Clean: []check.Example{{Change: `
commands:
  MDTM: {replies: {busy: {code: 550, text: {en: "It is in use.", zh: "文件正在使用。"}}}}
`}, {Change: `
commands:
  XPING: {rfc: 959 4.1.3, by: table, needs: [logged-in], feat: XPING, replies: {pong: {code: 200, text: {en: "Pong.", zh: "在。"}}}, help: {en: "answer", zh: "应答"}}
extensions: {XPING: "monitors ask whether the session is alive"}
`}},
}

// words reports what R06 finds.
func (j *judge) words() {
	r := j.reporters[wordsCheck.ID]
	for i := range j.Spec.Commands {
		c := &j.Spec.Commands[i]
		if j.Spec.IsExtension(c.Name) {
			continue
		}
		for _, name := range append([]string{c.Spelling()}, c.Aliases...) {
			if j.book.Command(name) != nil {
				continue
			}
			if d := j.about[name]; d != nil {
				j.used[d] = true
				continue
			}
			if name == c.Spelling() {
				r.Unknown(c, "no document defines the command %s", name)
				continue
			}
			r.Text(name, c.Pos, "no document defines the command %s", name)
		}
	}
	j.extensions()
	silent, _ := j.unannounced("*")
	for i := range j.book.Commands {
		if c := &j.book.Commands[i]; c.Feat != "" && slices.Contains(silent, c.Feat) {
			r.Text(c.Name, j.commandsOf(c.Name)[0].Pos, "FEAT does not list %s", c.Feat)
		}
	}
	for i := range j.Spec.Commands {
		if c := &j.Spec.Commands[i]; c.Feat != "" && !j.Spec.IsExtension(c.Name) && !j.undefined(c.Name) {
			j.line(c.Feat, c.Pos)
		}
	}
	for _, f := range j.Spec.Features {
		j.line(f.Line, f.Pos)
	}
}

// undefined reports whether R06 finds that no document defines a command.
func (j *judge) undefined(name string) bool {
	c := j.Machine.Command(name)
	return c != nil && !j.Spec.IsExtension(name) && j.book.Command(c.Spelling()) == nil && j.about[c.Spelling()] == nil
}

// extensions reports what is said to be an extension, and some document defines. What a site's own commands are, RFC
// 959 leaves to the site.
func (j *judge) extensions() {
	for _, x := range j.Spec.Extensions {
		c := j.Machine.Command(x.Command)
		if c == nil {
			continue
		}
		if known := j.book.Command(c.Spelling()); known != nil && known.Name != siteCommand {
			j.reporters[wordsCheck.ID].Text("extension "+x.Command, x.Pos, "%s is no extension: RFC %s defines it", x.Command, known.List)
		}
	}
}

// siteCommand is the command whose subcommands are a site's own.
const siteCommand = "SITE"

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
	at := "feature " + strings.Join(words, " ")
	r.Text(at, pos, "no document defines this line")
	r.Advise(at, "write it as the document has it; if the command is your own, say in extensions why it is there")
}
