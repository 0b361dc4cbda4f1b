package trace

import (
	"strconv"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/spec/explore"
	"github.com/portolan-ftp/portolan/spec/internal/small"
)

// replayText replays lines against the small spec and gives the report.
func replayText(t *testing.T, lines string) string {
	t.Helper()
	r, err := ReadText(strings.NewReader(lines), "x")
	if err != nil {
		t.Fatal(err)
	}
	return report(t, r)
}

func newMachine(t testing.TB) *explore.Machine {
	t.Helper()
	return explore.NewMachine(small.Spec(t))
}

func report(t *testing.T, recordings ...*Recording) string {
	t.Helper()
	var b strings.Builder
	for _, r := range recordings {
		result, err := Replay(newMachine(t), r)
		if err == nil {
			err = result.Text(&b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// in is a login; the exchanges of a case follow.
const in = "< 220 Ready.\n> USER u\n< 331 Password?\n> PASS p\n< 230 Hello.\n"

// allowed are exchanges behind a login that the small spec allows, and under which policies.
var allowed = []struct{ name, lines, policies string }{
	{"nothing", "", ""},
	{"a rename", "> RNFR a\n< 350 Now.\n> RNTO b\n< 250 Done.\n", "; only with files=writable"},
	{"a refused rename", "> RNFR a\n< 550 Only to be read.\n", ""},
	{"another word for a command", "> xcwd /a\n< 250-Here is\n 550 a trap\n< 250 the end\n> NOOP\n< 200\n", ""},
	{"a transfer", "> EPSV\n< 229 (|||1|)\n> RETR a\n< 150 Here.\n< 226 Done.\n> EPSV\n< 229 .\n", ""},
	{"a transfer without its connection", "> EPSV\n< 229 (|||1|)\n> RETR a\n< 150 Here.\n< 425 None.\n", ""},
	{"pipelining", "> EPSV\n> RETR a\n> NOOP\n> CWD x\n< 229 .\n< 150 .\n< 226 .\n< 200 .\n< 550 .\n", ""},
	{"a question during a transfer", "> EPSV\n< 229 .\n> RETR a\n> NOOP\n> STAT\n< 150 .\n< 211-Status:\n< 211 End.\n< 226 .\n< 200 .\n", ""},
	{"an abort", "> EPSV\n< 229 .\n> RETR a\n< 150 .\n> ABOR\n< 426 .\n< 226 .\n> RETR a\n< 425 .\n", ""},
	{"an abort that came too late", "> EPSV\n< 229 .\n> RETR a\n< 150 .\n> ABOR\n< 226 .\n< 226 .\n", ""},
	{"a last command during a transfer", "> EPSV\n< 229 .\n> RETR a\n< 150 .\n> NOOP\n> QUIT\n< 226 .\n< 200 .\n< 221 .\n> NOOP\n", ""},
	{"no command, an idle time-out", "> XYZZY\n< 500 .\n> GET /\n< 421 .\n", ""},
	{"too long", "> CWD " + strings.Repeat("x", line.Max) + "\n< 500 Too long.\n", ""},
	{"blanks between words", "> noop\t\n< 500 .\n> AUTH   tls \n< 234 .\n", "; only with tls=optional"},
	{"blanks behind a command", "> NOOP  \n< 200 .\n> STAT  \n< 213 .\n", ""},
	{"Telnet before a line", "> \xff\xf4\xff\xf2ABOR\n< 226 .\n", ""},
	{"a handler that failed", "> CWD x\n< 451 .\n> CWD x\n< 250 .\n", ""},
	{"an argument where there is none", "> EPSV 1\n< 501 .\n> HELP\n< 214 .\n> HELP me\n< 214 .\n", ""},
	{"a reply that is still to come", "> NOOP\n", ""},
	{"TLS", "> AUTH tls\n< 234 .\n> USER u\n< 331 .\n", "; only with tls=optional"},
}

func TestAllowed(t *testing.T) {
	for _, c := range allowed {
		lines := in + c.lines
		steps := strings.Count("\n"+lines, "\n> ") + strings.Count("\n"+lines, "\n< ") - strings.Count(lines, "-Status") - strings.Count(lines, "-Here")
		want := "x: " + strconv.Itoa(steps) + " steps, all allowed" + c.policies + "\n"
		if got := replayText(t, lines); got != want {
			t.Errorf("%s: %s, want %s", c.name, got, want)
		}
	}
}

// refused are recordings that the small spec does not allow; the golden files point at the step.
var refused = map[string]string{
	"rename-survives":   in + "> RNFR a\n< 350 Now.\n> NOOP\n< 200 Done.\n> RNTO b\n< 250 Renamed.\n",
	"no-login":          "# a server that forgot the check\n\n< 220 Ready.\n> DELE a\n< 250 Deleted.\n",
	"no-greeting":       "< 331 Password?\n",
	"no-question":       in + "< 200 Done.\n",
	"twice":             in + "> NOOP\n< 200 .\n< 200 .\n",
	"no-completion":     in + "> EPSV\n< 229 .\n> RETR a\n< 150 .\n> NOOP\n< 200 .\n",
	"no-endpoint":       in + "> RETR a\n< 150 .\n< 226 .\n",
	"after-the-end":     in + "> QUIT\n< 221 .\n> NOOP\n< 200 .\n",
	"order":             in + "> NOOP\n> CWD a\n< 250 .\n< 200 .\n",
	"argument":          in + "> RNFR\n< 350 .\n",
	"two-policies":      "< 220 .\n> USER u\n< 534 .\n> USER u\n< 331 .\n",
	"abort-twice":       in + "> EPSV\n< 229 .\n> RETR a\n< 150 .\n> ABOR\n< 426 .\n< 426 .\n",
	"short-is-too-long": in + "> CWD a\n< 500 Line too long.\n",
}

func TestRefused(t *testing.T) {
	for name, lines := range refused {
		small.Golden(t, name+".txt", replayText(t, lines))
	}
}

// What a recording states of the policies is taken, and of the others it is told which ones explain it.
func TestPolicies(t *testing.T) {
	for lines, want := range map[string]string{
		"# policies: files=writable\n" + in + "> RNFR a\n< 350 .\n": "x: 7 steps, all allowed; with files=writable\n",
		"# policies: tls=optional, files=writable\n" + in:           "x: 5 steps, all allowed; with files=writable tls=optional\n",
		"# policies: tls=optional\n" + in + "> RNFR a\n< 350 .\n":   "x: 7 steps, all allowed; with tls=optional; only with files=writable\n",
		"# policies: files=read-only\n" + in + "> RNFR a\n< 350 .\n": `x:8: the table does not allow this
    > PASS p
    < 230 Hello.
    > RNFR a
  * < 350 .
the session is at login=in, or control=tls login=in
with files=read-only
allowed here:
`,
	} {
		if got := replayText(t, lines); got != want && (!strings.HasSuffix(want, ":\n") || !strings.HasPrefix(got, want)) {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	}
	for lines, want := range map[string]string{
		"# policies: tls\n":           `trace: x:1: "tls" is not NAME=VALUE`,
		"# policies: mail=off\n":      `trace: x: the spec has no policy "mail"`,
		"# policies: tls=sometimes\n": `trace: x: policy tls is one of optional, required, not "sometimes"`,
	} {
		r, err := ReadText(strings.NewReader(lines), "x")
		if err == nil {
			_, err = Replay(newMachine(t), r)
		}
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Empty lines are no lines, and not the beginning of TLS.
func TestEmptyLines(t *testing.T) {
	for _, lines := range []string{"> \n" + in + ">\n> NOOP\n> \n< 200 .\n>\n", "C: \n" + in + "C:\n> NOOP\n< 200 .\n"} {
		if got := replayText(t, lines); got != "x: 7 steps, all allowed\n" {
			t.Error(got)
		}
	}
}

// A recording that begins with a command has left the greeting out.
func TestWithoutGreeting(t *testing.T) {
	if got := replayText(t, "C: NOOP\r\nS: 200 Done.\r\n"); got != "x: 2 steps, all allowed\n" {
		t.Error(got)
	}
	if got := replayText(t, "C: NOOP\nC: HELP\nS: 220 Ready.\nS: 200 Done.\nS: 214 Help.\n"); got != "x: 5 steps, all allowed\n" {
		t.Errorf("a client that does not wait for the greeting: %s", got)
	}
}

func TestTextErrors(t *testing.T) {
	for lines, want := range map[string]string{
		"> NOOP\n200 Done.\n":          `trace: x:2: a line begins with one of ["> " "C: " "< " "S: "]`,
		"< hello\n":                    `trace: x:1: "hello" is no reply: three digits, and a blank or a hyphen`,
		"< 2000 too much\n":            `trace: x:1: "2000 too much" is no reply: three digits, and a blank or a hyphen`,
		"< 099 too little\n":           `trace: x:1: "099 too little" is no reply: three digits, and a blank or a hyphen`,
		strings.Repeat("x", maxLine+1): "trace: x: bufio.Scanner: token too long",
	} {
		if _, err := ReadText(strings.NewReader(lines), "x"); err == nil || err.Error() != want {
			t.Errorf("%.40q: %v", lines, err)
		}
	}
}
