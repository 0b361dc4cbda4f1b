// Package login proves that nothing is possible before login, that only a secret that was checked logs in, and that
// strangers learn nothing on the way.
package login

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		loginFirst, subcommands, loginEdges, passAfterUser, nothingBeforeLogin,
		userBeginsAfresh, capabilitiesNeedLogin, surface, guessing, secretsAreDeclared,
		greeting,
	}
}
