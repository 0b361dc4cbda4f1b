package documents

import (
	"slices"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/flaws"
)

// flaws is R07: every invariant that stands against a flaw of other servers, as SECURITY.md has them, is there. A check that
// finds the flaw, too, would go on doing so; but the invariant is what a reader of the spec believes. An overlay that
// drops one says so under `relaxes`.
//
// Example:
//
//	invariants:
//	  epsv-all-holds: null
//
// Finding:
//
//	invariant epsv-all-holds: it stands against D1 (EPRT is accepted after EPSV ALL), and is not there
func (j *judge) flaws() {
	if j.Spec.Base != nil {
		return
	}
	r := j.reporters[checkFlaws]
	for _, f := range flaws.Flaws() {
		for _, name := range f.Invariants {
			if !slices.ContainsFunc(j.Spec.Invariants, func(v spec.Invariant) bool { return v.Name == name }) {
				r.Text("invariant "+name, spec.Pos{File: j.Spec.File, Line: 1, Column: 1}, "it stands against %s (%s), and is not there", f.ID, f.What)
			}
		}
	}
}
