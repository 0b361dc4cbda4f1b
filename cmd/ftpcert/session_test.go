package main

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// scripted is a server that says what is written for a command's first word, and 500 to others.
func scripted(t *testing.T, greeting string, says map[string]string) string {
	t.Helper()
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
			go func() {
				defer conn.Close()
				io.WriteString(conn, greeting)
				for in := bufio.NewScanner(conn); in.Scan(); {
					word, _, _ := strings.Cut(in.Text(), " ")
					reply, known := says[word]
					if !known {
						reply = "500 What?\r\n"
					}
					io.WriteString(conn, reply)
				}
			}()
		}
	}()
	return l.Addr().String()
}

// judgedAt runs one probe against a scripted server.
func judgedAt(t *testing.T, number, greeting string, says map[string]string) judgement {
	t.Helper()
	target := &target{address: scripted(t, greeting, says), user: login{"me", "secret", "money"}, account: login{"they", "secret", "money"},
		patience: 300 * time.Millisecond, third: "127.0.0.2"}
	for _, sc := range scenarios() {
		for _, r := range target.play(sc) {
			if r.number == number {
				return r.judgement
			}
		}
	}
	t.Fatalf("there is no %s", number)
	return judgement{}
}

// TestVerdicts is how replies are judged that Portolan never gives.
func TestVerdicts(t *testing.T) {
	const hello = "220 Hello\r\n"
	in := func(more map[string]string) map[string]string {
		all := map[string]string{"USER": "331 Who?\r\n", "PASS": "230-In\r\n 230 not yet\r\n230 In.\r\n"}
		for word, reply := range more {
			all[word] = reply
		}
		return all
	}
	for _, c := range []struct {
		what, number, greeting string
		says                   map[string]string
		want                   judgement
	}{
		{"a greeting of several lines", "1", "220-One\r\n220-Two\r\n220 Three\r\n", nil, judgement{success, "220"}},
		{"no greeting within the limit", "1", "", nil, judgement{failure, "reply: read tcp"}},
		{"no reply at all", "1", "SSH-2.0-x\r\n", nil, judgement{failure, `reply: "SSH-2.0-x" is none`}},
		{"a scenario that aborts", "61", hello, nil, judgement{notEvaluated, "s_logquit aborts at 60"}},
		{"the login fails", "79", hello, nil, judgement{notEvaluated, "s_basic aborts at 66"}},
		{"an account is asked for", "62", hello, map[string]string{"USER": "331 Who?\r\n", "PASS": "332 Account?\r\n", "ACCT": "230 In.\r\n"}, judgement{success, "230"}},
		{"no account is asked for", "62", hello, in(nil), judgement{notEvaluated, "230"}},
		{"QUIT and the connection stays", "64", hello, in(map[string]string{"QUIT": "221 Bye.\r\n"}), judgement{failure, "221, and the connection stays open"}},
		{"a command that is not implemented", "63", hello, in(map[string]string{"REIN": "502 No.\r\n"}), judgement{notEvaluated, "502"}},
		{"and the case that asks for that", "108", hello, in(map[string]string{"REIN": "502 No.\r\n"}), judgement{success, "502"}},
		{"unknown commands are not unimplemented ones", "108", hello, in(nil), judgement{failure, "500"}},
		{"the second of two commands", "78", hello, in(map[string]string{"HELP": "214 Help.\r\n"}), judgement{success, "214, 214"}},
		{"any value", "113", hello, in(map[string]string{"MODE": "200 Yes.\r\n"}), judgement{failure, "anything is accepted"}},
		{"a value that the default does not come back from", "114", hello, in(map[string]string{"STRU": "504 No.\r\n"}), judgement{success, "STRU R: 504"}},
		{"wrong passwords are fine", "117d", hello, in(nil), judgement{failure, "230"}},
		{"a third party", "65", hello, in(map[string]string{"PORT": "500 No.\r\n"}), judgement{failure, "PORT: 500"}},
	} {
		got := judgedAt(t, c.number, c.greeting, c.says)
		if got.verdict != c.want.verdict || !strings.HasPrefix(got.detail, c.want.detail) {
			t.Errorf("%s: %v %q, want %v %q", c.what, got.verdict, got.detail, c.want.verdict, c.want.detail)
		}
	}
}

// TestUsage: what cannot be understood is said.
func TestUsage(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"", "one address and -user are needed"},
		{"-user me:secret", "one address and -user are needed"},
		{"-user me host:21", "want 2 parts"},
		{"-account me:secret host:21", "want 3 parts"},
		{"-at 999=host:21 host:21", "a case that there is"},
		{"-at 65 host:21", "a case that there is"},
	} {
		var stderr strings.Builder
		if status := run(strings.Fields(c.args), io.Discard, &stderr); status != exitUsage || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%q: status %d, %q", c.args, status, &stderr)
		}
	}
}
