package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"time"
)

// maxFile bounds what is taken from a data connection; no file of the suite is so long.
const maxFile = 16 << 20

// endpoint gives the data connection of the next transfer, after its preliminary reply.
type endpoint func() (net.Conn, error)

// passiveReply is the address in 227. RFC 1123 4.1.2.6: look for the numbers, the text around them varies.
var passiveReply = regexp.MustCompile(`(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)`)

// prepare sets up a data connection: the client connects, or the server does where it has no passive mode.
func (s *session) prepare() (endpoint, error) {
	r, err := s.ask("PASV")
	if err != nil {
		return nil, err
	}
	if m := passiveReply.FindStringSubmatch(r.text); r.code == 227 && m != nil {
		high, _ := strconv.Atoi(m[5])
		low, _ := strconv.Atoi(m[6])
		host, _, err := net.SplitHostPort(s.conn.RemoteAddr().String())
		if err != nil {
			return nil, err
		}
		conn, err := net.DialTimeout("tcp", net.JoinHostPort(host, strconv.Itoa(high<<8+low)), s.limit)
		if err != nil {
			return nil, err
		}
		s.opened = append(s.opened, conn)
		return func() (net.Conn, error) { return conn, nil }, nil
	}
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: s.conn.LocalAddr().(*net.TCPAddr).IP})
	if err != nil {
		return nil, err
	}
	return s.offer(l)
}

// offer tells the server by PORT to connect to a listener.
func (s *session) offer(l *net.TCPListener) (endpoint, error) {
	s.opened = append(s.opened, l)
	r, err := s.ask("PORT " + portArgument(l.Addr().(*net.TCPAddr)))
	if err == nil && r.code != 200 {
		err = fmt.Errorf("PORT: %s", r)
	}
	if err != nil {
		return nil, err
	}
	return func() (net.Conn, error) {
		if err := l.SetDeadline(time.Now().Add(s.limit)); err != nil {
			return nil, err
		}
		return l.Accept()
	}, nil
}

func portArgument(a *net.TCPAddr) string {
	ip := a.IP.To4()
	return fmt.Sprintf("%d,%d,%d,%d,%d,%d", ip[0], ip[1], ip[2], ip[3], a.Port>>8, a.Port&0xff)
}

// nowhere tells the server to connect to a port on which nobody listens.
func (s *session) nowhere() error {
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: s.conn.LocalAddr().(*net.TCPAddr).IP})
	if err != nil {
		return err
	}
	l.Close()
	_, err = s.ask("PORT " + portArgument(l.Addr().(*net.TCPAddr)))
	return err // whatever the reply is: some servers connect at once, and refuse here
}

// transfer runs a command that transfers, and gives its last reply. The preliminary one has to be 125 or 150.
func (s *session) transfer(command string, at endpoint, move func(net.Conn) error) (reply, error) {
	r, err := s.ask(command)
	if err != nil || r.code != 125 && r.code != 150 {
		return r, err
	}
	conn, err := at()
	if err == nil {
		err = conn.SetDeadline(time.Now().Add(s.limit))
		if err == nil {
			err = move(conn)
		}
		conn.Close()
	}
	r, replyErr := s.read()
	return r, errors.Join(replyErr, err)
}

// put stores data that is encoded already.
func (s *session) put(command string, data []byte) (reply, error) {
	at, err := s.prepare()
	if err != nil {
		return reply{}, err
	}
	return s.putTo(command, at, data)
}

func (s *session) putTo(command string, at endpoint, data []byte) (reply, error) {
	return s.transfer(command, at, func(c net.Conn) error {
		_, err := c.Write(data)
		return err
	})
}

// get retrieves data as they are encoded.
func (s *session) get(command string) ([]byte, reply, error) {
	at, err := s.prepare()
	if err != nil {
		return nil, reply{}, err
	}
	return s.getFrom(command, at)
}

func (s *session) getFrom(command string, at endpoint) (data []byte, r reply, err error) {
	r, err = s.transfer(command, at, func(c net.Conn) error {
		data, err = io.ReadAll(io.LimitReader(c, maxFile))
		return err
	})
	return data, r, err
}

// completed are the codes that end a transfer well.
var completed = codes{226, 250}

// holds says what is wrong with a file that has to have this content under the parameters in force; nothing if it is
// right.
func (s *session) holds(name string, want []byte) judgement {
	got, r, err := s.get("RETR " + name)
	if j := judged(r, err, completed, nil); j.verdict != success {
		j.detail = "RETR: " + j.detail
		return j
	}
	if !bytes.Equal(got, want) {
		return judgement{failure, fmt.Sprintf("RETR gives %d other octets than the %d that were stored", len(got), len(want))}
	}
	return judgement{success, r.String()}
}
