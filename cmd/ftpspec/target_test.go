package main

import (
	"bytes"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

// TestTargetTLS: the certificate has to be of the host, which an IPv6 address is without its brackets; what cannot be
// meant is told.
func TestTargetTLS(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "none.pem")
	write(t, empty, "no certificate\n")
	for _, c := range []struct{ address, ca, host, fails string }{
		{"ftp.example.org:21", "", "ftp.example.org", ""},
		{"[2001:db8::1]:21", "", "2001:db8::1", ""},
		{"ftp.example.org", "", "", "missing port"},
		{"127.0.0.1:21", empty, "", "has no certificate"},
		{"127.0.0.1:21", empty + "x", "", "no such file"},
	} {
		config, err := (&targetFlags{ca: c.ca}).tls(c.address)
		if c.fails != "" {
			if err == nil || !strings.Contains(err.Error(), c.fails) {
				t.Errorf("%s with %q: %v", c.address, c.ca, err)
			}
			continue
		}
		if err != nil || config.ServerName != c.host {
			t.Errorf("%s: %v, %v", c.address, config, err)
		}
	}
}

// TestTargetTable: outside of any module a server is compared with the program's own table: what fails is the
// connection.
func TestTargetTable(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, command := range []string{"conform", "learn"} {
		var out, errs bytes.Buffer
		status := run([]string{command, "--user", "a:b", "127.0.0.1:1"}, &out, &errs)
		if status != exitError || !strings.Contains(errs.String(), "127.0.0.1:1: connect: ") {
			t.Errorf("%s: status %d, %s%s", command, status, out.String(), errs.String())
		}
	}
}

// TestTargetStrange: what is no FTP server, or says nothing, is told in one line.
func TestTargetStrange(t *testing.T) {
	for greeting, want := range map[string]string{
		"SSH-2.0-OpenSSH_9.2\r\n": "conform: the server refuses to greet: SSH-2.0-OpenSSH_9.2\n",
		"421 Too many users.\r\n": "conform: the server refuses to greet: 421 Too many users.\n",
		"":                        "conform: the server refuses to greet: the server has closed the connection\n",
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				_, _ = io.WriteString(conn, greeting)
				conn.Close()
			}
		}()
		var out, errs bytes.Buffer
		if status := run([]string{"conform", "--user", "a:b", l.Addr().String()}, &out, &errs); status != exitError || errs.String() != want {
			t.Errorf("%q: status %d, %q, want %q", greeting, status, errs.String(), want)
		}
	}
}
