package report

import (
	"fmt"
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// Report is what an audit comes to.
type Report struct {
	Spec     *spec.Spec
	Checks   []check.Check   // that ran
	Findings []check.Finding // that count
	Waived   []check.Finding // that the spec accepts, with its reasons
	Numbers  check.Numbers
	Logins   []string      // the rows by which a session becomes logged in: every door there is
	Counts   []check.Count // what else was counted, for the reader
	Took     time.Duration
}

// unusedWaiver is the ID of findings about waivers that nothing needs.
const unusedWaiver = "W01"

// Unused is the finding about a waiver that nothing needs.
func Unused(w spec.Waiver) check.Finding {
	return check.Finding{Check: unusedWaiver, At: w.At, Pos: w.Pos,
		Message: fmt.Sprintf("nothing is waived: check %s finds nothing about %q", w.Check, w.At)}
}
