// Package lifetimes proves that everything ends in its time: what a session remembers for the next command, what REIN
// forgets, waiting, and the session itself.
package lifetimes

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		reinForgets, oneShot, closing, noTrap, timeouts, quitAbor, closingCodes,
	}
}
