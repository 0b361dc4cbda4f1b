package trace

import (
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/explore"
)

// wayOf explains lines.
func wayOf(t *testing.T, m *explore.Machine, lines string) (*Recording, *Way) {
	t.Helper()
	r, err := ReadText(strings.NewReader(lines), "x")
	if err != nil {
		t.Fatal(err)
	}
	w, err := Explain(m, r)
	if err != nil {
		t.Fatal(err)
	}
	return r, w
}

// The rows on a way, with the lines that show each.
func TestWay(t *testing.T) {
	m := newMachine(t)
	for _, c := range []struct{ name, lines, want string }{
		{"a login", in, "connected:<220; USER need-password:>USER<331; PASS in:>PASS<230"},
		{"a transfer, whose data connection nobody sees", in + "> EPSV\n< 229 .\n> RETR a\n< 150 .\n< 226 .\n",
			"connected:<220; USER need-password:>USER<331; PASS in:>PASS<230; EPSV ok:>EPSV<229; RETR opening:>RETR<150; data-opened:; RETR opening.done:<226"},
		{"an abort", in + "> EPSV\n< 229 .\n> RETR a\n< 150 .\n> ABOR\n< 426 .\n< 226 .\n",
			"connected:<220; USER need-password:>USER<331; PASS in:>PASS<230; EPSV ok:>EPSV<229; RETR opening:>RETR<150; RETR opening.aborted:>ABOR<426; ABOR aborted:<226"},
		{"as far as it is allowed", in + "> RNTO b\n< 250 .\n", "connected:<220; USER need-password:>USER<331; PASS in:>PASS<230"},
		{"nothing", "", ""},
	} {
		r, w := wayOf(t, m, c.lines)
		var got []string
		for _, p := range w.Passed {
			text := check.Label(&m.Rows[p.Row]) + ":"
			if p.Sent >= 0 {
				text += ">" + strings.Fields(r.Steps[p.Sent].Command)[0]
			}
			if p.Said >= 0 {
				text += r.Steps[p.Said].Text[:1] + r.Steps[p.Said].Text[2:5]
			}
			got = append(got, text)
		}
		if all := strings.Join(got, "; "); all != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, all, c.want)
		}
	}
}

// Every reply of a recording that the table allows is shown by one row, in their order, and every row is possible where
// it comes.
func TestWayIsPossible(t *testing.T) {
	m := newMachine(t)
	for _, c := range allowed {
		r, w := wayOf(t, m, in+c.lines)
		var said, replies []int
		for i := range r.Steps {
			if !r.Steps[i].sent() {
				replies = append(replies, i)
			}
		}
		config := w.Begin
		for i, p := range w.Passed {
			if p.Said >= 0 {
				said = append(said, p.Said)
			}
			row := &m.Rows[p.Row]
			possible := i == 0 || row.Then == spec.ThenAbort || // the end of the transfer that it makes is a row before it
				slices.Contains(m.Happens(&config, w.Valuation), p.Row) ||
				row.Command != "" && slices.Contains(m.Answers(row.Command, &config, w.Valuation), p.Row)
			if !possible {
				t.Errorf("%s: %s is not possible at %s", c.name, check.Label(row), m.Describe(&config))
			}
			config = m.Apply(p.Row, config)
		}
		if !slices.Equal(said, replies) {
			t.Errorf("%s: the replies %v are explained, of %v", c.name, said, replies)
		}
	}
}
