package control

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/fsm/protection"
)

// serverTLS is the TLS of a server with a certificate that nobody has signed.
func serverTLS(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// protected is a connection that AUTH has switched to TLS, and its client's end.
func protected(t *testing.T) (*Conn, *tls.Conn) {
	t.Helper()
	c, below := connected(t)
	client := tls.Client(below, &tls.Config{InsecureSkipVerify: true})
	failed := make(chan error, 1)
	go func() { failed <- client.Handshake() }()
	if err := errors.Join(c.Protect(t.Context(), protection.Settings{Config: serverTLS(t)}, false), <-failed); err != nil {
		t.Fatal(err)
	}
	return c, client
}

// TestProtect: lines and replies go on under TLS; after CCC they go on in the clear, and data connections still know
// TLS.
func TestProtect(t *testing.T) {
	c, client := protected(t)
	if _, on := c.TLS(); !on || !c.Protected() || c.Protection() == nil {
		t.Error("the connection is not protected")
	}
	says(t, client, "NOOP\r\n")
	if got := next(t, c); got != "NOOP" {
		t.Errorf("under TLS came %q", got)
	}
	go func() {
		client.CloseWrite()
		io.ReadAll(client)                        // to the server's end of TLS
		client.NetConn().SetDeadline(time.Time{}) // which leaves deadlines behind
		io.WriteString(client.NetConn(), "STAT\r\n")
	}()
	if err := c.Unprotect(time.Minute, false); err != nil {
		t.Fatal(err)
	}
	if _, on := c.TLS(); on || c.Protected() || c.Protection() == nil {
		t.Error("the connection is protected, or has forgotten its TLS")
	}
	if got := next(t, c); got != "STAT" {
		t.Errorf("in the clear came %q", got)
	}
}

// TestClearBehindCCC: a client goes on in the clear without a close_notify, as curl does, in one piece or byte by byte. What
// is neither a record nor a line is no end of TLS.
func TestClearBehindCCC(t *testing.T) {
	for _, pieces := range [][]string{{"STAT\r\nNOOP\r\n"}, strings.Split("STAT\r\nNOOP\r\n", "")} {
		c, client := protected(t)
		go func() {
			io.ReadAll(client) // to the server's end of TLS
			for _, piece := range pieces {
				io.WriteString(client.NetConn(), piece)
			}
		}()
		if err := c.Unprotect(time.Minute, false); err != nil {
			t.Fatal(err)
		}
		if got := []string{next(t, c), next(t, c)}; c.Protected() || !slices.Equal(got, []string{"STAT", "NOOP"}) {
			t.Errorf("in the clear came %q", got)
		}
	}
	c, client := protected(t)
	says(t, client.NetConn(), "\x17\x03\x03\x00\x05STAT\n")
	if err := c.Unprotect(time.Minute, false); err == nil || !strings.HasPrefix(err.Error(), "instead of the end of TLS came ") {
		t.Errorf("%v", err)
	}
}

// TestInjectedBehindCCC: what a client says under TLS behind the command that ends it runs neither there nor in the
// clear.
func TestInjectedBehindCCC(t *testing.T) {
	c, client := protected(t)
	says(t, client, "DELE a\r\n")
	if err := c.Unprotect(time.Minute, false); err != ErrInjected {
		t.Errorf("%v", err)
	}
	if text, _ := c.Line(); text != nil {
		t.Errorf("%q is a line", text)
	}
}

// TestInjectedBehindAUTH: what came in the clear before TLS, and what comes with its first bytes, is no line under it.
func TestInjectedBehindAUTH(t *testing.T) {
	c, below := connected(t)
	says(t, below, "AUTH TLS\r\nDELE a\r\n")
	next(t, c)
	client := tls.Client(below, &tls.Config{InsecureSkipVerify: true})
	failed := make(chan error, 1)
	go func() {
		err := client.Handshake()
		if err == nil {
			_, err = io.WriteString(client, "NOOP\r\n")
		}
		failed <- err
	}()
	if !c.Pending() {
		t.Error("the line behind AUTH is not pending")
	}
	if err := errors.Join(c.Protect(t.Context(), protection.Settings{Config: serverTLS(t)}, false), <-failed); err != nil {
		t.Fatal(err)
	}
	if got := next(t, c); got != "NOOP" {
		t.Errorf("%q runs under TLS", got)
	}
}

// TestNoTLS: whoever speaks no TLS, or says nothing, or hurries off, fails the handshake; a server that stops does not
// wait.
func TestNoTLS(t *testing.T) {
	for name, act := range map[string]func(*Conn, net.Conn, context.CancelFunc){
		"a line":    func(_ *Conn, client net.Conn, _ context.CancelFunc) { io.WriteString(client, "USER ann\r\n") },
		"nobody":    func(_ *Conn, client net.Conn, _ context.CancelFunc) { client.Close() },
		"too late":  func(_ *Conn, _ net.Conn, cancel context.CancelFunc) { cancel() },
		"a stopped": func(c *Conn, _ net.Conn, _ context.CancelFunc) { c.Wake() },
	} {
		c, client := connected(t)
		ctx, cancel := context.WithCancel(t.Context())
		act(c, client, cancel)
		err := c.Protect(ctx, protection.Settings{Config: serverTLS(t)}, name == "a stopped")
		if err == nil || !strings.HasPrefix(err.Error(), "TLS handshake: ") || c.Protected() {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}

// TestRecords: TLS is given one record at a time, whatever comes with it, so that nothing behind the last one is taken.
func TestRecords(t *testing.T) {
	record := func(body string) string { return "\x17\x03\x03\x00" + string(rune(len(body))) + body }
	for _, size := range []int{1, 2, 5, 6, 100} {
		server, client := net.Pipe()
		all := record("first") + record("") + record("third") + "USER ann\r\n"
		go func() {
			for rest := all; rest != ""; rest = rest[min(size, len(rest)):] {
				io.WriteString(client, rest[:min(size, len(rest))])
			}
			client.Close()
		}()
		c := &recordConn{Conn: server}
		got := ""
		for want := len(all) - len("USER ann\r\n"); len(got) < want; {
			b := make([]byte, 64)
			n, err := c.Read(b)
			if err != nil {
				t.Fatal(err)
			}
			got += string(b[:n])
		}
		rest, err := io.ReadAll(server)
		if got != record("first")+record("")+record("third") || string(rest) != "USER ann\r\n" || err != nil {
			t.Errorf("in pieces of %d: %q, then %q, %v", size, got, rest, err)
		}
	}
}

// TestNoDeadlineIsLeft: a switch of protection has deadlines of its own, which the lines behind it do not feel.
func TestNoDeadlineIsLeft(t *testing.T) {
	c, client := connected(t)
	c.limitRead(time.Now().Add(-time.Second), false)
	c.current().SetWriteDeadline(time.Now().Add(-time.Second))
	c.use(c.current())
	came := make(chan error, 1)
	go func() { came <- c.Wait(time.Time{}) }()
	says(t, client, "NOOP\r\n")
	select {
	case err := <-came:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("no line comes any more")
	}
	if err := errors.Join(c.Send(append(c.Output(), "200 Done.\r\n"...)), c.Flush()); err != nil {
		t.Error(err)
	}
}
