package fsm

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/portolan-ftp/portolan/fsm/contain"
	"github.com/portolan-ftp/portolan/fsm/control"
	"github.com/portolan-ftp/portolan/fsm/data"
	"github.com/portolan-ftp/portolan/fsm/relay"
)

// Options are what a Server is made of. Only Protocol is required.
type Options struct {
	Protocol      Protocol
	Policies      map[string]string // by the spec's names; missing ones have their defaults
	Language      string            // of the replies; "" is the table's first
	Limits        Limits
	Observer      Observer
	Log           *slog.Logger // nil discards
	PassivePorts  PortRange
	TLS           *tls.Config    // for AUTH TLS, implicit TLS and PROT P; nil: none
	DataProof     DataProof      // of protected data connections
	ResumeControl bool           // a control connection may resume a TLS session of an earlier one, made with the same ticket keys
	Exchange      Exchange       // with other servers, where the policy fxp allows it
	DataNetworks  []netip.Prefix // networks of clients with several addresses; a data connection may come from any address in the client's network
	Relays        []netip.Prefix // networks of balancers: what Serve and ServeTLS accept from there has to begin with a header of the PROXY protocol, version 1 or 2
	PublicAddress netip.Addr     // what PASV tells clients from elsewhere, behind NAT; zero: the address they came to

	// AllowMissingCloseNotify accepts uploads over TLS whose client closes the connection without TLS's close_notify,
	// as some devices do. An attacker in between can then cut a file short between two records.
	AllowMissingCloseNotify bool
}

// checkProof refuses a proof that no client could ever show.
func (o *Options) checkProof(p *program) error {
	switch {
	case o.TLS == nil || o.DataProof != ProofSession:
		return nil
	case o.Exchange.Authorities == nil && p.Exchanges(&p.initial.Configuration):
		return errors.New("fsm: another server cannot resume the session of a client: Exchange needs Authorities, or DataProof is not ProofSession")
	case o.TLS.SessionTicketsDisabled:
		return errors.New("fsm: ProofSession needs session tickets, which Options.TLS disables")
	}
	return nil
}

// Server runs the sessions of one protocol. Several may live in one process.
type Server struct {
	program       *program
	limits        Limits
	observer      Observer
	before        BeforeObserver // the observer, if it is one
	log           *slog.Logger
	publicAddress netip.Addr
	relays        relay.Networks
	tls           *tls.Config
	dataProof     DataProof
	resumeControl bool
	missingClose  bool
	exchange      Exchange
	context       context.Context
	cancel        context.CancelFunc
	nextID        atomic.Uint64
	waiting       atomic.Int32 // sessions that wait on a goroutine for a line that is probably on its way
	alarms        atomic.Uint64
	epoch         time.Time // of the clocks of time-outs
	workers       workers
	ports         *data.Ports
	dataNetworks  []netip.Prefix
	stuckAfter    time.Duration // stuckTimeout, but in a test

	mu        sync.Mutex // below it no other lock is taken; see each
	listeners map[net.Listener]struct{}
	sessions  map[*Session]struct{}
	perPeer   map[netip.Addr]int
	stopping  bool
	running   sync.WaitGroup
}

// ErrServerClosed is what Serve returns after Shutdown.
var ErrServerClosed = errors.New("fsm: server closed")

// NewServer checks the options and makes the table ready to run.
func NewServer(o Options) (*Server, error) {
	p, err := newProgram(o.Protocol, o.Language, o.Policies)
	if err != nil {
		return nil, err
	}
	if !o.PassivePorts.Valid() {
		return nil, fmt.Errorf("fsm: passive ports %d to %d are no range", o.PassivePorts.First, o.PassivePorts.Last)
	}
	if err := o.checkProof(p); err != nil {
		return nil, err
	}
	s := &Server{program: p, limits: o.Limits.withDefaults(), observer: o.Observer, log: o.Log,
		publicAddress: o.PublicAddress.Unmap(), tls: o.TLS, dataProof: o.DataProof, resumeControl: o.ResumeControl, missingClose: o.AllowMissingCloseNotify, exchange: o.Exchange,
		listeners: map[net.Listener]struct{}{}, sessions: map[*Session]struct{}{}, perPeer: map[netip.Addr]int{}}
	s.stuckAfter = stuckTimeout
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.before, _ = o.Observer.(BeforeObserver)
	s.context, s.cancel = context.WithCancel(context.Background())
	s.epoch, s.ports = time.Now(), data.NewPorts(o.PassivePorts, s.limits.EndpointTimeout, o.Relays)
	s.dataNetworks, s.relays = o.DataNetworks, o.Relays
	context.AfterFunc(s.context, s.workers.close)
	return s, nil
}

// Serve accepts control connections until Shutdown, and then returns ErrServerClosed. It closes l.
func (s *Server) Serve(l net.Listener) error { return s.serve(l, false) }

