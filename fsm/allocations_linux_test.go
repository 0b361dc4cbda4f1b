//go:build !race

package fsm_test

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/control"
)

// frugal is a client that allocates nothing, so that what is counted is the server's.
type frugal struct {
	t    *testing.T
	conn net.Conn
	buf  [512]byte
	file [8 << 10]byte
	at   syscall.SockaddrInet4
}

// frugalClient is logged in to a server of files.
func frugalClient(t *testing.T) *frugal {
	l, err := control.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, dir := serveFilesOn(t, l, fsm.Options{})
	if err := os.WriteFile(filepath.Join(dir, "small"), []byte(strings.Repeat("x", 4096)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	c := &frugal{t: t, conn: dial(t, address), at: syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}}
	c.reply()
	for _, line := range []string{"USER u\r\n", "PASS p\r\n", "TYPE I\r\n"} {
		c.do([]byte(line))
	}
	return c
}

// do sends a line and reads its reply.
func (c *frugal) do(line []byte) []byte {
	c.conn.Write(line)
	return c.reply()
}

// reply reads a line or more; refusals fail the test.
func (c *frugal) reply() []byte {
	n, err := c.conn.Read(c.buf[:])
	if err != nil || c.buf[0] > '3' {
		c.t.Fatalf("%q %v", c.buf[:n], err)
	}
	return c.buf[:n]
}

var epsv = []byte("EPSV\r\n")

// open opens a data connection.
func (c *frugal) open() (fd int) {
	reply := c.do(epsv)
	c.at.Port = 0
	for _, digit := range reply[bytes.Index(reply, []byte("|||"))+3:] {
		if digit == '|' {
			break
		}
		c.at.Port = 10*c.at.Port + int(digit-'0')
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err == nil {
		err = syscall.Connect(fd, &c.at)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return fd
}

// complete reads until the completion has come, with the preliminary reply or after it.
func (c *frugal) complete(reply []byte) {
	for !bytes.HasPrefix(reply, []byte("226")) && !bytes.Contains(reply, []byte("\n226")) {
		reply = c.reply()
	}
}

// retrieve downloads the small file.
func (c *frugal) retrieve() {
	fd := c.open()
	reply := c.do([]byte("RETR small\r\n"))
	whole := bytes.Contains(reply, []byte("\n226"))
	total := 0
	for {
		n, err := syscall.Read(fd, c.file[:])
		if err != nil {
			c.t.Fatal(err)
		}
		if n == 0 {
			break
		}
		total += n
	}
	syscall.Close(fd)
	if !whole {
		c.complete(nil)
	}
	if total != 4096 {
		c.t.Fatalf("%d bytes", total)
	}
}

// store uploads as much.
func (c *frugal) store() {
	fd := c.open()
	reply := c.do([]byte("STOR stored\r\n"))
	if _, err := syscall.Write(fd, c.file[:4096]); err != nil {
		c.t.Fatal(err)
	}
	syscall.Close(fd)
	c.complete(reply)
}

// TestAllocations: what commands and small files leave to the garbage collector. A bound that is passed is not wrong by
// itself, but it should be passed on purpose. BenchmarkCommands and strace -c tell more.
func TestAllocations(t *testing.T) {
	c := frugalClient(t)
	line := func(text string) func() {
		command := []byte(text + "\r\n")
		return func() { c.do(command) }
	}
	for _, row := range []struct {
		name string
		do   func()
		most float64
	}{
		{"NOOP", line("NOOP"), 0},
		{"PWD", line("PWD"), 0},
		{"CWD", line("CWD /sub"), 10},
		{"CWD /", line("CWD /"), 10},
		{"EPSV, RETR of 4 KiB", c.retrieve, 44},
		{"EPSV, STOR of 4 KiB", c.store, 76},
	} {
		got := testing.AllocsPerRun(200, row.do)
		for try := 0; got > row.most && try < 5; try++ { // what earlier tests have left running allocates, too, for a while
			time.Sleep(100 * time.Millisecond)
			got = min(got, testing.AllocsPerRun(200, row.do))
		}
		t.Logf("%-20s %3.0f", row.name, got)
		if got > row.most {
			t.Errorf("%s: %v allocations, want %v at most", row.name, got, row.most)
		}
	}
}
