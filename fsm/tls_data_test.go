package fsm_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
)

// listening sets an active data connection up; accept takes it once the transfer has begun.
func (c *client) listening() (accept func() net.Conn) {
	c.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { l.Close() })
	port := l.Addr().(*net.TCPAddr).Port
	c.expect(fmt.Sprintf("PORT 127,0,0,1,%d,%d", port>>8, port&255), "200 ")
	return func() net.Conn {
		l.(*net.TCPListener).SetDeadline(time.Now().Add(patience))
		conn, err := l.Accept()
		if err != nil {
			c.t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(patience))
		return conn
	}
}

// dataFor sets a data connection up either way.
func (c *client) dataFor(active bool) func() net.Conn {
	if active {
		return c.listening()
	}
	conn := c.passive()
	return func() net.Conn { return conn }
}

// TestDataBelongsToItsControlConnection tries each kind of transfer, passive and active, with the session of
// another control connection and with the own one. Who has been refused keeps what the handshake gave him, and
// comes back with it.
func TestDataBelongsToItsControlConnection(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, policy := range []fsm.Resumption{fsm.ResumeWhenOffered, fsm.ResumeRequired} {
			address, dir := serveFiles(t, fsm.Options{Resumption: policy})
			secret := filepath.Join(dir, "secret")
			if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
				t.Fatal(err)
			}
			victim, thief := connect(t, address), connect(t, address)
			for _, c := range []*client{victim, thief} {
				c.auth(version)
				c.login()
				c.private()
			}
			for _, active := range []bool{false, true} {
				for _, command := range []string{"RETR secret", "STOR stored", "LIST"} {
					t.Run(fmt.Sprint(tls.VersionName(version), " policy ", policy, " active ", active, " ", command), func(t *testing.T) {
						victim.t = t
						foreign := &tls.Config{InsecureSkipVerify: true, MaxVersion: version, ServerName: "x", ClientSessionCache: thief.tls.ClientSessionCache}
						if got, end := victim.move(active, command, foreign); got != "" || end != "522 The data connection could not be protected." {
							t.Errorf("another's session: %q, %s", got, end)
						}
						if left, err := os.ReadFile(filepath.Join(dir, "stored")); err == nil {
							t.Errorf("another's session stored %q", left)
						}
						got, end := victim.move(active, command, victim.tls)
						if end != "226 Transfer complete." || strings.HasPrefix(command, "STOR") != (got == "") {
							t.Errorf("the own session: %q, %s", got, end)
						}
						if strings.HasPrefix(command, "STOR") {
							if stored, _ := os.ReadFile(filepath.Join(dir, "stored")); string(stored) != "uploaded" {
								t.Errorf("stored %q", stored)
							}
							os.Remove(filepath.Join(dir, "stored"))
						}
					})
				}
			}
		}
	}
}

// move performs a transfer with TLS of this configuration: what came, and the reply at the end.
func (c *client) move(active bool, command string, config *tls.Config) (got, end string) {
	c.t.Helper()
	data := c.dataFor(active)
	c.expect(command, "150 ")
	conn := tls.Client(data(), config)
	defer conn.Close()
	if strings.HasPrefix(command, "STOR") {
		io.WriteString(conn, "uploaded")
		conn.Close()
	} else {
		read, _ := io.ReadAll(conn)
		got = string(read)
	}
	end = c.expect("", "")
	if resumed := conn.ConnectionState().DidResume; resumed != (end[0] == '2') {
		c.t.Errorf("%s: resumed %v, %s", command, resumed, end)
	}
	return got, end
}

// TestWritingClientLosesNothing uploads with clients that never read the data connection and close at once,
// whether they have a session to offer, none, or one that is not taken. What a client leaves unread would
// reset the connection.
func TestWritingClientLosesNothing(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		address, dir := serveFiles(t, fsm.Options{Resumption: fsm.ResumeOff})
		other := connect(t, address)
		other.auth(version)
		other.login()
		c := connect(t, address)
		c.auth(version)
		c.login()
		c.private()
		for name, cache := range map[string]tls.ClientSessionCache{"none": nil, "own": c.tls.ClientSessionCache, "another's": other.tls.ClientSessionCache} {
			for _, size := range []int{0, 1, 16 << 10, 3<<20 + 7} {
				for _, active := range []bool{false, true} {
					t.Run(fmt.Sprint(tls.VersionName(version), " session ", name, " ", size, " active ", active), func(t *testing.T) {
						c.t = t
						content := bytes.Repeat([]byte("0123456"), size/7+1)[:size]
						data := c.dataFor(active)
						c.expect("STOR f", "150 ")
						conn := tls.Client(data(), &tls.Config{InsecureSkipVerify: true, MaxVersion: version, ServerName: "x", ClientSessionCache: cache})
						if err := conn.Handshake(); err != nil {
							t.Fatal(err)
						}
						if _, err := conn.Write(content); err != nil {
							t.Fatal(err)
						}
						if err := conn.Close(); err != nil {
							t.Fatal(err)
						}
						c.expect("", "226 ")
						if got, err := os.ReadFile(filepath.Join(dir, "f")); err != nil || !bytes.Equal(got, content) {
							t.Fatalf("%d bytes on disk of %d, %v", len(got), size, err)
						}
					})
				}
			}
		}
	}
}

