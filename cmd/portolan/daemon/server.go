package daemon

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/accounts/shared"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/sessionlog"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// Server is a running server. Wait or Close stops it.
type Server struct {
	options     *Options
	running     *fsm.Server
	node        *shared.Node
	sites       *sites
	listeners   []Listener
	invited     *url.Userinfo
	fingerprint string
	failed      chan error // what the listeners end with
	leaving     atomic.Bool
	release     func() // what is open, once
}

// Start opens everything that the options name, and serves. After an error everything is closed again. A Mistake is an
// error in the options; any other error is one of the machine.
func Start(options Options) (*Server, error) {
	s, err := start(options.withDefaults())
	if err != nil {
		options.closeListeners()
		return nil, err
	}
	s.serve()
	return s, nil
}

// start opens everything, and accepts no session yet.
func start(o *Options) (*Server, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	for _, file := range o.Secrets {
		if err := o.refuseInside(file); err != nil {
			return nil, err
		}
	}
	node := o.node()
	served, users, err := o.openSites(node)
	if err != nil {
		return nil, err
	}
	sweeping, stopSweep := context.WithCancel(context.Background())
	s := &Server{options: o, node: node, sites: served, invited: users.invited, release: sync.OnceFunc(func() {
		stopSweep()
		served.Close()
		node.Close()
	})}
	go served.sweep(sweeping, o.Log)
	if err := s.open(); err != nil {
		if s.running != nil {
			s.running.Shutdown(sweeping)
		}
		s.release()
		return nil, err
	}
	o.warnOfOpenFiles()
	o.warnOfExposure()
	return s, nil
}

// open makes the server and its listeners, and accepts no session yet.
func (s *Server) open() error {
	o := s.options
	config, own, err := s.secure()
	if err != nil {
		return err
	}
	exchange, err := o.exchange(own)
	if err != nil {
		return err
	}
	protocol := s.protocol()
	if protocol.Table == nil {
		return o.mistakef("{Protocol} has no table")
	}
	if err := o.checkPolicies(protocol.Table); err != nil {
		return err
	}
	policies := o.policies()
	s.running, err = fsm.NewServer(fsm.Options{
		Protocol:      protocol,
		Policies:      policies,
		Language:      o.Language,
		Limits:        o.Limits,
		Observer:      fsm.Observers(sessionlog.New(o.Log, sessionlog.Options{Host: s.sites.nameOf, Advice: o.advice}), o.Observer),
		Log:           o.Log,
		PassivePorts:  o.Network.PassivePorts,
		DataNetworks:  o.Network.DataNetworks,
		Relays:        o.Network.ProxyProtocol,
		PublicAddress: o.Network.PublicAddress,
		TLS:           config,
		DataProof:     o.TLS.DataProof,
		ResumeControl: !s.node.Alone(),
		Exchange:      exchange,

		AllowMissingCloseNotify: o.TLS.AllowMissingCloseNotify,
	})
	if err != nil {
		return err
	}
	if s.listeners, err = o.listenAll(); err != nil {
		return err
	}
	o.Log.LogAttrs(context.Background(), slog.LevelDebug, "policies", stated(protocol.Table, policies)...)
	return nil
}

// secure is the TLS of the server and its hosts, nil without, and the server's own certificate.
func (s *Server) secure() (config *tls.Config, own getCertificate, err error) {
	config, s.fingerprint, err = s.options.tls()
	own = ownCertificate(config)
	if err != nil || config == nil {
		return nil, own, err
	}
	if err := s.options.addCertificates(config); err != nil {
		return nil, nil, err
	}
	s.node.Tickets(config)
	return config, own, nil
}

// serve accepts sessions on all listeners.
func (s *Server) serve() {
	s.failed = make(chan error, len(s.listeners))
	for _, l := range s.listeners {
		serve := s.running.Serve
		if l.TLS {
			serve = s.running.ServeTLS
		}
		go func() { s.failed <- serve(l.Listener) }()
	}
}

// protocol is the table with what answers its commands. The guard knows what other servers know before it is asked.
func (s *Server) protocol() fsm.Protocol {
	o := s.options
	guarding := o.Guessing.Guard
	if !s.node.Alone() {
		guarding.Tell = s.node.Tell
	}
	guard := accounts.NewGuard(guarding)
	s.node.Start(guard)
	standard := commands.New(commands.Options{
		Accounts: s.sites.main.Accounts,
		Guard:    guard,
		Enter:    s.node.Entrance(),
		Files:    s.sites.main.Files,
		Host:     s.sites.find,

		LoginFailures: o.Guessing.SessionFailures,
		RefuseUnknown: o.Users.RefuseUnknown,
		ShowDotFiles:  o.Files.ShowDotFiles,
		Version:       o.Version,
	})
	if o.Protocol != nil {
		return o.Protocol(standard)
	}
	return ftp.Protocol(standard)
}

// node is this server among those that share a store.
func (o *Options) node() *shared.Node {
	return shared.New(shared.Options{Store: o.Shared.Store, SessionsPerUser: o.Shared.SessionsPerUser, Sessions: o.Shared.Logins,
		Window: o.Guessing.Guard.Window, Lease: o.Shared.Lease, Log: o.Log})
}

// Listeners are the addresses on which the server listens: those of Listen first, then those of TLS.Listen and
// Listeners, each in the order of the options.
func (s *Server) Listeners() []Listener { return slices.Clone(s.listeners) }

// Invited is the user for a URL of the server: the only user, with the password if the server has made it, or nil.
func (s *Server) Invited() *url.Userinfo { return s.invited }

// Fingerprint is the SHA-256 of a self-signed certificate, as clients show it; "" without one.
func (s *Server) Fingerprint() string { return s.fingerprint }

// Ready says whether new sessions should come here. It is false from the signal on that stops the server.
func (s *Server) Ready() bool { return !s.leaving.Load() }

// Sessions is how many sessions there are, logged in or not.
func (s *Server) Sessions() int { return s.running.Sessions() }

// Alarms is how often a session was about to do what is not proved: see fsm.Server.Alarms.
func (s *Server) Alarms() uint64 { return s.running.Alarms() }

// Transfers are the transfers in progress.
func (s *Server) Transfers() []fsm.TransferInfo { return s.running.Transfers() }
