package fsm_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// certificate makes a self-signed certificate for 127.0.0.1.
func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// serveFiles starts a server with TLS and the user u, password p, over a directory. It returns the address and the
// directory.
func serveFiles(t *testing.T, o fsm.Options) (address, dir string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveFilesOn(t, l, o)
}

func serveFilesOn(t *testing.T, l net.Listener, o fsm.Options) (address, dir string) {
	t.Helper()
	dir = t.TempDir()
	static, err := accounts.NewStatic(accounts.StaticUser{Account: accounts.Account{Name: "u", Permissions: accounts.ReadWrite}, Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	if o.TLS == nil {
		o.TLS = &tls.Config{Certificates: []tls.Certificate{certificate(t)}}
	}
	if o.Policies == nil {
		o.Policies = map[string]string{"tls": "optional"}
	}
	o.Protocol = ftp.Protocol(commands.New(commands.Options{Accounts: static,
		Files: func(context.Context, *accounts.Account) (storage.FS, error) {
			return storage.OpenLocal(dir, storage.LocalOptions{})
		}}))
	s, err := fsm.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	serve := s.Serve
	if o.Policies["tls"] == "implicit" {
		serve = s.ServeTLS
	}
	go serve(l)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Error("shutdown:", err)
		}
	})
	return l.Addr().String(), dir
}

// client is a bare FTP client that shows every reply.
type client struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
	tls  *tls.Config // of the control connection, with its session cache
}

func connect(t *testing.T, address string) *client {
	c := &client{t: t}
	c.use(dial(t, address))
	c.expect("", "220 Service ready.")
	return c
}

func (c *client) use(conn net.Conn) { c.conn, c.r = conn, bufio.NewReader(conn) }

// expect sends a command, unless it is empty, and wants one reply line that begins so.
func (c *client) expect(command, want string) string {
	c.t.Helper()
	if command != "" {
		if _, err := io.WriteString(c.conn, command+"\r\n"); err != nil {
			c.t.Fatalf("%s: %v", command, err)
		}
	}
	line, err := c.r.ReadString('\n')
	if !strings.HasPrefix(line, want) {
		c.t.Fatalf("%s: %q %v, want %q", command, line, err, want)
	}
	return strings.TrimSpace(line)
}

func (c *client) auth(version uint16) {
	c.t.Helper()
	c.expect("AUTH TLS", "234 ")
	c.tls = &tls.Config{InsecureSkipVerify: true, MaxVersion: version, ClientSessionCache: tls.NewLRUClientSessionCache(8), ServerName: "x"}
	c.use(tls.Client(c.conn, c.tls))
}

func (c *client) login() {
	c.t.Helper()
	c.expect("USER u", "331 ")
	c.expect("PASS p", "230 ")
	c.expect("TYPE I", "200 ")
}

func (c *client) private() {
	c.t.Helper()
	c.expect("PBSZ 0", "200 PBSZ=0")
	c.expect("PROT P", "200 ")
}

// passive opens a data connection, without TLS yet.
func (c *client) passive() net.Conn {
	c.t.Helper()
	reply := c.expect("EPSV", "229 ")
	var port int
	if _, err := fmt.Sscanf(reply[strings.Index(reply, "("):], "(|||%d|)", &port); err != nil {
		c.t.Fatal(reply, err)
	}
	return dial(c.t, fmt.Sprintf("127.0.0.1:%d", port))
}

func TestForeignALPN(t *testing.T) {
	address, _ := serveFiles(t, fsm.Options{})
	c := connect(t, address)
	c.expect("AUTH TLS", "234 ")
	err := tls.Client(c.conn, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}}).Handshake()
	if err == nil || !strings.Contains(err.Error(), "no application protocol") {
		t.Errorf("%v", err)
	}
}

func TestProtectedTransfers(t *testing.T) {
	t.Parallel()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, policy := range []fsm.DataProof{fsm.ProofCertificate, fsm.ProofSession} {
			t.Run(fmt.Sprint(tls.VersionName(version), " ", policy), func(t *testing.T) {
				address, dir := serveFiles(t, fsm.Options{DataProof: policy})
				content := bytes.Repeat([]byte("portolan "), 200_000)
				c := connect(t, address)
				c.auth(version)
				c.login()
				c.private()
				for i := range 3 { // each with the ticket of the control connection or of an earlier download
					data := tls.Client(c.passive(), c.tls)
					c.expect("STOR f", "150 ")
					data.Write(content)
					if err := data.Close(); err != nil { // at once, without ever reading
						t.Fatal(err)
					}
					c.expect("", "226 ")
					if got, _ := os.ReadFile(filepath.Join(dir, "f")); !bytes.Equal(got, content) {
						t.Fatalf("round %d: %d bytes on disk, want %d", i, len(got), len(content))
					}
					data = tls.Client(c.passive(), c.tls)
					c.expect("RETR f", "150 ")
					got, err := io.ReadAll(data)
					if err != nil || !bytes.Equal(got, content) {
						t.Fatalf("round %d: %d bytes, %v", i, len(got), err)
					}
					c.expect("", "226 ")
					if !data.ConnectionState().DidResume {
						t.Error("the data connection did not resume")
					}
					data.Close()
				}
			})
		}
	}
}

