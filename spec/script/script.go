// Package script writes dialogues to begin with, in the language of commands/testdata (its README.md): the shortest way
// to a row of the table, with example arguments.
//
//	== SITE COUNT count
//	file f "f"
//	S: 220 Service ready.
//	C: USER alice
//	S: 331 Password, please.
//	C: PASS pw
//	S: 230 Logged in.
//	C: SITE COUNT f
//	S: 200 {number:int64} files.
//
// Arguments are the examples of their types. What only the handler knows stays in braces, and what a dialogue cannot
// bring about by itself stands in a comment: both are the author's to write. The explorer says which commands have to
// come before.
package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explain"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Writer writes the dialogues of one spec.
type Writer struct {
	whole, usual *pages
}

// pages are the dialogues of a spec.
type pages struct {
	spec *spec.Spec
	x    *explain.Explainer
	rows []spec.Row
}

// New makes a writer.
func New(s *spec.Spec) *Writer {
	return &Writer{whole: newPages(s), usual: newPages(withoutCertificates(s))}
}

func newPages(s *spec.Spec) *pages { return &pages{spec: s, x: explain.New(s), rows: s.Rows()} }

// certify is the capability by which a certificate is enough to log in.
const certify = "accounts.certify"

// withoutCertificates is a spec in which nobody logs in by a certificate, which the clients of dialogues do not have.
func withoutCertificates(s *spec.Spec) *spec.Spec {
	usual := *s
	usual.Commands = slices.Clone(s.Commands)
	for i := range usual.Commands {
		if c := &usual.Commands[i]; slices.Contains(c.Does, certify) {
			c.Replies = slices.DeleteFunc(slices.Clone(c.Replies), func(r spec.Reply) bool { return len(r.When) > 0 })
		}
	}
	return &usual
}

// Spec is the spec that the dialogues are of.
func (w *Writer) Spec() *spec.Spec { return w.whole.spec }

// Rows are the names of the rows of a command that need a dialogue, in their order. The row of a handler that is not
// written needs none, and neither do the ends that every transfer or work has: the tests of handlers bring each command
// to these.
func (w *Writer) Rows(command string) []string {
	var names []string
	for i := range w.whole.rows {
		if r := &w.whole.rows[i]; r.Command == command && r.Kind != spec.KindUnwritten && r.Kind != spec.KindTransferEnd {
			names = append(names, r.Name)
		}
	}
	return names
}

