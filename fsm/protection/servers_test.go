package protection

import (
	"crypto/tls"
	"io"
	"strings"
	"testing"
)

// TestServers: another server, in either role, has to show a certificate that the authorities vouch for, if there are
// any; ours is shown to it.
func TestServers(t *testing.T) {
	own, known, unknown := certificate(t, "server"), certificate(t, "known"), certificate(t, "unknown")
	none := new(tls.Certificate)
	told := certificate(t, "told")
	for name, c := range map[string]struct {
		servers Servers
		shows   *tls.Certificate
		served  bool
	}{
		"one that is known":      {Servers{Authorities: pool(known)}, known, true},
		"one that is not":        {Servers{Authorities: pool(known)}, unknown, false},
		"who is told of another": {Servers{Certificate: func() (*tls.Certificate, error) { return told, nil }}, known, true},
		"nobody is asked":        {Servers{}, unknown, true},
		"nobody shows anything":  {Servers{}, none, true},
		"none where one is due":  {Servers{Authorities: pool(known)}, none, false},
	} {
		for _, connects := range []bool{true, false} {
			if connects && c.shows == none {
				continue // a TLS server always shows one
			}
			l := begun(t, &tls.Config{Certificates: []tls.Certificate{*own}}, client(tls.VersionTLS13))
			ours, theirs := pair(t)
			saw := make(chan string, 1)
			go func() {
				var other *tls.Conn
				if connects {
					other = tls.Server(theirs, &tls.Config{Certificates: []tls.Certificate{*c.shows}, ClientAuth: tls.RequestClientCert})
				} else {
					config := client(tls.VersionTLS13)
					config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return c.shows, nil }
					other = tls.Client(theirs, config)
				}
				other.Handshake()
				io.ReadAll(other)
				shown := ""
				if peers := other.ConnectionState().PeerCertificates; len(peers) > 0 {
					shown = peers[0].Subject.CommonName
				}
				theirs.Close()
				saw <- shown
			}()
			var err error
			var secured *tls.Conn
			if connects {
				secured, err = l.ConnectServer(t.Context(), ours, c.servers)
			} else {
				secured, err = l.AcceptServer(t.Context(), ours, c.servers)
			}
			if err == nil {
				secured.CloseWrite()
			}
			ours.Close()
			shown := <-saw
			if (err == nil) != c.served {
				t.Errorf("%s, we connect: %v: %v", name, connects, err)
			}
			if err != nil && strings.Contains(err.Error(), "panic") {
				t.Errorf("%s: %v", name, err)
			}
			want := "server"
			if connects && c.servers.Certificate != nil {
				want = "told"
			}
			if err == nil && shown != want {
				t.Errorf("%s, we connect: %v: it was shown %q", name, connects, shown)
			}
		}
	}
}

// TestOwnCertificate: what this server shows as TLS client is what it is told, or the first that it has, or none.
func TestOwnCertificate(t *testing.T) {
	first, told := certificate(t, "first"), certificate(t, "told")
	with := func(c *tls.Certificate) Servers {
		return Servers{Certificate: func() (*tls.Certificate, error) { return c, nil }}
	}
	for name, c := range map[string]struct {
		servers Servers
		config  *tls.Config
		want    string
	}{
		"told":  {with(told), &tls.Config{Certificates: []tls.Certificate{*first}}, "told"},
		"first": {Servers{}, &tls.Config{Certificates: []tls.Certificate{*first, *told}}, "first"},
		"none":  {Servers{}, &tls.Config{}, ""},
	} {
		got, err := c.servers.certificate(c.config)
		shown := ""
		if err == nil && got.Leaf != nil {
			shown = got.Leaf.Subject.CommonName
		}
		if shown != c.want || err != nil {
			t.Errorf("%s: %q, %v", name, shown, err)
		}
	}
}

// TestServersResumeNothing: a client's session is not another server's to resume.
func TestServersResumeNothing(t *testing.T) {
	own := certificate(t, "server")
	c := client(tls.VersionTLS13)
	l := begun(t, &tls.Config{Certificates: []tls.Certificate{*own}}, c)
	ours, theirs := pair(t)
	ended := otherEnd(theirs, c)
	secured, err := l.AcceptServer(t.Context(), ours, Servers{})
	if err != nil {
		t.Fatal(err)
	}
	if secured.ConnectionState().DidResume {
		t.Error("another server resumed the client's session")
	}
	secured.CloseWrite()
	ours.Close()
	<-ended
}
