package proxy

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/spec/conform/dialogue"
	"github.com/portolan-ftp/portolan/spec/conform/judge"
	"github.com/portolan-ftp/portolan/spec/conform/player"
	"github.com/portolan-ftp/portolan/spec/conform/wire"
)

// session is one client with its connection to the server. Only its own goroutine uses it.
type session struct {
	proxy          *Proxy
	over           <-chan struct{} // closed when the session has ended, and its data connections have to
	number         int
	client, server *side
	splitter       line.Splitter
	dialogue       *dialogue.Dialogue
	judge          *judge.Judge
	blind          bool     // what passes by cannot be read, or is not judged any more
	broken         bool     // a step was against the standards, and was told
	differed       bool     // a step was against the table alone, and was told
	shown          []string // the last lines of the dialogue
	commands       int
	greeting       string
	asked          map[string]bool
	route          *route // of the next or the running data connection; nil for none
	count          *count
	secured        bool        // TLS has begun, whether CCC has ended it on the control connection or not
	private        atomic.Bool // data connections have TLS
	switching      bool        // the client's line asks for TLS, or for its end: nothing more is read before the reply
}

// session passes one session on, and judges it.
func (p *Proxy) session(ctx context.Context, client *net.TCPConn, implicit bool) {
	defer client.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d := net.Dialer{Timeout: handshake}
	upstream := p.options.Upstream
	if implicit {
		upstream = p.options.Implicit
	}
	conn, err := d.DialContext(ctx, "tcp", upstream)
	if err != nil {
		p.note("the server takes no connection")
		return
	}
	defer conn.Close()
	inline(client)
	p.mu.Lock()
	s := &session{proxy: p, over: ctx.Done(), number: p.sessions, asked: map[string]bool{}}
	p.mu.Unlock()
	s.client, s.server, s.count = newSide(client), newSide(conn.(*net.TCPConn)), newCount()
	defer func() { s.route.close() }()
	if implicit {
		if err := s.secure(); err != nil {
			s.stop(whyNoTLS(err))
			return
		}
	}
	s.dialogue = dialogue.New(p.options.Machine, p.lines)
	family := "ipv4"
	if s.server.host().Is6() {
		family = "ipv6"
	}
	if err := s.dialogue.Begin(family, implicit, nil); err != nil {
		s.stop(err.Error())
	}
	s.judge = judge.New(p.options.Machine, p.options.Book, nil, func(string) bool { return true }, s.asked)
	s.pass(ctx)
	if s.count.waits() {
		select {
		case m := <-s.count.ended:
			s.moved(m)
		case <-time.After(linger):
		}
	}
	p.answered(s.asked, s.commands, s.greeting)
}

// pass passes on what comes, until one side has closed and nothing more comes of the other.
func (s *session) pass(ctx context.Context) {
	done := make(chan struct{})
	defer close(done)
	go s.client.read(done)
	go s.server.read(done)
	s.client.goOn()
	s.server.goOn()
	var closing <-chan time.Time
	clientOver, serverOver := false, false
	for !clientOver || !serverOver {
		select {
		case <-ctx.Done():
			return
		case <-closing:
			return
		case data, ok := <-s.client.came:
			if !ok {
				clientOver, closing, s.client.came = true, time.After(linger), nil
				s.server.closeWrite()
				continue
			}
			s.fromClient(data)
			if !s.switching {
				s.client.goOn()
			}
		case data, ok := <-s.server.came:
			if !ok {
				serverOver, closing, s.server.came = true, time.After(linger), nil
				s.client.closeWrite()
				continue
			}
			was := s.switching
			s.fromServer(data)
			if was && !s.switching && !clientOver {
				s.client.goOn()
			}
			s.server.goOn()
		case moved := <-s.count.ended:
			s.moved(moved)
		}
	}
}

// stop ends the judging: what follows is passed on unread.
func (s *session) stop(why string) {
	if !s.blind {
		s.blind = true
		s.proxy.note(why)
	}
}

