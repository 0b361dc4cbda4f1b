package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/commands/ftp"
	"github.com/portolan-ftp/portolan/fsm"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// The tests in the files field*_test.go are about what clients and attackers in the field do that takes time,
// many connections, or the program as a whole. The dialogues of package commands have the rest, and
// testdata/evidence.md says which is where.

// TestServiceEndsWith421 holds for every row: clients take that code as the end of the session whenever it comes.
func TestServiceEndsWith421(t *testing.T) {
	table := ftp.Table()
	for i := range table.Rows {
		row := &table.Rows[i]
		closes := slices.ContainsFunc(row.Moves, func(m fsm.Move) bool { return m.Region == ftp.RegionSession && m.State == ftp.SessionClosed })
		if row.Code == 421 && !closes {
			t.Errorf("%s says 421 and goes on", row.Name)
		}
	}
}

// TestIdleClockStopsDuringTransfer lets data flow for much longer than the control connection may be idle.
func TestIdleClockStopsDuringTransfer(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	s := serve(t, "--user", "bob:pw", "--idle-timeout", "1s")
	c := s.login("bob")
	data := c.data()
	c.says("STOR slow", "150 Opening data connection.")
	for range 10 {
		if _, err := io.WriteString(data, "x"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(150 * time.Millisecond)
	}
	data.Close()
	c.gets("226 Transfer complete.")
	c.says("NOOP", "200 Done.")
	c.gets("421 Idle for too long.")
	c.closed()
	if got := s.tree()["slow"]; got != "xxxxxxxxxx" {
		t.Errorf("stored %q", got)
	}
}

// TestNoopDoesNotKeepASession sends one often enough for the idle clock, which is not the only one there is.
func TestNoopDoesNotKeepASession(t *testing.T) {
	t.Parallel()
	c := serve(t, "--user", "bob:pw", "--no-transfer-timeout", "500ms").login("bob")
	began := time.Now()
	for {
		if line := c.asks("NOOP"); line != "200 Done." {
			if line != "421 No transfer for too long." {
				t.Errorf("ended by %q", line)
			}
			break
		}
		if time.Since(began) > patience {
			t.Fatal("never ended")
		}
		time.Sleep(100 * time.Millisecond)
	}
	if took := time.Since(began); took < 400*time.Millisecond {
		t.Errorf("ended after %v", took)
	}
}

// TestDribbledLogin sends a line that never ends, a byte at a time.
func TestDribbledLogin(t *testing.T) {
	t.Parallel()
	c := serve(t, "--login-timeout", "400ms").dial()
	go func() {
		for {
			if _, err := io.WriteString(c.conn, "U"); err != nil {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
	}()
	c.gets("421 Login took too long.")
}

// TestAborAnywhere asks in every state. The answers come, also where nothing else ends the transfer.
func TestAborAnywhere(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw")
	s.write("f", "content")
	aborts := func(c *client, lines ...string) {
		t.Helper()
		c.says("ABOR", lines...)
	}
	idle := "226 Nothing to abort."
	busy := []string{"426 Transfer aborted.", "226 Abort done."}
	c := s.dial()
	aborts(c, idle)
	c.says("USER bob", "331 Password, please.")
	aborts(c, idle)
	c.says("PASS pw", "230 Logged in.")
	aborts(c, idle)
	c.port()
	aborts(c, idle)
	c.says("RNFR f", "350 Now RNTO.")
	aborts(c, idle)
	c.says("REST 3", "350 The next transfer begins at byte 3.")
	aborts(c, idle)
	c.port()
	c.says("STOR g", "150 Opening data connection.") // nobody connects
	aborts(c, busy...)
	data := c.data()
	c.says("STOR g", "150 Opening data connection.")
	if _, err := io.WriteString(data, "x"); err != nil {
		t.Fatal(err)
	}
	aborts(c, busy...)
	aborts(c, idle)
	c.says("NOOP", "200 Done.")
}

// TestAbortOverTLS: there is no urgent data within TLS, and the control connection is read all the same.
func TestAbortOverTLS(t *testing.T) {
	t.Parallel()
	c := serve(t, "--user", "bob:pw", "--tls-self-signed").dial()
	c.says("AUTH TLS", "234 Begin TLS.")
	config := trusting()
	c.conn = tls.Client(c.conn, config)
	c.text = textproto.NewConn(c.conn)
	c.says("USER bob", "331 Password, please.")
	c.says("PASS pw", "230 Logged in.")
	c.says("PBSZ 0", "200 PBSZ=0")
	c.says("PROT P", "200 Data will be protected.")
	data := tls.Client(c.data(), config)
	c.says("STOR f", "150 Opening data connection.")
	if _, err := io.WriteString(data, "some"); err != nil {
		t.Fatal(err)
	}
	c.says("\xff\xf4\xff\xf2ABOR", "426 Transfer aborted.", "226 Abort done.")
	c.says("NOOP", "200 Done.")
}

// TestOldTLSIsRefused offers nothing newer than TLS 1.1.
func TestOldTLSIsRefused(t *testing.T) {
	t.Parallel()
	c := serve(t, "--user", "bob:pw", "--tls-self-signed").dial()
	c.says("AUTH TLS", "234 Begin TLS.")
	err := tls.Client(c.conn, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}).Handshake()
	if err == nil || !strings.Contains(err.Error(), "protocol version") {
		t.Errorf("the handshake ends with %v", err)
	}
}

// TestRenegotiationIsRefused has OpenSSL begin a second handshake on the control connection (TLS 1.2), which ends the
// session.
func TestRenegotiationIsRefused(t *testing.T) {
	t.Parallel()
	program := needs(t, "openssl", "apt-get install openssl")
	s := serve(t, "--user", "bob:pw", "--tls-self-signed")
	client := exec.Command(program, "s_client", "-connect", s.addresses[0], "-starttls", "ftp", "-tls1_2")
	in, err := client.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var told logBuffer
	client.Stdout, client.Stderr = &told, &told
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Process.Kill() })
	io.WriteString(in, "USER bob\n")
	eventually(t, "the client is asked for a password", func() bool { return strings.Contains(told.String(), "331 ") })
	io.WriteString(in, "R\n") // which s_client takes for itself
	s.logged("disconnected")
	if err := client.Wait(); err == nil || !strings.Contains(told.String(), "RENEGOTIATING") || !strings.Contains(told.String(), "alert unexpected message") {
		t.Errorf("%v\n%s", err, told.String())
	}
}

