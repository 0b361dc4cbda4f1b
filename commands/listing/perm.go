package listing

import (
	"io/fs"

	"github.com/portolan-ftp/portolan/storage"
)

// Rights is what the logged-in user may do at a place, as a set.
type Rights uint8

// The rights.
const (
	Read      Rights = 1 << iota // RETR
	List                         // LIST, NLST, MLSD
	Write                        // STOR, STOU: create files and replace their contents
	Append                       // APPE
	Delete                       // DELE
	Rename                       // RNFR
	MakeDir                      // MKD
	RemoveDir                    // RMD
)

// permLetters are the letters of the perm fact (RFC 3659 7.5.5), bit by bit.
const permLetters = "acdeflmprw"

// The bits of the letters.
const (
	permAppend = 1 << iota
	permCreate
	permDelete
	permEnter
	permRename
	permList
	permMakeDir
	permPurge
	permRead
	permWrite
)

// permTexts are the facts for every set of letters.
var permTexts = func() (table [1 << len(permLetters)]string) {
	for set := range table {
		var fact []byte
		for bit, letter := range []byte(permLetters) {
			if set&(1<<bit) != 0 {
				fact = append(fact, letter)
			}
		}
		table[set] = string(fact)
	}
	return table
}()

// Perm returns the value of the perm fact for i (RFC 3659 7.5.5), such as
// "adfrw" for a file or "cdeflmp" for a directory: the letters of what the user
// may do with it by can, and the server's own user by may. It does not allocate.
//
// A directory may be entered (e) by whoever may do anything in it: an account that only uploads must reach its
// directory. The target of a link is not known here, and other objects are not transferred, so both can only be removed
// or renamed.
func Perm(i storage.Info, can Rights, may storage.Access) string {
	set := 0
	add := func(bit int, right Rights, access storage.Access) {
		if can&right != 0 && may&access == access {
			set |= bit
		}
	}
	add(permRename, Rename, storage.MayDetach)
	switch i.Mode & fs.ModeType {
	case 0:
		add(permAppend, Append, storage.MayWrite)
		add(permDelete, Delete, storage.MayDetach)
		add(permRead, Read, storage.MayRead)
		add(permWrite, Write, storage.MayWrite)
	case fs.ModeDir:
		const change = storage.MayWrite | storage.MayEnter
		add(permCreate, Write, change)
		add(permDelete, RemoveDir, storage.MayDetach)
		add(permEnter, ^Rights(0), storage.MayEnter)
		add(permList, List, storage.MayRead)
		add(permMakeDir, MakeDir, change)
		add(permPurge, Delete|RemoveDir, change)
	default:
		add(permDelete, Delete, storage.MayDetach)
	}
	return permTexts[set]
}
