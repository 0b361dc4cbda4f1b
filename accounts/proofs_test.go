package accounts

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"testing"
	"time"
)

// counted opens a users' file that counts its slow verifications.
func counted(t *testing.T, path string) (f *File, clock *hands, done func() int) {
	t.Helper()
	f, clock, _ = open(t, path)
	n := 0
	f.match = func(h hash, password string) bool {
		n++
		return h.matches(password)
	}
	return f, clock, func() int {
		defer func() { n = 0 }()
		return n
	}
}

// TestProofs: a right password is verified once, and a wrong one each time, until the user's hash is another.
func TestProofs(t *testing.T) {
	path := usersPath(t)
	line := func(hash, rest string) string { return "alice:" + hash + ":read-only" + rest + ":\n" }
	old := cheapHash(t, "right")
	write(t, path, line(old, "")+"bob:"+cheapHash(t, "bob's")+":read-only:\n")
	f, clock, verified := counted(t, path)
	replace := func(content string) func() {
		return func() {
			write(t, path, content)
			clock.now += time.Second
		}
	}
	nothing := func() {}
	for i, step := range []struct {
		do             func()
		user, password string
		want           string
		verified       int
	}{
		{nothing, "alice", "right", "account alice", 1},
		{nothing, "alice", "right", "account alice", 0},
		{nothing, "alice", "right ", "rejected", 1},
		{nothing, "alice", "", "rejected", 1},
		{nothing, "bob", "right", "rejected", 1},
		{nothing, "ALICE", "right", "rejected", 1},
		{nothing, "alice", "right", "account alice", 0},
		{replace(line(old, "") + "# a change elsewhere\n"), "alice", "right", "account alice", 0},
		{replace(line(old, ";no-fxp")), "alice", "right", "account alice", 0},
		{replace(line(cheapHash(t, "right"), "")), "alice", "right", "account alice", 1},
		{replace(line(cheapHash(t, "new"), "")), "alice", "right", "rejected", 1},
		{nothing, "alice", "new", "account alice", 1},
		{replace(line("!"+old, "")), "alice", "right", "rejected", 1},
		{nothing, "alice", "new", "rejected", 1},
		{replace("# nobody\n"), "alice", "new", "rejected", 1},
	} {
		step.do()
		if got, n := login(t, f, step.user, step.password), verified(); got != step.want || n != step.verified {
			t.Errorf("step %d: %s with %q: %s with %d verifications, want %s with %d", i, step.user, step.password, got, n, step.want, step.verified)
		}
	}
}

// TestProofsBesideCertificate: where both are needed, a password that is right is refused without the certificate, and
// not any quicker than a wrong one.
func TestProofsBesideCertificate(t *testing.T) {
	path := usersPath(t)
	write(t, path, "alice:"+cheapHash(t, "right")+":read-only;cn=a;password:\n")
	f, _, verified := counted(t, path)
	c := credentials("alice", "right", "192.0.2.1")
	shown := c
	shown.Certificate = &x509.Certificate{Subject: pkix.Name{CommonName: "a"}}
	for i, step := range []struct {
		c        Credentials
		want     string
		verified int
	}{
		{c, "rejected", 1}, {shown, "account alice", 1}, {shown, "account alice", 0}, {c, "rejected", 1},
	} {
		if got, n := answer(f.Authenticate(t.Context(), step.c)), verified(); got != step.want || n != step.verified {
			t.Errorf("step %d: %s with %d verifications, want %s with %d", i, got, n, step.want, step.verified)
		}
	}
}

// TestProofsOfWords: what ACCT gives is remembered, too, and nobody's password.
func TestProofsOfWords(t *testing.T) {
	path := usersPath(t)
	write(t, path, "alice:"+cheapHash(t, "right")+":read-only;account="+cheapHash(t, "word")+":\n")
	f, _, verified := counted(t, path)
	account, err := f.Authenticate(t.Context(), credentials("alice", "right", "192.0.2.1"))
	if err != nil {
		t.Fatal(err)
	}
	verified()
	for i, step := range []struct {
		word     string
		want     error
		verified int
	}{
		{"right", ErrRejected, 1}, {"word", nil, 1}, {"word", nil, 0}, {"words", ErrRejected, 1},
	} {
		if err, n := account.Confirm(t.Context(), step.word), verified(); err != step.want || n != step.verified {
			t.Errorf("step %d: %v with %d verifications, want %v with %d", i, err, n, step.want, step.verified)
		}
	}
	if got := login(t, f, "alice", "word"); got != "rejected" {
		t.Errorf("the word as a password: %s", got)
	}
	if got := login(t, f, "alice\x00", "word"); got != "rejected" {
		t.Errorf("the word as the password of a name that there is not: %s", got)
	}
}

// TestProofsAreBounded: the user who was seen last is remembered, whoever came before.
func TestProofsAreBounded(t *testing.T) {
	p := newProofs()
	h, err := parseHash(cheapHash(t, "x"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range maxProofs + 10 {
		p.keep(fmt.Sprint(i), h, "x")
	}
	if p.of.Len() != maxProofs || p.holds("9", h, "x") || !p.holds("10", h, "x") {
		t.Errorf("%d proofs; the tenth %v, the eleventh %v", p.of.Len(), p.holds("9", h, "x"), p.holds("10", h, "x"))
	}
}
