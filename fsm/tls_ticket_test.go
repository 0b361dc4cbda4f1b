package fsm_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// useOnce is a store that gives each session out once (RFC 8446 C.4).
type useOnce struct {
	mu   sync.Mutex
	last *tls.ClientSessionState
}

func (s *useOnce) Get(string) (*tls.ClientSessionState, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := s.last
	s.last = nil
	return last, last != nil
}

func (s *useOnce) Put(_ string, state *tls.ClientSessionState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = state
}

// TestTicketsAreUsedOnce: every data connection, of an upload too, brings the ticket for the next one.
func TestTicketsAreUsedOnce(t *testing.T) {
	t.Parallel()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, active := range []bool{false, true} {
			t.Run(fmt.Sprint(tls.VersionName(version), " active ", active), func(t *testing.T) {
				address, dir := serveFiles(t, fsm.Options{DataProof: fsm.ProofSession})
				if err := os.WriteFile(filepath.Join(dir, "f"), []byte("content"), 0o600); err != nil {
					t.Fatal(err)
				}
				c := connect(t, address)
				c.auth(version)
				c.tls.ClientSessionCache = &useOnce{}
				c.login()
				c.private()
				for _, command := range []string{"STOR stored", "STOR stored", "RETR f", "STOR stored", "LIST", "LIST", "STOR stored", "STOR stored"} {
					c.moves(dir, active, command, c.tls, true)
				}
			})
		}
	}
}

// TestChosenConfiguration: an operator whose callback chooses the configuration, a new one each time, has data
// connections that show its certificate, and resume.
func TestChosenConfiguration(t *testing.T) {
	chosen := certificate(t)
	var wrapped atomic.Int32
	choosing := func(tickets bool) *tls.Config {
		config := &tls.Config{}
		config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if hello.ServerName == "nobody" {
				return nil, errors.New("no such host")
			}
			theirs := &tls.Config{Certificates: []tls.Certificate{chosen}}
			if tickets {
				theirs.UnwrapSession = config.DecryptTicket
				theirs.WrapSession = func(cs tls.ConnectionState, ss *tls.SessionState) ([]byte, error) {
					wrapped.Add(1)
					return config.EncryptTicket(cs, ss)
				}
			}
			return theirs, nil
		}
		return config
	}
	for name, config := range map[string]*tls.Config{"keys of the first": choosing(false), "tickets of his own": choosing(true)} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(name+" "+tls.VersionName(version), func(t *testing.T) {
				address, dir := serveFiles(t, fsm.Options{DataProof: fsm.ProofSession, TLS: config})
				if err := os.WriteFile(filepath.Join(dir, "f"), []byte("content"), 0o600); err != nil {
					t.Fatal(err)
				}
				c := connect(t, address)
				c.auth(version)
				c.login()
				c.private()
				if got := c.conn.(*tls.Conn).ConnectionState().PeerCertificates[0].Raw; !slices.Equal(got, chosen.Certificate[0]) {
					t.Error("another certificate on the control connection")
				}
				for _, command := range []string{"STOR stored", "RETR f", "LIST"} {
					c.moves(dir, false, command, c.tls, true)
				}
				data := c.passive()
				c.expect("LIST", "150 ")
				strange := tls.Client(data, &tls.Config{InsecureSkipVerify: true, MaxVersion: version})
				if err := strange.Handshake(); err != nil || !slices.Equal(strange.ConnectionState().PeerCertificates[0].Raw, chosen.Certificate[0]) {
					t.Error("another certificate on the data connection, or none:", err)
				}
				c.expect("", "522 ")
				data = c.passive()
				c.expect("LIST", "150 ")
				if err := tls.Client(data, &tls.Config{InsecureSkipVerify: true, ServerName: "nobody"}).Handshake(); err == nil {
					t.Error("the callback's refusal is not heard")
				}
				c.expect("", "522 ")
			})
		}
	}
	if wrapped.Load() == 0 {
		t.Error("the operator's own way to make tickets is not used")
	}
}

// TestDisabledTickets: what nobody could do is not asked for.
func TestDisabledTickets(t *testing.T) {
	_, err := fsm.NewServer(fsm.Options{Protocol: ftp.Protocol(commands.New(commands.Options{})), DataProof: fsm.ProofSession, TLS: &tls.Config{SessionTicketsDisabled: true}})
	if err == nil || !strings.Contains(err.Error(), "session tickets") {
		t.Error(err)
	}
	address, dir := serveFiles(t, fsm.Options{TLS: &tls.Config{SessionTicketsDisabled: true, Certificates: []tls.Certificate{certificate(t)},
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{Certificates: []tls.Certificate{certificate(t)}}, nil
		}}})
	c := connect(t, address)
	c.auth(tls.VersionTLS13)
	c.login()
	c.private()
	c.moves(dir, false, "STOR stored", c.tls, false)
}