// TestManyAbors is a client that does nothing else: each has its answer, and soon.
func TestManyAbors(t *testing.T) {
	t.Parallel()
	const many = 20_000
	c := serve(t).dial()
	go io.WriteString(c.conn, strings.Repeat("ABOR\r\n", many))
	for range many {
		c.gets("226 Nothing to abort.")
	}
}

// TestListingsAreInUTC: whatever the server's own time zone is.
func TestListingsAreInUTC(t *testing.T) {
	t.Setenv("TZ", "America/New_York")
	dir := t.TempDir()
	changed := time.Date(2001, 2, 3, 23, 30, 15, 0, time.UTC)
	if err := os.Chtimes(writeFile(t, filepath.Join(dir, "old"), "x"), changed, changed); err != nil {
		t.Fatal(err)
	}
	recent := time.Now().UTC().Add(-time.Hour).Truncate(time.Second)
	if err := os.Chtimes(writeFile(t, filepath.Join(dir, "new"), "x"), recent, recent); err != nil {
		t.Fatal(err)
	}
	c := serveDir(t, dir, 1, "--user", "bob:pw").login("bob")
	c.says("MDTM old", "213 20010203233015")
	c.says("MDTM new", "213 "+recent.Format("20060102150405"))
	c.says("OPTS MLST modify", "200 MLST OPTS modify;")
	c.says("MLST old", "250-Facts:", " modify=20010203233015; /old", "250 End.")
	for name, want := range map[string]string{"old": "Feb  3  2001", "new": recent.Format("Jan _2 15:04")} {
		c.says("STAT "+name, "213-File:", fmt.Sprintf(" -rw-------   1 ftp      ftp             1 %s %s", want, name), "213 End.")
	}
}

