package check

import (
	"fmt"
	"strings"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// Finding is one fault that a check found, with its witness.
type Finding struct {
	Check     string             // ID of the check
	Severity  Severity           // of the check
	At        string             // what it is about: "RNFR pending", "region rename"; waivers name it
	Pos       spec.Pos           // where in the spec: the row that makes the step, where one does
	Step      string             // the row that makes the step, as At names rows; "" where the text alone is at fault
	Related   []Related          // what else has to do with it: the invariant that does not hold
	Times     int                // how many steps or configurations show it; 0 where the text alone does
	Message   string             // what is wrong, in one line
	Witness   []explore.Exchange // the shortest dialogue that shows it; nil when the text of the spec alone does
	Policies  string             // the valuation under which it happens, "defaults" for the default one; "" without a witness
	WaivedFor string             // the reason why it is accepted, from the spec; "" when it counts
	Answer    *spec.Answer       // an answer that no document lists; a deviation could have it among its `answers`
	Extension string             // the command that no document knows; the spec could say so among its `extensions`
	Lasting   *Lasting           // the region that outlives a row; with another lifetime it would not
	Repairs   []Repair           // what would mend it, the likelier ways first; none where nobody can say
	Advice    string             // what to do about it, in a line; "" where nobody can say
	Cause     string             // findings of one check with the same cause are one group
}

// Lasting is a region that is not in its first state after a row.
type Lasting struct {
	Region    string
	Lifetimes []string // that are over with the row; those that last longest come first
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

// indentLines indents every line but the first.
func indentLines(text string) string {
	return strings.TrimRight(strings.ReplaceAll(text, "\n", "\n    "), " ")
}

// Count is a number with its name: "requirements met".
type Count struct {
	Name string
	N    int
}
