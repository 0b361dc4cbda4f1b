// Package transfers proves that a transfer has one data connection, begins and ends with a reply, and stands on what
// was agreed when it began.
package transfers

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		endpointFirst, endpointOnce, setupOrNothing, oneEndpoint, epsvAll, transferContext,
		transfersEnd, transferRegion, during, endpointsUsed,
	}
}
