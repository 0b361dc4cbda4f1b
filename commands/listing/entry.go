package listing

import (
	"io/fs"
	"strconv"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// EntryKind says what an entry is to the listing in which it stands.
type EntryKind uint8

// The kinds of entries.
const (
	Entry  EntryKind = iota // something in the directory, or the object of MLST
	Self                    // the listed directory, in MLSD only (RFC 3659 7.5.1.2)
	Parent                  // a directory above it, in MLSD only (7.5.1.4)
)

// AppendFacts appends one entry of MLSD or MLST without its line end (RFC 3659
// 7.2): the facts of f that are known, each ended by a semicolon, one blank and
// the name. The blank stays if there are no facts.
//
//	type=file;size=3;modify=20261122174400;perm=adfrw;unique=801g1a2b; a.txt
//
// perm is the perm fact as made by [Perm]. A size is shown for regular files only, modify only if the time is known and
// its year has four digits, unique only if the inode is known. An entry that could not be read ([storage.Info.Fault])
// has its name, its type if the directory tells it, and no permissions.
func AppendFacts(dst []byte, i storage.Info, f Facts, kind EntryKind, perm string) []byte {
	if !Listable(i.Name) {
		return dst
	}
	if f&FactType != 0 {
		dst = append(dst, typeFact(i.Mode, kind)...)
	}
	if f&FactSize != 0 && i.Mode.IsRegular() && i.Fault == nil {
		dst = append(dst, "size="...)
		dst = appendUint(dst, uint64(max(0, i.Size)), 0)
		dst = append(dst, ';')
	}
	if f&FactModify != 0 && !i.ModTime.IsZero() && Datable(i.ModTime) {
		dst = append(dst, "modify="...)
		dst = AppendTime(dst, i.ModTime)
		dst = append(dst, ';')
	}
	if f&FactPerm != 0 {
		dst = append(dst, "perm="...)
		dst = append(dst, perm...)
		dst = append(dst, ';')
	}
	if f&FactUnique != 0 && i.Inode != 0 {
		dst = append(dst, "unique="...)
		dst = strconv.AppendUint(dst, i.Device, 16)
		dst = append(dst, 'g')
		dst = strconv.AppendUint(dst, i.Inode, 16)
		dst = append(dst, ';')
	}
	if f&FactMode != 0 && i.Fault == nil {
		dst = append(dst, "UNIX.mode="...)
		dst = appendOctal(dst, i.Mode)
		dst = append(dst, ';')
	}
	dst = append(dst, ' ')
	return append(dst, i.Name...)
}

// AppendTime appends t as the fourteen digits that MLSD, MDTM and MFMT show:
// the date and time in UTC, without a fraction (RFC 3659 2.3). A time that is not
// [Datable] is shown as the nearest that is.
func AppendTime(dst []byte, t time.Time) []byte {
	c := clockOf(t.Unix())
	dst = append4(dst, c.year)
	dst = append2(dst, c.month)
	dst = append2(dst, c.day)
	dst = append2(dst, c.hour)
	dst = append2(dst, c.minute)
	return append2(dst, c.second)
}

// typeFact returns the type fact with its semicolon.
//
// A symbolic link is OS.unix=symlink, without its target. The other form in
// use, OS.unix=slink:target, stands in an example of RFC 3659 but not in its
// grammar (erratum 1500); lftp 4.9 does not know it and falls back to LIST and
// NLST for the whole directory, while it and FileZilla both show the short
// form as a link; and a target with a blank or a semicolon would break every
// parser. LIST and STAT show the target. Commons Net drops entries whose fact
// has a second "=", in either form; for its sake a caller may list what the
// link points to, under the link's name.
func typeFact(m fs.FileMode, kind EntryKind) string {
	switch {
	case m.IsRegular():
		return "type=file;"
	case m.IsDir() && kind == Self:
		return "type=cdir;"
	case m.IsDir() && kind == Parent:
		return "type=pdir;"
	case m.IsDir():
		return "type=dir;"
	}
	switch typeLetter(m) {
	case 'l':
		return "type=OS.unix=symlink;"
	case 'p':
		return "type=OS.unix=fifo;"
	case 's':
		return "type=OS.unix=socket;"
	case 'c':
		return "type=OS.unix=chr;"
	case 'b':
		return "type=OS.unix=blk;"
	}
	return "type=OS.unix=other;"
}

// appendOctal appends the mode bits as Unix counts them, with a 0 in front:
// 0644, or 04755 with set-user.
func appendOctal(dst []byte, m fs.FileMode) []byte {
	var special byte
	if m&fs.ModeSetuid != 0 {
		special |= 4
	}
	if m&fs.ModeSetgid != 0 {
		special |= 2
	}
	if m&fs.ModeSticky != 0 {
		special |= 1
	}
	dst = append(dst, '0')
	if special != 0 {
		dst = append(dst, '0'+special)
	}
	p := m.Perm()
	return append(dst, byte('0'+p>>6), byte('0'+p>>3&7), byte('0'+p&7))
}
