package storage

import (
	"fmt"
	"io/fs"
)

// Umask says which permission bits new files (0666) and directories (0777) lack. The zero Umask leaves that to
// the driver: for [Local] it is the umask of the process, which any other replaces.
type Umask struct {
	bits fs.FileMode
	set  bool
}

// NewUmask takes the permission bits of mask away.
func NewUmask(mask fs.FileMode) Umask { return Umask{bits: mask.Perm(), set: true} }

// String is the mask in octal, as in "022", and "" for the zero Umask.
func (u Umask) String() string {
	if !u.set {
		return ""
	}
	return fmt.Sprintf("%03o", u.bits)
}

// Of takes the mask from perm; ok says whether there is one.
func (u Umask) Of(perm fs.FileMode) (left fs.FileMode, ok bool) { return perm &^ u.bits, u.set }