// TestResetIsNoCompleteUpload resets data connections: behind TLS's own end all may have come or not, and
// without it nothing is complete. 226 is never said of bytes that are not on the disk.
func TestResetIsNoCompleteUpload(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		address, dir := serveFiles(t, fsm.Options{})
		c := connect(t, address)
		c.auth(version)
		c.login()
		c.private()
		content := bytes.Repeat([]byte("portolan"), 100_000)
		for i := range 20 {
			notified := i%2 == 0
			raw := c.passive()
			c.expect("STOR f", "150 ")
			conn := tls.Client(raw, c.tls)
			if _, err := conn.Write(content); err != nil {
				t.Fatal(err)
			}
			if notified {
				if err := conn.CloseWrite(); err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(raw.(*net.TCPConn).SetLinger(0), raw.Close()); err != nil {
				t.Fatal(err)
			}
			end := c.expect("", "")
			got, _ := os.ReadFile(filepath.Join(dir, "f"))
			switch {
			case end == "226 Transfer complete." && notified && bytes.Equal(got, content):
			case strings.HasPrefix(end, "426 ") && bytes.HasPrefix(content, got):
			default:
				t.Fatalf("round %d: %s with %d of %d bytes on disk", i, end, len(got), len(content))
			}
			os.Remove(filepath.Join(dir, "f"))
		}
	}
}

// TestSlowRecordIsNoStall sends one TLS record in pieces that together take longer than a stall may.
func TestSlowRecordIsNoStall(t *testing.T) {
	const stall, pieces = 800 * time.Millisecond, 12
	address, dir := serveFiles(t, fsm.Options{Limits: fsm.Limits{StallTimeout: stall}})
	c := connect(t, address)
	c.auth(tls.VersionTLS13)
	c.login()
	c.private()
	slow := &slowConn{Conn: c.passive()}
	conn := tls.Client(slow, c.tls)
	c.expect("STOR f", "150 ")
	if err := conn.Handshake(); err != nil {
		t.Fatal(err)
	}
	slow.pieces, slow.pause = pieces, stall/8
	if _, err := conn.Write(make([]byte, 10_000)); err != nil {
		t.Fatal(err)
	}
	slow.pieces = 0
	conn.Close()
	c.expect("", "226 ")
	if info, err := os.Stat(filepath.Join(dir, "f")); err != nil || info.Size() != 10_000 {
		t.Fatal(info, err)
	}
}

// slowConn writes in pieces, with a pause before each.
type slowConn struct {
	net.Conn
	pieces int
	pause  time.Duration
}

func (c *slowConn) Write(p []byte) (n int, err error) {
	if c.pieces == 0 {
		return c.Conn.Write(p)
	}
	for n < len(p) && err == nil {
		time.Sleep(c.pause)
		var m int
		m, err = c.Conn.Write(p[n:min(len(p), n+len(p)/c.pieces+1)])
		n += m
	}
	return n, err
}

// TestStalledDownloadEnds: a client that stops reading is given up, and TLS does not hold the session back.
func TestStalledDownloadEnds(t *testing.T) {
	address, dir := serveFiles(t, fsm.Options{Limits: fsm.Limits{StallTimeout: 300 * time.Millisecond}})
	if err := os.WriteFile(filepath.Join(dir, "f"), make([]byte, 32<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	c := connect(t, address)
	c.auth(tls.VersionTLS13)
	c.login()
	c.private()
	raw := c.passive()
	c.expect("RETR f", "150 ")
	conn := tls.Client(raw, c.tls)
	if err := conn.Handshake(); err != nil {
		t.Fatal(err)
	}
	c.expect("", "426 The data connection stood still; transfer stopped.")
	if _, err := io.Copy(io.Discard, conn); err == nil || errors.Is(err, syscall.ETIMEDOUT) {
		t.Errorf("what is left ended with %v", err)
	}
	c.expect("NOOP", "200 ")
}
