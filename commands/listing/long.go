package listing

import (
	"io/fs"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// The window in seconds around now within which a line shows the hour and not
// the year. A client that reads no year takes the latest such day that is not
// in the future, which is right for half a year back; the hour ahead is for
// clocks that differ.
const (
	recentPast   = 182*secondsPerDay + secondsPerDay/2
	recentFuture = 60 * 60
)

// Widths of columns in bytes; a longer number moves the rest of its line.
const (
	linksWidth = 3
	sizeWidth  = 8
)

// owners stands where ls has owner and group: always the same two words, for
// clients count the columns, and who owns a file is not for them to know.
const owners = " ftp      ftp      "

// months are the English names, which clients know whatever their language.
const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// AppendLong appends the line that ls -l would print for i, with CR LF: what
// LIST and STAT show. now decides between hour and year in the date, and is
// the same for a whole listing.
//
//	drwxr-xr-x   2 ftp      ftp          4096 Nov 22 17:44 sub
//	-rw-r--r--   1 ftp      ftp             3 Feb  1  2024 a.txt
//	lrwxrwxrwx   1 ftp      ftp             5 Nov 22 17:44 link -> a.txt
//
// An entry that could not be read ([storage.Info.Fault]) has its name and its type, if that is known, no permissions
// and the size 0: a line like any other, since clients drop those with question marks as ls has them.
//
// The link count is at least 1, as clients take a line without one for
// something else. An unknown (zero) time shows as the beginning of 1970,
// for a line has to have one, and a year of more than four digits as the nearest. The
// target of a symbolic link is left out where it would break the line.
func AppendLong(dst []byte, i storage.Info, now time.Time) []byte {
	if !Listable(i.Name) {
		return dst
	}
	dst = appendMode(dst, i.Mode)
	dst = append(dst, ' ')
	dst = appendUint(dst, max(1, i.Links), linksWidth)
	dst = append(dst, owners...)
	dst = appendUint(dst, uint64(max(0, i.Size)), sizeWidth)
	dst = append(dst, ' ')
	dst = appendDate(dst, i.ModTime, now)
	dst = append(dst, ' ')
	dst = append(dst, i.Name...)
	if i.Mode&fs.ModeSymlink != 0 && Listable(i.Target) {
		dst = append(dst, " -> "...)
		dst = append(dst, i.Target...)
	}
	return append(dst, '\r', '\n')
}

// appendDate appends "Nov 22 17:44" or "Nov 22  2024", always 12 bytes.
func appendDate(dst []byte, t, now time.Time) []byte {
	var sec int64
	if !t.IsZero() {
		sec = t.Unix()
	}
	c := clockOf(sec)
	dst = append(dst, months[3*c.month-3:3*c.month]...)
	dst = append(dst, ' ')
	dst = appendUint(dst, uint64(c.day), 2)
	dst = append(dst, ' ')
	if age := now.Unix() - sec; age < recentPast && age >= -recentFuture {
		dst = append2(dst, c.hour)
		dst = append(dst, ':')
		return append2(dst, c.minute)
	}
	dst = append(dst, ' ')
	return append4(dst, c.year)
}

// appendMode appends the ten letters of ls: the type, then what owner, group
// and others may do, with set-user, set-group and sticky in place of an x.
func appendMode(dst []byte, m fs.FileMode) []byte {
	const rwx = "rwxrwxrwx"
	from := len(dst)
	dst = append(dst, typeLetter(m))
	for i := range len(rwx) {
		letter := byte('-')
		if m&(1<<(len(rwx)-1-i)) != 0 {
			letter = rwx[i]
		}
		dst = append(dst, letter)
	}
	special(&dst[from+3], m&fs.ModeSetuid != 0, 's')
	special(&dst[from+6], m&fs.ModeSetgid != 0, 's')
	special(&dst[from+9], m&fs.ModeSticky != 0, 't')
	return dst
}

// special puts letter in place of an x, or its capital in place of a dash.
func special(at *byte, set bool, letter byte) {
	switch {
	case !set:
	case *at == 'x':
		*at = letter
	default:
		*at = letter - 'a' + 'A'
	}
}

// typeLetter returns the first letter of ls.
func typeLetter(m fs.FileMode) byte {
	switch {
	case m&fs.ModeDir != 0:
		return 'd'
	case m&fs.ModeSymlink != 0:
		return 'l'
	case m&fs.ModeNamedPipe != 0:
		return 'p'
	case m&fs.ModeSocket != 0:
		return 's'
	case m&fs.ModeCharDevice != 0:
		return 'c'
	case m&fs.ModeDevice != 0:
		return 'b'
	}
	return '-'
}
