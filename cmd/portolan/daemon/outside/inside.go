package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mostLinks is how many symbolic links a path may lead through; systems allow 40 or so.
const mostLinks = 255

// refuseReplaceable refuses a file that decides whom the server trusts, or whom clients trust, and that clients could
// replace. What is in it is no secret.
func (o *options) refuseReplaceable(file string) error {
	if o.readOnly {
		return nil
	}
	return o.refuseInside(file)
}

// refuseInside refuses a file that decides over the server and lies where its
// clients can read or replace it, those of a virtual host too, or is reached by
// a link that lies there. Directories are compared by identity, so that other
// names of them hide nothing.
func (o *options) refuseInside(file string) error {
	path, err := filepath.Abs(file)
	if _, missing := os.Stat(file); err != nil || missing != nil {
		return nil // to be told when the file is opened, as everything else that is wrong with it
	}
	served := o.servedDirectories()
	var last string
	for dir := range directoriesOf(path) {
		last = dir
		if slices.ContainsFunc(served, func(s os.FileInfo) bool { return isDirectory(dir, s) }) {
			return usagef("%s lies in the served directory, where clients could read or replace it", file)
		}
	}
	if point := mountedAt(last, served, mountTable()); point != "" {
		return usagef("%s lies in the served directory, by the mount at %s, where clients could read or replace it", file, point)
	}
	return nil
}

// keyNames are the files with private keys.
func (o *options) keyNames() []string {
	var all []string
	for _, v := range o.hosts {
		all = append(all, v.key)
	}
	return named(append(all, o.protection.key)...)
}

// fileNames are the files that decide over the server: those that clients may not see, and those that they may not replace.
func (o *options) fileNames() (secret, replaceable []string) {
	secret = append(o.keyNames(), o.config, o.usersFile)
	replaceable = []string{o.protection.cert, o.protection.clientCA, o.protection.clientCRL, o.exchange.ca}
	for _, v := range o.hosts {
		secret, replaceable = append(secret, v.usersFile), append(replaceable, v.cert)
	}
	return named(secret...), named(replaceable...)
}

// named are the names that are not empty.
func named(all ...string) []string {
	return slices.DeleteFunc(all, func(name string) bool { return name == "" })
}

// refuseSecrets looks at all files that must not lie in a served directory.
func (o *options) refuseSecrets() error {
	secret, replaceable := o.fileNames()
	var problems []error
	for _, file := range secret {
		problems = append(problems, o.refuseInside(file))
	}
	for _, file := range replaceable {
		problems = append(problems, o.refuseReplaceable(file))
	}
	return errors.Join(problems...)
}

// servedDirectories are those that there are.
func (o *options) servedDirectories() []os.FileInfo {
	directories := []string{o.directory}
	for _, v := range o.hosts {
		directories = append(directories, v.directory)
	}
	var served []os.FileInfo
	for _, directory := range directories {
		if info, err := os.Stat(directory); err == nil { // else to be told when the directory is opened
			served = append(served, info)
		}
	}
	return served
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
