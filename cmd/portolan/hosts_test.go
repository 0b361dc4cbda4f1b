package main

import (
	"crypto/tls"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts"
	"github.com/portolan-ftp/portolan/cmd/portolan/daemon/selfsigned"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// hostsDir is a directory with a configuration of virtual hosts, and what they serve.
func hostsDir(t *testing.T, config string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"main", "a", "b"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, name, "f"), "of "+name)
	}
	writeFile(t, filepath.Join(dir, "portolan.toml"), config)
	return dir
}

// serveHosts starts the program with the configuration of a directory; alice is a user of two hosts.
func serveHosts(t *testing.T, dir string, args ...string) *server {
	t.Helper()
	for _, name := range []string{"a", "b"} { // each with a password of its own
		file := filepath.Join(dir, "users-"+name)
		if _, err := os.Stat(file); err == nil {
			continue
		}
		addUser(t, file, "pw-"+name, accounts.Account{Name: "alice", Permissions: accounts.ReadWrite})
	}
	s := &server{t: t, dir: dir, log: &logBuffer{}}
	s.cmd = commandIn(t.TempDir(), append([]string{"serve", "--config", filepath.Join(dir, "portolan.toml"), "--log-format", "json"}, args...)...)
	s.start(1)
	return s
}

const twoHosts = `directory = "main"
listen    = "127.0.0.1:0"
user      = "bob:pw"
host-name = ["Main.example"]

[[host]]
names     = ["A.example", "ftp.a.example"]
directory = "a"
users     = "users-a"

[[host]]
names     = "b.example"
directory = "b"
users     = "users-b"
anonymous = true

[[host]]
names          = ["old.example"]
out-of-service = true
`

// TestHosts: each host has its own directory and users, and the log tells which it was.
func TestHosts(t *testing.T) {
	t.Parallel()
	s := serveHosts(t, hostsDir(t, twoHosts))
	enter := func(host, user, password string) *client {
		t.Helper()
		c := s.dial()
		c.says("HOST "+host, "220 Service of "+strings.ToLower(host)+" ready.")
		c.says("USER "+user, "331 Password, please.")
		c.says("PASS "+password, "230 Logged in.")
		return c
	}
	enter("a.example", "alice", "pw-a").fetches("f", "of a")
	enter("FTP.a.example", "alice", "pw-a").fetches("f", "of a")
	enter("b.example", "alice", "pw-b").stores("new", "1", "226 Transfer complete.")
	enter("b.example", "ftp", "me@").fetches("f", "of b")
	enter("main.example", "bob", "pw").fetches("f", "of main")
	s.login("bob").fetches("f", "of main")
	if got := s.tree()["b/new"]; got != "1" {
		t.Errorf("stored %q", got)
	}
	c := s.dial()
	c.says("HOST c.example", "504 There is no such host here.")
	c.says("HOST a.example", "220 Service of a.example ready.")
	for _, who := range [][2]string{{"alice", "pw-b"}, {"bob", "pw"}, {"ftp", "me@"}} { // who is known elsewhere
		c.says("USER "+who[0], "331 Password, please.")
		c.says("PASS "+who[1], "530 Login incorrect.")
	}
	c = s.dial()
	c.says("HOST old.example", "421 This host is out of service.")
	c.closed()
	s.logged(`"user":"ftp","host":"a.example"`)
	log := strings.Join(s.events(), "\n")
	for _, want := range []string{
		"INFO login host=a.example user=alice\nINFO download bytes=4 host=a.example path=/f result=done user=alice",
		"INFO login host=b.example user=alice\nINFO upload bytes=1 host=b.example path=/new result=done user=alice",
		"INFO login user=bob\nINFO download bytes=7 path=/f result=done user=bob",
		"WARN login failed host=a.example result=rejected user=bob",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("log:\n%s\nwant in it:\n%s", log, want)
		}
	}
}

