package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/commands"
	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/fsm/cover"
	"github.com/portolan-ftp/portolan/spec/conform"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/standards"
	"github.com/portolan-ftp/portolan/storage"
)

// served is a server of ours to be tested.
type served struct {
	policies map[string]string
	network  string                          // "" is 127.0.0.1
	handlers func(ftp.Handlers) ftp.Handlers // with faults; nil: none
	table    func(*fsm.Table)                // changes a copy of the table; nil: nothing
	limits   fsm.Limits
	upstream string // what a proxy stands before in its place; "" for itself
}

// people are the accounts of the tests: one that may do everything, and one that may do nothing.
type people struct{}

func (people) Authenticate(_ context.Context, c accounts.Credentials) (*accounts.Account, error) {
	if c.Password != "pw" {
		return nil, accounts.ErrRejected
	}
	account := &accounts.Account{Name: c.User, Permissions: accounts.ReadWrite}
	switch c.User {
	case "full":
		account.Mounts = map[string]string{"more": "."}
	case "half":
		account.Confirm = func(_ context.Context, information string) error {
			if information != "project" {
				return accounts.ErrRejected
			}
			return nil
		}
	case "limited":
		account.Permissions = 0
	default:
		return nil, accounts.ErrRejected
	}
	return account, nil
}

// start serves a new directory, and gives the options to test it and the counter of its rows.
func (s served) start(t *testing.T) (conform.Options, *cover.Counter, string) {
	t.Helper()
	dir := t.TempDir()
	var handlers ftp.Handlers = commands.New(commands.Options{Accounts: people{}, Version: "1", Files: func(_ context.Context, a *accounts.Account) (storage.FS, error) {
		return storage.OpenLocal(filepath.Join(dir, a.Home), storage.LocalOptions{})
	}, Host: func(name string) *commands.Host { return nil }})
	if s.handlers != nil {
		handlers = s.handlers(handlers)
	}
	protocol := ftp.Protocol(handlers)
	if s.table != nil {
		changed := *protocol.Table
		s.table(&changed)
		protocol.Table = &changed
	}
	counter := cover.NewCounter(protocol.Table)
	server, err := fsm.NewServer(fsm.Options{Protocol: protocol, Policies: s.policies, TLS: serverTLS(t), Observer: counter, Limits: s.limits})
	if err != nil {
		t.Fatal(err)
	}
	o := ourTarget(t)
	o.Address = s.listen(t, server.Serve)
	if s.policies["tls"] == "optional" || s.policies["tls"] == "required" {
		o.Implicit = s.listen(t, server.ServeTLS)
		o.TLS = &tls.Config{InsecureSkipVerify: true}
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	})
	return o, counter, dir
}

func (s served) listen(t *testing.T, serve func(net.Listener) error) string {
	t.Helper()
	network := s.network
	if network == "" {
		network = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", network)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if err := serve(l); !errors.Is(err, fsm.ErrServerClosed) {
			t.Error(err)
		}
	}()
	return l.Addr().String()
}

// ourTable is our spec and the standards, read once.
var ourTable = sync.OnceValues(func() (*explore.Machine, error) {
	s, err := decode.Load("../../spec/ftp.yaml")
	if err != nil {
		return nil, err
	}
	return explore.NewMachine(s), nil
})

func ourTarget(t *testing.T) conform.Options {
	t.Helper()
	m, err := ourTable()
	if err != nil {
		t.Fatal(err)
	}
	book, err := standards.Load()
	if err != nil {
		t.Fatal(err)
	}
	return conform.Options{Machine: m, Book: book, User: "full", Password: "pw", Limited: conform.Login{User: "limited", Password: "pw"}, Group: strconv.Itoa(os.Getgid())}
}

// serverTLS is a configuration with a certificate that was made for the tests.
func serverTLS(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}
