package main

import (
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"
)

// client speaks to a server line by line.
type client struct {
	t    *testing.T
	conn net.Conn
	text *textproto.Conn
}

// dial connects to a server's first address and takes the greeting.
func (s *server) dial() *client {
	s.t.Helper()
	return dial(s.t, s.addresses[0])
}

func dial(t *testing.T, address string) *client {
	t.Helper()
	c := connect(t, address)
	c.gets("220 Service ready.")
	return c
}

// connect does not take the greeting.
func connect(t *testing.T, address string) *client {
	t.Helper()
	conn, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(2 * patience)); err != nil {
		t.Fatal(err)
	}
	return over(t, conn)
}

// over goes on over a connection that has begun already, TLS for instance.
func over(t *testing.T, conn net.Conn) *client {
	return &client{t: t, conn: conn, text: textproto.NewConn(conn)}
}

// login logs in as a user whose password is "pw".
func (s *server) login(user string) *client {
	s.t.Helper()
	c := s.dial()
	c.says("USER "+user, "331 Password, please.")
	c.says("PASS pw", "230 Logged in.")
	return c
}

// gets reads reply lines, which must be these.
func (c *client) gets(lines ...string) {
	c.t.Helper()
	for _, want := range lines {
		got, err := c.text.ReadLine()
		if err != nil {
			c.t.Fatalf("%v instead of %q", err, want)
		}
		if got != want {
			c.t.Fatalf("server says %q, not %q", got, want)
		}
	}
}

// says sends a command, whose reply lines must be these.
func (c *client) says(command string, lines ...string) {
	c.t.Helper()
	c.send(command)
	c.gets(lines...)
}

func (c *client) send(command string) {
	c.t.Helper()
	if err := c.text.PrintfLine("%s", command); err != nil {
		c.t.Fatal(err)
	}
}

// closed reads the end of the control connection.
func (c *client) closed() {
	c.t.Helper()
	if line, err := c.text.ReadLine(); err != io.EOF {
		c.t.Fatalf("not closed: %q, %v", line, err)
	}
}

// asks sends a command and returns the one line of its reply.
func (c *client) asks(command string) string {
	c.t.Helper()
	c.send(command)
	line, err := c.text.ReadLine()
	if err != nil {
		c.t.Fatal(err)
	}
	return line
}

// port asks for a passive data connection and returns its port.
func (c *client) port() int {
	c.t.Helper()
	reply := c.asks("EPSV")
	var port int
	if _, err := fmt.Sscanf(reply, "229 Entering Extended Passive Mode (|||%d|)", &port); err != nil {
		c.t.Fatalf("%q: %v", reply, err)
	}
	return port
}

// data opens a passive data connection.
func (c *client) data() net.Conn {
	c.t.Helper()
	host, _, err := net.SplitHostPort(c.conn.RemoteAddr().String())
	if err != nil {
		c.t.Fatal(err)
	}
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(host, fmt.Sprint(c.port())), patience)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(2 * patience)); err != nil {
		c.t.Fatal(err)
	}
	return conn
}

// stores uploads a file and expects the reply lines after the preliminary one.
func (c *client) stores(name, content string, lines ...string) {
	c.t.Helper()
	data := c.data()
	c.says("STOR "+name, "150 Opening data connection.")
	if _, err := io.WriteString(data, content); err != nil {
		c.t.Fatal(err)
	}
	data.Close()
	c.gets(lines...)
}

// fetches downloads a file of this content.
func (c *client) fetches(name, content string) {
	c.t.Helper()
	c.says("TYPE I", "200 Type is image.")
	data := c.data()
	c.says("RETR "+name, fmt.Sprintf("150 Opening data connection (%d bytes).", len(content)))
	got, err := io.ReadAll(data)
	if err != nil || string(got) != content {
		c.t.Fatalf("RETR %s gave %q, %v", name, got, err)
	}
	c.gets("226 Transfer complete.")
}

// names lists the working directory, sorted as the server gives it.
func (c *client) names() string {
	c.t.Helper()
	data := c.data()
	c.says("NLST", "150 Opening data connection.")
	got, err := io.ReadAll(data)
	if err != nil {
		c.t.Fatal(err)
	}
	c.gets("226 Transfer complete.")
	return strings.ReplaceAll(string(got), "\r\n", " ")
}