func TestForeignSessionGetsNoByte(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, c := range []struct {
			name   string
			policy fsm.DataProof
			cache  func(other *client) tls.ClientSessionCache
			end    string
		}{
			{"a session of its own, the control connection's wanted", fsm.ProofSession, func(*client) tls.ClientSessionCache { return nil }, "522 "},
			{"another's session, the control connection's wanted", fsm.ProofSession, func(o *client) tls.ClientSessionCache { return o.tls.ClientSessionCache }, "522 "},
			{"a session of its own, by default", fsm.ProofCertificate, func(*client) tls.ClientSessionCache { return nil }, "226 "},
			{"another's session, by default", fsm.ProofCertificate, func(o *client) tls.ClientSessionCache { return o.tls.ClientSessionCache }, "226 "},
			{"another's session, nothing wanted", fsm.ProofNone, func(o *client) tls.ClientSessionCache { return o.tls.ClientSessionCache }, "226 "},
		} {
			t.Run(c.name+" "+tls.VersionName(version), func(t *testing.T) {
				address, dir := serveFiles(t, fsm.Options{DataProof: c.policy})
				os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o600)
				victim, thief := connect(t, address), connect(t, address)
				victim.auth(version)
				victim.login()
				victim.private()
				thief.auth(version)
				thief.login()
				raw := victim.passive()
				victim.expect("RETR secret", "150 ")
				stolen := tls.Client(raw, &tls.Config{InsecureSkipVerify: true, MaxVersion: version, ServerName: "x", ClientSessionCache: c.cache(thief)})
				got, _ := io.ReadAll(stolen)
				victim.expect("", c.end)
				if refused := c.end == "522 "; refused && len(got) > 0 || !refused && string(got) != "secret" {
					t.Errorf("got %q", got)
				}
			})
		}
	}
}

func TestTruncatedUploadIsNoFile(t *testing.T) {
	address, _ := serveFiles(t, fsm.Options{})
	c := connect(t, address)
	c.auth(tls.VersionTLS13)
	c.login()
	c.private()
	raw := c.passive()
	data := tls.Client(raw, c.tls)
	c.expect("STOR f", "150 ")
	data.Write([]byte("half"))
	raw.(*net.TCPConn).CloseWrite() // the end of TCP, not of TLS
	c.expect("", "426 ")
	c.expect("NOOP", "200 ")
}

func TestClearAgain(t *testing.T) {
	address, _ := serveFiles(t, fsm.Options{Policies: map[string]string{"tls": "optional", "ccc": "allowed"}})
	c := connect(t, address)
	raw := c.conn
	c.auth(tls.VersionTLS13)
	c.login()
	c.private()
	c.expect("CCC", "200 ")
	endTLS(t, c, raw)
	c.expect("PWD", `257 "/"`)
	c.expect("PROT C", "503 ")
	data := tls.Client(c.passive(), c.tls) // data keep their protection
	c.expect("NLST", "150 ")
	if got, err := io.ReadAll(data); err != nil || len(got) != 0 {
		t.Errorf("%q %v", got, err)
	}
	c.expect("", "226 ")
	c.expect("CCC", "533 ")
	c.auth(tls.VersionTLS12)
	c.expect("PWD", "530 ")
	c.login()
	c.expect("REIN", "220 ")
	endTLS(t, c, raw)
	c.expect("PBSZ 0", "503 ")
	c.expect("USER u", "331 ")
}

// endTLS reads the server's close_notify, answers it, and goes on in the clear.
func endTLS(t *testing.T, c *client, raw net.Conn) {
	t.Helper()
	over := c.conn.(*tls.Conn)
	if n, err := c.r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Fatal("instead of close_notify:", n, err)
	}
	over.CloseWrite() // leaves a write deadline that has passed
	raw.SetDeadline(time.Now().Add(patience))
	c.use(raw)
}

func TestRequiredTLS(t *testing.T) {
	address, _ := serveFiles(t, fsm.Options{Policies: map[string]string{"tls": "required"}})
	c := connect(t, address)
	c.expect("USER u", "530 TLS is required")
	c.expect("PBSZ 0", "503 ")
	c.expect("PROT P", "503 ")
	c.expect("AUTH FOO", "504 ")
	c.expect("CCC", "534 ")
	c.auth(tls.VersionTLS13)
	c.expect("AUTH TLS", "534 ")
	c.login()
	c.expect("PROT P", "503 Use PBSZ")
	c.expect("EPSV", "229 ")
	c.expect("NLST", "521 ")
	c.expect("PBSZ 4294967296", "501 ")
	c.expect("PBSZ x", "501 ")
	c.private()
	c.expect("PROT C", "534 ")
	c.expect("PROT E", "536 ")
	c.expect("PROT Q", "504 ")
}

func TestPlainClientOnProtectedData(t *testing.T) {
	address, _ := serveFiles(t, fsm.Options{Limits: fsm.Limits{DataTimeout: time.Second}})
	c := connect(t, address)
	c.auth(tls.VersionTLS13)
	c.login()
	c.private()
	data := c.passive()
	c.expect("NLST", "150 ")
	io.WriteString(data, "this is no TLS at all\r\n")
	c.expect("", "522 ")
}
