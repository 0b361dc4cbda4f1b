package report

import (
	"time"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// Report is the result of an audit.
type Report struct {
	Spec     *spec.Spec
	Checks   []check.Check   // that ran
	Findings []check.Finding // that count
	Waived   []check.Finding // that the spec accepts, with its reasons
	Numbers  check.Numbers
	Logins   []string      // the rows by which a session becomes logged in
	Counts   []check.Count // what else was counted, for the reader
	Took     time.Duration
}
