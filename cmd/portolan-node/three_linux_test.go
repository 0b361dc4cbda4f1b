package main

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/accounts/postgres/postgrestest"
	"github.com/portolan-ftp/portolan/cmd/internal/readme"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// passivePorts is how many each node has in the README.
const passivePorts = 100

// freePort is one on an address of this machine.
func freePort(t *testing.T, host string) string {
	t.Helper()
	l, err := net.Listen("tcp", host+":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// freePorts are the first and the last of some that nobody has on the addresses of nodes and balancer, below those that
// the system gives.
func freePorts(t *testing.T, count int) (first, last int) {
	t.Helper()
search:
	for range 100 {
		first, last = 20_000+rand.IntN(10_000), 0
		last = first + count - 1
		for port := first; port <= last; port++ {
			for _, host := range []string{"127.0.0.1", "127.0.0.2"} {
				l, err := net.Listen("tcp", fmt.Sprintf("%s:%d", host, port))
				if err != nil {
					continue search
				}
				l.Close()
			}
		}
		return first, last
	}
	t.Fatal("no free ports")
	return 0, 0
}

// asProgramIn puts the program into a directory, under its name.
func asProgramIn(t *testing.T, dir string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("#!/bin/sh\n%s=1 exec %q \"$@\"\n", asProgram, self)
	if err := os.WriteFile(filepath.Join(dir, "portolan-node"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
}

// TestFromOneToThree does what the README says, from one machine with a directory to three behind a balancer.
func TestFromOneToThree(t *testing.T) {
	testcost.Long(t)
	t.Parallel()
	for program, install := range map[string]string{"haproxy": "haproxy", "curl": "curl", "openssl": "openssl"} {
		if _, err := exec.LookPath(program); err != nil {
			testcost.Lacking(t, program+" is not installed: apt-get install "+install)
		}
	}
	b, db, bin := newBucket(t), postgrestest.Start(t), t.TempDir()
	asProgramIn(t, bin)
	first, _ := freePorts(t, 3*passivePorts)
	var pairs []string
	for i, node := range []string{"10.0.0.21", "10.0.0.22", "10.0.0.23"} {
		ftp, http := freePort(t, "127.0.0.1"), freePort(t, "127.0.0.1")
		_, port, _ := strings.Cut(http, ":")
		at := first + i*passivePorts
		pairs = append(pairs,
			node+":2121 send-proxy-v2 check port 9121", ftp+" send-proxy-v2 check port "+port,
			node+":2121", ftp, node+":9121", http, node+" send-proxy", "127.0.0.1 send-proxy",
			fmt.Sprintf("50%d00-50%d99", i, i), fmt.Sprintf("%d-%d", at, at+passivePorts-1))
	}
	for _, old := range []string{"10.0.0.11:2121", "10.0.0.11:2122", "10.0.0.11:2123"} {
		pairs = append(pairs, old, freePort(t, "127.0.0.1"))
	}
	address := freePort(t, "127.0.0.2")
	pairs = append(pairs, "http://10.0.0.2:7070", b.flags[1], "198.51.100.1:21\n", address+"\n", "198.51.100.1:21/", address+"/", "198.51.100.1", "127.0.0.2", "10.0.0.1\"", "127.0.0.1\"")
	dir := t.TempDir()
	shell := &readme.Shell{Dir: dir, Instead: strings.NewReplacer(pairs...), Patience: 2 * patience,
		Env: append(b.env, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "DATABASE="+db.URL())}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	steps := readme.Blocks(string(text), "three")
	if len(steps) != 7 {
		t.Fatalf("%d steps", len(steps))
	}
	for _, step := range steps {
		if words := step.Test[1:]; len(words) == 2 && words[0] == "write" {
			if err := os.WriteFile(filepath.Join(dir, words[1]), []byte(shell.Instead.Replace(step.Text)), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		shell.Run(t, step)
	}
	b.holds("alice/first", []byte("In the beginning\n"))
	b.holds("alice/last", []byte("In the end\n"))
	if got := b.keys(""); got != "alice/ alice/first alice/last" && got != "alice/first alice/last" {
		t.Errorf("the bucket holds %s", got)
	}
	shell.Run(t, readme.Block{Text: "$ echo pw | portolan-node user add --postgres \"$DATABASE\" --password-stdin bob\n"})
	for client := range bucketClients { // each of its sessions is on another node than the one before
		b.work(client, address, client)
	}
	if left := b.unfinished(); left != 0 {
		t.Errorf("the store has %d unfinished uploads", left)
	}
}

// TestNodeKilled: a node is killed in the middle of uploads. Through another one the old file is whole, the new one is
// not there, and the node that starts next ends the uploads in the store.
func TestNodeKilled(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	b := newBucket(t)
	victim, other := b.start("s3://BUCKET"), b.start("s3://BUCKET")
	old := noise(1, 1<<20)
	c := session(t, victim.ftp)
	says(t, c, "TYPE I", "200 ")
	upload(t, c, "old", old)
	for _, name := range []string{"old", "new"} {
		c := session(t, victim.ftp)
		says(t, c, "TYPE I", "200 ")
		data := dataOf(t, c)
		says(t, c, "STOR "+name, "150 ")
		if _, err := data.Write(noise(2, 32<<20)); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "parts of both are in the store", func() bool { return b.unfinished() == 2 })
	if err := victim.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	victim.cmd.Wait()
	c = session(t, other.ftp)
	says(t, c, "TYPE I", "200 ")
	says(t, c, "SIZE old", fmt.Sprint("213 ", len(old)))
	says(t, c, "SIZE new", "550 ")
	b.holds("old", old)
	b.start("s3://BUCKET") // and sweeps, once the victim has said nothing for a while
	until(t, "the uploads of the victim have ended", func() bool { return b.unfinished() == 0 })
	b.holds("old", old)
	if got := b.keys(""); got != "old" {
		t.Errorf("the bucket holds %s", got)
	}
	upload(t, c, "new", old)
	b.holds("new", old)
}

// dataOf opens a passive data connection.
func dataOf(t *testing.T, c *textproto.Conn) net.Conn {
	t.Helper()
	if err := c.PrintfLine("EPSV"); err != nil {
		t.Fatal(err)
	}
	reply, err := c.ReadLine()
	var port int
	if _, scanErr := fmt.Sscanf(reply, "229 Entering Extended Passive Mode (|||%d|)", &port); err != nil || scanErr != nil {
		t.Fatalf("%q, %v", reply, err)
	}
	data, err := net.DialTimeout("tcp", fmt.Sprint("127.0.0.1:", port), patience)
	if err != nil {
		t.Fatal(err)
	}
	data.SetDeadline(time.Now().Add(patience))
	t.Cleanup(func() { data.Close() })
	return data
}

// upload stores a file.
func upload(t *testing.T, c *textproto.Conn, name string, content []byte) {
	t.Helper()
	data := dataOf(t, c)
	says(t, c, "STOR "+name, "150 ")
	if _, err := data.Write(content); err != nil {
		t.Fatal(err)
	}
	data.Close()
	says(t, c, "", "226 ")
}
