package commands_test

import (
	"context"
	"io"
	"maps"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/portolan-ftp/portolan/storage"
)

// attack is what a client sends to provoke flaws of spec/audit/SECURITY.md, and the codes that it is answered with. A
// last code of 421 ends the session.
type attack struct {
	flaws string // as "S4 D12"
	user  string // who sends it; "" is a stranger
	lines []string
	codes string
	tls   string // the codes over TLS, if they are others
}

// attacks leave the files as they were, whoever sends them and when.
var attacks = []attack{
	{flaws: "D1 D9 D16", user: "alice", lines: []string{"EPSV ALL", "PASV", "PORT 127,0,0,1,20,20", "EPRT |1|127.0.0.1|5140|", "LPSV"}, codes: "200 501 501 501 501"},
	{flaws: "D4", user: "alice", lines: []string{"RNFR a", "NOOP", "RNTO b"}, codes: "350 200 503"},
	{flaws: "D5", user: "alice", lines: []string{"RNTO b"}, codes: "503"},
	{flaws: "D8 D10", user: "alice", lines: []string{"PROT P", "PROT C", "MODE X", "PWD"}, codes: "503 503 504 257"},
	{flaws: "D12 S4", lines: []string{"RNTO b", "RNFR a", "REST 5", "PASV", "RNTO b"}, codes: "530 530 530 530 530"},
	{flaws: "D15 S40", user: "reader", lines: []string{"DELE a", "MKD d", "RMD d", "RMDA /", "RNFR a", "RNTO b", "SITE CHMOD 777 a", "MFMT 20010203040506 a", "SITE SYMLINK a b"},
		codes: "550 550 550 550 550 503 550 550 550"},
	{flaws: "D18 S35", user: "alice", lines: []string{"RNFR a", "REIN", "RNTO b", "PWD", "REST 1"}, codes: "350 220 530 530 530", tls: "350 421"},
	{flaws: "D20", user: "alice", lines: []string{"TYPE Q", "STRU Q", "MODE Q", "OPTS NOTHING", "SITE NOTHING"}, codes: "504 504 504 501 504"},
	{flaws: "S1 S2 S3", lines: []string{"SITE CPFR a", "SITE CPTO b", "SITE CHMOD 777 a", "MLST a", "SIZE a", "DELE a", "MFMT 20010203040506 a", "HASH a"},
		codes: "530 530 530 530 530 530 530 530"},
	{flaws: "S5", user: "alice", lines: []string{"RNFR a", "USER bob", "RNTO b", "DELE a"}, codes: "350 331 530 530"},
	{flaws: "S6", lines: []string{"PASS pw", "USER alice", "PASS wrong", "PASS pw", "DELE a"}, codes: "503 331 530 503 530"},
	{flaws: "S7", lines: []string{"ACCT project", "USER alice", "ACCT project", "DELE a"}, codes: "503 331 503 530"},
	{flaws: "S9", lines: []string{"USER alice", "USER nobody at all", "USER broken"}, codes: "331 331 331"},
	{flaws: "S12", lines: []string{"USER a\rb", "USER a\x00", "USER %s%n%x", "PASS pw", "USER alice\xff", "PASS pw"}, codes: "501 501 331 530 331 530"},
	{flaws: "S15", user: "alice", lines: []string{"AUTH TLS", "CWD nowhere"}, codes: "421", tls: "534 550"},
	{flaws: "S16", user: "alice", lines: []string{strings.Repeat("x", 9000) + "DELE a", "PWD"}, codes: "500 257"},
	{flaws: "S17", user: "alice", lines: []string{"\x00\x01\x02 DELE a", "\x80\x81", "PWD"}, codes: "500 500 257"},
	{flaws: "S18", user: "alice", lines: []string{"DELE a\xff", "DELE \xff\xf4a", "DE\xff\xf1LE a", "\xff\xf4\xff\xf2PWD", "RMDA /\xff"}, codes: "550 550 500 257 550"},
	{flaws: "S19", user: "alice", lines: []string{"MKD a\rb", "MKD a\r\x00b", "RNFR a\x00"}, codes: "501 501 501"},
	{flaws: "S20", user: "alice", lines: []string{"POST / HTTP/1.1", "DELE a"}, codes: "421"},
	{flaws: "S21", user: "alice", lines: []string{"MLST 226 done", "CWD 226 done"}, codes: "550 550"},
	{flaws: "S22", user: "alice", lines: []string{"RNTO b", "SIZE", "XYZZY", "CWD nowhere", "PWD"}, codes: "503 501 500 550 257"},
	{flaws: "S23 S24 S27", user: "alice", lines: []string{"EPSV", "PORT 10,0,0,1,20,20", "LIST", "PORT 127,0,0,1,0,22", "LIST", "EPRT |2|::1|5140|", "LIST"}, codes: "229 504 425 504 425 522 425"},
	{flaws: "S34", user: "alice", lines: []string{"CCC", "PBSZ 0", "PROT P", "PWD"}, codes: "533 503 503 257", tls: "421"},
	{flaws: "S38", user: "alice", lines: []string{"DELE ../../../../../../etc/passwd", "CWD ../..", "PWD", "RNFR ../../../etc/passwd", "SIZE ..//../a/../../etc/passwd"}, codes: "550 250 257 550 550"},
	{flaws: "S43", user: "alice", lines: []string{"REST -1", "REST 99999999999999999999", "REST 9223372036854775807", "TYPE I", "RANG 5 1"}, codes: "501 501 350 200 501"},
}

