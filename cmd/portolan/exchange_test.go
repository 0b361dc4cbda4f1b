package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// exchangeContent is some text of several TLS records, with every kind of line end.
var exchangeContent = strings.Repeat("from one server\r\nto another\nand on\r", 20_000)

// twoServers serve two directories on two addresses, of which the first has a file; clients come from 127.0.0.1.
func twoServers(t *testing.T, flags ...string) (from, to *server) {
	t.Helper()
	common := append([]string{"--user", "alice:pw", "--log-level", "debug", "--log-format", "json"}, flags...)
	from = serveDir(t, t.TempDir(), 1, append([]string{"--listen", "127.0.0.2:0"}, common...)...)
	to = serveDir(t, t.TempDir(), 1, append([]string{"--listen", "127.0.0.3:0"}, common...)...)
	from.write("f", exchangeContent)
	return from, to
}

// exchange has lftp move the file from server to server, and not otherwise. It says whether lftp could.
func (s *server) exchange(to *server, settings string) (output string, err error) {
	s.t.Helper()
	script := []string{"set cmd:fail-exit yes", "set net:max-retries 1", "set net:reconnect-interval-base 1", "set ftp:use-fxp yes", "set ftp:fxp-force yes", settings,
		fmt.Sprintf("get ftp://alice:pw@%s/f -o ftp://alice:pw@%s/f", s.addresses[0], to.addresses[0])}
	c := exec.Command(needs(s.t, "lftp", "apt-get install lftp"), "--norc")
	c.Dir, c.Env = s.t.TempDir(), append(c.Environ(), "HOME="+s.t.TempDir(), "LC_ALL=C.UTF-8")
	c.Stdin = strings.NewReader(strings.Join(script, "\n") + "\n")
	out, err := c.CombinedOutput()
	return string(out), err
}

// said are the commands of some words that a server has executed, with their arguments.
func (s *server) said(words ...string) (all []string) {
	s.t.Helper()
	s.caughtUp()
	for line := range s.lines() {
		var entry struct{ Msg, Command string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			s.t.Fatalf("%v: %s", err, line)
		}
		if word, _, _ := strings.Cut(entry.Command, " "); entry.Msg == "command" && slices.Contains(words, word) {
			all = append(all, entry.Command)
		}
	}
	return all
}

// TestExchangeByLftp moves a file between two servers in every way that lftp knows: either of them listens, and under
// TLS either is the client, by CPSV or by SSCN. One listens once, and the other connects there: lftp has no data
// connection.
func TestExchangeByLftp(t *testing.T) {
	t.Parallel()
	const secure = lftpTLS + "; set ftp:ssl-protect-fxp yes; "
	for _, c := range []struct {
		name, with       string
		flags            []string
		from, to         string // what sets the data connection up, and who is the TLS client
		fromSSCN, toSSCN string
	}{
		{"the source listens", "set ftp:fxp-passive-source yes", nil, "PASV", "PORT 127,0,0,2,", "", ""},
		{"the destination listens", "set ftp:fxp-passive-source no", nil, "PORT 127,0,0,3,", "PASV", "", ""},
		{"CPSV at the source", secure + "set ftp:fxp-passive-source yes; set ftp:fxp-passive-sscn yes", tlsAlone, "CPSV", "PORT 127,0,0,2,", "", ""},
		{"CPSV at the destination", secure + "set ftp:fxp-passive-source no; set ftp:fxp-passive-sscn yes", tlsAlone, "PORT 127,0,0,3,", "CPSV", "", ""},
		{"SSCN at the destination", secure + "set ftp:fxp-passive-source yes; set ftp:fxp-passive-sscn no", tlsAlone, "PASV", "PORT 127,0,0,2,", "", "SSCN ON"},
		{"SSCN at the source", secure + "set ftp:fxp-passive-source no; set ftp:fxp-passive-sscn no", tlsAlone, "PORT 127,0,0,3,", "PASV", "SSCN ON", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			from, to := twoServers(t, append([]string{"--allow-fxp"}, c.flags...)...)
			if out, err := from.exchange(to, c.with+"; set ftp:prefer-epsv no"); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if got := to.tree(); len(got) != 1 || got["f"] != exchangeContent {
				t.Errorf("%d files, f has %d bytes of %d", len(got), len(got["f"]), len(exchangeContent))
			}
			for _, at := range []struct {
				s           *server
				setup, sscn string
			}{{from, c.from, c.fromSSCN}, {to, c.to, c.toSSCN}} {
				if got := at.s.said("PORT", "PASV", "EPRT", "EPSV", "CPSV"); len(got) != 1 || !strings.HasPrefix(got[0], at.setup) {
					t.Errorf("a data connection was set up by %q; want %s alone", got, at.setup)
				}
				if got := strings.Join(at.s.said("SSCN"), ", "); got != at.sscn {
					t.Errorf("it was told %q; want %q", got, at.sscn)
				}
				if got := at.s.said("PROT"); c.flags != nil && !slices.Equal(got, []string{"PROT P"}) {
					t.Errorf("it was told %q", got)
				}
			}
		})
	}
}

