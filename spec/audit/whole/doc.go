// Package whole proves that the table is whole: every configuration is answered, every row and every state can be
// reached, and nothing is left to chance.
package whole

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		declared, deterministic, answered, alive, states, payload, silent,
	}
}
