package commands_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
)

// exchanging is a server that allows transfers between servers, with and without TLS.
func exchanging() setup {
	return setup{Options: fsm.Options{Policies: map[string]string{"tls": "optional", "fxp": "allowed"}}}
}

// loginTLS connects and logs in, in TYPE I and over TLS, with data protected.
func (r *rig) loginTLS(user string) *client {
	r.t.Helper()
	c := r.dial()
	c.talk("220 Service ready.", "AUTH TLS-P", "234 Begin TLS; data will be protected too.")
	c.startTLS("")
	c.talk("USER "+user, "331 Password, please.", "PASS pw", "230 Logged in.", "TYPE I", "200 Type is image.")
	return c
}

// pair are two servers on two addresses, and a client of both on a third one.
type pair struct{ from, to *rig }

func newPair(t *testing.T, change func(from, to *setup)) pair {
	t.Helper()
	from, to := exchanging(), exchanging()
	from.network, to.network = "127.0.0.2:0", "127.0.0.3:0"
	if change != nil {
		change(&from, &to)
	}
	p := pair{newRig(t, from), newRig(t, to)}
	p.from.write("f", strings.Repeat("between servers\r\n", 40_000))
	return p
}

// login has the client log in at both; the servers see it at 127.0.0.1.
func (p pair) login(private bool) (from, to *client) {
	if private {
		return p.from.loginTLS("alice"), p.to.loginTLS("alice")
	}
	return p.from.login("alice"), p.to.login("alice")
}

// listen has one server listen by the command, and gives the argument of PORT for the other.
func (c *client) listen(command string) string {
	c.t.Helper()
	c.send(command)
	reply := c.reply()
	before, after, found := strings.Cut(reply, "(")
	if !found || !strings.HasPrefix(before, "227 ") {
		c.t.Fatalf("%s: got %q", command, reply)
	}
	return strings.TrimSuffix(after, ").")
}

// move lets the file f go from one server to the other, and gives how it ended at both.
func move(from, to *client) (sent, stored string) {
	to.talk("STOR f", "150 Opening data connection.")
	from.talk("RETR f", "150 Opening data connection (<n> bytes).")
	return from.reply(), to.reply()
}

const complete = "226 Transfer complete."

// TestExchange moves a file from one server to another, with either of them listening, in the clear and with either
// being the TLS client. The client has no data connection. Nothing is lost, and the session goes on.
func TestExchange(t *testing.T) {
	t.Parallel()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, private := range []bool{false, true} {
			for _, listens := range []string{"from", "to"} {
				for _, how := range []string{"PASV", "CPSV", "SSCN at from", "SSCN at to"} {
					if !private && how != "PASV" || private && how == "PASV" {
						continue
					}
					t.Run(fmt.Sprint(tls.VersionName(version), " private ", private, " ", listens, " ", how), func(t *testing.T) {
						p := newPair(t, func(from, to *setup) {
							config := certificate.get(t).Clone()
							config.MaxVersion = version
							from.TLS, to.TLS = config, config
						})
						from, to := p.login(private)
						listener, other := from, to
						if listens == "to" {
							listener, other = to, from
						}
						command := "PASV"
						switch how {
						case "CPSV":
							command = how
						case "SSCN at from":
							from.talk("SSCN ON", "200 SSCN:CLIENT METHOD")
						case "SSCN at to":
							to.talk("SSCN ON", "200 SSCN:CLIENT METHOD")
						}
						for range 2 {
							address := listener.listen(command)
							other.talk("PORT "+address, "200 Data will go to <any>, which is not yours.")
							if sent, stored := move(from, to); sent != complete || stored != complete {
								t.Fatalf("sent: %q; stored: %q", sent, stored)
							}
							if got, want := p.to.tree()["f"], p.from.tree()["f"]; got != want {
								t.Fatalf("%d of %d bytes are the same, or less", len(got), len(want))
							}
							to.talk("DELE f", "250 Deleted.")
						}
					})
				}
			}
		}
	}
}

