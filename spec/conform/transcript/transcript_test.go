package transcript_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/conform/transcript"
	"github.com/portolan-ftp/portolan/spec/trace"
)

func ExampleChecker_Text() {
	c, err := transcript.New()
	if err != nil {
		panic(err)
	}
	faults, err := c.Text("delete.txt", `< 220 Ready.
> USER me
< 331 Password?
> PASS secret
< 230 Hello.
> DELE b
< 200 Deleted.
> NOOP
< 200 Done.
`)
	if err != nil {
		panic(err)
	}
	for _, f := range faults {
		fmt.Println(f)
	}
	// Output:
	// delete.txt:7: fail R959-5.4-DELE-1  MUST  DELE is answered from its list  (RFC 959 5.4)
	//     < 331 Password?
	//     > PASS secret
	//     < 230 Hello.
	//     > DELE b
	//   * < 200 Deleted.
	//     allowed here: 250
}

// noted is a test that notes what it is told.
type noted struct{ errors, logs []string }

func (*noted) Helper() {}
func (n *noted) Errorf(format string, a ...any) {
	n.errors = append(n.errors, fmt.Sprintf(format, a...))
}
func (n *noted) Logf(format string, a ...any) { n.logs = append(n.logs, fmt.Sprintf(format, a...)) }

const login = `
	< 220 Ready.
	> USER me
	< 331 Password?
	> PASS secret
	< 230 Hello.
`

// TestCheck: what is allowed is silent, a MUST is an error, a SHOULD is logged, and what differs from the table alone
// is neither.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name, text   string
		errors, logs int
	}{
		{"allowed", login + "\t> FEAT\n\t< 211-Features:\n\t EPSV\n\t211 End\n\t> EPSV\n\t< 229 (|||4000|)\n\t> RETR a\n\t< 150 Here.\n\t< 226 Done.\n", 0, 0},
		{"pipelined", login + "\t> NOOP\n\t> PWD\n\t< 200 Done.\n\t< 257 \"/\"\n", 0, 0},
		{"the package's example", login + "\t> RNTO b\n\t< 250 Renamed.\n", 1, 0},
		{"a MUST", login + "\t> DELE a\n\t< 200 Deleted.\n", 1, 0},
		{"a SHOULD", login + "\t> EPSV ALL\n\t< 220 Only EPSV now.\n", 0, 1},
		{"a difference", login + "\t> CWD\n\t< 250 Home.\n", 0, 0},
		{"two replies", login + "\t> NOOP\n\t< 200 Done.\n\t< 200 Done.\n", 1, 0},
		{"no transcript", "\thello\n", 1, 0},
		{"a policy that there is not", "# policies: mail=off\n< 220 Ready.\n", 1, 0},
		{"not under this policy", "# policies: tls=required\n" + login, 0, 0},
	} {
		n := &noted{}
		transcript.Check(n, c.text)
		if len(n.errors) != c.errors || len(n.logs) != c.logs {
			t.Errorf("%s: errors %q, logs %q", c.name, n.errors, n.logs)
		}
	}
}

// TestChecker: a checker tells of differences too, and of a policy that the server does not keep.
func TestChecker(t *testing.T) {
	c, err := transcript.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		login + "\t> CWD\n\t< 250 Home.\n":   "x:8 differs 250 Home.",
		"# policies: tls=required\n" + login: "x:5 differs 331 Password?",
	} {
		faults, err := c.Text("x", text)
		if err != nil || len(faults) == 0 || !strings.HasPrefix(fmt.Sprintf("%s %s %s", faults[0].Place, faults[0].Verdict, faults[0].Got), want) {
			t.Errorf("%v %v, want %s", faults, err, want)
		}
	}
	if _, err := c.Recording(&trace.Recording{Name: "x", Quiet: true}); err == nil {
		t.Error("a log is taken for a transcript")
	}
}
