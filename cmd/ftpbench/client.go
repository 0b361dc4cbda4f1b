package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// patience is the deadline of a control or data connection: a server that hangs fails its scenario and does
// not hold up the rest.
const patience = 2 * time.Minute

// client is one control connection. It is the same for every server, so what it costs weighs equally.
type client struct {
	conn   net.Conn
	in     *bufio.Reader
	host   string
	secure *tls.Config // of the control connection and of data; nil in the clear
}

// dial connects and reads the greeting.
func dial(addr string) (*client, error) {
	conn, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(patience))
	host, _, err := net.SplitHostPort(addr)
	c := &client{conn: conn, in: bufio.NewReaderSize(conn, 1024), host: host}
	if err == nil {
		_, err = c.reply()
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("greeting: %w", err)
	}
	return c, nil
}

// login connects and logs in.
func login(s *subject) (*client, error) {
	c, err := dial(s.addr)
	if err != nil {
		return nil, err
	}
	if s.secure {
		err = c.startTLS()
	}
	for _, line := range []string{"USER " + s.user, "PASS " + s.password} {
		if err == nil {
			_, err = c.do(line)
		}
	}
	if err != nil {
		c.conn.Close()
		return nil, err
	}
	return c, nil
}

// do sends a command and returns its reply.
func (c *client) do(line string) (string, error) {
	if err := c.send(line); err != nil {
		return "", err
	}
	reply, err := c.reply()
	if err != nil {
		verb, _, _ := strings.Cut(line, " ")
		return reply, fmt.Errorf("%s: %w", verb, err)
	}
	return reply, nil
}

func (c *client) send(line string) error {
	_, err := io.WriteString(c.conn, line+"\r\n")
	return err
}

// reply reads one reply, of which it returns the last line; a reply that refuses (4yz, 5yz) is an error.
func (c *client) reply() (string, error) {
	first, err := c.line()
	if err != nil {
		return "", err
	}
	if len(first) < 4 {
		return "", fmt.Errorf("reply %q is too short", first)
	}
	last := first
	for first[3] == '-' && !(strings.HasPrefix(last, first[:3]) && strings.HasPrefix(last[3:], " ")) {
		if last, err = c.line(); err != nil {
			return "", err
		}
	}
	if last[0] < '1' || last[0] > '3' {
		return last, fmt.Errorf("refused: %s", last)
	}
	return last, nil
}

func (c *client) line() (string, error) {
	line, err := c.in.ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err
}

// openData asks for a passive port (RFC 2428 3) and connects to it.
func (c *client) openData() (*net.TCPConn, error) {
	reply, err := c.do("EPSV")
	if err != nil {
		return nil, err
	}
	_, port, found := strings.Cut(reply, "(|||")
	port, _, closed := strings.Cut(port, "|)")
	if !found || !closed {
		return nil, fmt.Errorf("no port in %q", reply)
	}
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(c.host, port), patience)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(patience))
	return conn.(*net.TCPConn), nil
}

// forget closes a connection by a reset. After the server's own close, as at the end of a download, that
// changes nothing for the server but ends its TIME_WAIT at once: otherwise thousands of short connections a
// second would use up the ports of the machine, and the search for a free one be what is measured.
func forget(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

// transfer runs one transfer command on a data connection that is open: move does the client's part of it,
// and closes the connection.
func (c *client) transfer(command string, data *net.TCPConn, move func(*net.TCPConn) error) error {
	defer data.Close()
	if _, err := c.do(command); err != nil { // the preliminary reply
		return err
	}
	if err := move(data); err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	_, err := c.reply()
	return err
}

// close ends the session without QUIT, whose reply would count as well.
func (c *client) close() { forget(c.conn) }
