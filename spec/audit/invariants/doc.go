// Package invariants proves what the spec says of itself under `invariants`, one check for each form.
package invariants

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		never, onlyAfter, alwaysPossible, resets, budget, vacuous, byDefault, asMuch,
	}
}
