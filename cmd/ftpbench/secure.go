package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// certificate is the pair of files that every server of a run gets: a chain and its key.
type certificate struct{ cert, key string }

// newCertificate makes a certificate for the loopback interface, valid while a run may take.
func newCertificate(dir string) (certificate, error) {
	pair := certificate{filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return pair, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return pair, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return pair, err
	}
	for path, block := range map[string]*pem.Block{
		pair.cert: {Type: "CERTIFICATE", Bytes: der}, pair.key: {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			return pair, err
		}
	}
	return pair, nil
}

// serverTLS is what the floor speaks: the library's defaults.
func serverTLS(pair certificate) (*tls.Config, error) {
	loaded, err := tls.LoadX509KeyPair(pair.cert, pair.key)
	return &tls.Config{Certificates: []tls.Certificate{loaded}}, err
}

// secureFloorLaunch starts a floor that has the certificate.
func secureFloorLaunch(name string, pair certificate) launch {
	l := floorLaunch(name)
	plain := l.args
	l.secure = true
	l.args = func(addr, dir, scratch string) ([]string, error) {
		args, err := plain(addr, dir, scratch)
		return append(args, pair.cert, pair.key), err
	}
	return l
}

// startTLS protects the control connection, and data from then on (RFC 4217 4 and 9). Each client resumes its
// own sessions, as servers may demand; whom it talks to on the loopback interface it does not ask.
func (c *client) startTLS() error {
	if _, err := c.do("AUTH TLS"); err != nil {
		return err
	}
	c.secure = &tls.Config{InsecureSkipVerify: true, ServerName: c.host, ClientSessionCache: tls.NewLRUClientSessionCache(1)}
	c.conn = tls.Client(c.conn, c.secure)
	c.in.Reset(c.conn)
	for _, line := range []string{"PBSZ 0", "PROT P"} {
		if _, err := c.do(line); err != nil {
			return err
		}
	}
	return nil
}

// protected is the data connection with TLS, if the client speaks it.
func (c *client) protected(data net.Conn) io.Reader {
	if c.secure == nil {
		return data
	}
	return tls.Client(data, c.secure)
}

// secureUpload sends the file over TLS, and reads until the server ends the connection too: a client that
// closes at once resets it, and a bare server loses what has not been read then.
func (c *client) secureUpload(command string, data *net.TCPConn, file io.Reader) error {
	return c.transfer(command, data, func(data *net.TCPConn) error {
		secured := tls.Client(data, c.secure)
		buf := readBuffers.Get().(*[readSize]byte)
		defer readBuffers.Put(buf)
		if _, err := io.CopyBuffer(struct{ io.Writer }{secured}, struct{ io.Reader }{file}, buf[:]); err != nil {
			return err
		}
		if err := secured.CloseWrite(); err != nil {
			return err
		}
		_, err := drain(secured)
		forget(data)
		return err
	})
}

// startTLS is the floor's side of it.
func (b *bare) startTLS(string) error {
	if err := b.answer(completed, "ok"); err != nil {
		return err
	}
	b.conn = tls.Server(b.conn, b.floor.tls)
	b.in = bufio.NewReaderSize(b.conn, 1024)
	return nil
}

// sendSecured is RETR over TLS: a copy with a large buffer.
func (b *bare) sendSecured(arg string) error {
	f, err := os.Open(b.path(arg))
	if err != nil {
		return b.answer(refused, err.Error())
	}
	defer f.Close()
	return b.secured(func(conn *tls.Conn) error { return copyLarge(conn, f) })
}

// receiveSecured is STOR over TLS.
func (b *bare) receiveSecured(arg string) error {
	f, err := os.OpenFile(b.path(arg), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return b.answer(refused, err.Error())
	}
	defer f.Close()
	return b.secured(func(conn *tls.Conn) error { return copyLarge(f, conn) })
}

func (b *bare) secured(move func(*tls.Conn) error) error {
	return b.transfer(func(data *net.TCPConn) error {
		conn := tls.Server(data, b.floor.tls)
		if err := move(conn); err != nil {
			return err
		}
		return conn.Close()
	})
}

// secureChunk is how much the floor copies at once: several TLS records, within the processor's cache.
const secureChunk = 128 << 10

func copyLarge(to io.Writer, from io.Reader) error {
	_, err := io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from}, make([]byte, secureChunk))
	return err
}
