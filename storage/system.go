package storage

import (
	"fmt"
	"os"
)

// systemDirs are refused by identity, so that another name, a bind mount or a
// symbolic link does not hide them.
var systemDirs = [...]string{"/", "/proc", "/sys", "/dev"}

// refuseSystem refuses to serve the files of the machine itself: its root, devices, processes and kernel settings. FTP
// servers have served these by mistake.
func refuseSystem(root *os.Root) error {
	fi, err := root.Stat(".")
	if err != nil {
		return err
	}
	for _, dir := range systemDirs {
		if sys, err := os.Stat(dir); err == nil && os.SameFile(fi, sys) {
			return fmt.Errorf("%w: it is %s", ErrSystemDir, dir)
		}
	}
	if inDev(infoOf("", fi)) {
		return fmt.Errorf("%w: it is in /dev", ErrSystemDir)
	}
	dir, err := root.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	kind, err := virtual(dir)
	if err != nil {
		return err
	}
	if kind != "" {
		return fmt.Errorf("%w: its file system is %s", ErrSystemDir, kind)
	}
	return nil
}

// inDev reports whether i lies on the file system of /dev, where that is one of its
// own. What is mounted below it, such as /dev/shm, is not.
func inDev(i Info) bool {
	dev, err := os.Stat("/dev")
	if err != nil {
		return false
	}
	top, err := os.Stat("/")
	if err != nil {
		return false
	}
	own := infoOf("", dev).Device
	return own != infoOf("", top).Device && own == i.Device
}
