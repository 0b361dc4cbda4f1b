package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/cmd/internal/readme"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// passivePorts is how many a node has in these tests.
const passivePorts = 10

// freeRange is the first of some ports that nobody has on the addresses of nodes and balancer, below those that the
// system gives.
func freeRange(t *testing.T) int {
	t.Helper()
search:
	for range 100 {
		first := 20_000 + rand.IntN(10_000)
		for port := first; port < first+passivePorts; port++ {
			for _, host := range []string{"127.0.0.1", "127.0.0.2"} {
				l, err := net.Listen("tcp", fmt.Sprintf("%s:%d", host, port))
				if err != nil {
					continue search
				}
				l.Close()
			}
		}
		return first
	}
	t.Fatal("no free ports")
	return 0
}

// node is a server behind a balancer at 127.0.0.1, for a directory of all nodes.
func node(t *testing.T, dir string, first int, flags ...string) *server {
	t.Helper()
	return serveDir(t, dir, 1, append([]string{"--user", "alice:pw", "--proxy-protocol", "127.0.0.1", "--log-format", "json", "--log-level", "debug",
		"--passive-ports", fmt.Sprintf("%d-%d", first, first+passivePorts-1)}, flags...)...)
}

// balance starts HAProxy with the guide's configuration, and the balancer's address on 127.0.0.2.
func balance(t *testing.T, a, b *server, ofA, ofB int) (address string) {
	t.Helper()
	haproxy := needs(t, "haproxy", "apt-get install haproxy")
	blocks := readme.Blocks(fileText(t, "README.md"), "balancer")
	if len(blocks) != 1 {
		t.Fatalf("the guide has %d configurations", len(blocks))
	}
	control := freeRange(t)
	address = fmt.Sprintf("127.0.0.2:%d", control)
	text := strings.NewReplacer(
		"198.51.100.1:21\n", address+"\n", "198.51.100.1", "127.0.0.2", "10.0.0.11:2121", a.addresses[0], "10.0.0.12:2121", b.addresses[0],
		"10.0.0.11", "127.0.0.1", "10.0.0.12", "127.0.0.1", "50000-50099", fmt.Sprintf("%d-%d", ofA, ofA+passivePorts-1),
		"50100-50199", fmt.Sprintf("%d-%d", ofB, ofB+passivePorts-1), "a 127.0.0.1 send-proxy-v2", "a 127.0.0.1 send-proxy",
	).Replace(blocks[0].Text)
	config := filepath.Join(t.TempDir(), "haproxy.cfg")
	writeFile(t, config, text)
	cmd := exec.Command(haproxy, "-db", "-f", config)
	said := &logBuffer{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Logf("HAProxy with\n%s\n%s", text, said)
		}
	})
	eventually(t, "HAProxy listens", func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return address
}

// throughBalancer are clients that upload u as NAME and download NAME as d over TLS, from 127.0.0.5.
var throughBalancer = map[string]struct{ program, install, script string }{
	"curl": {"curl", "apt-get install curl", `exec 2>&1
set -e
o="--silent --show-error --insecure --ssl-reqd --noproxy * --interface 127.0.0.5 --user alice:pw --max-time 30"
curl $o -T u "ftp://$1/$2"
curl $o -o d "ftp://$1/$2"`},
	"lftp": {"lftp", "apt-get install lftp", `exec 2>&1
lftp --norc -c "set cmd:fail-exit yes; set ssl:verify-certificate no; set net:max-retries 1; set net:socket-bind-ipv4 127.0.0.5; set ftp:ssl-force yes; set ftp:ssl-protect-data yes; open -u alice,pw ftp://$1; put u -o $2; get $2 -o d"`},
	"ftplib": {"python3", "apt-get install python3", `exec python3 -I -c '
import ftplib, ssl, sys
host, port = sys.argv[1].split(":")
f = ftplib.FTP_TLS(context=ssl._create_unverified_context(), timeout=30, source_address=("127.0.0.5", 0))
f.connect(host, int(port)); f.login("alice", "pw"); f.prot_p()
f.storbinary("STOR " + sys.argv[2], open("u", "rb"))
f.retrbinary("RETR " + sys.argv[2], open("d", "wb").write)
f.quit()' "$1" "$2" 2>&1`},
}

func fileText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sessionsOf counts the sessions that a node's log tells, by client, without those of the balancer itself.
func (s *server) sessionsOf() map[string]int {
	s.t.Helper()
	seen := map[string]int{}
	for line := range s.lines() {
		var entry struct{ Msg, Peer string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			s.t.Fatalf("%v: %s", err, line)
		}
		if host, _, _ := net.SplitHostPort(entry.Peer); entry.Msg == "disconnected" && host != "127.0.0.1" {
			seen[host]++
		}
	}
	return seen
}

// TestBalancer: clients use two nodes behind HAProxy, with the guide's configuration: their sessions are shared out,
// each node knows from where they come, and when one node is gone the other serves.
func TestBalancer(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	dir := t.TempDir()
	ofA, ofB := freeRange(t), freeRange(t)
	a, b := node(t, dir, ofA, "--tls-self-signed"), node(t, dir, ofB, "--tls-self-signed")
	address := balance(t, a, b, ofA, ofB)
	content := strings.Repeat("through the balancer\n", 100_000)
	round := func(nodes string) {
		for name, c := range throughBalancer {
			needs(t, c.program, c.install)
			here := t.TempDir()
			writeFile(t, filepath.Join(here, "u"), content+name+nodes)
			cmd := exec.CommandContext(t.Context(), "sh", "-c", c.script, "sh", address, name+nodes)
			cmd.Dir, cmd.Env = here, append(os.Environ(), "HOME="+here)
			if out, err := cmd.Output(); err != nil {
				t.Errorf("%s, %s: %v\n%s", name, nodes, err, out)
				continue
			}
			for _, file := range []string{filepath.Join(here, "d"), filepath.Join(dir, name+nodes)} {
				if got := fileText(t, file); got != content+name+nodes {
					t.Errorf("%s, %s: %s has %d bytes of %d", name, nodes, file, len(got), len(content+name+nodes))
				}
			}
		}
	}
	round("both")
	eventually(t, "both nodes have told of sessions from 127.0.0.5, and of nobody else", func() bool {
		ofA, ofB := a.sessionsOf(), b.sessionsOf()
		return len(ofA) == 1 && len(ofB) == 1 && ofA["127.0.0.5"] > 0 && ofB["127.0.0.5"] > 0 && ofA["127.0.0.5"]+ofB["127.0.0.5"] >= 4
	})
	b.cmd.Process.Kill()
	b.cmd.Wait()
	round("one")
}