// TestHostCertificates: each host shows its own certificate to clients that name it, and serves them without HOST.
func TestHostCertificates(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	dir := hostsDir(t, strings.Replace(twoHosts, "users     = \"users-a\"\n", "users     = \"users-a\"\ntls-cert  = \"a.pem\"\ntls-key   = \"a.key\"\n", 1)+
		"# of the server itself\n")
	cert, key := filepath.Join(dir, "a.pem"), filepath.Join(dir, "a.key")
	first := writeCertificate(t, cert, key)
	own := filepath.Join(dir, "main.pem")
	fromFile := writeCertificate(t, own, filepath.Join(dir, "main.key"))
	for _, how := range [][]string{{"--tls-self-signed"}, {"--tls-cert", own, "--tls-key", filepath.Join(dir, "main.key")}} {
		s := serveHosts(t, dir, append(how, "--allow-fxp")...)
		main := fromFile
		if how[0] == "--tls-self-signed" {
			main = strings.TrimPrefix(s.fingerprint, "Certificate, self-signed, SHA256:")
		}
		for name, want := range map[string]string{"a.example": first, "ftp.A.example": first, "b.example": main, "c.example": main, "": main} {
			if got := shownTo(t, s, name); got != want {
				t.Errorf("%s, %q: shown %s; want %s", how[0], name, got, want)
			}
		}
		hostA := [2]string{"HOST ftp.a.example", "220 Service of ftp.a.example ready."}
		for name, want := range map[string]string{"": first, "c.example": main} {
			if got := shownTo(t, s, name, hostA); got != want {
				t.Errorf("%s, %q after HOST: shown %s; want %s", how[0], name, got, want)
			}
		}
		if got := shownOnData(s.begin("", nil, hostA)); got != first {
			t.Errorf("%s, on a data connection: shown %s; want %s", how[0], got, first)
		}
		if got := shownToServer(s.begin("main.example", nil), cert, key); got != main {
			t.Errorf("%s, to another server: shown %s; want %s", how[0], got, main)
		}
		second := writeCertificate(t, cert, key)
		eventually(t, "the new certificate is shown", func() bool { return shownTo(t, s, "a.example") == second })
		first = second
	}
}

// shownTo is the fingerprint of the certificate that a client sees who names a host.
func shownTo(t *testing.T, s *server, name string, before ...[2]string) string {
	t.Helper()
	conn := s.begin(name, nil, before...).conn.(*tls.Conn)
	defer conn.Close()
	return selfsigned.Fingerprint(conn.ConnectionState().PeerCertificates[0].Raw)
}

// shownOnData is the fingerprint that alice sees on a data connection, on which she names no host.
func shownOnData(c *client) string {
	c.t.Helper()
	c.says("USER alice", "331 Password, please.")
	c.says("PASS pw-a", "230 Logged in.")
	c.says("PBSZ 0", "200 PBSZ=0")
	c.says("PROT P", "200 Data will be protected.")
	data := c.data()
	c.says("NLST", "150 Opening data connection.")
	secured := tls.Client(data, &tls.Config{InsecureSkipVerify: true})
	if err := secured.Handshake(); err != nil {
		c.t.Fatal(err)
	}
	if names, err := io.ReadAll(secured); string(names) != "f\r\n" || err != nil {
		c.t.Errorf("listed %q, %v", names, err)
	}
	secured.Close()
	c.gets("226 Transfer complete.")
	return selfsigned.Fingerprint(secured.ConnectionState().PeerCertificates[0].Raw)
}

// shownToServer is the fingerprint that another server sees, of which the program is the TLS client (SSCN ON).
func shownToServer(c *client, cert, key string) string {
	c.t.Helper()
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		c.t.Fatal(err)
	}
	c.says("USER bob", "331 Password, please.")
	c.says("PASS pw", "230 Logged in.")
	c.says("PBSZ 0", "200 PBSZ=0")
	c.says("PROT P", "200 Data will be protected.")
	c.says("SSCN ON", "200 SSCN:CLIENT METHOD")
	data := c.data()
	c.says("TYPE I", "200 Type is image.")
	c.says("RETR f", "150 Opening data connection (7 bytes).")
	secured := tls.Server(data, &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAnyClientCert})
	if content, err := io.ReadAll(secured); string(content) != "of main" || err != nil {
		c.t.Errorf("sent %q, %v", content, err)
	}
	secured.Close()
	c.gets("226 Transfer complete.")
	return selfsigned.Fingerprint(secured.ConnectionState().PeerCertificates[0].Raw)
}

// begin is a client that began TLS for a host, with the certificates given.
func (s *server) begin(name string, own []tls.Certificate, before ...[2]string) *client {
	s.t.Helper()
	c := s.dial()
	for _, b := range before {
		c.says(b[0], b[1])
	}
	c.says("AUTH TLS", "234 Begin TLS.")
	secured := tls.Client(c.conn, &tls.Config{InsecureSkipVerify: true, ServerName: name, Certificates: own})
	if err := secured.Handshake(); err != nil {
		s.t.Fatal(err)
	}
	return over(s.t, secured)
}