// Start is what brings a session to where the needs of a command hold, as lines of a dialogue, and then its own line;
// under some values of policies, the default ones for all others. The client logs in as a user.
func (w *Writer) Start(command, user string, policies map[string]string) (before []string, line string, err error) {
	p := w.usual
	dialogue, ok := p.x.Answer(command, policies)
	if !ok {
		return nil, "", fmt.Errorf("script: no dialogue leads to an answer of %s", command)
	}
	last := &p.rows[dialogue[len(dialogue)-1].Row]
	var out strings.Builder
	for i, e := range dialogue {
		p.exchange(&out, e, last, p.as(user, dialogue[i:]), false)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	at := len(lines) - 1
	for at > 0 && !strings.HasPrefix(lines[at], "C: ") {
		at--
	}
	return lines[:at], strings.TrimPrefix(lines[at], "C: "), nil
}

// AskedBefore reports whether the dialogue to a command asks for a permission before the command: an account without it
// never comes so far.
func (w *Writer) AskedBefore(command, permission string, policies map[string]string) bool {
	dialogue, ok := w.usual.x.Answer(command, policies)
	return ok && slices.Contains(w.usual.asked(dialogue[:len(dialogue)-1]), permission)
}

// needAccount is the code that asks for an account after the password (RFC 959 5.4).
const needAccount = 332

// as is the user who logs in: the given one, or the one who is asked for an account where the rest of a dialogue is
// about that.
func (p *pages) as(user string, rest []explore.Exchange) string {
	if slices.ContainsFunc(rest, func(e explore.Exchange) bool { return e.Row >= 0 && p.rows[e.Row].Code == needAccount }) {
		return "half"
	}
	return user
}

// Row is the dialogue to a row.
func (w *Writer) Row(command, name string) (string, error) {
	for _, p := range []*pages{w.usual, w.whole} {
		at := slices.IndexFunc(p.rows, func(r spec.Row) bool { return r.Command == command && r.Name == name })
		if at < 0 {
			continue
		}
		if dialogue, policies, ok := p.x.Way(command, name); ok {
			return p.dialogue(&p.rows[at], dialogue, policies), nil
		}
	}
	if !slices.Contains(w.Rows(command), name) {
		return "", fmt.Errorf("script: %q has no row %q; there are %s", command, name, strings.Join(w.Rows(command), ", "))
	}
	return "", fmt.Errorf("script: no dialogue leads to %s %s", command, name)
}

// dialogue is the text of a dialogue to a row.
func (p *pages) dialogue(row *spec.Row, dialogue []explore.Exchange, policies string) string {
	var out strings.Builder
	fmt.Fprintf(&out, "== %s %s\n", row.Command, row.Name)
	if policies != "defaults" {
		for _, setting := range strings.FieldsFunc(policies, func(r rune) bool { return r == ' ' || r == ',' }) {
			policy, value, _ := strings.Cut(setting, "=")
			fmt.Fprintf(&out, "policy %s %s\n", policy, value)
		}
	}
	if p.otherFamily(row) {
		out.WriteString("listen [::1]:0\n")
	}
	fault := p.fault(row)
	missing := fault == "" && slices.Contains(row.On, "not-exist")
	if !missing && slices.ContainsFunc(dialogue, func(e explore.Exchange) bool { return e.Row >= 0 && p.path(p.rows[e.Row].Command) }) {
		out.WriteString("file f \"f\"\n")
	}
	out.WriteString(fault)
	user := "alice"
	if row.Kind == spec.KindDenied {
		user = "without " + p.permission(row, dialogue)
	}
	for i, e := range dialogue {
		p.exchange(&out, e, row, p.as(user, dialogue[i:]), missing)
	}
	return out.String()
}

// otherFamily reports whether a row is a refusal by a need that holds for clients by IPv4.
func (p *pages) otherFamily(row *spec.Row) bool {
	c := p.command(row.Command)
	return row.Kind == spec.KindNeed && slices.ContainsFunc(c.Needs, func(n spec.Need) bool {
		return n.Name == row.Name && slices.ContainsFunc(n.When, func(t spec.CondTerm) bool {
			return slices.ContainsFunc(p.spec.Regions, func(r spec.Region) bool {
				return r.Name == t.Region && r.Begins != "" && slices.Contains(t.States, r.States[0])
			})
		})
	})
}

// path reports whether a command is given the path of something.
func (p *pages) path(command string) bool {
	return slices.ContainsFunc(p.command(command).Args, func(a spec.Arg) bool {
		return slices.Contains(strings.Fields(p.spec.Example(a.Type)), file)
	})
}

// permission is the first permission that the command of a row asks for and none before it in a dialogue.
func (p *pages) permission(row *spec.Row, dialogue []explore.Exchange) string {
	before := p.asked(dialogue[:len(dialogue)-1])
	all := p.permissions(p.command(row.Command))
	for _, asked := range all {
		if !slices.Contains(before, asked) {
			return asked
		}
	}
	return all[0]
}

// asked are the permissions that the commands of a dialogue ask for.
func (p *pages) asked(dialogue []explore.Exchange) []string {
	var all []string
	for _, e := range dialogue {
		if e.Row >= 0 && p.rows[e.Row].Command != "" {
			all = append(all, p.permissions(p.command(p.rows[e.Row].Command))...)
		}
	}
	return all
}

// permissions are those that a command asks for.
func (p *pages) permissions(c *spec.Command) []string {
	var all []string
	for _, name := range c.Does {
		for _, k := range p.spec.Capabilities {
			if k.Name == name && k.Permission != "" {
				all = append(all, k.Permission)
			}
		}
	}
	return all
}

// command is a command by its name.
func (p *pages) command(name string) *spec.Command {
	for i := range p.spec.Commands {
		if p.spec.Commands[i].Name == name {
			return &p.spec.Commands[i]
		}
	}
	return &spec.Command{} // an event's
}
