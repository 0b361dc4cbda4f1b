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
// another control connection and with the own one. Where the own one is wanted, who has been refused keeps what the
// handshake gave him, and comes back with it. By default the foreign session is declined, and the transfer runs.
func TestDataBelongsToItsControlConnection(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, proof := range []fsm.DataProof{fsm.ProofCertificate, fsm.ProofSession, fsm.ProofNone} {
			address, dir := serveFiles(t, fsm.Options{DataProof: proof})
			secret := filepath.Join(dir, "secret")
			if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
				t.Fatal(err)
			}
			mine, other := connect(t, address), connect(t, address)
			for _, c := range []*client{mine, other} {
				c.auth(version)
				c.login()
				c.private()
			}
			back := &tls.Config{InsecureSkipVerify: true, MaxVersion: version, ServerName: "x", ClientSessionCache: tls.NewLRUClientSessionCache(1)}
			for _, active := range []bool{false, true} {
				for _, command := range []string{"RETR secret", "STOR stored", "LIST"} {
					t.Run(fmt.Sprint(tls.VersionName(version), " proof ", proof, " active ", active, " ", command), func(t *testing.T) {
						mine.t = t
						foreign := &tls.Config{InsecureSkipVerify: true, MaxVersion: version, ServerName: "x", ClientSessionCache: sameSession{other.tls.ClientSessionCache}}
						if proof != fsm.ProofSession {
							mine.moves(dir, active, command, foreign, false)
						} else {
							mine.refused(dir, active, command, foreign)
							mine.refused(dir, active, command, back)
							mine.refused(dir, active, command, back)
						}
						mine.moves(dir, active, command, mine.tls, true)
					})
				}
			}
		}
	}
}

// sameSession is a store that nothing is added to.
type sameSession struct{ tls.ClientSessionCache }

func (sameSession) Put(string, *tls.ClientSessionState) {}

// move performs a transfer with TLS of this configuration: what came, the reply at the end, and whether the session
// resumed.
func (c *client) move(active bool, command string, config *tls.Config) (got, end string, resumed bool) {
	c.t.Helper()
	data := c.dataFor(active)
	c.expect(command, "150 ")
	conn := tls.Client(data(), config)
	defer conn.Close()
	if strings.HasPrefix(command, "STOR") {
		io.WriteString(conn, "uploaded")
		conn.CloseWrite()
	}
	read, _ := io.ReadAll(conn)
	return string(read), c.expect("", ""), conn.ConnectionState().DidResume
}

// refused performs a transfer that fails, and moves nothing.
func (c *client) refused(dir string, active bool, command string, config *tls.Config) {
	c.t.Helper()
	if got, end, _ := c.move(active, command, config); got != "" || end != "522 The data connection could not be protected." {
		c.t.Errorf("%s: %q, %s", command, got, end)
	}
	if left, err := os.ReadFile(filepath.Join(dir, "stored")); err == nil {
		c.t.Errorf("%s: stored %q", command, left)
	}
}

// moves performs a transfer that succeeds.
func (c *client) moves(dir string, active bool, command string, config *tls.Config, resumes bool) {
	c.t.Helper()
	got, end, resumed := c.move(active, command, config)
	if end != "226 Transfer complete." || resumed != resumes || strings.HasPrefix(command, "STOR") != (got == "") {
		c.t.Fatalf("%s: %q, %s, resumed %v", command, got, end, resumed)
	}
	if strings.HasPrefix(command, "STOR") {
		if stored, err := os.ReadFile(filepath.Join(dir, "stored")); err != nil || string(stored) != "uploaded" {
			c.t.Fatalf("stored %q, %v", stored, err)
		}
		if err := os.Remove(filepath.Join(dir, "stored")); err != nil {
			c.t.Fatal(err)
		}
	}
}

// TestWritingClientLosesNothing uploads with clients that never read the data connection and close at once,
// whether they have a session to offer, none, or one that is not taken. What a client leaves unread would
// reset the connection.
func TestWritingClientLosesNothing(t *testing.T) {
	t.Parallel()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		address, dir := serveFiles(t, fsm.Options{DataProof: fsm.ProofNone})
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
	t.Parallel()
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
	if _, err := conn.Write(make([]byte, 2000)); err != nil { // two records
		t.Fatal(err)
	}
	slow.pieces = 0
	conn.Close()
	c.expect("", "226 ")
	if info, err := os.Stat(filepath.Join(dir, "f")); err != nil || info.Size() != 2000 {
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
	t.Parallel()
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

// TestBrokenRecords: what is no TLS behind the handshake ends the data connection, not the file's device.
func TestBrokenRecords(t *testing.T) {
	t.Parallel()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for name, garbage := range map[string]string{"no record": "this is no TLS at all\r\n", "a forged one": "\x17\x03\x03\x00\x20" + strings.Repeat("x", 32),
			"a long one": "\x17\x03\x03\xff\xff" + strings.Repeat("x", 0xffff), "of no kind": "\x63\x03\x03\x00\x20" + strings.Repeat("x", 32)} {
			t.Run(tls.VersionName(version)+" "+name, func(t *testing.T) {
				address, dir := serveFiles(t, fsm.Options{})
				c := connect(t, address)
				c.auth(version)
				c.login()
				c.private()
				raw := c.passive()
				c.expect("STOR f", "150 ")
				conn := tls.Client(raw, c.tls)
				if _, err := io.WriteString(conn, "half"); err != nil {
					t.Fatal(err)
				}
				io.WriteString(raw, garbage)
				c.expect("", "426 ")
				if got, err := os.ReadFile(filepath.Join(dir, "f")); err == nil && string(got) != "half" && string(got) != "" {
					t.Errorf("%q is stored", got)
				}
				c.expect("NOOP", "200 ")
			})
		}
	}
}
