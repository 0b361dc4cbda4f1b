// Package order proves that what belongs together comes together and in its order: RNTO after RNFR, a transfer after
// REST, the refusal that the client cannot mend before those that it can.
package order

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		renamePairs, restartOnce, needOrder, remembered,
	}
}
