//go:build unix

package storage

import (
	"os"
	"sync"
)

// self is the process's user. Its identity does not change once it serves.
var self = sync.OnceValue(func() identity {
	u := identity{owner: uint32(os.Geteuid()), groups: []uint32{uint32(os.Getegid())}, override: overrides()}
	all, _ := os.Getgroups() // unknown ones permit nothing more
	for _, g := range all {
		u.groups = append(u.groups, uint32(g))
	}
	return u
})
