package whole

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// declared is T02.
var declared = check.Check{
	ID: "T02", Severity: check.Broken, Rows: true,
	Title: "everything that the runtime may have to say is declared",
	What: `
Everything that the runtime may have to say is declared: each event, each way in which a transfer may end by
itself, and for each command the answer to an argument that cannot be read.
`,
	Why: "The runtime has no texts and no codes of its own.",
	Without: `
The server has nothing to answer when a line is too long, a data connection breaks or a handler fails.
`,
	Faulty: []check.Example{{Refused: true, Change: `
events: {noise: null}
`, Finds: `
event noise: the event noise is not declared
`}, {Refused: true, Change: `
transfer: {ends: {stalled: null}}
`, Finds: `
transfer stalled: the end stalled of a transfer is not declared
`}, {On: check.OnTLS, Change: `
types: {host: {go: string, parse: argument.ParseHost}}
regions: {host: {states: [default, chosen], carries: {chosen: {host: host}}, lasts: dialogue, moved-by: [HOST]}}
roles: {host: host}
commands:
  PASS: {with: [login, host]}
  HOST:
    rfc: 7151 3
    arg: {host: host}
    by: table
    needs: [logged-in]
    feat: HOST
    replies: {ok: {reply: ok, to: {host: chosen}}}
    help: {en: "choose a host", la: "elige"}
`, Finds: `
event other-host: the event other-host is not declared
`}},
	Clean: []check.Example{{Change: `
events:
  noise: {reply: null, code: 421, text: {en: "This is not FTP.", la: "Hoc FTP non est."}}
`}, {On: check.OnTLS, Change: `
types: {host: {go: string, parse: argument.ParseHost}}
regions: {host: {states: [default, chosen], carries: {chosen: {host: host}}, lasts: dialogue, moved-by: [HOST]}}
roles: {host: host}
events: {other-host: {rfc: 7151 3, to: {session: closed}}}
commands:
  PASS: {with: [login, host]}
  HOST:
    rfc: 7151 3
    arg: {host: host}
    by: table
    needs: [logged-in]
    feat: HOST
    replies: {ok: {reply: ok, to: {host: chosen}}}
    help: {en: "choose a host", la: "elige"}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		for _, name := range spec.EventNames() {
			if needed(m, name) && !slices.ContainsFunc(m.Machine.Rows, func(row spec.Row) bool { return row.Kind == spec.KindEvent && row.Name == name }) {
				r.Text("event "+name, m.Spec.Transfer.Pos, "the event %s is not declared", name)
			}
		}
		for _, name := range spec.TransferEndNames() {
			if needed(m, name) && !slices.ContainsFunc(m.Spec.Transfer.Ends, func(e spec.Reply) bool { return e.Name == name }) {
				r.Text("transfer "+name, m.Spec.Transfer.Pos, "the end %s of a transfer is not declared", name)
			}
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			for _, kind := range standardKinds(m, c) {
				if !slices.ContainsFunc(m.Machine.Rows, func(row spec.Row) bool { return row.Kind == kind && row.Command == c.Name }) {
					r.Text(c.Name, c.Pos, "%s has no row of the kind %s", c.Name, kind)
				}
			}
		}
	},
}

// needed reports whether an event or an end must be declared: those of TLS only where a reply switches it on, that
// of another host only where hosts can be chosen, too, and that of work where some begins.
func needed(m *check.Model, name string) bool {
	follows := func(then string) bool {
		return slices.ContainsFunc(m.Machine.Rows, func(row spec.Row) bool { return row.Then == then })
	}
	return spec.WantedName(name, follows) || name == "other-host" && m.Spec.Roles.Host != "" && follows("protect")
}

// standardKinds are the kinds of rows that a command has by itself. A command without arguments has no syntax
// error if another one takes every line with more words.
func standardKinds(m *check.Model, c *spec.Command) []spec.Kind {
	if c.By == spec.ByNobody {
		return []spec.Kind{spec.KindNotOffered}
	}
	var kinds []spec.Kind
	elsewhere := slices.ContainsFunc(m.Family(check.FirstWord(c.Name)), func(o *spec.Command) bool { return len(o.Args) > 0 })
	if len(c.Args) > 0 || !elsewhere {
		kinds = append(kinds, spec.KindSyntax)
	}
	if c.By == spec.ByHandler {
		kinds = append(kinds, spec.KindUnwritten)
	}
	return kinds
}
