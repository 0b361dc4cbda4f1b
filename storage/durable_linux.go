package storage

import (
	"os"

	"golang.org/x/sys/unix"
)

const (
	// startApart is how much has to be written for that to be begun beside the upload: the disk's queue takes less at once.
	startApart = 1 << 20
	// startsApart is how many may be begun so at a time. Each has a thread; the others are begun by their uploads.
	startsApart = 16
)

var starts = make(chan struct{}, startsApart)

// startWriting begins to write the content of f, so many bytes, to the disk. What cannot be begun is written when the
// system likes, which is all that was promised. A large file would have to wait until the disk's queue has taken it, so
// that is left to a goroutine, which has the file open for itself.
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
