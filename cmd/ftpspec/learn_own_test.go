package main

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/audit"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/learn"
	"github.com/portolan-ftp/portolan/spec/learn/mealy"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// learnt learns a server of ours over an alphabet.
func learnt(t *testing.T, s served, alphabet string, depth int) *learn.Learned {
	t.Helper()
	a, err := learn.Load(alphabet)
	if err != nil {
		t.Fatal(err)
	}
	s.policies = a.Policies
	c, _, dir := s.start(t)
	l, err := learn.Run(context.Background(), learn.Options{
		Machine: c.Machine, Alphabet: a, Address: c.Address, TLS: c.TLS, User: c.User, Password: c.Password, Depth: depth, Tests: 100,
	})
	if err != nil {
		t.Fatal(err)
	}
	checkEmpty(t, dir)
	return l
}

// TestLearnOwn: what is learned of our own server is what the table says, over each alphabet.
func TestLearnOwn(t *testing.T) {
	testcost.Some(t)
	for _, a := range learn.Alphabets() {
		t.Run(a.Name, func(t *testing.T) {
			depth := -1
			if testcost.All() && a.Name != "tls" { // whose machine is the largest: half a minute
				depth = learn.DefaultDepth
			}
			l := learnt(t, served{}, a.Name, depth)
			t.Logf("%d states, %d queries, %d steps, %.1f s", len(l.Next), l.Queries, l.Steps, l.Seconds)
			if word := mealy.Difference(l.Machine, l.Table.Machine); word != nil {
				got, _ := l.Run(0, word)
				want, _ := l.Table.Run(0, word)
				t.Errorf("%v is answered %v, not %v", word, got, want)
			}
			c := l.Compare()
			if found := len(c.NotOffered) + len(c.Differences) + len(c.Codes) + len(c.Split) + len(c.Merged) + len(c.Violations); found > 0 {
				t.Errorf("the comparison finds something: %+v", c)
			}
			if len(l.Unsure) > 0 {
				t.Errorf("answers that do not come each time: %v", l.Unsure)
			}
			if _, err := l.Spec(c, "Ours."); err != nil {
				t.Error(err)
			}
		})
	}
}

// learnFaults are servers of ours with a fault, and what is said of each: in the report behind the states, and by the
// audit of what was learned. Long: the fault lies behind dialogues that only the default depth tries.
var learnFaults = []struct {
	name, alphabet string
	change         served
	long           bool
	report         string
	audit          []string // findings about invariants
}{
	{"EPRT is taken after EPSV ALL", "epsv-all", served{table: dropNeed("EPRT", "any-setup")}, false, `
differs   USER 331, PASS 230, EPSV ALL 200, EPRT 200; the table answers 501, for the need any-setup (6 places)
violates  epsv-all-holds (RFC 2428 4; D1, D16)
            USER 331, PASS 230, EPSV ALL 200, EPRT 200
`, []string{"I01 epsv-all-holds EPRT"}},
	{"NOOP keeps the name of RNFR", "rename", served{table: dropMove("rename", "NOOP ok")}, false, `
differs   USER 331, PASS 230, RNFR 350, NOOP 200, RNTO 250; the table answers 503, for the need pending (2 places)
code      USER 331, PASS 230, RNFR 350, NOOP 200, RNTO nowhere 553; the table answers 503 (2 places)
split     the table's state in, which answers 503:
            USER 331, PASS 230, RNTO 503
            USER 331, PASS 230, RNFR 350, NOOP 200, RNTO 250
merged    in the state in-pending, which answers 250; the table:
            USER 331, PASS 230, RNFR 350, RNTO 250
            USER 331, PASS 230, RNFR 350, NOOP 200, RNTO 503
`, nil},
	{"PWD needs no login", "login", served{table: dropNeed("PWD", "logged-in")}, false, `
differs   PWD 257; the table answers 530, for the need logged-in (8 places)
violates  before-login (what an unknown client may do; each addition is a decision)
            PWD 257
violates  while-named (a name, which anybody may give, allows PASS and nothing else)
            USER 331, PWD 257
`, []string{"I05 before-login PWD", "I05 while-named PWD"}},
	{"USER keeps the name of RNFR", "rename", served{table: dropMove("rename", "USER need-password", "PASS in")}, true, `
differs   USER 331, PASS 230, RNFR 350, USER 331, PASS 230, RNTO 250; the table answers 503, for the need pending (2 places)
code      USER 331, PASS 230, RNFR 350, USER 331, PASS 230, RNTO nowhere 553; the table answers 503 (2 places)
split     the table's state named, which answers 230, 503:
            USER 331, PASS 230, RNTO 503
            USER 331, PASS 230, RNFR 350, USER 331, PASS 230, RNTO 250
split     the table's state in, which answers 503:
            USER 331, PASS 230, RNTO 503
            USER 331, PASS 230, RNFR 350, USER 331, PASS 230, RNTO 250
merged    in the state in-pending, which answers 250; the table:
            USER 331, PASS 230, RNFR 350, RNTO 250
            USER 331, PASS 230, RNFR 350, USER 331, PASS 230, RNTO 503
`, []string{"I05 while-named XYZZY"}}, // a refusal that changes what the session remembers
}

// TestLearnFaults: servers with a fault are told to differ in just that.
func TestLearnFaults(t *testing.T) {
	testcost.Some(t)
	for _, f := range learnFaults {
		t.Run(f.name, func(t *testing.T) {
			depth := -1
			if f.long {
				testcost.Long(t)
				depth = learn.DefaultDepth
			}
			l := learnt(t, f.change, f.alphabet, depth)
			c := l.Compare()
			var b bytes.Buffer
			if err := l.Report("ours", c).Text(&b); err != nil {
				t.Fatal(err)
			}
			_, found, _ := strings.Cut(b.String(), "\n\n")
			if found[:strings.LastIndex(found[:len(found)-1], "\n")+1] != f.report[1:] {
				t.Errorf("%s", b.String())
			}
			text, err := l.Spec(c, "Ours, with a fault.")
			if err != nil {
				t.Fatal(err)
			}
			if got := aboutInvariants(t, text); !slices.Equal(got, f.audit) {
				t.Errorf("the audit of the machine finds %q", got)
			}
		})
	}
}

// aboutInvariants are the audit's findings about the invariants of a spec that something violates.
func aboutInvariants(t *testing.T, text []byte) []string {
	t.Helper()
	s, err := decode.Text("machine.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range audit.Audit(check.NewModel(s), audit.Checks()).Findings {
		if f.Check >= "I01" && f.Check <= "I05" {
			found = append(found, f.Check+" "+f.At)
		}
	}
	return found
}

// checkEmpty: nothing of the tester is left on the server.
func checkEmpty(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left on the server: %v %v", left, err)
	}
}
