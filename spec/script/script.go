// Package script writes dialogues to begin with, in the language of commands/testdata (its README.md): the shortest way to
// a row of the table, with example arguments.
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
// What only the handler knows stays in braces, and what a dialogue cannot bring about by itself stands in a comment: both
// are the author's to write. The explorer says which commands have to come before.
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
	spec *spec.Spec
	x    *explain.Explainer
	rows []spec.Row
}

// New makes a writer.
func New(s *spec.Spec) *Writer { return &Writer{spec: s, x: explain.New(s), rows: s.Rows()} }

// Rows are the names of the rows of a command that a dialogue can be written for: all but that of a handler that is not
// written, in their order.
func (w *Writer) Rows(command string) []string {
	var names []string
	for i := range w.rows {
		if r := &w.rows[i]; r.Command == command && r.Kind != spec.KindUnwritten {
			names = append(names, r.Name)
		}
	}
	return names
}

// Row is the dialogue to a row.
func (w *Writer) Row(command, name string) (string, error) {
	at := slices.IndexFunc(w.rows, func(r spec.Row) bool { return r.Command == command && r.Name == name })
	if at < 0 {
		return "", fmt.Errorf("script: %q has no row %q; there are %s", command, name, strings.Join(w.Rows(command), ", "))
	}
	row := &w.rows[at]
	dialogue, policies, ok := w.x.Way(command, name)
	if !ok {
		return "", fmt.Errorf("script: no dialogue leads to %s %s", command, name)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "== %s %s\n", command, name)
	if policies != "defaults" {
		for _, setting := range strings.FieldsFunc(policies, func(r rune) bool { return r == ' ' || r == ',' }) {
			policy, value, _ := strings.Cut(setting, "=")
			fmt.Fprintf(&out, "policy %s %s\n", policy, value)
		}
	}
	if w.otherFamily(row) {
		out.WriteString("listen [::1]:0\n")
	}
	missing := slices.Contains(row.On, "not-exist")
	if !missing && slices.ContainsFunc(dialogue, func(e explore.Exchange) bool { return e.Row >= 0 && w.path(w.rows[e.Row].Command) }) {
		out.WriteString("file f \"f\"\n")
	}
	user := "alice"
	if row.Kind == spec.KindDenied {
		user = "without " + w.permission(row, dialogue)
	}
	for _, e := range dialogue {
		w.exchange(&out, e, row, user, missing)
	}
	return out.String(), nil
}

// otherFamily reports whether a row is a refusal by a need that holds for clients by IPv4.
func (w *Writer) otherFamily(row *spec.Row) bool {
	c := w.command(row.Command)
	return row.Kind == spec.KindNeed && slices.ContainsFunc(c.Needs, func(n spec.Need) bool {
		return n.Name == row.Name && slices.ContainsFunc(n.When, func(t spec.CondTerm) bool {
			return slices.ContainsFunc(w.spec.Regions, func(r spec.Region) bool {
				return r.Name == t.Region && r.Begins != "" && slices.Contains(t.States, r.States[0])
			})
		})
	})
}

// path reports whether a command is given the path of something.
func (w *Writer) path(command string) bool {
	return slices.ContainsFunc(w.command(command).Args, func(a spec.Arg) bool { return w.example(a) == "f" })
}

// permission is the first permission that the command of a row asks for and none before it in a dialogue.
func (w *Writer) permission(row *spec.Row, dialogue []explore.Exchange) string {
	var before []string
	for _, e := range dialogue[:len(dialogue)-1] {
		if e.Row >= 0 && w.rows[e.Row].Command != "" {
			before = append(before, w.permissions(w.command(w.rows[e.Row].Command))...)
		}
	}
	all := w.permissions(w.command(row.Command))
	for _, p := range all {
		if !slices.Contains(before, p) {
			return p
		}
	}
	return all[0]
}

// permissions are those that a command asks for.
func (w *Writer) permissions(c *spec.Command) []string {
	var all []string
	for _, name := range c.Does {
		for _, k := range w.spec.Capabilities {
			if k.Name == name && k.Permission != "" {
				all = append(all, k.Permission)
			}
		}
	}
	return all
}

// command is a command by its name.
func (w *Writer) command(name string) *spec.Command {
	for i := range w.spec.Commands {
		if w.spec.Commands[i].Name == name {
			return &w.spec.Commands[i]
		}
	}
	return &spec.Command{} // an event's
}

// exchange writes a step.
func (w *Writer) exchange(out *strings.Builder, e explore.Exchange, last *spec.Row, user string, missing bool) {
	if e.Row >= 0 && w.rows[e.Row].Then == "protect" && &w.rows[e.Row] != last {
		out.WriteString("TLS\n")
		return
	}
	values := map[string]string{}
	switch {
	case e.Command != "":
		c := w.command(last.Command)
		if e.Row >= 0 {
			c = w.command(w.rows[e.Row].Command)
		}
		line := e.Command
		for _, a := range c.Args {
			value := w.example(a)
			switch {
			case a.Name == w.spec.Roles.User:
				value = user
			case missing && value == "f" && c.Name == last.Command:
				value = "none"
			}
			line = strings.ReplaceAll(line, "<"+a.Name+">", value)
			if value == hostPort {
				value = addrPort
			}
			values[a.Name] = value
		}
		values["syntax"], values["command"] = w.spec.Syntax(c), c.Name
		fmt.Fprintf(out, "C: %s\n", strings.ReplaceAll(line, "???", "x\x00y"))
	case e.Event != "" && e.Row != 0:
		fmt.Fprintf(out, "# here: %s\n", e.Event)
	}
	if e.Reply != "" {
		fmt.Fprintf(out, "S: %s\n", filled(e.Reply, values))
	}
}

// filled is a reply with the values of those of its placeholders that are known and stand as they are.
func filled(reply string, values map[string]string) string {
	for _, p := range slices.Backward(spec.Placeholders(reply)) {
		value, known := values[p.Name]
		if known && slices.Contains([]string{"", "text", "name", "path"}, p.Format) {
			end := p.Offset + strings.IndexByte(reply[p.Offset:], '}') + 1
			reply = reply[:p.Offset] + value + reply[end:]
		}
	}
	return reply
}

// An address as PORT has it, and as a reply shows it.
const hostPort, addrPort = "127,0,0,1,200,1", "127.0.0.1:51201"

// example is an argument of a type, which the rig of the tests knows: alice with the password pw, and the file f.
func (w *Writer) example(a spec.Arg) string {
	switch goType := w.spec.GoType(a.Type); {
	case w.spec.Secret(a.Type):
		return "pw"
	case strings.HasSuffix(goType, ".Path") || strings.HasSuffix(goType, ".Place"):
		return "f"
	case goType == "netip.AddrPort":
		return hostPort
	case strings.HasPrefix(goType, "int"):
		return "1"
	}
	return "x"
}
