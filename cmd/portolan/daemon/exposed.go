package daemon

import (
	"fmt"
	"os"
	"runtime"

	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// readableByAll is the mode bit of a file that everybody on the machine can read. A group that may read keys is
// customary.
const readableByAll = 0o004

// warnOfExposure warns of risks that the server cannot prevent: a key that everybody on the machine can read, a secret
// with a second name (a hard link), which may lie in a served directory, and output that goes into one.
func (o *Options) warnOfExposure() {
	secret, _ := o.fileNames()
	for _, path := range secret {
		if info, err := os.Stat(path); err == nil && hardLinks(info) > 1 {
			o.Log.Warn("the file has another name (hard link), and whoever reaches that reads or changes it", logging.KeyPath, path)
		}
	}
	for _, path := range o.keyNames() {
		if info, err := os.Stat(path); err == nil && info.Mode()&readableByAll != 0 && runtime.GOOS != "windows" {
			o.Log.Warn("everybody on this machine can read the key: run chmod 600", logging.KeyPath, path)
		}
	}
	for what, file := range map[string]*os.File{"the log": os.Stderr, "what is printed, passwords too,": os.Stdout} {
		if path := pathOf(file); path != "" && o.refuseInside(path) != nil {
			o.Log.Warn(what+" goes to a file in the served directory, where clients could read or replace it", logging.KeyPath, path)
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
