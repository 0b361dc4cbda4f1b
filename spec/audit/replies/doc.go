// Package replies proves that a reply says what happened: its code is of the right class, a yes does what was asked, a
// no changes nothing, and an error is told as what it is.
package replies

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		classes, oneReply, noChange, promise, reserved, failures, sharedReplies,
		sameWords, classesApart,
	}
}
