package commands_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// client is one control connection with its data connection. It expects whole lines, to the byte; in them
//
//	<n>      is any number              <time>   fourteen digits
//	<port>   a port, which is noted     <any>    anything
//	<p1,p2>  a port in two numbers, which is noted
//
// stand for what cannot be known before. In what it sends, <port> and <p1,p2> are those of a port that it opens.
type client struct {
	t      testing.TB
	conn   net.Conn
	reader *bufio.Reader
	port   int              // where the server listens for data
	active *net.TCPListener // where the client listens for data
	data   *net.TCPConn
	skips  bool // lines of a reply are passed over until the next one that is expected
}

// dial connects, without reading the greeting.
func (r *rig) dial() *client {
	r.t.Helper()
	conn, err := net.Dial("tcp", r.address)
	must(r.t, err)
	c := &client{t: r.t, conn: conn, reader: bufio.NewReader(conn)}
	r.t.Cleanup(c.close)
	must(r.t, conn.SetDeadline(time.Now().Add(patience)))
	return c
}

// login connects and logs in, in TYPE I.
func (r *rig) login(user string) *client {
	r.t.Helper()
	c := r.dial()
	c.expect("220 Service ready.")
	c.talk("USER "+user, "331 Password, please.", "PASS pw", "230 Logged in.", "TYPE I", "200 Type is image.")
	return c
}

func (c *client) close() {
	c.conn.Close()
	c.closeData()
	c.closeActive()
}

func (c *client) closeActive() {
	if c.active != nil {
		c.active.Close()
		c.active = nil
	}
}

// talk sends the lines without a code in front and expects those with one.
func (c *client) talk(lines ...string) {
	c.t.Helper()
	for _, line := range lines {
		if isReply(line) {
			c.expect(line)
		} else {
			c.send(line)
		}
	}
}

func isReply(line string) bool {
	return len(line) >= 4 && strings.Trim(line[:3], "0123456789") == "" && (line[3] == ' ' || line[3] == '-')
}

// send sends a line.
func (c *client) send(line string) {
	c.t.Helper()
	if strings.Contains(line, "<port>") || strings.Contains(line, "<p1,p2>") {
		port := c.openActive()
		line = strings.ReplaceAll(line, "<port>", strconv.Itoa(port))
		line = strings.ReplaceAll(line, "<p1,p2>", fmt.Sprintf("%d,%d", port>>8, port&255))
	}
	c.sendRaw(line + "\r\n")
}

func (c *client) sendRaw(bytes string) {
	c.t.Helper()
	must(c.t, c.conn.SetDeadline(time.Now().Add(patience)))
	_, err := io.WriteString(c.conn, bytes)
	must(c.t, err)
}

// openActive listens for the server's data connection.
func (c *client) openActive() int {
	c.t.Helper()
	c.closeActive()
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: addressOf(c.conn.LocalAddr()).Addr().AsSlice()})
	must(c.t, err)
	c.active, c.port = l, 0
	return int(addressOf(l.Addr()).Port())
}

// expect reads one line and compares it.
func (c *client) expect(want string) {
	c.t.Helper()
	got, err := c.reader.ReadString('\n')
	if err != nil {
		c.t.Fatalf("got %q and %v; want line %q", got, err, want)
	}
	line, ok := strings.CutSuffix(got, "\r\n")
	if !ok {
		c.t.Fatalf("line %q does not end in CR LF", got)
	}
	if line == want {
		c.skips = false
		return
	}
	m := pattern(want).FindStringSubmatch(line)
	if m == nil && c.skips && strings.HasPrefix(line, " ") {
		c.expect(want)
		return
	}
	c.skips = false
	if m == nil {
		c.t.Fatalf("got line  %q\n      want line %q", line, want)
	}
	c.note(want, m[1:])
}

// reply reads one whole reply, however many lines it has.
func (c *client) reply() string {
	c.t.Helper()
	var all strings.Builder
	code := ""
	for {
		line, err := c.reader.ReadString('\n')
		if err != nil || len(line) < 6 {
			c.t.Fatalf("got %q, then %q and %v; want a reply", all.String(), line, err)
		}
		all.WriteString(line)
		if code == "" {
			code = line[:3]
		}
		if line[:4] == code+" " {
			return strings.ReplaceAll(strings.TrimSuffix(all.String(), "\r\n"), "\r\n", "\n")
		}
	}
}

// note keeps the port of a data connection.
func (c *client) note(want string, found []string) {
	if len(found) == 0 {
		return
	}
	c.port = 0
	for _, digits := range found {
		n, err := strconv.Atoi(digits)
		must(c.t, err)
		c.port = c.port<<8 | n
	}
	c.closeActive()
}

// pattern is an expected line as a regular expression.
func pattern(want string) *regexp.Regexp {
	return regexp.MustCompile("^(?s:" + strings.NewReplacer(
		"<n>", `[0-9]+`, "<time>", `[0-9]{14}`, "<any>", `.*`, "<port>", `([0-9]{1,5})`, "<p1,p2>", `([0-9]{1,3}),([0-9]{1,3})`,
	).Replace(regexp.QuoteMeta(strings.ToValidUTF8(want, "?"))) + ")$")
}

// expectEnd expects that the server closes the connection, and nothing before.
func (c *client) expectEnd() {
	c.t.Helper()
	rest, err := io.ReadAll(c.reader)
	if len(rest) > 0 || err != nil {
		c.t.Fatalf("got %q and %v; want the end of the control connection", rest, err)
	}
}

// openData makes the data connection, in the direction that was set up.
func (c *client) openData() *net.TCPConn {
	c.t.Helper()
	if c.data != nil {
		return c.data
	}
	var err error
	if c.active != nil {
		must(c.t, c.active.SetDeadline(time.Now().Add(patience)))
		c.data, err = c.active.AcceptTCP()
	} else {
		host := addressOf(c.conn.RemoteAddr()).Addr().AsSlice()
		c.data, err = net.DialTCP("tcp", nil, &net.TCPAddr{IP: host, Port: c.port})
	}
	must(c.t, err)
	must(c.t, c.data.SetDeadline(time.Now().Add(patience)))
	return c.data
}

func (c *client) closeData() {
	if c.data != nil {
		c.data.Close()
		c.data = nil
	}
}

// resetData breaks the data connection off.
func (c *client) resetData() {
	c.t.Helper()
	must(c.t, c.openData().SetLinger(0))
	c.closeData()
}

// upload sends data and ends it.
func (c *client) upload(data string) {
	c.t.Helper()
	_, err := io.WriteString(c.openData(), data)
	must(c.t, err)
	c.closeData()
}

// download reads all data.
func (c *client) download() string {
	c.t.Helper()
	data, err := io.ReadAll(c.openData())
	must(c.t, err)
	c.closeData()
	return string(data)
}

// drain reads whatever still comes, however it ends.
func (c *client) drain() {
	if _, err := io.Copy(io.Discard, c.openData()); err != nil && !errors.Is(err, io.EOF) {
		c.t.Log("data connection:", err)
	}
	c.closeData()
}

// pasv sets up a passive data connection.
func (c *client) pasv() {
	c.t.Helper()
	c.talk("PASV", "227 Entering Passive Mode (127,0,0,1,<p1,p2>).")
}