// TestCertificateOfTheControlConnection: where the client showed one, its data connections show the same one or resume.
// What they show is no login, and who has shown none is asked for none.
func TestCertificateOfTheControlConnection(t *testing.T) {
	t.Parallel()
	mine, other := certificate(t), certificate(t)
	pool := x509.NewCertPool()
	for _, c := range []tls.Certificate{mine, other} {
		leaf, err := x509.ParseCertificate(c.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		pool.AddCert(leaf)
	}
	const same, another, none = "the same", "another", "none"
	shown := map[string][]tls.Certificate{same: {mine}, another: {other}, none: nil}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, test := range []struct {
			asked         tls.ClientAuthType
			proof         fsm.DataProof
			control, data string
			resumes       bool
			end           string
		}{
			{tls.VerifyClientCertIfGiven, fsm.ProofCertificate, same, same, false, "226 "},
			{tls.VerifyClientCertIfGiven, fsm.ProofCertificate, same, same, true, "226 "},
			{tls.VerifyClientCertIfGiven, fsm.ProofCertificate, same, none, true, "226 "},
			{tls.VerifyClientCertIfGiven, fsm.ProofCertificate, same, none, false, "522 "},
			{tls.VerifyClientCertIfGiven, fsm.ProofCertificate, same, another, false, "522 "},
			{tls.RequireAndVerifyClientCert, fsm.ProofCertificate, same, same, false, "226 "},
			{tls.RequireAndVerifyClientCert, fsm.ProofCertificate, same, none, false, "522 "},
			{tls.RequireAnyClientCert, fsm.ProofCertificate, same, another, false, "522 "},
			{tls.RequireAndVerifyClientCert, fsm.ProofNone, same, none, false, "226 "},
			{tls.RequireAndVerifyClientCert, fsm.ProofSession, same, same, false, "522 "},
			{tls.RequireAndVerifyClientCert, fsm.ProofSession, same, none, true, "226 "},
			{tls.VerifyClientCertIfGiven, fsm.ProofCertificate, none, none, false, "226 "},
		} {
			t.Run(fmt.Sprint(tls.VersionName(version), test), func(t *testing.T) {
				t.Parallel()
				address, dir := serveFiles(t, fsm.Options{DataProof: test.proof,
					TLS: &tls.Config{Certificates: []tls.Certificate{certificate(t)}, ClientAuth: test.asked, ClientCAs: pool}})
				if err := os.WriteFile(filepath.Join(dir, "f"), []byte("content"), 0o600); err != nil {
					t.Fatal(err)
				}
				c := connect(t, address)
				c.auth(version)
				c.tls.Certificates = shown[test.control]
				c.login()
				c.private()
				config := c.tls.Clone()
				config.Certificates = shown[test.data]
				if test.control == none {
					config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
						t.Error("a certificate is asked for")
						return &other, nil
					}
				}
				if !test.resumes {
					config.ClientSessionCache = nil
				}
				for _, command := range []string{"STOR stored", "RETR f", "RETR f"} {
					got, end, resumed := c.move(false, command, config)
					stored, _ := os.ReadFile(filepath.Join(dir, "stored"))
					good := test.end == "226 "
					if !strings.HasPrefix(end, test.end) || resumed != test.resumes || (got == "content") != (good && command == "RETR f") || (string(stored) == "uploaded") != good {
						t.Fatalf("%s: %q, %s, resumed %v, stored %q", command, got, end, resumed, stored)
					}
				}
			})
		}
	}
}

// TestRevokedMeanwhile: what the operator checks of a certificate is checked for data connections too, also for those
// that resume and show none again.
func TestRevokedMeanwhile(t *testing.T) {
	t.Parallel()
	mine := certificate(t)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, resumes := range []bool{false, true} {
			t.Run(fmt.Sprint(tls.VersionName(version), " resumes ", resumes), func(t *testing.T) {
				var revoked atomic.Bool
				address, dir := serveFiles(t, fsm.Options{TLS: &tls.Config{Certificates: []tls.Certificate{certificate(t)}, ClientAuth: tls.RequireAnyClientCert,
					VerifyConnection: func(cs tls.ConnectionState) error {
						if len(cs.PeerCertificates) == 0 || revoked.Load() {
							return errors.New("no good certificate")
						}
						return nil
					}}})
				c := connect(t, address)
				c.auth(version)
				c.tls.Certificates = []tls.Certificate{mine}
				c.login()
				c.private()
				config := c.tls.Clone()
				if !resumes {
					config.ClientSessionCache = nil
				}
				c.moves(dir, false, "STOR stored", config, resumes)
				revoked.Store(true)
				if got, end, _ := c.move(false, "LIST", config); got != "" || !strings.HasPrefix(end, "522 ") {
					t.Errorf("%q, %s", got, end)
				}
			})
		}
	}
}

