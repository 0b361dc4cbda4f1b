package protection

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"testing"
	"time"
)

// patience is far longer than anything that works takes.
const patience = 30 * time.Second

// certificate is one that nobody has signed, for servers and clients.
func certificate(t *testing.T, name string) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{name}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// pool are certificates that are trusted.
func pool(all ...*tls.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range all {
		p.AddCert(c.Leaf)
	}
	return p
}

// pair are the two ends of a connection.
func pair(t *testing.T) (server, client net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if client, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if server, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []net.Conn{server, client} {
		c.SetDeadline(time.Now().Add(patience))
		t.Cleanup(func() { c.Close() })
	}
	return server, client
}

// client is the TLS of a client that trusts everybody, keeps its sessions, and shows these certificates.
func client(version uint16, shows ...*tls.Certificate) *tls.Config {
	c := &tls.Config{InsecureSkipVerify: true, ServerName: "server", MinVersion: version, MaxVersion: version, ClientSessionCache: tls.NewLRUClientSessionCache(1)}
	for _, s := range shows {
		c.Certificates = append(c.Certificates, *s)
	}
	return c
}

// otherEnd makes the handshake of a client, and reads to the end, in which its session comes. It gives what failed.
func otherEnd(conn net.Conn, config *tls.Config) <-chan error {
	done := make(chan error, 1)
	go func() {
		secured := tls.Client(conn, config)
		err := secured.Handshake()
		if err == nil {
			_, err = io.ReadAll(secured)
		}
		conn.Close()
		done <- err
	}()
	return done
}

// begun is the protection of a control connection with a client, who has its session.
func begun(t *testing.T, server, client *tls.Config) *Layer {
	t.Helper()
	ours, theirs := pair(t)
	ended := otherEnd(theirs, client)
	l, err := Begin(t.Context(), ours, Settings{Config: server})
	if err != nil {
		t.Fatal(err)
	}
	l.Conn().CloseWrite()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	return l
}

// data is a data connection with a client: the error of the server.
func data(t *testing.T, l *Layer, client *tls.Config, proof Proof) (tickets int, err error) {
	t.Helper()
	ours, theirs := pair(t)
	ended := otherEnd(theirs, client)
	secured, err := l.Accept(t.Context(), ours, func([]byte) { tickets++ }, proof)
	if err == nil {
		err = secured.CloseWrite()
	}
	ours.Close()
	<-ended
	return tickets, err
}