// ServeTLS is Serve for implicit TLS: each connection begins with the handshake.
func (s *Server) ServeTLS(l net.Listener) error { return s.serve(l, true) }

func (s *Server) serve(l net.Listener, implicit bool) error {
	defer l.Close()
	prepared := control.Prepared(l)
	if !s.track(l) {
		return ErrServerClosed
	}
	defer s.untrack(l)
	pause := time.Duration(0)
	for {
		conn, err := l.Accept()
		if err == nil {
			pause = 0
			s.workers.do(func() { s.arrived(conn, prepared, implicit) })
			continue
		}
		if s.isStopping() {
			return ErrServerClosed
		}
		if errors.Is(err, net.ErrClosed) {
			return err
		}
		// No descriptors are left, or the peer has gone already: wait a little, longer each time.
		pause = min(max(2*pause, 5*time.Millisecond), time.Second)
		s.logContained(slog.LevelWarn, "accept failed", "error", err, "pause", pause)
		time.Sleep(pause)
	}
}

// arrived runs the session of a connection that was accepted, once it is known whose it is.
func (s *Server) arrived(conn net.Conn, prepared, implicit bool) {
	whose, err := s.relays.Received(conn, time.Time{})
	if err == nil {
		s.session(whose, prepared, implicit, nil)
		return
	}
	conn.Close()
	level := slog.LevelWarn
	if errors.Is(err, io.EOF) { // somebody looked whether the port is open
		level = slog.LevelDebug
	}
	s.logContained(level, "a balancer's connection is refused", "balancer", conn.RemoteAddr().String(), "error", err)
}

func (s *Server) track(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return false
	}
	s.listeners[l] = struct{}{}
	return true
}

// logContained writes to the log where a panic of the log would end the process.
func (s *Server) logContained(level slog.Level, message string, args ...any) {
	contain.Do(func() { s.log.Log(s.context, level, message, args...) }) // nothing is left to report a panic of the log to
}

func (s *Server) untrack(l net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
}

func (s *Server) isStopping() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopping
}

// ServeConn runs one session on conn, which it closes. It returns when the session has ended.
func (s *Server) ServeConn(conn net.Conn) { s.await(conn, false) }

// ServeTLSConn is ServeConn for implicit TLS.
func (s *Server) ServeTLSConn(conn net.Conn) { s.await(conn, true) }

func (s *Server) await(conn net.Conn, implicit bool) {
	done := make(chan struct{})
	s.session(conn, false, implicit, done)
	<-done
}

// session runs a session, or the first part of it if another goroutine takes over. prepared says that conn has its
// socket options; done, if there is one, is closed at the end.
func (s *Server) session(conn net.Conn, prepared, implicit bool, done chan struct{}) {
	c, err := control.New(conn, prepared, s.limits.WriteTimeout)
	if err != nil {
		conn.Close() // the peer has gone already
		if done != nil {
			close(done)
		}
		return
	}
	now := time.Now()
	session := &Session{server: s, control: c, id: s.nextID.Add(1), state: s.program.initial, done: done, started: now, lastTransfer: now}
	s.program.Begin(&session.state, session.Local().Addr().Is6())
	session.contained(func() {
		if s.admit(session) {
			session.greet(implicit)
		} else {
			session.refuse()
		}
	})
}

// admit counts a session in, within the limits.
func (s *Server) admit(session *Session) bool {
	peer := peerKey(session.Peer().Addr())
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping || len(s.sessions) >= s.limits.Sessions || s.perPeer[peer] >= s.limits.SessionsPerAddress {
		return false
	}
	s.running.Add(1)
	s.sessions[session] = struct{}{}
	s.perPeer[peer]++
	return true
}

// peerKey is what the limit for one address counts: for IPv6 the network that one customer gets.
func peerKey(a netip.Addr) netip.Addr {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}

func (s *Server) remove(session *Session) {
	peer := peerKey(session.Peer().Addr())
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, admitted := s.sessions[session]; !admitted {
		return
	}
	delete(s.sessions, session)
	if s.perPeer[peer]--; s.perPeer[peer] <= 0 {
		delete(s.perPeer, peer)
	}
	s.running.Done()
}

// refuse tells a client that there are too many sessions. The connection is not counted as a session.
func (s *Session) refuse() {
	s.control.ShortenWrites()
	s.event(EventTooMany, nil)
	s.end()
}

// Alarms is how often a session was about to make a move that no proof covers. Then what runs is not what was proved,
// because of a fault in this package or in memory. The step is not done. A command is answered as a failed one, and the
// session stays where it was. The session ends if the step was the end of a transfer or an event.
func (s *Server) Alarms() uint64 { return s.alarms.Load() }

// alarm counts, and tells the log.
func (s *Server) alarm(session *Session, r Row, why error) {
	s.log.Error("a step that is not proved", "session", session.id, "row", session.table().RowName(r), "error", why, "alarms", s.alarms.Add(1))
}

// Sessions is how many sessions there are, logged in or not.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}