// TestSessionsEnd: behind a new AUTH the tickets of the one before are anybody's; CCC leaves them to the data
// connections.
func TestSessionsEnd(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		address, dir := serveFiles(t, fsm.Options{DataProof: fsm.ProofSession, Policies: map[string]string{"tls": "optional", "ccc": "allowed"}})
		c := connect(t, address)
		raw := c.conn
		c.auth(version)
		c.login()
		c.private()
		c.expect("CCC", "200 ")
		endTLS(t, c, raw)
		c.moves(dir, false, "STOR stored", c.tls, true)
		before := c.tls
		c.auth(version)
		c.login()
		c.private()
		old := before.Clone()
		old.ClientSessionCache = sameSession{before.ClientSessionCache}
		if got, end, resumed := c.move(false, "LIST", old); got != "" || !strings.HasPrefix(end, "522 ") || resumed {
			t.Errorf("%s: the ticket from before AUTH: %q, %s, resumed %v", tls.VersionName(version), got, end, resumed)
		}
		c.moves(dir, false, "STOR stored", c.tls, true)
		c.expect("REIN", "220 ")
		endTLS(t, c, raw)
		c.auth(version)
		c.login()
		c.private()
		c.moves(dir, false, "STOR stored", c.tls, true)
	}
}

// TestOldTicket: TLS 1.2 has one session for the life of the control connection, which crypto/tls resumes for a week.
// In TLS 1.3 each data connection begins a new one.
func TestOldTicket(t *testing.T) {
	for _, test := range []struct {
		version uint16
		proof   fsm.DataProof
		end     string
	}{{tls.VersionTLS12, fsm.ProofSession, "522 "}, {tls.VersionTLS12, fsm.ProofCertificate, "226 "}, {tls.VersionTLS13, fsm.ProofSession, "226 "}} {
		t.Run(fmt.Sprint(tls.VersionName(test.version), " proof ", test.proof), func(t *testing.T) {
			var days atomic.Int64
			address, _ := serveFiles(t, fsm.Options{DataProof: test.proof, TLS: &tls.Config{Certificates: []tls.Certificate{certificate(t)},
				Time: func() time.Time { return time.Now().Add(time.Duration(days.Load()) * 24 * time.Hour) }}})
			c := connect(t, address)
			c.auth(test.version)
			c.login()
			c.private()
			for days.Load() < 8 {
				if _, end, resumed := c.move(false, "LIST", c.tls); !strings.HasPrefix(end, "226 ") || !resumed {
					t.Fatalf("day %d: %s, resumed %v", days.Load(), end, resumed)
				}
				days.Add(4)
			}
			if _, end, resumed := c.move(false, "LIST", c.tls); !strings.HasPrefix(end, test.end) || resumed != (test.version == tls.VersionTLS13) {
				t.Errorf("day %d: %s, resumed %v", days.Load(), end, resumed)
			}
		})
	}
}

// TestMissingCloseNotify ends uploads by the end of TCP alone, behind a record and within one, where that is allowed
// and where it is not.
func TestMissingCloseNotify(t *testing.T) {
	content := strings.Repeat("portolan", 30_000)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, allowed := range []bool{false, true} {
			for _, within := range []bool{false, true} {
				t.Run(fmt.Sprint(tls.VersionName(version), " allowed ", allowed, " within a record ", within), func(t *testing.T) {
					address, dir := serveFiles(t, fsm.Options{AllowMissingCloseNotify: allowed})
					c := connect(t, address)
					c.auth(version)
					c.login()
					c.private()
					c.moves(dir, false, "STOR stored", c.tls, true)
					below := &shortConn{TCPConn: c.passive().(*net.TCPConn)}
					c.expect("STOR f", "150 ")
					conn := tls.Client(below, c.tls)
					if err := conn.Handshake(); err != nil {
						t.Fatal(err)
					}
					if _, err := io.WriteString(conn, content); err != nil {
						t.Fatal(err)
					}
					below.short = within
					if _, err := io.WriteString(conn, "the end"); err != nil {
						t.Fatal(err)
					}
					if err := below.CloseWrite(); err != nil {
						t.Fatal(err)
					}
					end := c.expect("", "")
					got, err := os.ReadFile(filepath.Join(dir, "f"))
					if good := allowed && !within; good && (string(got) != content+"the end" || err != nil || !strings.HasPrefix(end, "226 ")) ||
						!good && (!strings.HasPrefix(end, "426 ") || !strings.HasPrefix(content+"the end", string(got))) {
						t.Errorf("%s with %d bytes on disk, %v", end, len(got), err)
					}
				})
			}
		}
	}
}

