// Package offers proves that what the server offers can be had: FEAT lists it, some session gets it, and what a policy
// takes away is refused in the policy's name.
package offers

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		featTrue, success, possible, forbidden,
	}
}