// TestNotBetweenServers: a data connection from elsewhere is turned away, and the client still served, where the policy
// does not allow it, of guests, and outside the operator's networks. Nor does the server connect there.
func TestNotBetweenServers(t *testing.T) {
	t.Parallel()
	away, home := netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("127.0.0.9/32")
	for name, c := range map[string]struct {
		user string
		set  func(*setup)
	}{
		"by default":   {"alice", func(s *setup) { s.Policies = nil }},
		"a guest":      {"guest", func(*setup) {}},
		"another net":  {"alice", func(s *setup) { s.Exchange.Networks = []netip.Prefix{away} }},
		"another host": {"alice", func(s *setup) { s.Exchange.Networks = []netip.Prefix{away, home} }},
		"nowhere":      {"alice", func(s *setup) { s.Exchange.Networks = []netip.Prefix{} }},
	} {
		t.Run(name, func(t *testing.T) {
			s := exchanging()
			c.set(&s)
			r := newRig(t, s)
			r.write("f", "secret")
			victim := r.login(c.user)
			victim.talk("PORT 127,0,0,2,200,1", "504 No data connection goes there; your own address is possible, at a port from 1024 up.")
			for _, command := range []string{"RETR f", "STOR g"} {
				victim.pasv()
				thief := dialFrom(t, "127.0.0.2", victim.port)
				io.WriteString(thief, "stolen")
				victim.send(command)
				if reply := victim.reply(); !strings.HasPrefix(reply, "150 ") {
					t.Fatalf("got %q", reply)
				}
				if got, _ := io.ReadAll(thief); len(got) > 0 {
					t.Errorf("somebody else got %q", got)
				}
				if command == "STOR g" {
					victim.upload("mine")
				} else if got := victim.download(); got != "secret" {
					t.Errorf("the client got %q", got)
				}
				victim.expect(complete)
			}
			if got := r.tree()["g"]; got != "mine" {
				t.Errorf("stored %q", got)
			}
		})
	}
}

// TestNetworks: a server in one of the operator's networks is another server.
func TestNetworks(t *testing.T) {
	t.Parallel()
	p := newPair(t, func(from, to *setup) {
		from.Exchange.Networks = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("127.0.0.3/32")}
		to.Exchange.Networks = []netip.Prefix{netip.MustParsePrefix("127.0.0.2/31")}
	})
	from, to := p.login(false)
	to.talk("PORT "+from.listen("PASV"), "200 Data will go to <any>, which is not yours.")
	if sent, stored := move(from, to); sent != complete || stored != complete || p.to.tree()["f"] != p.from.tree()["f"] {
		t.Errorf("sent: %q; stored: %q", sent, stored)
	}
	to.talk("PORT 127,0,0,4,200,1", "504 No data connection goes there; your own address is possible, at a port from 1024 up.")
}

// TestListingIsServed: a client that wants a listing is the TLS client, whatever SSCN says, and so it is of files once
// that is OFF.
func TestListingIsServed(t *testing.T) {
	t.Parallel()
	r := newRig(t, exchanging())
	r.write("f", "content")
	c := r.loginTLS("alice")
	for _, s := range []struct{ sscn, reply, command, want string }{
		{"SSCN ON", "200 SSCN:CLIENT METHOD", "NLST", "f\r\n"},
		{"SSCN OFF", "200 SSCN:SERVER METHOD", "RETR f", "content"},
	} {
		c.talk(s.sscn, s.reply)
		c.pasv()
		c.send(s.command)
		if reply := c.reply(); !strings.HasPrefix(reply, "150 ") {
			t.Fatalf("got %q", reply)
		}
		got, err := io.ReadAll(tls.Client(c.openData(), &tls.Config{InsecureSkipVerify: true}))
		if err != nil || string(got) != s.want {
			t.Errorf("%s: got %q, %v", s.command, got, err)
		}
		c.closeData()
		c.expect(complete)
	}
}

// TestClientLosesNothing downloads from a server that is the TLS client, with a TLS server that sends something itself,
// as OpenSSL does with session tickets, and is slow to read. What is left unread would reset the connection and lose
// the tail.
func TestClientLosesNothing(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("0123456789abcdef", 200_000)
	r := newRig(t, exchanging())
	r.write("f", content)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		c := r.loginTLS("alice")
		c.talk("CPSV", "227 Entering Passive Mode (127,0,0,1,<p1,p2>).", "RETR f", "150 Opening data connection (3200000 bytes).")
		config := certificate.get(t).Clone()
		config.MaxVersion = version
		data := tls.Server(c.openData(), config)
		_, err := io.WriteString(data, "never asked for")
		must(t, err)
		time.Sleep(300 * time.Millisecond) // until the server has sent what the system takes
		got, err := io.ReadAll(data)
		if err != nil || string(got) != content {
			t.Errorf("%s: %d bytes, %v", tls.VersionName(version), len(got), err)
		}
		data.Close()
		c.closeData()
		c.expect(complete)
	}
}

// TestClientDoesNotWaitForEver: a TLS server that does not close is not waited for once ABOR comes.
func TestClientDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	r := newRig(t, exchanging())
	r.write("f", "content")
	c := r.loginTLS("alice")
	c.talk("CPSV", "227 Entering Passive Mode (127,0,0,1,<p1,p2>).", "RETR f", "150 Opening data connection (7 bytes).")
	data := tls.Server(c.openData(), certificate.get(t))
	if got, err := io.ReadAll(data); string(got) != "content" || err != nil {
		t.Fatalf("got %q, %v", got, err)
	}
	c.talk("ABOR", "426 Transfer aborted.", "226 Abort done.")
}

