package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// session is a control connection.
type session struct {
	target   *target
	conn     net.Conn
	in       *bufio.Reader
	greeting reply
	limit    time.Duration // for the next replies
	lost     bool          // nothing more can be expected of it
	err      error         // why it could not be opened
	opened   []io.Closer   // for data connections; closed with the session at the latest
}

// reply is a reply (RFC 959 4.2): its code, and the text of its lines.
type reply struct {
	code int
	text string // of the last line
}

func (r reply) String() string { return strconv.Itoa(r.code) }

// maxReplyLine and maxReplyLines bound what a server can make the suite hold: far more than any says.
const (
	maxReplyLine  = 64 << 10
	maxReplyLines = 10_000
)

// open connects, and logs in if the scenario begins so.
func (t *target) open(address string, sc scenario) *session {
	s := &session{target: t, limit: min(sc.limit, t.patience)}
	if s.conn, s.err = net.DialTimeout("tcp", address, s.limit); s.err != nil {
		s.lost = true
		return s
	}
	s.in = bufio.NewReaderSize(s.conn, maxReplyLine)
	if s.greeting, s.err = s.read(); s.err == nil && sc.login {
		s.err = s.logIn(t.user)
	}
	s.lost = s.err != nil
	return s
}

// end closes all connections.
func (s *session) end() {
	if s == nil || s.conn == nil {
		return
	}
	s.conn.Close()
	for _, c := range s.opened {
		c.Close()
	}
}

func (s *session) logIn(l login) error {
	r, err := s.askEach("USER " + l.name)
	if err == nil && r.code == 331 {
		r, err = s.askEach("PASS " + l.password)
	}
	if err == nil && r.code == 332 {
		r, err = s.askEach("ACCT " + l.account)
	}
	if err == nil && r.code != 230 {
		err = fmt.Errorf("the login ends with %s", r)
	}
	return err
}

// ask sends a command and reads the reply.
func (s *session) ask(command string) (reply, error) {
	if err := s.send(command); err != nil {
		return reply{}, err
	}
	return s.read()
}

// askEach asks in turn, and gives the last reply.
func (s *session) askEach(commands ...string) (r reply, err error) {
	for _, command := range commands {
		if r, err = s.ask(command); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (s *session) send(command string) error {
	if err := s.conn.SetDeadline(time.Now().Add(s.limit)); err != nil {
		return s.lose(command, err)
	}
	if _, err := s.conn.Write([]byte(command + "\r\n")); err != nil {
		return s.lose(command, err)
	}
	return nil
}

// read reads a reply within the limit.
func (s *session) read() (reply, error) {
	if err := s.conn.SetDeadline(time.Now().Add(s.limit)); err != nil {
		return reply{}, s.lose("reply", err)
	}
	first, code := "", 0
	for range maxReplyLines {
		line, err := s.in.ReadSlice('\n')
		if err != nil {
			return reply{}, s.lose("reply", err)
		}
		text := strings.TrimRight(string(line), "\r\n")
		if first == "" {
			if len(text) >= 4 && (text[3] == ' ' || text[3] == '-') {
				first = text[:3]
				code, err = strconv.Atoi(first)
			}
			if code == 0 || err != nil {
				return reply{}, s.lose("reply", fmt.Errorf("%q is none", text))
			}
		}
		if strings.HasPrefix(text, first+" ") {
			return reply{code, text[4:]}, nil
		}
	}
	return reply{}, s.lose("reply", fmt.Errorf("it has more than %d lines", maxReplyLines))
}

// lose says that the session is good for nothing more.
func (s *session) lose(what string, err error) error {
	s.lost = true
	return fmt.Errorf("%s: %w", what, err)
}

// closed says whether the server closes the connection within the limit.
func (s *session) closed() bool {
	s.lost = true
	if err := s.conn.SetDeadline(time.Now().Add(s.limit)); err != nil {
		return false
	}
	_, err := s.in.ReadByte()
	timeout, ok := err.(net.Error)
	return err != nil && !(ok && timeout.Timeout())
}
