package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jlaffaye/ftp"

	"github.com/portolan-ftp/portolan/accounts/renewed"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/selfsigned"
)

// overTLS logs in as bob, password pw, and returns the connection.
func overTLS(t *testing.T, address string, explicit bool, config *tls.Config) (*ftp.ServerConn, error) {
	t.Helper()
	how := ftp.DialWithTLS(config)
	if explicit {
		how = ftp.DialWithExplicitTLS(config)
	}
	c, err := ftp.Dial(address, how, ftp.DialWithTimeout(patience))
	if err != nil {
		return nil, err
	}
	if err := c.Login("bob", "pw"); err != nil {
		c.Quit()
		return nil, err
	}
	t.Cleanup(func() { c.Quit() })
	return c, nil
}

// trusting trusts anybody, and resumes sessions.
func trusting() *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, ServerName: "localhost", ClientSessionCache: tls.NewLRUClientSessionCache(4)}
}

// roundTrip stores a file and reads it back.
func roundTrip(t *testing.T, c *ftp.ServerConn, s *server) {
	t.Helper()
	if err := c.Stor("f", strings.NewReader("content")); err != nil {
		t.Fatal(err)
	}
	r, err := c.Retr("f")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if string(got) != "content" || err != nil || s.tree()["f"] != "content" {
		t.Fatalf("got %q, %v; on disk %q", got, err, s.tree()["f"])
	}
}

