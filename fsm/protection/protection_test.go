package protection

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"testing"
)

// TestChosenHost: what HOST chose is told to whoever shows certificates, in the handshakes of data connections too.
func TestChosenHost(t *testing.T) {
	shown := certificate(t, "server")
	var asked []string
	config := &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		asked = append(asked, ChosenHost(hello.Context()))
		return shown, nil
	}}
	ours, theirs := pair(t)
	ended := otherEnd(theirs, client(tls.VersionTLS13))
	l, err := Begin(t.Context(), ours, Settings{Config: config, Host: "ftp.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	l.Conn().CloseWrite()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := data(t, l, client(tls.VersionTLS13), ProofNone); err != nil {
		t.Error(err)
	}
	if got := strings.Join(asked, ","); got != "ftp.example.org,ftp.example.org" {
		t.Errorf("asked for %s", got)
	}
	if got := ChosenHost(context.Background()); got != "" {
		t.Errorf("nobody chose %q", got)
	}
}

// TestOtherProtocols: a client of another protocol is not served, whatever it thinks it talks to (ALPACA); one that
// names none is.
func TestOtherProtocols(t *testing.T) {
	config := &tls.Config{Certificates: []tls.Certificate{*certificate(t, "server")}}
	for _, c := range []struct {
		control bool
		names   []string
		served  bool
	}{
		{true, nil, true}, {true, []string{"ftp"}, true}, {true, []string{"h2", "x-filezilla-ftp"}, true}, {true, []string{"h2"}, false}, {true, []string{"ftp-data"}, false},
		{false, nil, true}, {false, []string{"ftp-data"}, true}, {false, []string{"ftp"}, true}, {false, []string{"http/1.1"}, false},
	} {
		l := begun(t, config, client(tls.VersionTLS13))
		with := client(tls.VersionTLS13)
		with.NextProtos = c.names
		var err error
		if c.control {
			ours, theirs := pair(t)
			ended := otherEnd(theirs, with)
			if _, err = Begin(t.Context(), ours, Settings{Config: config}); err == nil {
				ours.Close()
			}
			<-ended
		} else {
			_, err = data(t, l, with, ProofNone)
		}
		if (err == nil) != c.served {
			t.Errorf("control: %v, %q: %v", c.control, c.names, err)
		}
	}
}

// TestPanicInHandshake: an operator's function that panics fails the handshake and nothing else.
func TestPanicInHandshake(t *testing.T) {
	config := &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { panic("no certificate today") }}
	ours, theirs := pair(t)
	ended := otherEnd(theirs, client(tls.VersionTLS13))
	if _, err := Begin(t.Context(), ours, Settings{Config: config}); err == nil || !strings.Contains(err.Error(), "no certificate today") {
		t.Errorf("%v", err)
	}
	ours.Close()
	<-ended
}

// TestChosenConfiguration: a configuration that the operator chooses by what the client says is used with what is ours
// on top; his error fails the handshake.
func TestChosenConfiguration(t *testing.T) {
	shown, chosen := certificate(t, "server"), certificate(t, "chosen")
	no := errors.New("not you")
	config := &tls.Config{Certificates: []tls.Certificate{*shown}}
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		switch hello.ServerName {
		case "chosen":
			return &tls.Config{Certificates: []tls.Certificate{*chosen}}, nil
		case "nobody":
			return nil, no
		}
		return nil, nil
	}
	for name, want := range map[string]*tls.Certificate{"server": shown, "chosen": chosen} {
		c := client(tls.VersionTLS13)
		c.ServerName = name
		l := begun(t, config, c)
		saw := ""
		c.VerifyConnection = func(cs tls.ConnectionState) error {
			saw = cs.PeerCertificates[0].Subject.CommonName
			return nil
		}
		if _, err := data(t, l, c, ProofSession); err != nil {
			t.Errorf("%s: its session does not resume: %v", name, err)
		}
		elsewhere := client(tls.VersionTLS13)
		elsewhere.ServerName = name
		begun(t, config, elsewhere)
		if _, err := data(t, l, elsewhere, ProofSession); !errors.Is(err, ErrNotResumed) {
			t.Errorf("%s: the session of another connection: %v", name, err)
		}
		if saw != want.Leaf.Subject.CommonName {
			t.Errorf("%s: shown %s", name, saw)
		}
	}
	ours, theirs := pair(t)
	c := client(tls.VersionTLS13)
	c.ServerName = "nobody"
	ended := otherEnd(theirs, c)
	if _, err := Begin(t.Context(), ours, Settings{Config: config}); !errors.Is(err, no) {
		t.Errorf("%v", err)
	}
	ours.Close()
	<-ended
}
