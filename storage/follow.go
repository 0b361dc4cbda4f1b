package storage

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// host is where a tree lies on the machine: the paths that lead to it, as it was named and without symbolic links.
type host []string

// hostOf finds out where dir lies.
func hostOf(dir string) host {
	named, err := filepath.Abs(dir)
	if err != nil {
		return nil
	}
	h := host{named}
	if real, err := filepath.EvalSymlinks(named); err == nil && real != named {
		h = append(h, real)
	}
	return h
}

// below is where the directory p of the tree lies.
func (h host) below(p Path) host {
	all := make(host, len(h))
	for i, dir := range h {
		all[i] = filepath.Join(dir, filepath.FromSlash(string(p)))
	}
	return all
}

// inTree gives the path in the tree that a path of the machine means, if it lies there.
func (h host) inTree(target string) (Path, bool) {
	for _, dir := range h {
		rest, ok := strings.CutPrefix(target, dir)
		if ok && (rest == "" || rest[0] == '/' || dir == "/") {
			return walked(walk(nil, rest)), true
		}
	}
	return "", false
}

// followed calls do with p. Package os refuses absolute symbolic links, because they lead out of the served directory.
// For such a link do is called again with the path that it means in the tree: a path of the machine below the served
// directory, or else a path from the account's root. Package os keeps the second call in the tree as it does the first.
func followed[T any](l *Local, p Path, last bool, do func(Path) (T, error)) (T, error) {
	result, err := do(p)
	if err != nil && escapes(err) {
		if there, ok := l.resolve(p, last); ok && there != p {
			return do(there)
		}
	}
	return result, err
}

// followedErr is followed for what has no result.
func followedErr(l *Local, p Path, last bool, do func(Path) error) error {
	_, err := followed(l, p, last, func(p Path) (struct{}, error) { return struct{}{}, do(p) })
	return err
}

// escapes reports whether package os found that a way leads out of the tree.
func escapes(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if err.Error() == escapesRoot {
			return true
		}
	}
	return false
}

// resolve gives a path without symbolic links for the object that p leads to, or with last false for the entry itself.
// All directories of the path must exist in the tree. The last name need not, unless it is a link.
func (l *Local) resolve(p Path, last bool) (Path, bool) {
	rest := elements(p)
	own := len(rest) // names at the end of rest that are of p
	at := Path("/")
	for links := 0; len(rest) > 0; {
		name := rest[0]
		mayLack := len(rest) == 1 && own == 1
		rest = rest[1:]
		own = min(own, len(rest))
		next := at.Join(name)
		fi, err := l.root.Lstat(next.inRoot())
		switch {
		case err != nil && (!mayLack || !errors.Is(err, os.ErrNotExist)):
			return "", false
		case err != nil || fi.Mode()&os.ModeSymlink == 0 || len(rest) == 0 && !last:
			at = next
			continue
		}
		if links++; links > maxLinks {
			return "", false
		}
		target, err := l.root.Readlink(next.inRoot())
		if err != nil {
			return "", false
		}
		to, ok := l.meant(at, target)
		if !ok {
			return "", false
		}
		at, rest = "/", append(elements(to), rest...)
	}
	return at, true
}

// meant is the path in the tree that the target of a link in dir means. A relative one that climbs above the tree
// means none.
func (l *Local) meant(dir Path, target string) (Path, bool) {
	if !strings.HasPrefix(target, "/") {
		depth := len(elements(dir))
		for e := range strings.SplitSeq(target, "/") {
			switch e {
			case "", ".":
			case "..":
				if depth--; depth < 0 {
					return "", false
				}
			default:
				depth++
			}
		}
		return dir.Join(target), true
	}
	if p, ok := l.host.inTree(target); ok {
		return p, true
	}
	return walked(walk(nil, target)), true
}

// shown is the target of a link in dir as the client sees the tree. It is empty for a target outside of the tree,
// because clients must not learn the layout of the machine.
func (l *Local) shown(dir Path, target string) string {
	p, ok := l.meant(dir, target)
	switch {
	case !ok:
		return ""
	case !strings.HasPrefix(target, "/"):
		return target
	}
	if _, ok := l.host.inTree(target); ok {
		return string(p)
	}
	// A target that does not exist in the client's tree is taken for a path of the machine.
	if there, ok := l.resolve(p, false); !ok {
		return ""
	} else if _, err := l.root.Lstat(there.inRoot()); err != nil {
		return ""
	}
	return string(p)
}

// inRoot is the name of p for package os.
func (p Path) inRoot() string {
	if p == "/" {
		return "."
	}
	return string(p[1:])
}

// reach gives the path without symbolic links for a directory that package os finds no way to, and any other as it is.
func (l *Local) reach(p Path) Path {
	if !p.Valid() {
		return p
	}
	if _, err := l.root.Stat(p.inRoot()); err != nil && escapes(err) {
		if there, ok := l.resolve(p, true); ok {
			return there
		}
	}
	return p
}