// TestOtherServersShowCertificates: with authorities both ends have to show a certificate of theirs, whoever is the TLS
// client, also where every data connection has to resume a session; and a client's own still has to.
func TestOtherServersShowCertificates(t *testing.T) {
	t.Parallel()
	const unprotected = "522 The data connection could not be protected."
	known, unknown := certificateOf(t), certificateOf(t)
	forClients := certificateOf(t, x509.ExtKeyUsageClientAuth)
	for _, policy := range []fsm.DataProof{fsm.ProofCertificate, fsm.ProofSession, fsm.ProofNone} {
		for _, c := range []struct {
			name  string
			other tls.Certificate
			good  bool
		}{{"known", known, true}, {"unknown", unknown, false}, {"a client's", forClients, false}} {
			for _, client := range []string{"from", "to"} {
				t.Run(fmt.Sprint(policy, " ", c.name, " ", client), func(t *testing.T) {
					pool := x509.NewCertPool()
					for _, add := range []tls.Certificate{known, forClients} {
						pool.AddCert(add.Leaf)
					}
					p := newPair(t, func(from, to *setup) {
						from.TLS, to.TLS = &tls.Config{Certificates: []tls.Certificate{known}}, &tls.Config{Certificates: []tls.Certificate{c.other}}
						from.DataProof, from.Exchange.Authorities = policy, pool
					})
					from, to := p.login(true)
					if client == "from" {
						from.talk("SSCN ON", "200 SSCN:CLIENT METHOD")
					} else {
						to.talk("SSCN ON", "200 SSCN:CLIENT METHOD")
					}
					to.talk("PORT "+from.listen("PASV"), "200 Data will go to <any>, which is not yours.")
					sent, stored := move(from, to)
					if c.good != (sent == complete) || c.good != (stored == complete) || !c.good && sent != unprotected {
						t.Errorf("sent: %q; stored: %q", sent, stored)
					}
					if got := p.to.tree()["f"]; !c.good && got != "" || c.good && got != p.from.tree()["f"] {
						t.Errorf("%d bytes were stored", len(got))
					}
				})
			}
		}
	}
}

// TestPanickingCertificate: what the operator's code does in the handshake ends the transfer and nothing else, and the
// data connection is closed.
func TestPanickingCertificate(t *testing.T) {
	t.Parallel()
	s := exchanging()
	s.Exchange.Certificate = func() (*tls.Certificate, error) { panic("no certificate") }
	r := newRig(t, s)
	c := r.loginTLS("alice")
	c.talk("CPSV", "227 Entering Passive Mode (127,0,0,1,<p1,p2>).", "STOR f", "150 Opening data connection.")
	config := certificate.get(t).Clone()
	config.ClientAuth, config.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12
	conn := c.openData()
	if err := tls.Server(conn, config).Handshake(); err == nil {
		t.Error("the handshake succeeds")
	}
	if n, err := conn.Read(make([]byte, 1)); n > 0 || err == nil || os.IsTimeout(err) {
		t.Errorf("the data connection is not closed: %v", err)
	}
	c.expect("522 The data connection could not be protected.")
	c.talk("NOOP", "200 Done.")
	if got := r.tree(); len(got) != 0 {
		t.Errorf("left is %q", got)
	}
}

// TestRequiredSessionNeedsAuthorities: what FEAT would list could not work.
func TestRequiredSessionNeedsAuthorities(t *testing.T) {
	t.Parallel()
	s := exchanging()
	s.Protocol, s.TLS, s.DataProof = ftp.Protocol(commands.New(commands.Options{})), certificate.get(t), fsm.ProofSession
	if _, err := fsm.NewServer(s.Options); err == nil || !strings.Contains(err.Error(), "Authorities") {
		t.Errorf("got %v", err)
	}
}

// dialFrom connects to a port of 127.0.0.1 from an address of this machine.
func dialFrom(t *testing.T, address string, port int) net.Conn {
	t.Helper()
	conn, err := net.DialTCP("tcp", &net.TCPAddr{IP: net.ParseIP(address)}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	must(t, conn.SetDeadline(time.Now().Add(patience)))
	return conn
}

// certificateOf makes a certificate that nobody has signed, for any usage or for these.
func certificateOf(t *testing.T, usage ...x509.ExtKeyUsage) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: usage}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	leaf, err := x509.ParseCertificate(der)
	must(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}
