// Package arguments proves that a line is understood as its client meant it: words that choose, words that are unknown,
// and words that a spelling takes from another command.
package arguments

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		words, foreignWords, leftOver, taken,
	}
}