func TestSelfSigned(t *testing.T) {
	s := serveDir(t, t.TempDir(), 2, "--tls-self-signed", "--user", "bob:pw", "--tls-listen", "127.0.0.1:0")
	if !strings.HasPrefix(s.urls[0], "ftp://") || !strings.HasPrefix(s.urls[1], "ftps://") {
		t.Errorf("announced %q", s.urls)
	}
	for i, explicit := range []bool{true, false} {
		config := trusting()
		seen := ""
		config.VerifyConnection = func(cs tls.ConnectionState) error {
			seen = selfsigned.Fingerprint(cs.PeerCertificates[0].Raw)
			return cs.PeerCertificates[0].VerifyHostname("127.0.0.1")
		}
		c, err := overTLS(t, s.addresses[i], explicit, config)
		if err != nil {
			t.Fatal(err)
		}
		roundTrip(t, c, s)
		if want := "Certificate, self-signed, SHA256:" + seen; s.fingerprint != want {
			t.Errorf("announced %q; want %q", s.fingerprint, want)
		}
	}
	plain, err := ftp.Dial(s.addresses[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := plain.Login("bob", "pw"); err != nil {
		t.Errorf("without TLS, which is optional: %v", err)
	}
}

func TestTLSRequired(t *testing.T) {
	s := serve(t, "--tls-self-signed", "--tls", "required", "--user", "bob:pw")
	plain, err := ftp.Dial(s.addresses[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := plain.Login("bob", "pw"); err == nil || !strings.Contains(err.Error(), "TLS is required") {
		t.Errorf("without TLS: %v", err)
	}
	c, err := overTLS(t, s.addresses[0], true, trusting())
	if err != nil {
		t.Fatal(err)
	}
	roundTrip(t, c, s)
}

func TestTLSOff(t *testing.T) {
	s := serve(t, "--tls-self-signed", "--tls", "off", "--user", "bob:pw")
	if _, err := overTLS(t, s.addresses[0], true, trusting()); err == nil || !strings.HasPrefix(err.Error(), "502 ") {
		t.Errorf("got %v", err)
	}
}

// TestTLSData has a client that resumes and one that does not, under each policy.
func TestTLSData(t *testing.T) {
	for _, test := range []struct {
		policy  string
		resumes bool
		refused bool
	}{{"required", true, false}, {"required", false, true}, {"certificate", false, false}, {"when-offered", false, false}, {"any", false, false}} {
		s := serve(t, "--tls-self-signed", "--tls-data", test.policy, "--user", "bob:pw")
		config := trusting()
		if !test.resumes {
			config.ClientSessionCache = nil
		}
		c, err := overTLS(t, s.addresses[0], true, config)
		if err != nil {
			t.Fatal(err)
		}
		err = c.Stor("f", strings.NewReader("content"))
		if refused := err != nil && strings.Contains(err.Error(), `522 "`); refused != test.refused || !refused && err != nil {
			t.Errorf("%+v: %v", test, err)
		}
		if test.refused {
			s.logged("the data connection does not resume the control connection's TLS session: the client offered none; taken with --tls-data certificate")
		}
	}
}

// TestMissingCloseNotify ends an upload by the end of TCP alone.
func TestMissingCloseNotify(t *testing.T) {
	for _, allowed := range []bool{false, true} {
		s := serve(t, "--tls-self-signed", fmt.Sprintf("--allow-missing-close-notify=%t", allowed), "--user", "bob:pw")
		c := rawTLS(t, s.addresses[0], trusting())
		end := c.stores(trusting(), "f", "whole", func(over *tls.Conn) { over.NetConn().(*net.TCPConn).CloseWrite() })
		if !allowed {
			s.logged("the client closed the data connection without TLS's end (close_notify): unexpected EOF; taken with --allow-missing-close-notify")
		}
		if got, there := s.tree()["f"]; strings.HasPrefix(end, "226 ") != allowed || allowed && got != "whole" || !allowed && there && !strings.HasPrefix("whole", got) {
			t.Errorf("allowed %v: %q, on disk %q", allowed, end, got)
		}
	}
}

// rawSession is a control connection over TLS whose data connections can be of any kind.
type rawSession struct {
	t    *testing.T
	over *tls.Conn
	in   *bufio.Reader
	host string
}

// rawTLS logs bob in.
func rawTLS(t *testing.T, address string, config *tls.Config) *rawSession {
	t.Helper()
	raw, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	raw.SetDeadline(time.Now().Add(patience))
	in := bufio.NewReader(raw)
	in.ReadString('\n')
	io.WriteString(raw, "AUTH TLS\r\n")
	in.ReadString('\n')
	c := &rawSession{t: t, over: tls.Client(raw, config), host: raw.RemoteAddr().(*net.TCPAddr).IP.String()}
	c.in = bufio.NewReader(c.over)
	for _, line := range []string{"USER bob", "PASS pw", "PBSZ 0", "PROT P", "TYPE I"} {
		c.says(line)
	}
	return c
}

// says sends a line, unless it is empty, and returns a reply of one line.
func (c *rawSession) says(line string) string {
	c.t.Helper()
	if line != "" {
		if _, err := io.WriteString(c.over, line+"\r\n"); err != nil {
			c.t.Fatal(err)
		}
	}
	reply, err := c.in.ReadString('\n')
	if err != nil {
		c.t.Fatal(line, err)
	}
	return reply
}

// stores uploads over TLS of its own kind, ends the data in its own way, and returns the last reply.
func (c *rawSession) stores(config *tls.Config, name, content string, end func(*tls.Conn)) string {
	c.t.Helper()
	var port int
	reply := c.says("EPSV")
	if _, err := fmt.Sscanf(reply[strings.Index(reply, "("):], "(|||%d|)", &port); err != nil {
		c.t.Fatal(reply, err)
	}
	raw, err := net.Dial("tcp", net.JoinHostPort(c.host, strconv.Itoa(port)))
	if err != nil {
		c.t.Fatal(err)
	}
	defer raw.Close()
	c.says("STOR " + name)
	over := tls.Client(raw, config)
	if _, err := io.WriteString(over, content); err != nil {
		c.t.Fatal(err)
	}
	end(over)
	return c.says("")
}

// TestCertificateRenewed replaces the files of a running server.
func TestCertificateRenewed(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	first := writeCertificate(t, cert, key)
	s := serve(t, "--tls-cert", cert, "--tls-key", key, "--user", "bob:pw")
	shown := func() string {
		config := trusting()
		got := ""
		config.VerifyConnection = func(cs tls.ConnectionState) error {
			got = selfsigned.Fingerprint(cs.PeerCertificates[0].Raw)
			return nil
		}
		c, err := overTLS(t, s.addresses[0], true, config)
		if err != nil {
			t.Fatal(err)
		}
		c.Quit()
		return got
	}
	if got := shown(); got != first {
		t.Fatalf("got %s; want %s", got, first)
	}
	writeFile(t, cert, "half a file")
	time.Sleep(renewed.LookAgain)
	if got := shown(); got != first {
		t.Fatalf("with a broken file: got %s; want %s", got, first)
	}
	s.logged("the certificate stays as it was")
	second := writeCertificate(t, cert, key)
	eventually(t, "the new certificate is shown", func() bool { return shown() == second })
}

// writeCertificate makes a certificate with its key and returns its fingerprint.
func writeCertificate(t *testing.T, cert, key string) string {
	t.Helper()
	made, err := selfsigned.New([]string{"127.0.0.1"}, time.Now(), x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(made.PrivateKey.(*ecdsa.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private})))
	writeFile(t, cert, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made.Certificate[0]})))
	return selfsigned.Fingerprint(made.Certificate[0])
}

// TestClientCertificates refuses clients without one, and resumes sessions of those with one.
func TestClientCertificates(t *testing.T) {
	dir := t.TempDir()
	ca, key := filepath.Join(dir, "client.pem"), filepath.Join(dir, "client.key")
	writeCertificate(t, ca, key)
	s := serve(t, "--tls-self-signed", "--tls-client-ca", ca, "--tls-data", "required", "--user", "bob:pw")
	if _, err := overTLS(t, s.addresses[0], true, trusting()); err == nil {
		t.Error("a client without a certificate came in")
	}
	pair, err := tls.LoadX509KeyPair(ca, key)
	if err != nil {
		t.Fatal(err)
	}
	config := trusting()
	config.Certificates = []tls.Certificate{pair}
	c, err := overTLS(t, s.addresses[0], true, config)
	if err != nil {
		t.Fatal(err)
	}
	roundTrip(t, c, s)
}

