package storage

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

const (
	// spliceSize is how much one splice moves: as much as a pipe may hold without privileges.
	spliceSize = 1 << 20
	// idlePipes is how many pipes are kept for the next uploads. Package os keeps as many as there were uploads at
	// once, until the memory of the process is cleared up.
	idlePipes = 16
)

// pipe holds bytes between the two splices that move them: bytes written to w come out of r.
type pipe struct{ r, w int }

// pipes are the unused pipes. All of them are empty.
var pipes = make(chan pipe, idlePipes)

func takePipe() (pipe, error) {
	select {
	case p := <-pipes:
		return p, nil
	default:
	}
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		return pipe{}, os.NewSyscallError("pipe2", err)
	}
	unix.FcntlInt(uintptr(fds[0]), unix.F_SETPIPE_SZ, spliceSize) // a user with many pipes keeps the smaller size
	return pipe{r: fds[0], w: fds[1]}, nil
}

// leave keeps an empty pipe for the next upload, if there are not enough.
func (p pipe) leave() {
	select {
	case pipes <- p:
	default:
		p.close()
	}
}

func (p pipe) close() {
	unix.Close(p.r)
	unix.Close(p.w)
}

// splices reports whether the kernel can move bytes from a connection into f. Some file systems cannot (HFS+ and JFFS2,
// for years), which would be found out only when bytes have been taken from the connection. So this asks first, with an
// empty pipe: if the file can splice, the call would wait.
func splices(f *os.File) bool {
	p, err := takePipe()
	if err != nil {
		return false
	}
	defer p.leave()
	err = control(f, func(fd int) error {
		_, err := unix.Splice(p.r, nil, fd, nil, 1, unix.SPLICE_F_NONBLOCK)
		return err
	})
	return err == unix.EAGAIN
}

// kindOf finds out on what f, a regular file, lies.
func kindOf(f *os.File) fileSystem {
	var st unix.Statfs_t
	if err := control(f, func(fd int) error { return unix.Fstatfs(fd, &st) }); err != nil {
		return unknownSystem
	}
	switch int64(st.Type) {
	case unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.F2FS_SUPER_MAGIC:
		return commonSystem
	case unix.TMPFS_MAGIC:
		return memorySystem
	}
	return unknownSystem
}

// move lets the kernel move bytes of a connection into f, up to the reader's limit, or has package os move those of
// another reader.
func move(f *os.File, from *io.LimitedReader) (n int64, err error) {
	conn, ok := from.R.(connection)
	if !ok {
		return f.ReadFrom(from)
	}
	source, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	s := splicer{source: source.Read}
	err = control(f, func(fd int) error {
		for n < from.N {
			moved, err := s.some(fd, min(spliceSize, from.N-n))
			n += moved
			if moved == 0 || err != nil {
				return err
			}
		}
		return nil
	})
	if s.pipeless {
		m, err := pump(f, io.LimitReader(conn, from.N-n))
		return n + m, err
	}
	return n, err
}

// splicer moves the bytes of one connection.
type splicer struct {
	source   func(func(fd uintptr) bool) error // waits until there is something
	pipe     pipe
	pipeless bool // there are no descriptors left for one
}

// some moves the bytes that have come, up to most bytes; none at the end of the connection.
func (s *splicer) some(to int, most int64) (moved int64, err error) {
	in, err := s.drain(most)
	if in == 0 || err != nil {
		return 0, err
	}
	for moved < in {
		n, err := spliceTo(s.pipe.r, to, in-moved, 0)
		if err == unix.EINTR {
			continue
		}
		if n == 0 && err == nil {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			s.pipe.close() // with what is left in it
			return moved, os.NewSyscallError("splice", err)
		}
		moved += n
	}
	s.pipe.leave()
	return moved, nil
}

// drain takes the bytes that have come into a pipe. While nothing comes, the connection has no pipe.
func (s *splicer) drain(most int64) (in int64, err error) {
	waited := s.source(func(fd uintptr) bool {
		p, failed := takePipe()
		if s.pipe, s.pipeless = p, failed != nil; s.pipeless {
			return true
		}
		for {
			in, err = spliceTo(int(fd), p.w, most, unix.SPLICE_F_NONBLOCK)
			if err != unix.EINTR {
				break
			}
		}
		if in <= 0 {
			in = 0
			p.leave()
		}
		return err != unix.EAGAIN
	})
	if waited != nil {
		return 0, waited
	}
	return in, os.NewSyscallError("splice", err)
}

// spliceTo is splice(2), whose result has another type on some machines.
func spliceTo(from, to int, most int64, flags int) (int64, error) {
	n, err := unix.Splice(from, nil, to, nil, int(most), flags)
	return int64(n), err
}
