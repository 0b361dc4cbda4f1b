package fsm_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm"
)

// injected is the reply to whoever goes on before TLS has begun or ended.
const injected = "421 Wait for the reply before you go on."

// TestInjectedCommandDoesNotRun: what comes behind AUTH in the clear, CCC or REIN never runs, wherever it waits. The
// victim's file is still there, and nothing is answered but the end.
func TestInjectedCommandDoesNotRun(t *testing.T) {
	const evil = "\r\nUSER u\r\nPASS p\r\nDELE f\r\n"
	for _, c := range []struct {
		name, command string
		tls           bool
	}{
		{"AUTH", "AUTH TLS", false},
		{"AUTH SSL", "auth ssl", false},
		{"AUTH TLS-P", "AUTH TLS-P", false},
		{"CCC", "CCC", true},
		{"REIN", "REIN", true},
	} {
		for _, where := range []struct {
			name   string
			behind string
		}{
			{"commands", evil},
			{"half a command", "\r\nDE"},
			{"an unknown one", "\r\nX\r\n"},
			{"an overlong one", "\r\n" + strings.Repeat("x", 10_000) + "\r\n"},
			{"a letter of Telnet", "\r\n\xff"},
			{"a part of an overlong one", "\r\n" + strings.Repeat("x", 10_000)},
			{"a part of Telnet", "\r\n\xff\xfa\x18"},
		} {
			for _, during := range []string{"idle", "transfer", "behind a command that waits"} {
				t.Run(fmt.Sprint(c.name, " ", where.name, " ", during), func(t *testing.T) {
					t.Parallel()
					victim, _, f := injecting(t, c.tls)
					var data net.Conn
					if during != "idle" {
						data = victim.passive()
						victim.expect("STOR g", "150 ")
						waiting(victim) // so that lines are read while it goes on
					}
					first := c.command
					if during == "behind a command that waits" {
						first = "PWD\r\n" + first
					}
					if _, err := io.WriteString(victim.conn, first+where.behind); err != nil {
						t.Fatal(err)
					}
					if data != nil {
						time.Sleep(20 * time.Millisecond) // it has most likely been read; it is injected anyway
						data.Close()
						victim.expect("", "226 ")
					}
					if during == "behind a command that waits" {
						victim.expect("", "257 ")
					}
					victim.expect("", injected)
					ended(t, victim)
					if _, err := os.Stat(f); err != nil {
						t.Error(err)
					}
				})
			}
		}
	}
}

// injecting is a session over a directory with a file in it, logged in, under TLS or in the clear.
func injecting(t *testing.T, over bool) (c *client, raw net.Conn, file string) {
	t.Helper()
	address, dir := serveFiles(t, fsm.Options{Policies: map[string]string{"tls": "optional", "ccc": "allowed"}})
	file = filepath.Join(dir, "f")
	if err := os.WriteFile(file, []byte("victim's"), 0o600); err != nil {
		t.Fatal(err)
	}
	c = connect(t, address)
	raw = &tap{Conn: c.conn}
	c.use(raw)
	if over {
		c.auth(tls.VersionTLS13)
	}
	c.login()
	return c, raw, file
}

// waiting returns when the server has read all that was sent during a transfer: STAT is answered at once.
func waiting(c *client) {
	c.t.Helper()
	for line := c.expect("STAT", "211-"); !strings.HasPrefix(line, "211 "); line = c.expect("", "") {
	}
}

// tap keeps what is read, since TLS reads ahead.
type tap struct {
	net.Conn
	seen bytes.Buffer
}

func (t *tap) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.seen.Write(p[:n])
	return n, err
}

// ended wants the end of the session and nothing more.
func ended(t *testing.T, c *client) {
	t.Helper()
	if rest, err := io.ReadAll(c.r); len(rest) > 0 || err != nil {
		t.Errorf("%q %v behind the last reply", rest, err)
	}
}

// TestCommandsUnderTLSBehindItsEnd: a command in a TLS record of its own, behind the one that ends TLS, does not run
// either. TLS is over when that is noticed, and so the answer is in the clear.
func TestCommandsUnderTLSBehindItsEnd(t *testing.T) {
	for command, reply := range map[string]string{"CCC": "200 ", "REIN": "220 "} {
		for _, during := range []string{"idle", "transfer"} {
			t.Run(command+" "+during, func(t *testing.T) {
				t.Parallel()
				victim, raw, f := injecting(t, true)
				var data net.Conn
				if during == "transfer" {
					data = victim.passive()
					victim.expect("STOR g", "150 ")
				}
				io.WriteString(victim.conn, command+"\r\n")
				if data != nil {
					time.Sleep(20 * time.Millisecond) // it has most likely been read
					data.Close()
					victim.expect("", "226 ")
				}
				io.WriteString(victim.conn, "DELE f\r\n") // a record of its own, unread until TLS is to end
				victim.expect("", reply)
				if n, err := victim.r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
					t.Fatal("instead of close_notify:", n, err)
				}
				io.ReadAll(raw)
				if all := raw.(*tap).seen.Bytes(); !bytes.HasSuffix(all, []byte(injected+"\r\n")) {
					t.Errorf("%q", all)
				}
				if _, err := os.Stat(f); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestSwitchInTheQueue: AUTH, CCC and REIN alone may wait for a transfer to end, and then do what they say.
func TestSwitchInTheQueue(t *testing.T) {
	t.Parallel()
	address, _ := serveFiles(t, fsm.Options{Policies: map[string]string{"tls": "optional", "ccc": "allowed"}})
	c := connect(t, address)
	raw := c.conn
	during := func(command, reply string) {
		t.Helper()
		data := c.passive()
		c.expect("STOR g", "150 ")
		waiting(c)
		io.WriteString(c.conn, command+"\r\n")
		time.Sleep(20 * time.Millisecond) // it has most likely been read
		data.Close()
		c.expect("", "226 ")
		c.expect("", reply)
	}
	c.login()
	during("AUTH TLS", "234 ")
	c.use(tls.Client(raw, &tls.Config{InsecureSkipVerify: true}))
	c.expect("PWD", "530 ")
	c.login()
	during("CCC", "200 ")
	endTLS(t, c, raw)
	c.expect("PWD", "257 ")
	during("AUTH TLS", "234 ")
	c.use(tls.Client(raw, &tls.Config{InsecureSkipVerify: true}))
	c.login()
	during("REIN", "220 ")
	endTLS(t, c, raw)
	c.expect("USER u", "331 ")
}
