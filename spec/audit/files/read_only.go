package files

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// readOnly is P37.
var readOnly = check.Check{
	ID: "P37", Severity: check.Unsafe,
	Guards: true, Mends: "a need that the command lacks, of those that others have",
	Title: "a read-only server changes nothing",
	What: `
A read-only server changes nothing, whatever the invariants say of it. Where a policy of the operator is
"read-only", no command and no outcome that changes files is answered. Nor is a yes given to what only prepares
a change: that there is room for a file.
`,
	Why:     "S40.",
	Without: "A server that the operator has set read-only is written to by the command that was added last.",
	Faulty: []check.Example{{Change: `
commands:
  RNFR: {needs: [logged-in]}
`, Finds: `
RNFR: RNFR changes files on a read-only server
    with files=read-only
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: RNFR <from>
    S: 350 RNTO?
`}, {Change: `
capabilities:
  files.write: {changes: true}
  files.allocate: {permission: write, interface: storage.Allocator, else: denied}
commands:
  NOOP: {needs: [logged-in], does: [files.allocate]}
`, Finds: `
NOOP: NOOP does files.allocate on a read-only server, which asks for the permission to change files
    with files=read-only
    S: 220 Ready.
    C: USER <user>
    S: 331 Password?
    C: PASS <password>
    S: 230 Welcome.
    C: NOOP
    S: 200 Done.
`}},
	Clean: []check.Example{{Change: `
commands:
  RNFR: {needs: [logged-in, writable, any-setup]}
`}},
	Prove: func(m *check.Model, r *check.Reporter) {
		changes := &spec.Never{Changes: true}
		policy := ""
		where := m.Graph.Under(func(valuation []uint8) bool {
			for i, p := range m.Spec.Policies {
				if p.Values[valuation[i]] == "read-only" {
					policy = p.Name
					return true
				}
			}
			return false
		})
		prepares := preparesChanges(m)
		concerned := func(row *spec.Row) bool {
			return check.Effect(row) && (m.Spec.Speaks(changes, row) || slices.ContainsFunc(row.Does, prepares))
		}
		for g, e := range m.Steps(nil, concerned) {
			under := e.Under.And(where)
			if under == nil {
				continue
			}
			row := m.Row(e)
			c := m.Machine.Command(row.Command)
			if m.Spec.Speaks(changes, row) {
				r.EdgeUnder(c.Name, c.Pos, g, e, under, "%s changes files on a read-only server", c.Name)
			} else {
				r.EdgeUnder(c.Name, c.Pos, g, e, under, "%s does %s on a read-only server, which asks for the permission to change files", c.Name, check.FirstOf(row.Does, prepares))
			}
			r.Advise(c.Name, m.Lacks(policy))
		}
	},
}

// preparesChanges tells the capabilities that change nothing and need a permission that some that do need.
func preparesChanges(m *check.Model) func(capability string) bool {
	changing := map[string]bool{}
	for _, k := range m.Spec.Capabilities {
		changing[k.Permission] = changing[k.Permission] || k.Changes
	}
	return func(name string) bool {
		k := m.Spec.Capability(name)
		return k != nil && k.Permission != "" && changing[k.Permission] && !k.Changes
	}
}
