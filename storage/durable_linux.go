package storage

import (
	"os"

	"golang.org/x/sys/unix"
)

const (
	// startApart is the size from which writing back begins in a goroutine of its own. The disk's queue takes smaller
	// content at once.
	startApart = 1 << 20
	// startsApart is how many such goroutines may run at a time. Each takes a thread; other uploads begin writing back
	// themselves.
	startsApart = 16
)

var starts = make(chan struct{}, startsApart)

// startWriting begins to write the content of f, so many bytes, to the disk. If that fails, the system writes the
// content later, as the options allow. For a large file the call waits until the disk's queue has taken it, so a
// goroutine makes it, with a descriptor of its own.
func startWriting(f *os.File, written int64) {
	if written < startApart {
		control(f, start)
		return
	}
	select {
	case starts <- struct{}{}:
	default:
		control(f, start)
		return
	}
	control(f, func(fd int) error {
		own, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			<-starts
			return err
		}
		go func() {
			defer func() { <-starts }()
			defer unix.Close(own)
			start(own)
		}()
		return nil
	})
}

func start(fd int) error { return unix.SyncFileRange(fd, 0, 0, unix.SYNC_FILE_RANGE_WRITE) }

// datasync waits until the content of f is on the disk, and its size.
func datasync(f *os.File) error {
	return control(f, func(fd int) error {
		for {
			if err := unix.Fdatasync(fd); err != unix.EINTR {
				return err
			}
		}
	})
}
