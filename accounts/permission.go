package accounts

import (
	"fmt"
	"strings"
)

// Permission is a set of rights over files.
type Permission uint32

// The rights. One command may need several of them; which, the spec says.
const (
	Read       Permission = 1 << iota // fetch a file and its facts: RETR, SIZE, MDTM
	List                              // see names and walk directories: LIST, NLST, MLSD, MLST, CWD
	Write                             // create or replace files: STOR, STOU
	Append                            // add to files: APPE
	Delete                            // DELE
	Rename                            // RNFR, RNTO
	MakeDir                           // MKD
	RemoveDir                         // RMD
	Attributes                        // change times and modes: MFMT, SITE CHMOD
)

// The two sets that have a name of their own.
const (
	// ReadOnly is what a guest may do.
	ReadOnly = Read | List
	// ReadWrite is every right there is.
	ReadWrite = Read | List | Write | Append | Delete | Rename | MakeDir | RemoveDir | Attributes
)

// noPermission is how the empty set is written.
const noPermission = "none"

// rights names the single rights, in their canonical order.
var rights = [...]struct {
	name string
	bit  Permission
}{
	{"read", Read},
	{"list", List},
	{"write", Write},
	{"append", Append},
	{"delete", Delete},
	{"rename", Rename},
	{"mkdir", MakeDir},
	{"rmdir", RemoveDir},
	{"attributes", Attributes},
}

// sets names the sets that stand alone, never in a list.
var sets = [...]struct {
	name string
	bits Permission
}{
	{noPermission, 0},
	{"read-only", ReadOnly},
	{"read-write", ReadWrite},
}

// Has reports whether p holds every right in want.
func (p Permission) Has(want Permission) bool { return p&want == want }

// String returns the canonical form, which ParsePermissions reads back:
// "read-only", "read-write", "none", or names in order, as in "read,list,write".
// Bits that are no right are shown as one number and do not read back.
func (p Permission) String() string {
	for _, set := range sets {
		if p == set.bits {
			return set.name
		}
	}
	var names []string
	for _, right := range rights {
		if p.Has(right.bit) {
			names = append(names, right.name)
		}
	}
	if rest := p &^ ReadWrite; rest != 0 {
		names = append(names, fmt.Sprintf("%#x", uint32(rest)))
	}
	return strings.Join(names, ",")
}

// ParsePermissions reads "read-only", "read-write", "none", or a comma list of
// read, list, write, append, delete, rename, mkdir, rmdir and attributes, in
// any order, each once, with spaces around a name ignored. The error for an
// unknown name suggests the nearest one.
func ParsePermissions(s string) (Permission, error) {
	if strings.TrimSpace(s) == "" {
		return 0, fmt.Errorf("permissions are empty: write %q for an account that may do nothing", noPermission)
	}
	for _, set := range sets {
		if strings.TrimSpace(s) == set.name {
			return set.bits, nil
		}
	}
	var all Permission
	for name := range strings.SplitSeq(s, ",") {
		right, err := parseRight(strings.TrimSpace(name))
		if err != nil {
			return 0, err
		}
		if all.Has(right) {
			return 0, fmt.Errorf("permission %q is listed twice", right)
		}
		all |= right
	}
	return all, nil
}

// parseRight reads one name of a list.
func parseRight(name string) (Permission, error) {
	if name == "" {
		return 0, fmt.Errorf("a permission is empty: two commas in a row, or one at an end")
	}
	known := make([]string, 0, len(rights)+len(sets))
	for _, right := range rights {
		if name == right.name {
			return right.bit, nil
		}
		known = append(known, right.name)
	}
	for _, set := range sets {
		if name == set.name {
			return 0, fmt.Errorf("%q is a whole set and cannot stand in a list", name)
		}
		known = append(known, set.name)
	}
	// What is too long to be a slip may be a secret in the wrong field, and
	// errors end up in logs.
	if len(name) > maxSlip {
		return 0, fmt.Errorf("unknown permission of %d bytes: the names are %s", len(name), strings.Join(known, ", "))
	}
	if near := nearest(name, known); near != "" {
		return 0, fmt.Errorf("unknown permission %q: did you mean %q?", name, near)
	}
	return 0, fmt.Errorf("unknown permission %q: the names are %s", name, strings.Join(known, ", "))
}
