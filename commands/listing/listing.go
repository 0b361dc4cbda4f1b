// Package listing prints files and directories the way LIST, NLST, MLSD, MLST
// and STAT show them, and reads the arguments that clients give to LIST, NLST
// and OPTS MLST.
//
//	LIST -a *.txt      ParseOptions: All, the rest is "*.txt", a Pattern
//	  -rw-r--r--   1 ftp      ftp             3 Nov 22 17:44 a.txt
//	NLST sub           AppendName with the prefix "sub/"
//	  sub/a.txt
//	OPTS MLST size;modify;
//	MLSD               AppendFacts with the facts that OPTS left
//	  size=3;modify=20261122174400; a.txt
//
// Lines are appended to a byte slice and cost no allocation each, so that a
// directory of a million files is one buffer, filled and sent over and over.
// All times are UTC (RFC 3659 2.3). No line tells who owns a file.
//
// A name with CR, LF or NUL would break a line in two and is left out: every
// Append function returns dst as it was for a name that is not [Listable]. The
// package reads no files, sorts nothing and knows no permissions: what to list,
// in which order, and what the user may do with it is the caller's.
package listing

import "strings"

// Listable reports whether name can stand in a listing: it is not empty and
// has no CR, LF or NUL, which would end its line early or forge a second one
// (RFC 3659 2.2 has such names left out).
func Listable(name string) bool {
	return name != "" && !breaksLine(name)
}

// breaksLine reports whether s has a byte that no line may have.
func breaksLine(s string) bool {
	return strings.IndexByte(s, '\n') >= 0 || strings.IndexByte(s, '\r') >= 0 || strings.IndexByte(s, 0) >= 0
}

// AppendName appends the line of NLST for name: prefix, name and CR LF. The
// prefix is the directory part of the client's own argument with its slash,
// exactly as given, so that each line can go into a RETR (RFC 1123 4.1.2.7);
// it is empty for a listing of the working directory.
func AppendName(dst []byte, prefix, name string) []byte {
	if !Listable(name) || breaksLine(prefix) {
		return dst
	}
	dst = append(dst, prefix...)
	dst = append(dst, name...)
	return append(dst, '\r', '\n')
}
