package monitor

import (
	"flag"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"

	"github.com/portolan-ftp/portolan/cmd/portolan/cli"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon"
	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
	"github.com/portolan-ftp/portolan/fsm"
)

const (
	// maxConnections is enough for some balancers and monitors that keep theirs open.
	maxConnections = 64
	// maxScrapes is how many may take the metrics at once; a third one is told to come later.
	maxScrapes = 2
	// maxHeader bounds a request's header, of which nothing is needed.
	maxHeader = 8 << 10
	// requestTime is for a request to come and for its answer to be taken, on a busy machine.
	requestTime = 10 * time.Second
	// keepTime is how long a connection may rest: longer than monitors wait between two requests.
	keepTime = 2 * time.Minute
)

// Extension gives a program of a table the flag --http.
func Extension(table *fsm.Table) cli.Extension {
	m := &port{counts: NewCounts(table)}
	return cli.Extension{Flags: m.define, Prepare: m.prepare, Beside: m.serve}
}

// port is the HTTP port of a server.
type port struct {
	counts  *Counts
	address string // "" for none
	log     *slog.Logger
}

func (m *port) define(f *flag.FlagSet) {
	f.StringVar(&m.address, "http", "", "HOST:PORT for /healthz, /readyz and /metrics, by HTTP and open to whoever reaches it (default none)")
}

func (m *port) prepare(o *daemon.Options) (end func(), err error) {
	if m.address == "" {
		return nil, nil
	}
	if _, err := daemon.ReadAddress(m.address); err != nil {
		return nil, daemon.Mistakef("--http: %w", err)
	}
	o.Observer, m.log = fsm.Observers(o.Observer, m.counts), o.Log
	return nil, nil
}

func (m *port) serve(s *daemon.Server) (end func(), err error) {
	if m.address == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", m.address)
	if err != nil {
		return nil, daemon.Mistakef("--http: %w", err)
	}
	m.log.Info("watched by HTTP", logging.KeyAddress, l.Addr().String())
	server := &http.Server{Handler: Handler(s, m.counts), ReadTimeout: requestTime, WriteTimeout: requestTime, IdleTimeout: keepTime, MaxHeaderBytes: maxHeader}
	go server.Serve(netutil.LimitListener(l, maxConnections))
	return func() { server.Close() }, nil
}
