// Package outside refuses files with power over a server that its clients can read or replace.
//
//	err := outside.Of([]string{"/srv/files"}).Check("/srv/files/alice/key.pem")
//	// /srv/files/alice/key.pem lies in the served directory, where clients could read or replace it
//
// A link that lies in a served directory counts as much as the file, and so does a second mount of the file's
// directory, as far as the system tells of mounts. Hard links are not found, because no system call lists them.
package outside

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mostLinks is how many symbolic links a path may lead through; systems allow 40 or so.
const mostLinks = 255

// Directories are served directories.
type Directories []os.FileInfo

// Of looks at the directories of some names; one that there is not is left out, to be told of when it is opened.
func Of(names []string) Directories {
	var served Directories
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			served = append(served, info)
		}
	}
	return served
}

// Check refuses a file that lies in one of the directories, or is reached by a link that lies there. Directories are
// compared by identity, so that other names of them hide nothing. A missing file is left to the code that opens it.
func (served Directories) Check(file string) error {
	path := file
	if !filepath.IsAbs(file) {
		here, err := os.Getwd()
		if err != nil {
			return err
		}
		path = here + string(filepath.Separator) + file // not cleaned: a/../b leads through a
	}
	if _, err := os.Stat(file); err != nil {
		return nil
	}
	var last string
	for dir := range directoriesOf(path) {
		last = dir
		if slices.ContainsFunc(served, func(s os.FileInfo) bool { return isDirectory(dir, s) }) {
			return fmt.Errorf("%s lies in the served directory, where clients could read or replace it", file)
		}
	}
	if point := mountedAt(last, served, mountTable()); point != "" {
		return fmt.Errorf("%s lies in the served directory, by the mount at %s, where clients could read or replace it", file, point)
	}
	return nil
}

func isDirectory(dir string, as os.FileInfo) bool {
	at, err := os.Stat(dir)
	return err == nil && os.SameFile(at, as)
}

// directoriesOf are all directories that the system looks into for an absolute path: those above it, and those above
// everything that links on the way lead to. The last one holds the file itself.
func directoriesOf(path string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		volume := filepath.VolumeName(path)
		top := volume + string(filepath.Separator)
		dir, rest := top, path[len(volume):]
		for links := 0; links <= mostLinks; {
			rest = strings.TrimLeft(rest, string(filepath.Separator))
			if rest == "" {
				return
			}
			var name string
			name, rest, _ = strings.Cut(rest, string(filepath.Separator))
			if name == ".." || name == "." {
				dir = filepath.Join(dir, name)
				continue
			}
			if !yield(dir) {
				return
			}
			at := filepath.Join(dir, name)
			target, err := os.Readlink(at)
			if err != nil { // no link
				dir = at
				continue
			}
			links++
			if filepath.IsAbs(target) {
				dir, target = top, target[len(filepath.VolumeName(target)):]
			}
			rest = target + string(filepath.Separator) + rest
		}
	}
}
