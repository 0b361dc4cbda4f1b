package main

import (
	"fmt"
	"log/slog"
	"os"
	"runtime"
)

// readableByAll is the mode bit of a file that everybody on the machine can read. A group that may read keys is customary.
const readableByAll = 0o004

// warnOfExposure tells what an operator may have overlooked and the server can do nothing about: a key that everybody on the
// machine can read, a secret with a second name, which may lie in a served directory, and output that goes there.
func (o *options) warnOfExposure(log *slog.Logger) {
	secret, _ := o.fileNames()
	for _, path := range secret {
		if info, err := os.Stat(path); err == nil && hardLinks(info) > 1 {
			log.Warn("the file has another name (hard link), and whoever reaches that reads or changes it", keyPath, path)
		}
	}
	for _, path := range o.keyNames() {
		if info, err := os.Stat(path); err == nil && info.Mode()&readableByAll != 0 && runtime.GOOS != "windows" {
			log.Warn("everybody on this machine can read the key: run chmod 600", keyPath, path)
		}
	}
	for what, file := range map[string]*os.File{"the log": os.Stderr, "what is printed, passwords too,": os.Stdout} {
		if path := pathOf(file); path != "" && o.refuseInside(path) != nil {
			log.Warn(what+" goes to a file in the served directory, where clients could read or replace it", keyPath, path)
		}
	}
}

// pathOf is where a regular file lies that the program was started with; "" if that is not known.
func pathOf(file *os.File) string {
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	path, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", file.Fd()))
	if err != nil {
		return ""
	}
	return path
}
