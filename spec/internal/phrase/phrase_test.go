package phrase

import (
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// Every form of invariant in one line.
func TestInvariant(t *testing.T) {
	want := []string{
		"no-files-before-login: never files.* when login=out|named",
		"no-secret-in-clear: never USER, PASS when policy.tls=required control=clear",
		"nothing-is-changed: never files.delete, files.rename when policy.files=read-only",
		"login-only-by-pass: login=in only after PASS",
		"quit-always-possible: QUIT is always possible",
		"auth-resets: AUTH TLS resets login, rename, data",
		"before-login: when login=out only AUTH TLS, USER, QUIT, ABOR, HELP, NOOP",
	}
	s := small.Spec(t)
	if len(s.Invariants) != len(want) {
		t.Fatalf("%d invariants", len(s.Invariants))
	}
	for i := range s.Invariants {
		if got := Invariant(&s.Invariants[i]); got != want[i] {
			t.Errorf("got %q, want %q", got, want[i])
		}
	}
	state := spec.Invariant{Name: "x", Never: &spec.Never{When: spec.Cond{{Region: "login", States: []string{"in"}}}}}
	if got := Invariant(&state); got != "x: never login=in" {
		t.Errorf("got %q", got)
	}
}

// A lifetime tells what ends it, and those around it.
func TestLifetime(t *testing.T) {
	s := small.Spec(t)
	for name, want := range map[string]string{
		"session":  "session: until its end",
		"transfer": "transfer: until the end of a transfer, dropped",
		"endpoint": "endpoint: until ABOR nothing, dropped, any answer to data.*; user: until USER; dialogue: until AUTH TLS",
		"nothing":  "",
	} {
		if got := Lifetime(s, name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