// TestHostsClients: curl names the host in TLS, and ftplib by HOST as well.
func TestHostsClients(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	curl, python := needs(t, "curl", "apt-get install curl"), needs(t, "python3", "apt-get install python3")
	s := serveHosts(t, hostsDir(t, twoHosts), "--tls-self-signed")
	host, port, err := net.SplitHostPort(s.addresses[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a.example": "of a", "b.example": "of b"} {
		password := "pw-" + name[:1]
		got, err := exec.CommandContext(t.Context(), curl, "--silent", "--show-error", "--insecure", "--ssl-reqd", "--max-time", "10", "--noproxy", "*",
			"--resolve", name+":"+port+":"+host, "--user", "alice:"+password, "ftp://"+name+":"+port+"/f").CombinedOutput()
		if string(got) != want || err != nil {
			t.Errorf("curl, %s: %q, %v; want %q", name, got, err, want)
		}
		got, err = exec.CommandContext(t.Context(), python, "-I", "-c", `import ftplib, sys
f = ftplib.FTP(timeout=10)
f.connect(sys.argv[1], int(sys.argv[2]))
f.sendcmd("HOST " + sys.argv[3])
f.login("alice", sys.argv[4])
f.retrbinary("RETR f", sys.stdout.buffer.write)
f.quit()`, host, port, name, password).CombinedOutput()
		if string(got) != want || err != nil {
			t.Errorf("ftplib, %s: %q, %v; want %q", name, got, err, want)
		}
	}
}

// TestHostMistakes: each with its place in the file.
func TestHostMistakes(t *testing.T) {
	t.Parallel()
	const head = "directory = \"main\"\n"
	a := "[[host]]\nnames = \"a\"\ndirectory = \"a\"\nanonymous = true\n"
	for _, test := range []struct{ content, want string }{
		{head + "[[host]]\n", ":2:3: host: names are missing: how is it called?"},
		{head + "[[host]]\nname = \"a\"\n", `:3:1: there is no key "name"; did you mean "names"?`},
		{head + "[[host]]\nnames = \"a:21\"\n", `:3:1: names: "a:21" is no name of a host, such as ftp.example.com or [2001:db8::1]`},
		{head + "[[host]]\nnames = []\n", ":3:1: names: neither a string, a number, true or false, nor an array of these"},
		{head + "[[host]]\nnames = \"a\"\nanonymous = \"yes\"\n", ":4:1: anonymous: a bool is expected"},
		{head + "[[host]]\nnames = \"a\"\ndirectory = [\"a\", \"b\"]\n", ":4:1: directory: one value is possible, not 2"},
		{head + "[[host]]\nnames = \"a\"\n", ":2:3: host a: directory is missing: what does it serve?"},
		{head + "[[host]]\nnames = \"a\"\ndirectory = \"a\"\n", ":2:3: host a: nobody can log in: say users, or anonymous = true"},
		{head + a + "tls-cert = \"a.pem\"\n", ":2:3: host a: tls-cert and tls-key go together"},
		{head + a + "tls-cert = \"a.pem\"\ntls-key = \"a.key\"\n", ":2:3: host a: tls-cert needs one of the server's own, or --tls-self-signed, for clients that name no host"},
		{head + "tls-self-signed = true\n" + a + "tls-cert = \"a.pem\"\ntls-key = \"a.key\"\n", ":3:3: host a: stat DIR/a.pem: no such file or directory"},
		{head + a + a, ":6:3: host: the name a is taken by the host of line 2"},
		{head + "host-name = \"A\"\n" + a, ":3:3: host: the name a is taken by the server itself"},
		{head + "[[host]]\nnames = \"a\"\ndirectory = \"nowhere\"\nanonymous = true\n", ":2:3: host a: DIR/nowhere cannot be served: no such file or directory"},
		{head + "[[host]]\nnames = \"a\"\ndirectory = \"a\"\nusers = \"nobody\"\n", ":2:3: host a: users file: open DIR/nobody: no such file or directory"},
		{head + "[[host]]\nnames = \"a\"\ndirectory = \"a\"\nusers = \"a/f\"\n", ":2:3: host a: DIR/a/f lies in the served directory, where clients could read or replace it"},
		{head + "[[host]]\nnames = \"a\"\ndirectory = \"a\"\nusers = \"main/f\"\n", ":2:3: host a: DIR/main/f lies in the served directory, where clients could read or replace it"},
		{head + "[host]\nnames = \"a\"\n", ":2:2: host: there are no tables here but [[host]], only keys"},
		{head + "[[hosts]]\nnames = \"a\"\n", ":2:3: hosts: there are no tables here but [[host]], only keys"},
		{head + "[[host]]\nnames = \"a\"\n[host.tls]\ncert = \"a\"\n", ":4:2: host: there are no tables here but [[host]], only keys"},
		{head + "host = [{names = \"a\"}]\n", ":2:1: host: neither a string, a number, true or false, nor an array of these"},
	} {
		t.Run(test.content, func(t *testing.T) {
			dir := hostsDir(t, test.content)
			config := filepath.Join(dir, "portolan.toml")
			want := result{status: exitUsage, stderr: "portolan: " + config + strings.ReplaceAll(test.want, "DIR", dir) + "\n"}
			if got := runProgram(t, "", "serve", "--config", config, "--listen", "127.0.0.1:0"); got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

// TestCertificateAtHost: USER by certificate asks the users of the host, whether HOST or TLS chose it, and ACCT follows
// where the account needs it.
func TestCertificateAtHost(t *testing.T) {
	testcost.Some(t)
	t.Parallel()
	dir := hostsDir(t, strings.ReplaceAll(twoHosts, "anonymous = true\n", ""))
	for _, line := range []struct{ file, stdin, args string }{
		{"a", "project\n", "add --no-password --cn Carol --account --password-stdin carol"},
		{"a", "", "add --no-password --cn Dave dave"},
		{"a", "pw\nproject\n", "add --cn Erin --password-too --account --password-stdin erin"},
		{"b", "", "add --no-password --cn Other carol"},
	} {
		got := runProgram(t, line.stdin, append([]string{"user", "--users", filepath.Join(dir, "users-"+line.file)}, strings.Fields(line.args)...)...)
		if got.status != exitDone {
			t.Fatal(got)
		}
	}
	ca := newAuthority(t)
	s := serveHosts(t, dir, "--tls-self-signed", "--tls-client-ca", writeFile(t, filepath.Join(dir, "ca.pem"), ca.pem()))
	carol, dave, erin := []tls.Certificate{ca.issue("Carol", 2)}, []tls.Certificate{ca.issue("Dave", 3)}, []tls.Certificate{ca.issue("Erin", 4)}
	hostA := [2]string{"HOST a.example", "220 Service of a.example ready."}

	c := s.begin("", carol, hostA)
	c.says("USER carol", "332 Account information, please: ACCT.")
	c.says("PWD", "530 Please log in with USER and PASS.")
	c.says("ACCT guess", "530 Login incorrect.")
	c.says("USER carol", "332 Account information, please: ACCT.")
	c.says("HOST b.example", "220 Service of b.example ready.")
	c.says("ACCT project", "503 No account information was asked for.")
	c.says("USER carol", "331 Password, please.") // another carol
	c.says("PASS project", "530 Login incorrect.")
	c.says("HOST a.example", "220 Service of a.example ready.")
	c.says("USER carol", "332 Account information, please: ACCT.")
	c.says("ACCT project", "230 Logged in.")
	c.says("SIZE f", "213 4")
	c.says("MKD by-carol", `257 "/by-carol" created.`)

	c = s.begin("A.example", dave)
	c.says("HOST b.example", "504 TLS was begun with another host's name.")
	c.says("USER dave", "232 Logged in by certificate.")
	c.says("HOST a.example", "503 HOST comes before the login.")
	c.says("USER carol", "331 Password, please.") // it is dave's certificate
	c.says("MKD no", "530 Please log in with USER and PASS.")

	c = s.begin("ftp.a.example", erin, hostA) // another name of it; RFC 7151 3.2.2 wants the same
	c.says("USER erin", "530 TLS was begun with another host's name; choose one by HOST.")
	c = s.begin("a.example", erin)
	c.says("USER erin", "331 Password, please.")
	c.says("PASS pw", "332 Account information, please: ACCT.")
	c.says("ACCT project", "230 Logged in.")
	if _, err := os.Stat(filepath.Join(dir, "a", "by-carol")); err != nil {
		t.Error(err)
	}
	s.logged(`"msg":"login","user":"erin"`)
	log := strings.Join(s.events(), "\n")
	for _, want := range []string{"INFO login host=a.example user=carol", "INFO login host=a.example user=dave", "INFO login host=a.example user=erin"} {
		if !strings.Contains(log, want) {
			t.Errorf("log:\n%s\nwant %s", log, want)
		}
	}
}
