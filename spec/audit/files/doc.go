// Package files proves that who touches files asks for the permission to: for every path, in the direction of the
// transfer, and never on a read-only server.
package files

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		sameGuards, pathsArePermitted, direction, wholeTree, readOnly, wholeDirectories,
	}
}
