package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/spec/testcost"
)

// dataMode is a way to set up data connections.
type dataMode struct {
	name    string
	command string   // what sets it up; the client must send no other. "" is any
	listen  string   // of which family
	flags   []string // of the server
	only    []string // the scenarios in which it can matter; nil: all
}

// protected are the scenarios that tell whether data connections work over TLS.
var protected = []string{"put", "get", "put an empty file", "get an empty file", "resume put", "list"}

var dataModes = []dataMode{
	{"EPSV", "EPSV", "127.0.0.1:0", nil, nil},
	{"PASV", "PASV", "127.0.0.1:0", nil, nil},
	{"EPRT", "EPRT", "127.0.0.1:0", nil, nil},
	{"PORT", "PORT", "127.0.0.1:0", nil, nil},
	{"EPSV over IPv6", "EPSV", "[::1]:0", nil, nil},
	{"EPRT over IPv6", "EPRT", "[::1]:0", nil, nil},
	{"TLS", "", "127.0.0.1:0", []string{"--tls-self-signed", "--tls", "required"}, protected},
	{"TLS, active", "", "127.0.0.1:0", []string{"--tls-self-signed", "--tls", "required"}, protected},
	{"TLS, resumed", "", "127.0.0.1:0", []string{"--tls-self-signed", "--tls", "required", "--tls-data", "required"}, protected},
	{"implicit TLS", "", "127.0.0.1:0", implicitTLS, protected},
	{"implicit TLS, active", "", "127.0.0.1:0", implicitTLS, protected},
}

// implicitTLS serves a second address, on which TLS begins at once.
var implicitTLS = []string{"--tls-self-signed", "--tls", "required", "--tls-listen", "127.0.0.1:0"}

// way is how a program is brought to use a mode, or why it cannot.
type way struct{ with, cannot string }

// clientProgram is a real FTP client.
type clientProgram struct {
	name    string
	find    func(t *testing.T) string // the program; fails or skips the test if there is none
	ways    map[string]way            // by mode
	flags   []string                  // that a server needs for it over TLS
	perform func(v *visitor, steps []clientStep) []string
}

var clientPrograms = []clientProgram{curl, lftp, ftplib, tnftp, jlaffaye, netFTP, basicFTP, commonsNet}

// visitor is one client program at one server.
type visitor struct {
	t       *testing.T
	program string // its path
	with    string // what brings it to its mode
	address string
	here    string // the client's directory
	there   string // the server's directory that it works in, as it names it
	remote  string // the same, as the machine names it
}

func (v *visitor) host() string { return v.part(0) }
func (v *visitor) port() string { return v.part(1) }

func (v *visitor) part(i int) string {
	v.t.Helper()
	host, port, err := net.SplitHostPort(v.address)
	if err != nil {
		v.t.Fatal(err)
	}
	return []string{host, port}[i]
}

// TestClients lets every client do everything in every mode that it can.
func TestClients(t *testing.T) {
	testcost.Some(t)
	dir := t.TempDir()
	fillDir(t, filepath.Join(dir, "crowd"), crowd)
	for _, p := range clientPrograms {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			program := p.find(t)
			once := false // in one mode, which is enough where not all tests run
			for _, m := range offered(t) {
				switch w, known := p.ways[m.name]; {
				case !known:
					t.Errorf("can %s use %s?", p.name, m.name)
				case w.cannot == "":
					again := once
					once = true
					t.Run(m.name, func(t *testing.T) {
						if again {
							testcost.Long(t)
						}
						t.Parallel()
						v := &visitor{t: t, program: program, with: w.with}
						playAll(v, dir, p, m)
					})
				}
			}
		})
	}
}

// offered are the modes that this machine has: some have no IPv6, not even inside.
func offered(t *testing.T) []dataMode {
	l, err := net.Listen("tcp", "[::1]:0")
	if err == nil {
		l.Close()
		return dataModes
	}
	t.Logf("no IPv6 here: %v", err)
	return slices.DeleteFunc(slices.Clone(dataModes), func(m dataMode) bool { return m.listen != dataModes[0].listen })
}

// playAll plays all scenarios against a server of their own, whose log then tells how data connections were set up.
func playAll(v *visitor, dir string, p clientProgram, m dataMode) {
	t := v.t
	urls := 1
	if slices.Contains(m.flags, "--tls-listen") {
		urls = 2
	}
	var needed []string
	if strings.Contains(m.name, "TLS") {
		needed = p.flags
	}
	s := serveDir(t, dir, urls, slices.Concat(m.flags, needed, []string{"--listen", m.listen, "--user", "alice:pw", "--log-level", "debug", "--log-format", "json"})...)
	v.address = s.addresses[urls-1]
	for _, c := range scenarios {
		if c.cannot[p.name] != "" || m.only != nil && !slices.Contains(m.only, c.name) {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			at := *v
			at.t, at.here = t, t.TempDir()
			at.there = "/" + strings.Join([]string{p.name, m.name, c.name}, "/")
			at.remote = filepath.Join(dir, filepath.FromSlash(at.there))
			c.play(&at, p.perform)
		})
	}
	if got := s.setups(); m.command != "" && !slices.Equal(got, []string{m.command}) {
		t.Errorf("data connections were set up by %q, not %s", got, m.command)
	}
}

// setups are the commands for data connections that the server has seen.
func (s *server) setups() []string {
	s.t.Helper()
	var seen []string
	s.caughtUp()
	for line := range s.lines() {
		var entry struct{ Msg, Command string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			s.t.Fatalf("%v: %s", err, line)
		}
		word, _, _ := strings.Cut(entry.Command, " ")
		if entry.Msg == "command" && slices.Contains([]string{"PORT", "PASV", "EPRT", "EPSV"}, word) {
			seen = append(seen, word)
		}
	}
	slices.Sort(seen)
	return slices.Compact(seen)
}

// needs finds a client program. Where there is none the test is left out, but never in CI.
func needs(t *testing.T, program, install string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	testcost.Lacking(t, program+" is not installed: "+install)
	return ""
}

// remoteSize is the size of a file on the server's side: some clients must be told.
func (v *visitor) remoteSize(name string) int64 {
	v.t.Helper()
	info, err := os.Stat(filepath.Join(v.remote, name))
	if err != nil {
		v.t.Fatal(err)
	}
	return info.Size()
}

// run runs the client in its directory, for as long as a client may take, and returns what it prints.
func (v *visitor) run(stdin string, args ...string) string {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 6*patience)
	defer cancel()
	c := exec.CommandContext(ctx, v.program, args...)
	c.Dir = v.here
	c.Env = append(os.Environ(), "HOME="+v.here, "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1")
	c.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), &stdout, &stderr
	if err := c.Run(); err != nil {
		v.t.Fatalf("%v\n%s\nstandard input:\n%s\nstandard output:\n%.2000s\nstandard error:\n%s", err, c, stdin, &stdout, &stderr)
	}
	return stdout.String()
}
