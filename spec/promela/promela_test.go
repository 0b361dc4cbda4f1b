package promela

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/small"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// The whole text of a small model.
func TestWrite(t *testing.T) {
	var b strings.Builder
	if err := Write(&b, small.Spec(t)); err != nil {
		t.Fatal(err)
	}
	small.Golden(t, "small.pml", b.String())
}

// agree lets both engines look at a spec; the explorer alone where not all tests run.
func agree(t *testing.T, s *spec.Spec) *Result {
	t.Helper()
	if !testcost.All() { // each verifier is compiled
		return Explored(s)
	}
	got, err := Check(context.Background(), s, t.TempDir())
	if errors.Is(err, ErrNoSpin) {
		testcost.Lacking(t, err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	want := Explored(s)
	if !got.Equal(want) {
		t.Errorf("Spin:     %s\nexplorer: %s", got, want)
	}
	return got
}

// Spin finds as many states and transitions of the server's table as the explorer, and the same invariants hold.
func TestServer(t *testing.T) {
	testcost.Long(t)
	s, err := decode.Load(filepath.Join("..", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(agree(t, s))
}

// settings adds a type and a structure to the small spec, and what else is given.
func settings(more ...string) []string {
	return append([]string{
		"  transfer: {states", "  type:      {states: [ascii, image], setting: true, lasts: session, moved-by: [TYPE I]}\n  structure: {states: [file, page], setting: true, lasts: session, moved-by: [STRU P]}\n  transfer: {states",
		"  NOOP: {", "  TYPE I: {rfc: 959 4.1.3, by: table, needs: [logged-in], replies: {ok: {reply: ok, to: {type: image}}}, help: {en: image}}\n  STRU P: {rfc: 959 4.1.3, by: table, needs: [logged-in], replies: {ok: {reply: ok, to: {structure: page}}}, help: {en: pages}}\n  NOOP: {",
	}, more...)
}

// asksBoth lets RETR ask about the two settings together; noPages is an invariant about both.
const (
	asksBoth = "    needs: [logged-in, endpoint, {name: pages, unless: {type: image, structure: page%s}, else: failed}]\n    does: [files.read]\n"
	noPages  = "why: \"RFC 4217 11\"}\n  no-pages-of-octets: {never: {command: %s, when: {type: image, structure: page}}}"
)

// faults are changes of the small spec, and the invariants that they break.
var faults = []struct {
	name   string
	edits  []string
	broken string
}{
	{"none", nil, ""},
	{"files before login", []string{"[logged-in, writable]\n    does: [files.delete]", "[writable]\n    does: [files.delete]"}, "no-files-before-login before-login"},
	{"a secret in the clear", []string{"by: table\n    needs: [secure]", "by: table"}, "no-secret-in-clear"},
	{"changes where nothing changes", []string{"[logged-in, writable]\n    does: [files.delete]", "[logged-in]\n    does: [files.delete]"}, "nothing-is-changed"},
	{"a login by another command", []string{"by: table, replies: {ok: {reply: ok}}, help: {en: \"do", "replies: {ok: {reply: ok, to: {login: in}, sets: [user, cwd]}}, help: {en: \"do",
		"USER, CWD]", "USER, CWD, NOOP]"},
		"login-only-by-pass"},
	{"a QUIT that needs something", []string{"by: table\n    during: last", "by: table\n    needs: [logged-in]\n    during: last"}, "quit-always-possible"},
	{"AUTH keeps the login", []string{"lasts: user, moved-by: [\"acc", "lasts: session, moved-by: [\"acc"}, "auth-resets"},
	{"AUTH keeps what handlers alone read", []string{
		"  transfer: {states", "  type:     {states: [ascii, image], lasts: session, moved-by: [TYPE I]}\n  transfer: {states", "    does: [files.read]\n", "    with: [type]\n    does: [files.read]\n",
		"  NOOP: {", "  TYPE I: {rfc: 959 4.1.3, by: table, needs: [logged-in], replies: {ok: {reply: ok, to: {type: image}}}, help: {en: image}}\n  NOOP: {",
		"regions: [login, rename, data]", "regions: [login, rename, data, type]"}, "auth-resets"},
	{"a setting that commands ask about", []string{
		"  transfer: {states", "  type:     {states: [ascii, image, local], setting: true, lasts: session, moved-by: [TYPE]}\n  transfer: {states",
		"    needs: [logged-in, endpoint]\n    does: [files.read]\n", "    needs: [logged-in, endpoint, {name: text, unless: {type: [image, local], control: clear}, else: failed}]\n    does: [files.read]\n",
		"  NOOP: {", "  TYPE I: {rfc: 959 4.1.3, by: table, needs: [logged-in], replies: {ok: {reply: ok, to: {type: image}}}, help: {en: image}}\n  TYPE L: {rfc: 959 4.1.3, by: table, needs: [logged-in, {name: image, when: {type: image}, else: failed}], replies: {ok: {reply: ok, to: {type: local}}}, help: {en: local}}\n  NOOP: {",
		"why: \"RFC 4217 11\"}", "why: \"RFC 4217 11\"}\n  no-local-text: {never: {command: RETR, when: {type: local}}}"}, "no-local-text"},
	{"settings that a command asks about together", settings("    needs: [logged-in, endpoint]\n    does: [files.read]\n", fmt.Sprintf(asksBoth, ""),
		"why: \"RFC 4217 11\"}", fmt.Sprintf(noPages, "RETR")), ""},
	{"settings that a command does not ask about everywhere", settings("    needs: [logged-in, endpoint]\n    does: [files.read]\n", fmt.Sprintf(asksBoth, ", control: clear"),
		"why: \"RFC 4217 11\"}", fmt.Sprintf(noPages, "RETR")), "no-pages-of-octets"},
	{"settings that an invariant alone names together", settings(
		"needs: [logged-in], replies: {ok: {reply: ok, to: {type", "needs: [logged-in, {name: text, when: {type: ascii}, else: failed}], replies: {ok: {reply: ok, to: {type",
		"needs: [logged-in], replies: {ok: {reply: ok, to: {structure", "needs: [logged-in, {name: file, when: {structure: file}, else: failed}], replies: {ok: {reply: ok, to: {structure",
		"why: \"RFC 4217 11\"}", fmt.Sprintf(noPages, "DELE")), "no-pages-of-octets"},
	{"a setting that moves only where two policies are changed", settings(
		"needs: [logged-in], replies: {ok: {reply: ok, to: {type", "needs: [logged-in, {name: both, when: {policy.tls: required, policy.files: read-only}, else: failed}], replies: {ok: {reply: ok, to: {type",
		"    needs: [logged-in, endpoint]\n    does: [files.read]\n", fmt.Sprintf(asksBoth, ", control: clear"),
		"why: \"RFC 4217 11\"}", fmt.Sprintf(noPages, "RETR")), "no-pages-of-octets"},
	{"a family that the connection decides", []string{
		"  transfer: {states", "  family:   {states: [ipv4, ipv6], setting: true, begins: address-family, lasts: session}\n  transfer: {states",
		"needs: [logged-in, endpoint]", "needs: [logged-in, endpoint, {name: ipv4, when: {family: ipv4}, else: failed}]"}, ""},
	{"a transfer where there should be none", []string{"why: \"RFC 4217 11\"}", "why: \"RFC 4217 11\"}\n  no-reading: {never: {does: files.read, when: {transfer: busy}}}"}, "no-reading"},
	{"a state where nobody should get", []string{"why: \"RFC 4217 11\"}", "why: \"RFC 4217 11\"}\n  no-rename-in-clear: {never: {when: {rename: pending, control: clear}}}"}, "no-rename-in-clear"},
}

// Both engines find the same invariants broken, and agree on the numbers of broken specs too.
func TestFaults(t *testing.T) {
	testcost.Some(t)
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			if got := strings.Join(agree(t, small.Spec(t, f.edits...)).Broken, " "); got != f.broken {
				t.Errorf("broken: %s, want %s", got, f.broken)
			}
		})
	}
}

// What a verifier says when it has not seen everything, or has found what is no invariant, is an error.
func TestRead(t *testing.T) {
	s := small.Spec(t)
	for out, want := range map[string]string{
		"": "promela: the search was not completed:\n",
		"error: max search depth too small\n     7 states, stored\n  9 transitions (= stored+matched)\n":     "promela: the search was not completed:\nerror: max search depth too small\n     7 states, stored\n  9 transitions (= stored+matched)\n",
		"pan:1: invalid end state (at depth 3)\n     7 states, stored\n  9 transitions (= stored+matched)\n": "promela: invalid end state (at depth 3)",
	} {
		if _, err := read(s, out); err == nil || err.Error() != want {
			t.Errorf("%q: %v", out, err)
		}
	}
	r, err := read(s, "pan:1: assertion violated (i_auth_resets|| !((r_login==0))) (at depth 4)\n      12 states, stored\n    20 transitions (= stored+matched)\n")
	if err != nil || r.String() != "11 states, 15 transitions, broken: auth-resets" {
		t.Errorf("%v, %v", r, err)
	}
}

// Without Spin the error says what to install.
func TestNoSpin(t *testing.T) {
	t.Setenv("PATH", "")
	_, err := Check(context.Background(), small.Spec(t), t.TempDir())
	if !errors.Is(err, ErrNoSpin) || err.Error() != "promela: spin and a C compiler are needed: apt-get install spin gcc" {
		t.Errorf("%v", err)
	}
}

// TestGroups: what commands and invariants ask about together is tracked together, and nothing else is.
func TestGroups(t *testing.T) {
	s, err := decode.Load(filepath.Join("..", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	m := explore.NewMachine(s)
	all := groups(m)
	w := &writer{spec: s, groups: all}
	if names := w.describeGroups(); !strings.Contains(names, "type with structure with mode") || !strings.Contains(names, ", host") || strings.Contains(names, "host with") {
		t.Errorf("groups: %s", names)
	}
	tracked := slices.Sorted(slices.Values(slices.Concat(all...)))
	if want := m.Aside(); !slices.Equal(tracked, want) {
		t.Errorf("regions %v are tracked, of %v", tracked, want)
	}
}
