package storage

import (
	"bytes"
	"strings"
)

const (
	// MaxName is the most bytes in one element of a path: what nearly every file
	// system of today allows.
	MaxName = 255
	// MaxPath is the most bytes in a path: Linux's PATH_MAX, and a bound on what
	// one command can make the server walk.
	MaxPath = 4096
)

// Path is an absolute, clean, slash-separated path in an account's own tree, whose
// home is "/". It never contains "..", ".", "//", a trailing slash or NUL.
// [Resolve] makes one of what a client sent.
type Path string

// Valid reports whether p keeps the rules of a Path on this system. A driver refuses an invalid path with class
// [InvalidName], because a conversion can make a Path of any string.
func (p Path) Valid() bool { return clean(string(p)) && usable(p) }

// Base returns the last element, "/" for the home.
func (p Path) Base() string {
	if p == "/" || p == "" {
		return "/"
	}
	return string(p[strings.LastIndexByte(string(p), '/')+1:])
}

// Dir returns the directory that holds p; the home's is the home.
func (p Path) Dir() Path {
	if i := strings.LastIndexByte(string(p), '/'); i > 0 {
		return p[:i]
	}
	return "/"
}

// Join returns the path of the entry name in the directory p. A name that is no
// plain entry is walked as Resolve would, so the result is clean all the same.
func (p Path) Join(name string) Path {
	if !plain(name) || strings.IndexByte(name, '/') >= 0 {
		return walked(walk(walk(nil, string(p)), name))
	}
	if p == "/" || p == "" {
		return Path("/" + name)
	}
	return p + "/" + Path(name)
}

// Resolve makes a Path of a pathname from a client, which is relative to cwd unless it begins with a slash. ".." stops
// at the home. Everything else is kept byte for byte: what is not valid UTF-8, backslashes, blanks at either end, and
// "~", which is a name like any other; see [CutHome].
//
// A name with CR, LF or NUL is refused, since it would forge replies and listings;
// so is an element of more than [MaxName] bytes and a result of more than
// [MaxPath]. The error is [ErrInvalidName].
//
// An argument that is clean and absolute is returned as it stands.
func Resolve(cwd Path, arg string) (Path, error) {
	if forges(arg) {
		return "", &Error{Op: "resolve", Path: cwd, Class: InvalidName, Err: errForges}
	}
	if clean(arg) {
		return Path(arg), nil
	}
	size := 0
	for e := range strings.SplitSeq(arg, "/") {
		size = max(size, len(e))
	}
	if size > MaxName {
		return "", &Error{Op: "resolve", Path: cwd, Class: InvalidName, Err: errLongName}
	}
	var buf []byte
	if !strings.HasPrefix(arg, "/") {
		buf = walk(make([]byte, 0, len(cwd)+len(arg)+1), string(cwd))
	}
	p := walked(walk(buf, arg))
	if len(p) > MaxPath {
		return "", &Error{Op: "resolve", Path: cwd, Class: InvalidName, Err: errLongPath}
	}
	return p, nil
}

// CutHome translates an argument in which "~" means the home, as people type it: "~" is "/" and "~/x" is "/x". An entry
// may also have the name "~", and a command that is meant for the entry must not change the home. So a command that
// takes "~" for the home first looks whether there is such an entry, and commands that change something never take it
// for the home.
func CutHome(arg string) (rooted string, ok bool) {
	rooted, ok = strings.CutPrefix(arg, "~")
	switch {
	case !ok || rooted != "" && rooted[0] != '/':
		return "", false
	case rooted == "":
		return "/", true
	}
	return rooted, true
}

// forges reports whether a name could end a line of a reply or cut a name short.
func forges(s string) bool {
	return strings.IndexByte(s, '\n') >= 0 || strings.IndexByte(s, '\r') >= 0 || strings.IndexByte(s, 0) >= 0
}

// clean reports whether s keeps the rules of a Path. CR and LF are allowed: a listing may find them in names that were
// not made here.
func clean(s string) bool {
	if s == "/" {
		return true
	}
	if s == "" || s[0] != '/' || len(s) > MaxPath || strings.IndexByte(s, 0) >= 0 {
		return false
	}
	for rest := s[1:]; ; {
		i := strings.IndexByte(rest, '/')
		if i < 0 {
			return plain(rest)
		}
		if !plain(rest[:i]) {
			return false
		}
		rest = rest[i+1:]
	}
}

// plain reports whether s can be one element of a Path.
func plain(s string) bool {
	return s != "" && s != "." && s != ".." && len(s) <= MaxName
}

// walk follows the elements of s from the directory in buf, which is a path without
// its trailing slash and so is empty at the home.
func walk(buf []byte, s string) []byte {
	for e := range strings.SplitSeq(s, "/") {
		switch e {
		case "", ".":
		case "..":
			buf = buf[:max(0, bytes.LastIndexByte(buf, '/'))]
		default:
			buf = append(append(buf, '/'), e...)
		}
	}
	return buf
}

// walked is the path that a walk ended at.
func walked(buf []byte) Path {
	if len(buf) == 0 {
		return "/"
	}
	return Path(buf)
}
