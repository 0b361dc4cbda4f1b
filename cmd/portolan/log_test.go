package main

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/cmd/portolan/logging"
)

// events are the lines of a log in JSON, in order, without what differs from run to run.
func (s *server) events() []string {
	s.t.Helper()
	var all []string
	for line := range s.lines() {
		var event map[string]any
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			s.t.Fatalf("%v in %q", err, line)
		}
		text := fmt.Sprintf("%s %s", event["level"], event["msg"])
		for _, key := range []string{"time", "level", "msg", logging.KeySession, logging.KeySeconds, logging.KeyRate} {
			delete(event, key)
		}
		if peer, ok := event[logging.KeyPeer].(string); ok {
			if !strings.HasPrefix(peer, "127.0.0.1:") {
				s.t.Errorf("peer %q", peer)
			}
			delete(event, logging.KeyPeer)
		}
		for _, key := range slices.Sorted(maps.Keys(event)) {
			text += fmt.Sprintf(" %s=%v", key, event[key])
		}
		all = append(all, text)
	}
	return all
}

// lines are those of the log that are complete.
func (s *server) lines() iter.Seq[string] {
	log := s.log.String()
	return strings.Lines(log[:strings.LastIndexByte(log, '\n')+1])
}

// caughtUp waits until the log has all that has been answered before, by what a new session leaves in it.
func (s *server) caughtUp() {
	s.t.Helper()
	c := s.dial()
	last := regexp.MustCompile("disconnected.*" + regexp.QuoteMeta(c.conn.LocalAddr().String()))
	c.says("QUIT", "221 Goodbye.")
	eventually(s.t, "the log has caught up", func() bool { return last.MatchString(s.log.String()) })
}