// TestEndedInHandshake ends uploads before the client's part of the handshake is over, as Node does with an empty file.
// Where close_notify may be missing, that is an empty upload, if the session shows who began it; otherwise nothing is
// stored.
func TestEndedInHandshake(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, allowed := range []bool{false, true} {
			for _, resumes := range []bool{false, true} {
				t.Run(fmt.Sprint(tls.VersionName(version), " allowed ", allowed, " resumes ", resumes), func(t *testing.T) {
					address, dir := serveFiles(t, fsm.Options{AllowMissingCloseNotify: allowed})
					if err := os.WriteFile(filepath.Join(dir, "f"), []byte("before"), 0o600); err != nil {
						t.Fatal(err)
					}
					c := connect(t, address)
					c.auth(version)
					c.login()
					c.private()
					c.moves(dir, false, "STOR stored", c.tls, true)
					config := c.tls.Clone()
					if !resumes {
						config.ClientSessionCache = nil
					}
					below := c.passive().(*net.TCPConn)
					c.expect("STOR f", "150 ")
					if err := tls.Client(&hastyConn{TCPConn: below}, config).Handshake(); err == nil {
						t.Error("the handshake was over")
					}
					end, content := "522 ", "before"
					if allowed && resumes && version == tls.VersionTLS13 {
						end, content = "226 ", ""
					}
					c.expect("", end)
					if got, err := os.ReadFile(filepath.Join(dir, "f")); string(got) != content || err != nil {
						t.Errorf("%q on disk, %v", got, err)
					}
					c.expect("NOOP", "200 ")
				})
			}
		}
	}
}

// hastyConn ends its side of the connection with the first thing that it writes.
type hastyConn struct{ *net.TCPConn }

func (c *hastyConn) Write(p []byte) (int, error) {
	n, err := c.TCPConn.Write(p)
	return n, errors.Join(err, c.CloseWrite())
}

// shortConn drops the last byte of what is written, once it is short.
type shortConn struct {
	*net.TCPConn
	short bool
}

func (c *shortConn) Write(p []byte) (int, error) {
	if !c.short {
		return c.TCPConn.Write(p)
	}
	_, err := c.TCPConn.Write(p[:len(p)-1])
	return len(p), err
}

// TestTicketWaitsForTheData: what an upload's data connection says behind the handshake comes once the data are over,
// also if the ticket is long, as a client certificate is in it.
func TestTicketWaitsForTheData(t *testing.T) {
	t.Parallel()
	chain := certificate(t)
	for len(chain.Certificate) < 60 {
		chain.Certificate = append(chain.Certificate, certificate(t).Certificate[0])
	}
	for name, certificates := range map[string][]tls.Certificate{"short": nil, "long": {chain}} {
		t.Run(name, func(t *testing.T) {
			address, _ := serveFiles(t, fsm.Options{TLS: &tls.Config{Certificates: []tls.Certificate{certificate(t)}, ClientAuth: tls.RequestClientCert}})
			c := connect(t, address)
			c.auth(tls.VersionTLS13)
			c.tls.Certificates = certificates
			c.login()
			c.private()
			raw := c.passive()
			c.expect("STOR f", "150 ")
			seen := &countingConn{Conn: raw}
			conn := tls.Client(seen, c.tls)
			if _, err := io.WriteString(conn, "uploaded"); err != nil {
				t.Fatal(err)
			}
			raw.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
			if n, err := raw.Read(make([]byte, 1)); n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatalf("%d bytes behind the handshake, %v", n, err)
			}
			raw.SetReadDeadline(time.Now().Add(patience))
			conn.CloseWrite()
			before := seen.read
			if rest, err := io.ReadAll(conn); len(rest) > 0 || err != nil {
				t.Fatalf("%q, %v", rest, err)
			}
			c.expect("", "226 ")
			if more := seen.read - before; (more > 1<<14) != (name == "long") || more < 100 {
				t.Errorf("%d bytes came with the end", more)
			}
		})
	}
}

// countingConn counts what it reads.
type countingConn struct {
	net.Conn
	read int
}

func (c *countingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read += n
	return n, err
}
