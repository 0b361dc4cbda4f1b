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

// permLetter is one letter of the perm fact and the rights of which one is
// enough for it.
type permLetter struct {
	letter byte
	needs  Rights
}

// The letters of RFC 3659 7.5.5 by what the entry is. A directory may be
// entered (e) by whoever may do anything in it: an account that only uploads
// must reach its directory. What a link leads to is not known here, and other
// objects are not transferred, so these can only be removed or renamed.
var (
	filePerms = permTable(permLetter{'a', Append}, permLetter{'d', Delete}, permLetter{'f', Rename},
		permLetter{'r', Read}, permLetter{'w', Write})
	dirPerms = permTable(permLetter{'c', Write}, permLetter{'d', RemoveDir}, permLetter{'e', 0xff},
		permLetter{'f', Rename}, permLetter{'l', List}, permLetter{'m', MakeDir},
		permLetter{'p', Delete | RemoveDir})
	otherPerms = permTable(permLetter{'d', Delete}, permLetter{'f', Rename})
)

// Perm returns the value of the perm fact for i (RFC 3659 7.5.5), such as
// "adfrw" for a file or "cdeflmp" for a directory: the letters of what the user
// may do with it by can. The caller takes out of can what i itself does not
// allow, a file's mode for instance. It does not allocate.
func Perm(i storage.Info, can Rights) string {
	if i.Fault != nil {
		return ""
	}
	switch i.Mode & fs.ModeType {
	case 0:
		return filePerms[can]
	case fs.ModeDir:
		return dirPerms[can]
	}
	return otherPerms[can]
}

// permTable makes the fact for every set of rights.
func permTable(letters ...permLetter) (table [256]string) {
	for can := range table {
		var fact []byte
		for _, l := range letters {
			if Rights(can)&l.needs != 0 {
				fact = append(fact, l.letter)
			}
		}
		table[can] = string(fact)
	}
	return table
}
