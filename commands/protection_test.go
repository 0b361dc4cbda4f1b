package commands_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/storage"
)

// certificate is one for all servers of these tests; whether they use it is a policy.
var certificate lazyCertificate

type lazyCertificate struct {
	once   sync.Once
	config *tls.Config
}

func (l *lazyCertificate) get(t *testing.T) *tls.Config {
	t.Helper()
	l.once.Do(func() {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		must(t, err)
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		must(t, err)
		l.config = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	})
	return l.config
}

// startTLS makes the control connection a TLS one.
func (c *client) startTLS(server string) {
	c.t.Helper()
	secured := tls.Client(c.conn, &tls.Config{InsecureSkipVerify: true, ServerName: server})
	must(c.t, secured.Handshake())
	c.conn, c.reader = secured, bufio.NewReader(secured)
}

// tlsOptional is a server that speaks TLS with who wants it.
func tlsOptional() setup {
	return setup{Options: fsm.Options{Policies: map[string]string{"tls": "optional", "ccc": "allowed"}}}
}

// TestUnprotectedData answers a PROT P transfer whose client speaks no TLS on the data connection.
func TestUnprotectedData(t *testing.T) {
	t.Parallel()
	for _, o := range everyOpening(t) {
		s := tlsOptional()
		s.files = func(f storage.FS) storage.FS { return endless{f} }
		r := newRig(t, s)
		c := o.begin(r, true, true)
		c.sendData("this is no handshake\r\n")
		c.expect("522 The data connection could not be protected.")
		c.talk("NOOP", "200 Done.")
		if want := o.row + ".unprotected"; !slices.Contains(r.rows(), want) {
			t.Errorf("ran the rows %q; want %q among them", r.rows(), want)
		}
		if len(r.tree()) != 0 {
			t.Errorf("an upload without a byte left %q", r.tree())
		}
		c.close()
	}
}

// TestUnreadableProtection sends the commands of RFC 4217 arguments that they cannot read, over TLS.
func TestUnreadableProtection(t *testing.T) {
	t.Parallel()
	r := newRig(t, tlsOptional())
	c := r.dial()
	c.talk("220 Service ready.", "AUTH", "501 Syntax: AUTH <mechanism>", "AUTH x\x00y", "501 Syntax: AUTH <mechanism>", "AUTH TLS", "234 Begin TLS.")
	c.startTLS("")
	c.talk("PBSZ", "501 Syntax: PBSZ <size>", "PBSZ -1", "501 Syntax: PBSZ <size>", "PBSZ 4294967296", "501 Syntax: PBSZ <size>",
		"PBSZ 4294967295", "200 PBSZ=0", "PROT", "501 Syntax: PROT <level>", "PROT \x00", "501 Syntax: PROT <level>",
		"USER alice", "331 Password, please.", "PASS pw", "230 Logged in.", "CCC now", "501 Syntax: CCC", "PWD", `257 "/" is the working directory.`)
}

// TestBrokenHandshakes drops connections on which TLS cannot be agreed, and goes on with others.
func TestBrokenHandshakes(t *testing.T) {
	t.Parallel()
	r := newRig(t, tlsOptional())
	c := r.dial()
	c.talk("220 Service ready.", "AUTH TLS", "234 Begin TLS.")
	c.sendRaw("USER alice\r\nUSER alice\r\n")
	c.conn.(*net.TCPConn).CloseWrite()
	for { // perhaps an alert, and no reply
		line, err := c.reader.ReadString('\n')
		if isReply(line) {
			t.Errorf("got %q", line)
		}
		if err != nil {
			break
		}
	}
	c = r.dial()
	c.talk("220 Service ready.")
	c.sendRaw("AUTH TLS\r\nUSER alice\r\n")
	c.talk("421 Wait for the reply before you go on.")
	c.expectEnd()
	if rows := r.rows(); slices.Contains(rows, "USER need-password") {
		t.Errorf("a command in the clear was executed: %q", rows)
	}
}

// TestImplicitTLS begins with the handshake; data are protected without being asked.
func TestImplicitTLS(t *testing.T) {
	t.Parallel()
	s := tlsOptional()
	s.implicit = true
	r := newRig(t, s)
	c := r.dial()
	c.startTLS("")
	c.talk("220 Service ready.", "USER alice", "331 Password, please.", "PASS pw", "230 Logged in.", "AUTH TLS", "534 TLS is on already.",
		"PROT P", "200 Data will be protected.")
	if rows := r.rows(); rows[0] != ftp.Table().RowName(ftp.Table().Events[fsm.EventImplicit]) {
		t.Errorf("ran %q", rows)
	}
}
