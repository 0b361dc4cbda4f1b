package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The tests here look at the server's process, use the other addresses of the loopback, which Linux has, or
// send urgent data.

// descriptors counts what the server has open.
func (s *server) descriptors() int {
	s.t.Helper()
	all, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.cmd.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	n := 0
	for _, d := range all {
		// Go keeps pipes for splice, which are no session's.
		if what, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", s.cmd.Process.Pid, d.Name())); err == nil && !strings.HasPrefix(what, "pipe:") {
			n++
		}
	}
	return n
}

// memory is how many bytes the server has resident.
func (s *server) memory() int64 {
	s.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "VmRSS:")
	kB, err := strconv.ParseInt(strings.Fields(after)[0], 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return kB << 10
}

// dialFrom connects from another address of the loopback.
func dialFrom(t *testing.T, from, to string) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: patience}
	conn, err := d.Dial("tcp", to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(2 * patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestStolenPort: whoever connects first from elsewhere gets nothing, and the client is served all the same.
func TestStolenPort(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw")
	s.write("secret", "secret content")
	c := s.login("bob")
	c.says("TYPE I", "200 Type is image.")
	for _, command := range []string{"RETR secret", "STOR new"} {
		to := fmt.Sprintf("127.0.0.1:%d", c.port())
		thief := dialFrom(t, "127.0.0.2", to)
		victim := dialFrom(t, "127.0.0.1", to)
		if command == "RETR secret" {
			c.says(command, "150 Opening data connection (14 bytes).")
		} else {
			c.says(command, "150 Opening data connection.")
			fmt.Fprint(thief, "forged") // may fail: it has been turned away
			fmt.Fprint(victim, "true")
			if err := victim.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
		}
		stolen, _ := io.ReadAll(thief)
		got, err := io.ReadAll(victim)
		if want := map[string]string{"RETR secret": "secret content"}[command]; len(stolen) > 0 || err != nil || string(got) != want {
			t.Errorf("%s: the thief has %q, the client %q, %v", command, stolen, got, err)
		}
		c.gets("226 Transfer complete.")
	}
	if got := s.tree()["new"]; got != "true" {
		t.Errorf("stored %q", got)
	}
}

// TestDataComesFromTheControlAddress: a client that looks where active data come from sees the address it knows.
func TestDataComesFromTheControlAddress(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw", "--listen", "127.0.0.3:0")
	c := s.login("bob")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	c.says(fmt.Sprintf("PORT 127,0,0,1,%d,%d", port>>8, port&255), fmt.Sprintf("200 Data will go to 127.0.0.1:%d.", port))
	c.says("NLST", "150 Opening data connection.")
	data, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	if host, _, _ := net.SplitHostPort(data.RemoteAddr().String()); host != "127.0.0.3" {
		t.Errorf("data come from %s", host)
	}
	c.gets("226 Transfer complete.")
}

// TestUrgentAbort sends ABOR in every way that clients have: parts of it as TCP urgent data, or none.
func TestUrgentAbort(t *testing.T) {
	t.Parallel()
	const urgent = true
	type part struct {
		bytes  string
		urgent bool
	}
	for name, parts := range map[string][]part{
		"RFC 959: IP, then the mark urgent": {{"\xff\xf4", !urgent}, {"\xff", urgent}, {"\xf2ABOR\r\n", !urgent}},
		"IP and the mark urgent":            {{"\xff\xf4\xff\xf2", urgent}, {"ABOR\r\n", !urgent}},
		"all of it urgent, as ftplib":       {{"ABOR\r\n", urgent}},
		"the line feed urgent":              {{"ABOR\r", !urgent}, {"\n", urgent}},
		"nothing urgent":                    {{"\xff\xf4\xff\xf2ABOR\r\n", !urgent}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, "--user", "bob:pw").login("bob")
			sendParts := func() {
				for _, p := range parts {
					if p.urgent {
						sendUrgent(t, c.conn, p.bytes)
					} else if _, err := io.WriteString(c.conn, p.bytes); err != nil {
						t.Fatal(err)
					}
				}
			}
			data := c.data()
			c.says("STOR f", "150 Opening data connection.")
			if _, err := io.WriteString(data, "some"); err != nil {
				t.Fatal(err)
			}
			sendParts()
			c.gets("426 Transfer aborted.", "226 Abort done.")
			sendParts()
			c.gets("226 Nothing to abort.")
			c.says("NOOP", "200 Done.")
		})
	}
}