// fromClient takes bytes of the client.
func (s *session) fromClient(data []byte) {
	if s.blind {
		s.server.write(append(s.client.take(), data...))
		return
	}
	s.client.pending = append(s.client.pending, data...)
	for {
		text, n, what := s.splitter.Next(s.client.pending)
		raw := slices.Clone(s.client.pending[:n])
		s.client.pending = s.client.pending[n:]
		switch what {
		case line.Whole:
			s.server.write(s.sent(string(text), raw))
		case line.TooLong:
			s.show("C: (a line that is too long)")
			s.dialogue.Sent("", true, 0)
			s.server.write(raw)
		default:
			s.splitter.Answers = nil
			s.server.write(raw)
			return
		}
	}
}

// sent judges a line of the client, and gives what the server is sent for it.
func (s *session) sent(text string, raw []byte) []byte {
	s.commands++
	c := s.dialogue.Sent(text, false, 0)
	s.show("C: " + hidden(text))
	if s.dialogue.Waiting() > maxWaiting {
		s.stop("the client sent on without waiting for replies")
	}
	verb, argument, _ := strings.Cut(text, " ")
	verb = strings.ToUpper(verb)
	s.count.line(verb, argument)
	if c != nil && slices.ContainsFunc(c.Replies, switches) {
		s.switching = true
	}
	if at, ok := wire.Active(verb, argument); ok && at.Addr().Unmap() == s.client.host() {
		if here, ok := s.redirect(s.server, s.client, at); ok {
			return []byte(activeLine(verb, here) + "\r\n")
		}
	}
	return raw
}

// fromServer takes bytes of the server.
func (s *session) fromServer(data []byte) {
	if s.blind {
		s.client.write(append(s.server.take(), data...))
		return
	}
	s.server.pending = append(s.server.pending, data...)
	for !s.blind {
		r, n := wire.Parse(s.server.pending)
		if n == 0 {
			break
		}
		raw := slices.Clone(s.server.pending[:n])
		s.server.pending = s.server.pending[n:]
		s.heard(r, raw)
	}
	if len(s.server.pending) > maxReply {
		s.stop("a reply had no end")
	}
	if s.blind {
		s.client.write(s.server.take())
	}
}

// maxReply bounds what is kept of a reply that is not whole.
const maxReply = 4 << 20

// heard judges a reply, and passes it on: first the client is told, then TLS begins or ends.
func (s *session) heard(got *wire.Reply, raw []byte) {
	r := s.dialogue.Heard(got)
	s.show("S: " + summary(got))
	if s.greeting == "" {
		s.greeting = got.Text()
	}
	s.consider(&r)
	if to, ok := wire.Passive(s.server.host(), got); ok && got.Code/100 == 2 && r.Role == dialogue.Final {
		if here, ok := s.redirect(s.client, s.server, to); ok {
			raw = []byte(wire.Redirect(strings.TrimRight(string(raw), "\r\n"), here) + "\r\n")
		}
	}
	s.client.write(raw)
	if r.Command == nil || r.Role != dialogue.Final || !slices.ContainsFunc(r.Command.Replies, switches) {
		s.private.Store(s.dialogue.Private())
		s.count.reply(&r, s.plain(&r))
		s.compare()
		return
	}
	s.switching = false
	if r.Code/100 == 2 {
		s.protect(r.Command)
	}
}

// summary is a reply as a dialogue has it.
func summary(r *wire.Reply) string {
	if len(r.Lines) == 1 {
		return r.Lines[0]
	}
	return r.Lines[0] + " / … / " + r.Lines[len(r.Lines)-1]
}

// hidden is a line of the client without its secret.
func hidden(text string) string {
	verb, _, found := strings.Cut(text, " ")
	if found && slices.Contains([]string{"PASS", "ACCT", "ADAT"}, strings.ToUpper(verb)) {
		return verb + " ***"
	}
	return fmt.Sprintf("%.120s", player.Escape(text))
}

// show keeps a line for the dialogue of a finding.
func (s *session) show(text string) {
	s.shown = append(s.shown, text)
	if len(s.shown) > maxShown {
		s.shown = slices.Delete(s.shown, 0, len(s.shown)-maxShown)
	}
}

func sortedKeys(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }

func plural(n int, what string) string {
	if n == 1 {
		return "one session: " + what
	}
	return fmt.Sprintf("%d sessions: %s", n, what)
}