// TestPassivePortsAreFreed asks for one port after the other. A session has one at most, and gives it back.
func TestPassivePortsAreFreed(t *testing.T) {
	t.Parallel()
	const first, last = 23100, 23103 // below the ports that the system gives to other connections
	s := serve(t, "--user", "bob:pw", "--passive-ports", fmt.Sprintf("%d-%d", first, last))
	c := s.login("bob")
	for range 1000 {
		if port := c.port(); port < first || port > last {
			t.Fatalf("port %d", port)
		}
	}
	s.login("bob").port() // as many as are left free then
	late := s.login("bob")
	late.says("EPSV", "425 No port is free for a data connection.")
	late.says("PASV", "425 No port is free for a data connection.")
	c.says("QUIT", "221 Goodbye.")
	c.closed()
	eventually(t, "a port is free", func() bool { return strings.HasPrefix(late.asks("EPSV"), "229 ") })
}

// TestPassivePortsAreRandom: nobody knows which is next.
func TestPassivePortsAreRandom(t *testing.T) {
	t.Parallel()
	const first, last = 24000, 24999
	c := serve(t, "--user", "bob:pw", "--passive-ports", fmt.Sprintf("%d-%d", first, last)).login("bob")
	seen := map[int]bool{}
	ascending := 0
	const asked = 40
	for previous := 0; len(seen) < asked; {
		port := c.port()
		if port == previous+1 {
			ascending++
		}
		if previous, seen[port] = port, true; port < first || port > last {
			t.Fatalf("port %d", port)
		}
	}
	if ascending > asked/4 {
		t.Errorf("%d of %d ports were the one after the last", ascending, asked)
	}
}

// TestForgottenDataConnections: uploads to which nobody connects end, and their files are left alone.
func TestForgottenDataConnections(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw", "--data-timeout", "100ms")
	s.write("old", "old content")
	c := s.login("bob")
	for range 3 {
		c.port()
		c.says("STOR old", "150 Opening data connection.", "425 The data connection could not be opened.")
	}
	unused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	unused.Close() // and refuses from now on
	c.says(fmt.Sprintf("EPRT |1|127.0.0.1|%d|", unused.Addr().(*net.TCPAddr).Port), "200 Data will go to "+unused.Addr().String()+".")
	c.says("STOR old", "150 Opening data connection.", "425 The data connection could not be opened.")
	if got := s.tree()["old"]; got != "old content" {
		t.Errorf("the file has %q", got)
	}
}

// TestRepliesEndInCRLF reads raw lines: every one of every reply ends so, and none has a control character but those of
// the names that it tells.
func TestRepliesEndInCRLF(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw")
	s.write("a\tb", "x")
	c := s.login("bob")
	commands := []string{"FEAT", "HELP", "HELP RETR", "SITE HELP", "STAT", "STAT .", "MLST", "PWD", "SYST", "MKD x", "MLST a\tb", "STAT a*", "CWD a\tb"}
	if _, err := io.WriteString(c.conn, strings.Join(commands, "\r\n")+"\r\nQUIT\r\n"); err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(c.text.R)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(all)) {
		text, ok := strings.CutSuffix(line, "\r\n")
		text = strings.ReplaceAll(text, "a\tb", "")
		if !ok || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("line %q", line)
		}
	}
	reply := textproto.NewReader(bufio.NewReader(bytes.NewReader(all)))
	for range len(commands) + 1 {
		if _, _, err := reply.ReadResponse(0); err != nil {
			t.Fatalf("a reply is missing: %v", err)
		}
	}
	if _, _, err := reply.ReadResponse(0); err != io.EOF {
		t.Errorf("there is a reply too many: %v", err)
	}
}