// TestAttacksInEverySituation sends each attack to a session that is idle, in a transfer, at work, in one piece with
// others that wait for the end of a transfer, closing, and over TLS. It is answered alike, after what was before it,
// and behind QUIT not at all; the files are as they were.
func TestAttacksInEverySituation(t *testing.T) {
	t.Parallel()
	for _, a := range attacks {
		for _, situation := range []string{"idle", "transfer", "work", "queue", "closing", "TLS"} {
			t.Run(a.flaws+" "+situation, func(t *testing.T) {
				t.Parallel()
				a.play(t, situation)
			})
		}
	}
}

// alone are the commands behind which nothing is read before they are answered.
var alone = regexp.MustCompile(`(?m)^(REIN|AUTH|CCC)\b`)

// wait returns when the attack waits: STAT is answered at once, and so has all before it been read.
func wait(c *client, attack string) {
	if alone.MatchString(attack) {
		time.Sleep(20 * time.Millisecond) // it has most likely been read
		return
	}
	c.send("STAT")
	c.code("211")
}

// play sends the attack. A stranger has no transfer: there another's session has waited for its end to be one.
func (a attack) play(t *testing.T, situation string) {
	gate := make(chan struct{})
	open := sync.OnceFunc(func() { close(gate) })
	defer open()
	s := tlsOptional()
	s.files = func(f storage.FS) storage.FS { return held{f, gate} }
	r := newRig(t, s)
	r.write("a", "a's")
	r.write("held", "data")
	before := r.tree()
	c := r.dial()
	c.expect("220 Service ready.")
	codes := strings.Fields(a.codes)
	if situation == "TLS" {
		c.talk("AUTH TLS", "234 <any>")
		c.startTLS("")
		if a.tls != "" {
			codes = strings.Fields(a.tls)
		}
	}
	user, first := a.user, ""
	if user == "" && situation != "idle" && situation != "TLS" {
		user, first = "alice", "REIN\r\n"
		codes = append([]string{"220"}, codes...)
	}
	if user != "" {
		c.talk("USER "+user, "331 Password, please.", "PASS pw", "230 Logged in.")
	}
	text := first + strings.Join(a.lines, "\r\n") + "\r\n"
	switch situation {
	case "idle", "TLS":
		a.eachLine(c, codes)
	case "transfer", "queue", "closing":
		c.pasv()
		c.talk("RETR held", "150 <any>")
		switch situation {
		case "queue":
			text, codes = "PWD\r\n"+text, append([]string{"257"}, codes...)
		case "closing":
			text, codes = "QUIT\r\n"+text, []string{"221"}
		}
		c.sendRaw(text)
		if situation != "closing" {
			wait(c, text)
		}
		open()
		c.download()
		c.code("226")
	case "work":
		c.send("HASH held")
		c.sendRaw(text)
		wait(c, text)
		open()
		c.code("213")
	}
	if situation != "idle" && situation != "TLS" {
		for _, code := range codes {
			c.code(code)
		}
	}
	if last := codes[len(codes)-1]; last == "421" || last == "221" {
		if rest, err := io.ReadAll(c.reader); len(rest) > 0 || err != nil && situation != "TLS" {
			t.Errorf("%q, %v behind the end", rest, err)
		}
	} else {
		c.talk("NOOP", "200 Done.")
	}
	if after := r.tree(); !maps.Equal(before, after) {
		t.Errorf("there are %q, were %q", after, before)
	}
}

// eachLine sends line by line, as who is patient does; what the server ends is sent whole, since nothing comes behind.
func (a attack) eachLine(c *client, codes []string) {
	c.t.Helper()
	if codes[len(codes)-1] == "421" {
		c.sendRaw(strings.Join(a.lines, "\r\n") + "\r\n")
	}
	for i, code := range codes {
		if codes[len(codes)-1] != "421" {
			c.send(a.lines[i])
		}
		c.code(code)
	}
}

// code reads one reply, of that code.
func (c *client) code(want string) {
	c.t.Helper()
	if got := c.reply(); got[:3] != want {
		c.t.Fatalf("got %q, want %s", got, want)
	}
}

// held has a file that is not read before the gate opens.
type held struct {
	storage.FS
	gate chan struct{}
}

// Open implements storage.Reader.
func (h held) Open(ctx context.Context, p storage.Path) (storage.File, error) {
	f, err := h.FS.Open(ctx, p)
	if err != nil || p != "/held" {
		return f, err
	}
	return heldFile{f, h.gate}, nil
}

type heldFile struct {
	storage.File
	gate chan struct{}
}

func (f heldFile) Read(p []byte) (int, error) {
	<-f.gate
	return f.File.Read(p)
}

func (f heldFile) WriteTo(w io.Writer) (int64, error) {
	<-f.gate
	return f.File.WriteTo(w)
}
