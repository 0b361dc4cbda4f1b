package trace_test

import (
	"testing"

	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/trace"
)

// TestFollow: a session is followed step by step; what the table does not allow changes nothing, and Take goes on.
func TestFollow(t *testing.T) {
	s, err := decode.Load("../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m := explore.NewMachine(s)
	f, err := trace.Follow(m, map[string]string{"tls": "off"}, "ipv4", false)
	if err != nil {
		t.Fatal(err)
	}
	row := func(name string) int {
		for i := range m.Rows {
			if m.Rows[i].Command+" "+m.Rows[i].Name == name {
				return i
			}
		}
		t.Fatalf("no row %q", name)
		return 0
	}
	say := func(line string, code int, want ...string) {
		t.Helper()
		if line != "" {
			f.Sent(line, false, 0)
		}
		got := f.Replied(code, nil)
		if len(got) != len(want) {
			t.Fatalf("%q %d: rows %v, want %v", line, code, got, want)
		}
		for i := range want {
			if got[i] != row(want[i]) {
				t.Errorf("%q %d: row %s %s, want %s", line, code, m.Rows[got[i]].Command, m.Rows[got[i]].Name, want[i])
			}
		}
	}
	at := func(want string) {
		t.Helper()
		if got := f.Where(); len(got) != 1 || got[0] != want {
			t.Errorf("the session is at %q, want %q", got, want)
		}
	}
	say("", 220, " connected")
	say("USER a", 331, "USER need-password")
	say("PASS b", 230, "PASS in")
	at("login=in")
	say("RNFR x", 350, "RNFR pending")
	at("login=in rename=pending")
	say("NOOP", 250)
	at("login=in rename=pending")
	f.Take(row("NOOP ok"))
	at("login=in")
	say("EPSV", 229, "EPSV ok")
	say("STOR f", 150, "STOR opening")
	if !f.Happened(row(" data-opened")) {
		t.Error("the data connection may not be opened")
	}
	at("login=in data=passive transfer=busy running=STOR")
	say("ABOR", 426, "STOR opening.broken", "STOR opening.stalled", "STOR opening.aborted")
	say("", 226, "ABOR aborted", "ABOR nothing")
	at("login=in")
}