// wantEvents waits until there are that many, and wants these.
func (s *server) wantEvents(want ...string) {
	s.t.Helper()
	eventually(s.t, fmt.Sprintf("log has %d lines", len(want)), func() bool { return strings.Count(s.log.String(), "\n") >= len(want) })
	if got := s.events(); !slices.Equal(got, want) {
		s.t.Errorf("log:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// visit does a bit of everything, and leaves.
func (s *server) visit() {
	c := s.dial()
	c.says("USER bob", "331 Password, please.")
	c.says("PASS secret", "530 Login incorrect.")
	c.says("USER bob", "331 Password, please.")
	c.says("PASS pw", "230 Logged in.")
	c.stores("a b", "1234", "226 Transfer complete.")
	c.fetches("a b", "1234")
	c.names()
	c.says("MKD d", `257 "/d" created.`)
	c.says("RNFR d", "350 Now RNTO.")
	c.says("RNTO e", "250 Renamed.")
	c.says("DELE nothing", "550 No such file or directory.")
	c.says("SITE COPY \"a b\" e/c", "250 Copied.")
	c.says("XCRC e/c", "250 9BE3E0A3")
	c.says("RMDA e", "250 Directory removed with all in it.")
	data := c.data()
	c.says("STOR broken", "150 Opening data connection.")
	c.says("ABOR", "426 Transfer aborted.", "226 Abort done.")
	data.Close()
	c.says("QUIT", "221 Goodbye.")
	c.closed()
	s.logged("disconnected")
}

// TestLog: what an operator reads by default.
func TestLog(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw", "--log-format", "json")
	s.visit()
	s.wantEvents(
		"INFO connected",
		"WARN login failed result=rejected user=bob",
		"INFO login user=bob",
		"INFO upload bytes=4 path=/a b result=done user=bob",
		"INFO download bytes=4 path=/a b result=done user=bob",
		"INFO command command=MKD d result=ok user=bob",
		"INFO command command=RNTO e result=ok user=bob",
		"INFO command command=SITE COPY /e/c result=done user=bob",
		"INFO command command=RMDA /e result=done user=bob",
		"WARN upload bytes=0 path=/broken result=aborted user=bob",
		"INFO disconnected received=4 result=bye sent=9 user=bob",
	)
}

// TestLogLevels: what each level adds or leaves out.
func TestLogLevels(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw", "--log-format", "json", "--log-level", "warn")
	c := s.dial()
	c.says("USER bob", "331 Password, please.")
	c.says("PASS secret", "530 Login incorrect.")
	c.says("QUIT", "221 Goodbye.")
	c.closed()
	s.wantEvents("WARN login failed result=rejected user=bob")

	s = serve(t, "--user", "bob:pw", "--log-format", "json", "--log-level", "debug")
	s.login("bob")
	c = s.login("bob")
	c.names()
	c.says("DSIZ", "213 0")
	c.says("NOOP", "200 Done.")
	c.says("XYZZY", "500 Unknown command.")
	c.conn.Close()
	s.logged("disconnected")
	want := []string{
		"DEBUG policies active=allowed ccc=refused files=writable fxp=refused pages=refused passive=allowed tls=off",
		"INFO connected",
		"DEBUG command command=USER bob result=need-password user=bob",
		"INFO login user=bob",
		"INFO connected",
		"DEBUG command command=USER bob result=need-password user=bob",
		"INFO login user=bob",
		"DEBUG command command=EPSV result=ok user=bob",
		"DEBUG command command=NLST result=opening user=bob",
		"DEBUG listing bytes=0 result=done user=bob",
		"DEBUG command command=DSIZ result=counting user=bob",
		"DEBUG command command=DSIZ result=size user=bob",
		"DEBUG command command=NOOP result=ok user=bob",
		"INFO disconnected received=0 result=dropped sent=0 user=bob",
	}
	s.wantEvents(want...)
}

// TestLogEnds: how a session ended, when it was not the client's wish.
func TestLogEnds(t *testing.T) {
	t.Parallel()
	s := serve(t, "--log-format", "json", "--idle-timeout", "100ms")
	c := s.dial()
	c.gets("421 Idle for too long.")
	c.closed()
	s.logged("disconnected")
	s.wantEvents("INFO connected", "INFO disconnected received=0 result=idle-timeout sent=0")
}

// TestLogForged: names that clients choose stay on their line, in every format, and do not reach the terminal raw.
func TestLogForged(t *testing.T) {
	t.Parallel()
	const user, file = `eve level=INFO msg="login"`, "\x1b[2J\u202e"
	for format, want := range map[string][2]string{
		"plain": {`warning: login failed rejected "eve level=INFO msg=\"login\"" 127.0.0.1:PORT`,
			`upload "/\x1b[2J\u202e" done 0 B`},
		"text": {`level=WARN msg="login failed" result=rejected user="eve level=INFO msg=\"login\"" peer=127.0.0.1:PORT session=1`,
			`level=INFO msg=upload path="/\x1b[2J\u202e" result=done bytes=0`},
		"json": {`"level":"WARN","msg":"login failed","result":"rejected","user":"eve level=INFO msg=\"login\"","peer":"127.0.0.1:PORT","session":1}`,
			`"level":"INFO","msg":"upload","path":"/\u001b[2J\u202e","result":"done","bytes":0`},
	} {
		s := serve(t, "--log-format", format, "--user", "bob:pw")
		c := s.dial()
		c.says("USER "+user, "331 Password, please.")
		c.says("PASS x", "530 Login incorrect.")
		s.login("bob").stores(file, "", "226 Transfer complete.")
		s.logged("upload")
		got := regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(s.log.String(), "127.0.0.1:PORT")
		for _, text := range want {
			if !strings.Contains(got, text) || strings.ContainsAny(got, "\x1b\u202e") {
				t.Errorf("%s: got:\n%s\nwant:\n%s", format, got, text)
			}
		}
	}
}

// TestLogNoPassword: no password is logged, however the client sends it.
func TestLogNoPassword(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:sesame", "--log-level", "debug")
	c := s.dial()
	c.asks("PASS sesame")
	c.asks("USER bob")
	c.asks("pass sesame wrong")
	c.asks("USER bob")
	c.asks("Pass\tsesame")
	c.asks("USER bob")
	c.asks("PASS sesame")
	c.asks("PASS sesame")
	c.says("QUIT", "221 Goodbye.")
	s.logged("disconnected")
	if log := s.log.String(); strings.Contains(log, "sesame") || !strings.Contains(log, "disconnected") {
		t.Error("the log has a password")
	}
	s = serve(t)
	s.caughtUp()
	if strings.Contains(s.log.String(), "portolan:") {
		t.Error("the log has the printed password")
	}
}

// TestLogTellsChanges: what changes files is told by default, and what only asks is not; the table says which is which.
func TestLogTellsChanges(t *testing.T) {
	t.Parallel()
	s := serve(t, "--user", "bob:pw", "--log-format", "json")
	c := s.dial()
	c.says("USER bob", "331 Password, please.")
	c.says("PASS pw", "230 Logged in.")
	c.stores("f", "1234", "226 Transfer complete.")
	c.stores("g", "5", "226 Transfer complete.")
	c.says("ALLO 5", "200 There is room.")
	c.says("MFMT 20200101000000 f", "213 Modify=20200101000000; /f")
	c.says("MDTM f", "213 20200101000000")
	c.says("MDTM 20210101000000 f", "213 20210101000000")
	c.says("SITE UMASK 022", "200 The umask is 022 now.")
	c.says("SITE SYMLINK f l", "200 Done.")
	c.says("RNFR g", "350 Now RNTO.")
	c.says("RNTO f", "250 Renamed.")
	c.says("QUIT", "221 Goodbye.")
	c.closed()
	s.logged("disconnected")
	s.wantEvents(
		"INFO connected",
		"INFO login user=bob",
		"INFO upload bytes=4 path=/f result=done user=bob",
		"INFO upload bytes=1 path=/g result=done user=bob",
		"INFO command command=MFMT 20200101000000 f result=set user=bob",
		"INFO command command=MDTM 20210101000000 f result=set user=bob",
		"INFO command command=SITE SYMLINK f l result=ok user=bob",
		"INFO command command=RNTO f result=replaced user=bob",
		"INFO disconnected received=5 result=bye sent=0 user=bob",
	)
}
