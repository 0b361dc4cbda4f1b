package main

import (
	"io"
	"net"
	"net/netip"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// bareFile is a TCP socket or a file in blocking system calls: one for each operation, without a poller.
type bareFile struct{ fd int }

// bareBacklog is how many connections may wait.
const bareBacklog = 4096

// listenBare opens a port on an IPv4 address.
func listenBare(address string) (*bareFile, error) {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	if err == nil {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1) // which connections inherit
	}
	if err == nil {
		err = unix.Bind(fd, &unix.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()})
	}
	if err == nil {
		err = unix.Listen(fd, bareBacklog)
	}
	if err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("listen", err)
	}
	return &bareFile{fd}, nil
}

// at is the number of the port.
func (s *bareFile) at() (int, error) {
	a, err := unix.Getsockname(s.fd)
	if err != nil {
		return 0, os.NewSyscallError("getsockname", err)
	}
	return a.(*unix.SockaddrInet4).Port, nil
}

func (s *bareFile) accept() (*bareFile, error) {
	for {
		fd, _, err := unix.Accept4(s.fd, unix.SOCK_CLOEXEC)
		if err != unix.EINTR {
			return &bareFile{fd}, os.NewSyscallError("accept", err)
		}
	}
}

// stop ends what waits for connections.
func (s *bareFile) stop() { unix.Shutdown(s.fd, unix.SHUT_RDWR) }

func (s *bareFile) Read(p []byte) (int, error) {
	for {
		n, err := unix.Read(s.fd, p)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return 0, os.NewSyscallError("read", err)
		case n == 0 && len(p) > 0:
			return 0, io.EOF
		default:
			return n, nil
		}
	}
}

func (s *bareFile) Write(p []byte) (sent int, err error) {
	for sent < len(p) {
		n, err := unix.Write(s.fd, p[sent:])
		if err != nil && err != unix.EINTR {
			return sent, os.NewSyscallError("write", err)
		}
		sent += max(n, 0)
	}
	return sent, nil
}

// sendFile sends a file from its offset to its end.
func (s *bareFile) sendFile(f *bareFile) error {
	const most = 1 << 30
	for {
		n, err := unix.Sendfile(s.fd, f.fd, nil, most)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return os.NewSyscallError("sendfile", err)
		case n == 0:
			return nil
		}
	}
}

func (s *bareFile) Close() error { return unix.Close(s.fd) }

// The rest of a net.Conn, which crypto/tls asks for.

func (s *bareFile) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (s *bareFile) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (s *bareFile) SetDeadline(time.Time) error      { return nil }
func (s *bareFile) SetReadDeadline(time.Time) error  { return nil }
func (s *bareFile) SetWriteDeadline(time.Time) error { return nil }

// openBare opens a file; one that is made has the permissions 0666.
func openBare(path string, flags int) (*bareFile, error) {
	fd, err := unix.Open(path, flags|unix.O_CLOEXEC, 0o666)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return &bareFile{fd}, nil
}

// size is the length of a file; 0 if that is not known.
func (s *bareFile) size() int64 {
	var st unix.Stat_t
	if unix.Fstat(s.fd, &st) != nil {
		return 0
	}
	return st.Size
}

// entries reads the next entries of a directory into buf, and returns them as the system has them; none at the end.
func (s *bareFile) entries(buf []byte) ([]byte, error) {
	n, err := unix.Getdents(s.fd, buf)
	return buf[:max(n, 0)], os.NewSyscallError("getdents64", err)
}

// cutEntry cuts the first entry off: its name, and those that follow (getdents(2)).
func cutEntry(entries []byte) (name string, rest []byte) {
	const lengthAt, nameAt = 16, 19
	length := int(entries[lengthAt]) | int(entries[lengthAt+1])<<8
	return unix.ByteSliceToString(entries[nameAt:length]), entries[length:]
}

// look describes an entry of a directory, and not what a link leads to.
func (s *bareFile) look(name string) (size int64, modified time.Time, err error) {
	var st unix.Stat_t
	err = unix.Fstatat(s.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	return st.Size, time.Unix(st.Mtim.Unix()), err
}
