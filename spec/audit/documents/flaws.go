package documents

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/audit/flaws"
)

// flawsCheck is R07.
var flawsCheck = check.Check{
	ID: "R07", Severity: check.Nonstandard,
	Title: "what the spec says against flaws of other servers is there",
	What: `
Every invariant that stands against a flaw of other servers, as SECURITY.md lists them, is in the spec. An
overlay that drops one says so under "relaxes".
`,
	Why: `
A check that finds the flaw, too, would go on doing so; but the invariant is what a reader of the spec believes.
`,
	Without: "SECURITY.md names a statement that is not there.",
	Faulty: []check.Example{{Change: `
invariants:
  epsv-all-holds: null
`, Finds: `
invariant epsv-all-holds: it stands against D1 (EPRT is accepted after EPSV ALL), and is not there
`}},
	Clean: []check.Example{{Change: `
invariants:
  epsv-all-again: {never: {command: [PASV], when: {setup: epsv-only}}, why: "RFC 2428 4"}
`}},
}

// flaws reports what R07 finds.
func (j *judge) flaws() {
	if j.Spec.Base != nil {
		return
	}
	r := j.reporters[flawsCheck.ID]
	for _, f := range flaws.Flaws() {
		for _, name := range f.Invariants {
			if !slices.ContainsFunc(j.Spec.Invariants, func(v spec.Invariant) bool { return v.Name == name }) {
				r.Text("invariant "+name, spec.Pos{File: j.Spec.File, Line: 1, Column: 1}, "it stands against %s (%s), and is not there", f.ID, f.What)
			}
		}
	}
}
