package replies

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// failures is T27.
var failures = check.Check{
	ID: "T27", Severity: check.Broken, Rows: true,
	Title: "errors are told, as what they are",
	What: `
Errors are told as what they are. A reply that stands for an error says no, or that nothing needs to be done
(202). A command that touches files, passwords or ports says how it fails, and only such a command can fail. An
error that another try does not mend is 5yz and not 4yz. A full storage is 452 or 552. An extension that touches
nothing of the server's may fail at what is its own.
`,
	Why:     "RFC 959 4.2.1 tells passing failures (4yz) from lasting ones (5yz); S44.",
	Without: "A client counts a file as saved that was not, or tries for ever what can never work.",
	Faulty: []check.Example{{Change: `
commands:
  RNTO: {replies: {failed: {code: 250}}}
`, Finds: `
RNTO failed: 250 hides an error of class not-exist
`}, {Refused: true, Change: `
commands:
  CWD: {does: null}
`, Finds: `
CWD: CWD may fail, and has no capability by which it could
`}, {Change: `
commands:
  RNTO: {replies: {failed: {on: null}}}
`, Finds: `
RNTO: RNTO does files.rename, and does not say how it fails
`}, {Change: `
commands:
  RETR: {replies: {failed: {code: 450}}}
`, Finds: `
RETR failed: 450 says that an error of class not-exist may pass
`}, {Change: `
capabilities:
  files.stat: {else: {reply: denied, code: 450}}
`, Finds: `
CWD denied: 450 says that a permission that is missing may come
`}},
	Clean: []check.Example{{Change: `
commands:
  RNTO: {replies: {failed: {on: [not-exist]}, later: {code: 450, on: [other], text: {en: "Later.", la: "Postea."}}}}
`}, {Change: check.NamedExtension}},
	Prove: func(m *check.Model, r *check.Reporter) {
		told := map[string]bool{}
		for _, row := range m.Rows() {
			if row.Kind == spec.KindReply && (check.BeginsTransfer(row) || check.BeginsWork(row)) && !endsTell(m, row) {
				r.Row(row, "the transfer does not say how it fails")
				r.Advise(check.Label(row), "one of its ends is for errors: on: [other]")
			}
			if row.Kind == spec.KindDenied && check.Class(row) == 4 {
				r.Row(row, "%d says that a permission that is missing may come", row.Code)
			}
			if len(row.On) == 0 {
				continue
			}
			c := m.Machine.Command(row.Command)
			told[c.Name] = told[c.Name] || row.Kind == spec.KindReply
			if len(c.Touches()) == 0 && !m.ExtendsOnly(c) {
				r.Text(c.Name, c.Pos, "%s may fail, and has no capability by which it could", c.Name)
				r.Advise(c.Name, "say what it does (does); if what can fail is its own, say in extensions why it is there")
			}
			if !check.Negative(row) && row.Code != 202 {
				r.Row(row, "%d hides an error of class %s", row.Code, row.On[0])
			}
			for _, class := range row.On {
				fits(m, r, c, row, class)
			}
		}
		for i := range m.Spec.Commands {
			c := &m.Spec.Commands[i]
			if k := fallible(c); c.By == spec.ByHandler && k != "" && !told[c.Name] {
				r.Text(c.Name, c.Pos, "%s does %s, and does not say how it fails", c.Name, k)
				r.Advise(c.Name, "one of its replies is for errors: on: [other]")
			}
		}
	},
}

// fallible is a capability of a command that can fail, "" without one. Connecting to an address fails when the
// transfer does it, not before.
func fallible(c *spec.Command) string {
	for _, k := range c.Does {
		if k != "data.connect" {
			return k
		}
	}
	return ""
}

// endsTell reports whether the handler can say how the transfer failed.
func endsTell(m *check.Model, opening *spec.Row) bool {
	return slices.ContainsFunc(opening.Ends, func(end int) bool {
		return m.Machine.Rows[end].Kind == spec.KindEnd && len(m.Machine.Rows[end].On) > 0
	})
}

// fits checks the code for one class of error.
func fits(m *check.Model, r *check.Reporter, c *spec.Command, row *spec.Row, name string) {
	stores := slices.ContainsFunc(m.Permissions(c), func(p string) bool { return p == "write" || p == "append" })
	switch {
	case stores && (name == "no-space" || name == "quota" || name == "too-large" && check.EndsTransfer(row)) && row.Code%100 != 52:
		r.Row(row, "%d does not say that there is no room, which class %s means", row.Code, name)
		r.Advise(check.Label(row), "errors of no room have a reply of their own: 452, or 552 behind a 150")
	case row.Kind == spec.KindReply && check.Class(row) == 4 && row.Code != 421 && permanent(m, c, name):
		r.Row(row, "%d says that an error of class %s may pass", row.Code, name)
	}
}

// permanent reports whether an error of a class stays when a command is tried again. Only classes that concern the
// command count; STOU looks for another name when one exists.
func permanent(m *check.Model, c *spec.Command, class string) bool {
	has := func(permissions ...string) bool {
		return slices.ContainsFunc(m.Permissions(c), func(p string) bool { return slices.Contains(permissions, p) })
	}
	switch class {
	case "not-exist", "permission", "invalid-name", "not-directory":
		return has("read", "list", "write", "append", "delete", "rename", "mkdir", "rmdir", "attributes")
	case "is-directory":
		return has("read", "write", "append", "delete")
	case "unsupported":
		return has("read", "write", "append")
	case "exist":
		return has("write", "append", "mkdir") && c.Name != "STOU"
	case "invalid-offset":
		return slices.Contains(c.With, m.Places.Restart.RegionName(m.Spec))
	}
	return false
}
