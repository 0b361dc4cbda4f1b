package report

import (
	"fmt"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// Waivers is W01. The audit proves it itself, when all checks have run.
var Waivers = check.Check{
	ID: "W01", Severity: check.Needless,
	Mends: "the removal of the waiver",
	Title: "every waiver is needed",
	What:  `Every waiver of the spec is for a check that there is, and sets a finding of that check aside.`,
	Why:   `A waiver says why a finding is accepted; without the finding it says nothing.`,
	Without: `
A fault that comes back later is accepted, for a reason that was written about another one.
`,
	Faulty: []check.Example{{Change: `
waivers:
  - {check: P16, at: PASV, why: "nobody knows any more"}
`, Finds: `
PASV: nothing is waived: check P16 finds nothing about "PASV"
`}},
	Clean: []check.Example{{Change: `
commands:
  NOOP: {during: now}
waivers:
  - {check: T18, at: NOOP, why: "clients send NOOP to keep a session alive"}
`}},
}

// Unused is the finding about a waiver that nothing needs.
func Unused(w spec.Waiver) check.Finding {
	return check.Finding{Check: Waivers.ID, Severity: Waivers.Severity, At: w.At, Pos: w.Pos, Repairs: []check.Repair{check.Removed(w.Pos)},
		Message: fmt.Sprintf("nothing is waived: check %s finds nothing about %q", w.Check, w.At)}
}
