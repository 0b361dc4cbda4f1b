package main

import (
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

// serverTLS is what the floor speaks: the library's defaults, in records of full size from the first one on.
func serverTLS(pair certificate) (*tls.Config, error) {
	loaded, err := tls.LoadX509KeyPair(pair.cert, pair.key)
	return &tls.Config{Certificates: []tls.Certificate{loaded}, DynamicRecordSizingDisabled: true}, err
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
