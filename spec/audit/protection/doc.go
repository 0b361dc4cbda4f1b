// Package protection proves that TLS protects what it promises to: nothing that was said in the clear counts behind
// AUTH, and where TLS is required no secret and no data go without it (RFC 2228, RFC 4217).
package protection

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		noSecretInClear, authResets, protNeedsPBSZ, clearAgain, dataProtected, tlsSwitch,
		queue,
	}
}
