package main

import (
	"fmt"
	"net"
	"strings"
	"testing"
)

func TestPassivePorts(t *testing.T) {
	t.Parallel()
	first, last := 42000, 42009 // somewhere that little else uses; one free port is enough
	s := serve(t, "--passive-ports", fmt.Sprintf("%d-%d", first, last), "--user", "bob:pw")
	c := s.login("bob")
	for range 20 {
		if port := c.port(); port < first || port > last {
			t.Errorf("port %d is not between %d and %d", port, first, last)
		}
	}
}

// TestPassivePortsTaken: when all of them are, the client is told, and nothing breaks.
func TestPassivePortsTaken(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	c := serve(t, "--passive-ports", fmt.Sprintf("%d-%d", port, port), "--user", "bob:pw").login("bob")
	c.says("EPSV", "425 No port is free for a data connection.")
	c.says("NOOP", "200 Done.")
}

// TestPublicAddress: a client from elsewhere is told the public address, one on this machine, to whom that
// would be a detour through the router, is not. A machine with no other address has only the second.
func TestPublicAddress(t *testing.T) {
	t.Parallel()
	const public = "203.0.113.7"
	hosts := []string{"127.0.0.1"}
	interfaces, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range interfaces {
		if ip := a.(*net.IPNet).IP; ip.To4() != nil && ip.IsGlobalUnicast() {
			hosts = append(hosts, ip.String())
		}
	}
	for _, host := range hosts {
		want := public
		if host == "127.0.0.1" {
			want = host
		}
		s := serve(t, "--public-address", public, "--listen", host+":0", "--user", "bob:pw")
		reply := s.login("bob").asks("PASV")
		if begins := "227 Entering Passive Mode (" + strings.ReplaceAll(want, ".", ",") + ","; !strings.HasPrefix(reply, begins) {
			t.Errorf("at %s: %q, want %q...", host, reply, begins)
		}
	}
}

// TestAllowPages asks for pages with and without leave.
func TestAllowPages(t *testing.T) {
	t.Parallel()
	serve(t, "--user", "bob:pw").login("bob").says("STRU P", "504 Pages are not offered here; structure must be F or R.")
	serve(t, "--allow-pages", "--user", "bob:pw").login("bob").says("STRU P", "200 Structure is page.")
}

func TestNoActive(t *testing.T) {
	t.Parallel()
	c := serve(t, "--no-active", "--user", "bob:pw").login("bob")
	for _, command := range []string{"PORT 127,0,0,1,200,1", "EPRT |1|127.0.0.1|51201|"} {
		c.says(command, "502 Active mode is not offered; use PASV or EPSV.")
	}
	c.stores("a", "1", "226 Transfer complete.")
}

// TestNoPassive transfers a file by the only way that is left.
func TestNoPassive(t *testing.T) {
	t.Parallel()
	s := serve(t, "--no-passive", "--user", "bob:pw")
	c := s.login("bob")
	for _, command := range []string{"PASV", "EPSV", "EPSV ALL"} {
		c.says(command, "502 Passive mode is not offered; use PORT or EPRT.")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c.says(fmt.Sprintf("EPRT |1|127.0.0.1|%d|", l.Addr().(*net.TCPAddr).Port), "200 Data will go to "+l.Addr().String()+".")
	c.says("STOR a", "150 Opening data connection.")
	data, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	data.Close()
	c.gets("226 Transfer complete.")
	if got := s.tree(); len(got) != 1 || got["a"] != "" {
		t.Errorf("files: %q", got)
	}
}
