package fsm_test

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"testing"

	"github.com/portolan-ftp/portolan/fsm"
)

// ticketed is a configuration that makes tickets with a key.
func ticketed(t *testing.T, key byte) *tls.Config {
	config := &tls.Config{Certificates: []tls.Certificate{certificate(t)}}
	config.SetSessionTicketKeys([][32]byte{{key}})
	return config
}

// keeps is a store that goes on giving out the first session that it was given, as clients do that keep one for long.
type keeps struct{ first *tls.ClientSessionState }

func (k *keeps) Get(string) (*tls.ClientSessionState, bool) { return k.first, k.first != nil }
func (k *keeps) Put(_ string, s *tls.ClientSessionState) {
	if k.first == nil {
		k.first = s
	}
}

// TestControlResumes: a client resumes its TLS session at another server that has the same ticket keys and is told to
// resume. Then its data connections resume too, with the new ticket, that of a data connection, or the one it came
// with.
func TestControlResumes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key           byte
		resume        bool
		server        string
		kept          bool
		control, data bool
	}{
		"newest ticket":             {1, true, "x", false, true, true},
		"one ticket":                {1, true, "x", true, true, true},
		"another key":               {2, true, "x", false, false, true},
		"not told to":               {1, false, "x", false, false, true},
		"another host":              {1, true, "y", false, false, true},
		"one ticket of another key": {2, true, "x", true, false, false},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(name+" "+tls.VersionName(version), func(t *testing.T) {
				t.Parallel()
				var cache tls.ClientSessionCache = sameNames{tls.NewLRUClientSessionCache(8)}
				if c.kept {
					cache = &keeps{}
				}
				first, _ := serveFiles(t, fsm.Options{TLS: ticketed(t, 1), ResumeControl: true})
				second, dir := serveFiles(t, fsm.Options{TLS: ticketed(t, c.key), ResumeControl: c.resume})
				if err := os.WriteFile(filepath.Join(dir, "f"), []byte("content"), 0o600); err != nil {
					t.Fatal(err)
				}
				for _, s := range []struct {
					address, server string
					resumed         bool
				}{{first, "x", false}, {second, c.server, c.control}} {
					client := connect(t, s.address)
					client.expect("AUTH TLS", "234 ")
					client.tls = &tls.Config{InsecureSkipVerify: true, MaxVersion: version, ClientSessionCache: cache, ServerName: s.server}
					conn := tls.Client(client.conn, client.tls)
					client.use(conn)
					client.login()
					if got := conn.ConnectionState().DidResume; got != s.resumed {
						t.Fatalf("at %s resumed %v, want %v", s.address, got, s.resumed)
					}
					client.private()
					if s.address == second {
						client.moves(dir, false, "RETR f", client.tls, c.data)
						client.moves(dir, false, "STOR stored", client.tls, c.data)
					}
					client.expect("QUIT", "221 ")
				}
			})
		}
	}
}

// sameNames is a store that takes all servers for one.
type sameNames struct{ tls.ClientSessionCache }

func (s sameNames) Get(string) (*tls.ClientSessionState, bool)  { return s.ClientSessionCache.Get("") }
func (s sameNames) Put(_ string, state *tls.ClientSessionState) { s.ClientSessionCache.Put("", state) }
