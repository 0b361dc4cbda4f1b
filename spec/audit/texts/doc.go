// Package texts proves that the words of replies can be read: by people in their language, by programs in the form that
// they expect, and by both as one reply that nothing breaks.
package texts

import "github.com/portolan-ftp/portolan/spec/audit/check"

// Checks are the checks of this room, in the order of their IDs.
func Checks() []check.Check {
	return []check.Check{
		texts, forms, clean, languages, sizes,
	}
}