// TestDataShowTheCertificate: a data connection that shows no certificate is not that of a client who has shown one,
// unless the operator does not look.
func TestDataShowTheCertificate(t *testing.T) {
	dir := t.TempDir()
	ca, key := filepath.Join(dir, "client.pem"), filepath.Join(dir, "client.key")
	writeCertificate(t, ca, key)
	pair, err := tls.LoadX509KeyPair(ca, key)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		policy string
		shows  bool
		end    string
	}{{"certificate", true, "226 "}, {"certificate", false, "522 "}, {"any", false, "226 "}} {
		s := serve(t, "--tls-self-signed", "--tls-client-ca", ca, "--tls-data", test.policy, "--user", "bob:pw")
		control, data := trusting(), trusting()
		control.Certificates = []tls.Certificate{pair}
		if test.shows {
			data.Certificates = control.Certificates
		}
		c := rawTLS(t, s.addresses[0], control)
		end := c.stores(data, "f", "content", func(over *tls.Conn) { over.Close() })
		if !strings.HasPrefix(end, test.end) || (s.tree()["f"] == "content") != (test.end == "226 ") {
			t.Errorf("%+v: %q, on disk %q", test, end, s.tree())
		}
		if test.end == "522 " {
			s.logged("the data connection does not show the control connection's client certificate; taken with --tls-data any")
		}
	}
}

// TestAllowCCC asks for CCC with and without leave.
func TestAllowCCC(t *testing.T) {
	for _, test := range []struct{ flag, want string }{{"--tls-self-signed", "534 "}, {"--allow-ccc", "200 "}} {
		s := serve(t, "--tls-self-signed", test.flag, "--user", "bob:pw")
		raw, err := net.Dial("tcp", s.addresses[0])
		if err != nil {
			t.Fatal(err)
		}
		raw.SetDeadline(time.Now().Add(patience))
		buffer := make([]byte, 512)
		raw.Read(buffer)
		io.WriteString(raw, "AUTH TLS\r\n")
		raw.Read(buffer)
		over := tls.Client(raw, trusting())
		var got string
		for _, line := range []string{"USER bob", "PASS pw", "CCC"} {
			if _, err := io.WriteString(over, line+"\r\n"); err != nil {
				t.Fatal(err)
			}
			n, err := over.Read(buffer)
			if err != nil {
				t.Fatal(err)
			}
			got = string(buffer[:n])
		}
		if !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: CCC is answered %q; want %s", test.flag, got, test.want)
		}
		raw.Close()
	}
}

// TestProtectionMistakes has what does not go together.
func TestProtectionMistakes(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, cert, key)
	other := filepath.Join(dir, "other.key")
	writeCertificate(t, filepath.Join(dir, "other.pem"), other)
	empty := filepath.Join(dir, "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ args, want string }{
		{"--tls required", "--tls required needs --tls-cert and --tls-key, or --tls-self-signed"},
		{"--tls-self-signed --tls-cert " + cert, "--tls-self-signed and --tls-cert exclude each other"},
		{"--tls-cert " + cert, "--tls-cert and --tls-key go together"},
		{"--allow-ccc", "--tls-listen, --tls-client-ca and --allow-ccc need --tls-cert and --tls-key, or --tls-self-signed"},
		{"--fxp-network 192.0.2.0/24", "--fxp-network and --fxp-ca need --allow-fxp"},
		{"--tls-self-signed --fxp-ca " + cert, "--fxp-network and --fxp-ca need --allow-fxp"},
		{"--allow-fxp --fxp-ca " + cert, "--fxp-ca needs --tls-cert and --tls-key, or --tls-self-signed"},
		{"--tls-self-signed --allow-fxp --tls-data required", "--allow-fxp with --tls-data required needs --fxp-ca: another server cannot resume the TLS session of a client"},
		{"--tls-self-signed --allow-fxp --fxp-ca " + empty, empty + " is empty"},
		{"--tls-self-signed --allow-fxp --fxp-ca " + dir + "/none", "open " + dir + "/none: no such file or directory"},
		{"--tls-cert " + cert + " --tls-key " + other, "the key in " + other + " is not that of the certificate in " + cert + ", which is for localhost, 127.0.0.1"},
		{"--tls-cert " + dir + "/none --tls-key " + key, "stat " + dir + "/none: no such file or directory"},
		{"--tls-self-signed --tls-client-ca " + empty, empty + " is empty"},
		{"--tls-self-signed --tls-client-ca " + cert + " --tls-client-crl " + cert, cert + " holds no revocation list, but CERTIFICATE"},
		{"--tls-self-signed --tls-client-crl " + empty, "--tls-client-crl and --tls-client-certificate need --tls-client-ca"},
		{"--tls-self-signed --tls-client-certificate optional", "--tls-client-crl and --tls-client-certificate need --tls-client-ca"},
	} {
		got := runProgram(t, "", append(append([]string{"serve", "--listen", "127.0.0.1:0"}, strings.Fields(test.args)...), t.TempDir())...)
		if got.status != exitUsage || got.stdout != "" || !strings.Contains(got.stderr, test.want+"\n") {
			t.Errorf("%s: status %d, %q; want status %d, %q", test.args, got.status, got.stderr, exitUsage, test.want)
		}
	}
}