func sendUrgent(t *testing.T, conn net.Conn, bytes string) {
	t.Helper()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = syscall.Sendto(int(fd), []byte(bytes), syscall.MSG_OOB, nil) }); err != nil || failed != nil {
		t.Fatal(err, failed)
	}
}

// TestAbortedTransfersLeaveNothing breaks transfers off in all ways, and counts what the server still has open.
func TestAbortedTransfersLeaveNothing(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw")
	if err := os.Truncate(writeFile(t, filepath.Join(s.dir, "big"), ""), 64<<20); err != nil {
		t.Fatal(err)
	}
	s.login("bob").stores("f", "first", "226 Transfer complete.") // with which the served directory is opened for good
	base := s.descriptors()
	for i := range 300 {
		c := s.login("bob")
		data := c.data().(*net.TCPConn)
		c.send([]string{"RETR big", "STOR new", "NLST"}[i%3])
		if i%2 == 0 {
			if _, err := c.text.ReadLine(); err != nil {
				t.Fatal(err)
			}
		}
		switch i / 3 % 5 {
		case 0:
			c.send("ABOR")
		case 1:
			c.send("QUIT")
		case 2:
			data.SetLinger(0)
			data.Close()
		case 3:
			c.conn.(*net.TCPConn).SetLinger(0)
		}
		c.conn.Close()
		data.Close()
	}
	eventually(t, "everything is closed", func() bool { return s.descriptors() <= base })
	s.login("bob").says("NOOP", "200 Done.")
}

// TestFlood: idle connections from one address do not keep a client from another one out.
func TestFlood(t *testing.T) {
	t.Parallel()
	const perAddress = 50
	s := serve(t, "--user", "bob:pw", "--max-sessions-per-address", strconv.Itoa(perAddress))
	for range perAddress {
		dialFrom(t, "127.0.0.2", s.addresses[0])
	}
	for range 500 {
		conn := dialFrom(t, "127.0.0.2", s.addresses[0])
		conn.Close()
	}
	s.login("bob").stores("f", "content", "226 Transfer complete.")
}

// TestConnectAndReset: connections that are gone before they are accepted cost nothing, on any port.
func TestConnectAndReset(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw")
	c := s.login("bob")
	c.stores("f", "first", "226 Transfer complete.") // with which the served directory is opened for good
	base := s.descriptors()
	reset := func(address string) {
		conn, err := net.DialTimeout("tcp", address, patience)
		if err != nil {
			t.Fatal(err)
		}
		conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	}
	for range 300 {
		reset(s.addresses[0])
	}
	address := fmt.Sprintf("127.0.0.1:%d", c.port())
	for range 100 {
		reset(address)
	}
	c.send("NLST") // takes one of those that are gone, and fails on it or on the next
	c.gets("150 Opening data connection.")
	if reply, err := c.text.ReadLine(); err != nil || !strings.HasPrefix(reply, "426 ") && !strings.HasPrefix(reply, "226 ") && !strings.HasPrefix(reply, "425 ") {
		t.Errorf("%q, %v", reply, err)
	}
	c.stores("f", "content", "226 Transfer complete.")
	eventually(t, "everything is closed", func() bool { return s.descriptors() <= base })
}

// TestLineWithoutEnd sends one for a long time; it is answered once, when it ends.
func TestLineWithoutEnd(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := s.dial()
	before := s.memory()
	block := bytes.Repeat([]byte("x"), 1<<20)
	for range 64 {
		if _, err := c.conn.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	c.says("", "500 Line too long.")
	c.says("NOOP", "200 Done.")
	if grew := s.memory() - before; grew > 16<<20 {
		t.Errorf("the server takes %d bytes more", grew)
	}
}

// TestFailuresTakeNoMemory sends what fails, again and again.
func TestFailuresTakeNoMemory(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw", "--log-level", "error")
	c := s.login("bob")
	round := func(n int) {
		t.Helper()
		go io.WriteString(c.conn, strings.Repeat("CWD "+strings.Repeat("no/", 100)+"\r\nUSER "+strings.Repeat("x", 200)+"\r\n", n))
		for range n {
			reply, err := c.text.ReadLine()
			if err != nil || reply != "550 No such file or directory." && reply != "530 Please log in with USER and PASS." {
				t.Fatalf("%q, %v", reply, err)
			}
			c.gets("331 Password, please.")
		}
	}
	round(2000)
	before := s.memory()
	round(40_000)
	if grew := s.memory() - before; grew > 16<<20 { // 200 bytes a command; what the collector leaves varies
		t.Errorf("the server takes %d bytes more", grew)
	}
}