// tlsAlone serves over TLS alone.
var tlsAlone = []string{"--tls-self-signed", "--tls", "required"}

// TestNoExchangeByDefault: without leave each server refuses what would lead to the other, and nothing is written.
func TestNoExchangeByDefault(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	for _, with := range []string{"set ftp:fxp-passive-source yes", lftpTLS + "; set ftp:ssl-protect-fxp yes"} {
		flags := []string(nil)
		if strings.HasPrefix(with, lftpTLS) {
			flags = tlsAlone
		}
		from, to := twoServers(t, flags...)
		if out, err := from.exchange(to, with); err == nil {
			t.Errorf("lftp could\n%s", out)
		}
		if got := to.tree(); len(got) > 0 {
			t.Errorf("there are %d files", len(got))
		}
		// Over TLS lftp sends CPSV, whether FEAT has it or not, and gives up, or goes on with PORT.
		from.caughtUp()
		to.caughtUp()
		log := from.log.String() + to.log.String()
		if !strings.Contains(log, `"result":"foreign"`) && !strings.Contains(log, `"command":"CPSV","result":"exchange"`) {
			t.Errorf("nothing was refused")
		}
		if got := slices.Concat(from.said("SSCN"), to.said("SSCN")); got != nil {
			t.Errorf("FEAT had SSCN: lftp sent %q", got)
		}
	}
}

// TestExchangeNarrowed: other servers than those of the operator's networks, or without a certificate of his
// authorities, have no part.
func TestExchangeNarrowed(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writeCertificate(t, cert, key)
	other, otherKey := filepath.Join(dir, "other.pem"), filepath.Join(dir, "other.key")
	writeCertificate(t, other, otherKey)
	withCertificate := []string{"--tls-cert", cert, "--tls-key", key, "--tls", "required", "--tls-data", "required"}
	secure := lftpTLS + "; set ftp:ssl-protect-fxp yes"
	for _, c := range []struct {
		name, with string
		flags      []string
		good       bool
	}{
		{"in the network", "", []string{"--fxp-network", "192.0.2.1", "--fxp-network", "127.0.0.2/31"}, true},
		{"in another", "", []string{"--fxp-network", "192.0.2.0/24"}, false},
		{"known", secure, append(withCertificate, "--fxp-ca", cert), true},
		{"unknown", secure, append(withCertificate, "--fxp-ca", other), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			from, to := twoServers(t, append([]string{"--allow-fxp"}, c.flags...)...)
			out, err := from.exchange(to, c.with)
			if got := to.tree()["f"]; (err == nil) != c.good || (got == exchangeContent) != c.good || !c.good && got != "" {
				t.Errorf("%v, %d bytes\n%s", err, len(got), out)
			}
		})
	}
}

// TestGuestsExchangeNothing: what users may, guests may not, nor may users of whom the file says so.
func TestGuestsExchangeNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "users")
	addUser(t, file, "pw", accounts.Account{Name: "bob", Permissions: accounts.ReadWrite})
	addUser(t, file, "pw", accounts.Account{Name: "carol", Permissions: accounts.ReadWrite, NoExchange: true})
	s := serve(t, "--allow-fxp", "--anonymous", "--users", file)
	s.login("bob").says("PORT 127,0,0,2,200,1", "200 Data will go to 127.0.0.2:51201, which is not yours.")
	for _, name := range []string{"anonymous", "carol"} {
		s.login(name).says("PORT 127,0,0,2,200,1", "504 No data connection goes there; your own address is possible, at a port from 1024 up.")
	}
}
