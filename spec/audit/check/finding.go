// Package audit proves things about a protocol table: that every configuration is answered, that nothing is
// possible before its time, that what must be reset is reset. Each check has an ID and a file of its own, and
// reports where in the spec the fault is and the shortest dialogue that shows it:
//
//	ftp.yaml:214:7: P16 EPRT ok: EPRT has an effect although EPSV ALL was accepted (RFC 2428 4)
//	    S: 220 Service ready.
//	    …
//	    C: EPSV ALL
//	    S: 200 From now on only EPSV sets up data connections.
//	    C: EPRT <address>
//	    S: 200 Data will go to {address}.
//
// The doc comment of each check shows a change of a small spec that violates it, and what is then found; the
// tests run every one of these examples. SECURITY.md says which check stands for which flaw of other servers.
//
//	report := audit.Audit(audit.NewModel(s), audit.Checks())
//	for _, g := range report.Groups() { fmt.Println(g.Finding) }   // by cause: g.Also has the other places
//
// What the audit does not see: what handlers do behind the replies that they choose.
package audit

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Finding is one fault that a check found, with its witness.
type Finding struct {
	Check     string             // ID of the check
	At        string             // what it is about: "RNFR pending", "region rename"; waivers name it
	Pos       spec.Pos           // where in the spec: the row that makes the step, where one does
	Step      string             // the row that makes the step, as At names rows; "" where the text alone is at fault
	Related   []Related          // what else has to do with it: the invariant that does not hold
	Times     int                // how many steps or configurations show it; 0 where the text alone does
	Message   string             // what is wrong, in one line
	Witness   []explore.Exchange // the shortest dialogue that shows it; nil when the text of the spec alone does
	Policies  string             // the valuation under which it happens, "defaults" for the default one; "" without a witness
	WaivedFor string             // the reason why it is accepted, from the spec; "" when it counts
	Answer    *spec.Answer       // what no document lists; a deviation could have it among its `answers`
	cause     string             // findings of one check with the same cause are one group
}

// Related is another place that has to do with a finding.
type Related struct {
	What string // "invariant no-files-before-login"
	Pos  spec.Pos
}

// String is the finding as the text report shows it, without a line break at the end.
func (f Finding) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s %s: %s", f.Pos, f.Check, f.At, f.Message)
	b.WriteString(strings.TrimSuffix(indentLines("\n"+f.Evidence()), "\n"))
	return b.String()
}

// Evidence is the witness with a line for each side, and the policies that it needs.
func (f Finding) Evidence() string {
	if f.Witness == nil {
		return ""
	}
	text := explore.Format(f.Witness)
	if f.Policies != DefaultPolicies {
		text = "with " + f.Policies + "\n" + text
	}
	return text
}

// DefaultPolicies is Finding.Policies when every policy has its default value.
const DefaultPolicies = "defaults"

// indentLines sets every line behind the first apart.
func indentLines(text string) string {
	return strings.TrimRight(strings.ReplaceAll(text, "\n", "\n    "), " ")
}

// Check is one property. Run reports every violation, the shortest witness of each.
type Check struct {
	ID    string // "T01": the table, "P": protection, "I": the spec's own invariants, "R": the standards
	Title string // what is proved, as a sentence
	Rows  bool   // it looks at the rows alone: Model.Graph may be nil
	Whole bool   // it looks at all valuations together: what it finds under some of them may be refuted by the others
	Run   func(*Model) []Finding
}

// Checks are the checks of this package, in the order of their IDs.
func Checks() []Check {
	return append(append(tableChecks(), protectionChecks()...), invariantChecks()...)
}
