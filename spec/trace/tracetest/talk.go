// Package tracetest talks to a live server at random, and keeps what both sides said, for the replay to judge:
//
//	d, err := server.Talk(seed)            // some hundred lines, with transfers, aborts, pipelining and TLS
//	recordings, err := trace.Read(strings.NewReader(d.Text), "seed 7")
//	result, err := trace.Replay(machine, recordings[0].With(policies))
//
// A dialogue is made of the spec: each of its spellings is tried, with good and bad arguments, in and out of place.
// What the client says depends on the seed and on the replies alone; when it comes, during a transfer, depends on the
// machine.
//
// Every line is answered by one reply that is not preliminary. A server that answers fewer is an error.
package tracetest

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/spec"
)

// Server is a server to talk to.
type Server struct {
	Address  string
	Spec     *spec.Spec
	TLS      *tls.Config // of the client; nil when the server has no TLS
	Implicit bool        // TLS begins with the connection
	Users    []string    // that may log in with Password
	Password string
	Files    []string // names that the server may have
}

// Dialogue is what was said.
type Dialogue struct {
	Text     string // as trace.ReadText takes it
	Lines    int    // of the client
	Replies  int    // not counting preliminary ones
	Data     int    // data connections that were open
	Switches int    // of TLS, on or off
}

// patience is how long a reply may take.
const patience = 20 * time.Second

// exchanges is how many times a client sends something and waits for all replies.
const exchanges = 14

// Talk holds a dialogue, until the client has no more to say or the server ends the session.
func (s *Server) Talk(seed uint64) (*Dialogue, error) {
	raw, err := net.DialTimeout("tcp", s.Address, patience)
	if err != nil {
		return nil, err
	}
	t := &talker{Server: s, rand: rand.New(rand.NewPCG(seed, 1)), raw: raw, spellings: s.Spec.Spellings(), accepted: make(chan net.Conn)}
	t.use(raw)
	err = t.talk()
	t.close() // which waits for the data connections that count themselves
	d := t.Dialogue
	d.Text = t.text.String()
	if err != nil && !errors.Is(err, errEnded) {
		return &d, fmt.Errorf("seed %d: %w\n%s", seed, err, d.Text)
	}
	return &d, nil
}

// errEnded says that the server has ended the session.
var errEnded = errors.New("the session is over")

// talker is a client.
type talker struct {
	*Server
	Dialogue
	rand      *rand.Rand
	spellings []line.Spelling
	last      string // the line that was sent last
	raw       net.Conn
	secure    *tls.Conn // over raw; nil in the clear
	conn      net.Conn  // one of the two
	reader    *bufio.Reader
	text      strings.Builder
	private   bool          // data connections are to be protected
	port      int           // where the server listens for data; 0 before it said so
	accepted  chan net.Conn // from the server
	code      int           // of the last reply
	data      sync.WaitGroup
	release   chan struct{} // closed when the data connection may go on
	mu        sync.Mutex    // over Data
	closers   []io.Closer
}

func (t *talker) use(conn net.Conn) {
	t.conn, t.reader = conn, bufio.NewReader(conn)
	conn.SetDeadline(time.Now().Add(patience))
}

func (t *talker) close() {
	t.raw.Close()
	t.free()
	for _, c := range t.closers {
		c.Close()
	}
	t.data.Wait()
}

// talk holds the dialogue.
func (t *talker) talk() error {
	if t.Implicit {
		if err := t.protect(); err != nil {
			return err
		}
	}
	if _, err := t.reply(); err != nil {
		return err
	}
	for _, lines := range t.opening() {
		if err := t.exchange(lines); err != nil {
			return err
		}
	}
	for range exchanges {
		if err := t.exchange(t.batch()); err != nil {
			return err
		}
	}
	return nil
}

// exchange sends lines in one piece and waits until all are answered.
func (t *talker) exchange(lines []string) error {
	t.conn.SetDeadline(time.Now().Add(patience))
	owed, err := t.send(lines)
	if err != nil {
		return err
	}
	code := 0
	for owed > 0 {
		if code, err = t.reply(); err != nil {
			return err
		}
		if code >= 200 {
			t.Replies++
			owed--
			continue
		}
		more, err := t.transfer()
		if err != nil {
			return err
		}
		owed += more
	}
	t.free()
	return t.switched(code)
}

// send writes lines, and says how many of them are to be answered.
func (t *talker) send(lines []string) (owed int, err error) {
	for _, l := range lines {
		fmt.Fprintf(&t.text, "> %s\n", l)
		t.Lines++
		t.last = l
		if strings.Trim(l, "\r") != "" {
			owed++
		}
	}
	if _, err := io.WriteString(t.conn, strings.Join(lines, "\r\n")+"\r\n"); err != nil {
		return 0, errEnded // the rest of what it said may be lost
	}
	return owed, nil
}

// reply reads one reply.
func (t *talker) reply() (code int, err error) {
	last := ""
	for {
		line, err := t.reader.ReadString('\n')
		if err != nil {
			if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
				return 0, fmt.Errorf("no reply comes any more: %w", err)
			}
			return 0, errEnded
		}
		line = strings.TrimRight(line, "\r\n")
		if last == "" && len(line) > 2 && line[0] == 0xff { // an option of Telnet is refused
			line = line[3:]
		}
		fmt.Fprintf(&t.text, "< %s\n", line)
		switch {
		case last == "" && len(line) > 3 && line[3] == '-':
			last = line[:3] + " "
		case last == "" || strings.HasPrefix(line, last):
			_, err := fmt.Sscanf(line, "%3d", &code)
			t.code = code
			if code == 227 || code == 229 {
				t.passive(line)
			}
			return code, err
		}
	}
}

// switched begins or ends TLS, or the protection of data, when the last line was answered so.
func (t *talker) switched(code int) error {
	verb, arg, _ := strings.Cut(strings.ToUpper(t.last), " ")
	switch {
	case verb == "PROT" && code == 200:
		t.private = strings.TrimSpace(arg) == "P"
	case verb == "AUTH" && code == 234:
		return t.protect()
	case t.secure != nil && (verb == "CCC" && code == 200 || verb == "REIN" && code == 220):
		return t.unprotect()
	}
	return nil
}

// protect begins TLS.
func (t *talker) protect() error {
	t.Switches++
	t.secure = tls.Client(t.raw, t.TLS)
	t.raw.SetDeadline(time.Now().Add(patience))
	if err := t.secure.Handshake(); err != nil {
		return errEnded // by the server, which had been sent something behind AUTH
	}
	t.private = false
	t.use(t.secure)
	return nil
}

// unprotect ends TLS.
func (t *talker) unprotect() error {
	t.Switches++
	if n, err := t.reader.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return fmt.Errorf("instead of the end of TLS: %d bytes, %w", n, err)
	}
	t.secure.CloseWrite() // which leaves a deadline that has passed
	t.secure, t.private = nil, false
	t.use(t.raw)
	return nil
}
