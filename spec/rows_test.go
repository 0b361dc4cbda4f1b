package spec_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
)

// update writes what the tests find instead of comparing.
var update = flag.Bool("update", false, "rewrite the expected rows in testdata")

// real is the spec of FTP, which must have no fault.
func real(t testing.TB) *spec.Spec {
	t.Helper()
	s, err := decode.Load("ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// decodeBase is the decoded base spec of the decoder's tests.
func decodeBase(t testing.TB) *spec.Spec {
	t.Helper()
	s, err := decode.Load("decode/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rowLine is everything that a row says but its reason, in one line.
func rowLine(r spec.Row, i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s/%s %s %d", i, r.Command, r.Name, r.Kind, r.Code)
	for _, t := range r.When {
		fmt.Fprintf(&b, " when:%s=%s", t.Key(), strings.Join(t.States, "|"))
	}
	for _, m := range r.Moves {
		fmt.Fprintf(&b, " %s>%s", m.Region, m.State)
	}
	for _, f := range r.Fills {
		fmt.Fprintf(&b, " fill:%s.%s=%d", f.Region, f.Name, f.Source)
	}
	for _, p := range r.Params {
		fmt.Fprintf(&b, " param:%s=%s,%t", p.Name, p.Go, p.Sets)
	}
	for _, v := range r.Values {
		fmt.Fprintf(&b, " value:%s:%s=%d%s,%s", v.Name, v.Format, v.Source, v.Region, v.Go)
	}
	if r.On != nil {
		fmt.Fprintf(&b, " on:%s", strings.Join(r.On, "|"))
	}
	if r.Then != "" {
		fmt.Fprintf(&b, " then:%s%v", r.Then, r.Ends)
	}
	if r.Body {
		fmt.Fprintf(&b, " body..%q", r.End)
	}
	fmt.Fprintf(&b, " %q at %d:%d", r.Text, r.Pos.Line, r.Pos.Column)
	return b.String()
}

// TestRows compares the whole table of the base spec.
func TestRows(t *testing.T) {
	var b strings.Builder
	for i, r := range decodeBase(t).Rows() {
		b.WriteString(rowLine(r, i) + "\n")
	}
	const file = "testdata/rows.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, wanted := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(wanted)) {
		if i >= len(got) || i >= len(wanted) || got[i] != wanted[i] {
			t.Fatalf("row %d differs; got\n%s\nwant\n%s", i, strings.Join(got[min(i, len(got)):], "\n"), strings.Join(wanted[min(i, len(wanted)):], "\n"))
		}
	}
}

// row finds a row by its command and name.
func row(t *testing.T, rows []spec.Row, command, name string) spec.Row {
	t.Helper()
	i := slices.IndexFunc(rows, func(r spec.Row) bool { return r.Command == command && r.Name == name })
	if i < 0 {
		t.Fatalf("no row %s/%s", command, name)
	}
	return rows[i]
}

// movesOf is a row's moves in one string.
func movesOf(r spec.Row) string {
	var list []string
	for _, m := range r.Moves {
		list = append(list, m.Region+">"+m.State)
	}
	return strings.Join(list, " ")
}

// TestMoves checks each rule of what a row moves.
func TestMoves(t *testing.T) {
	rows := decodeBase(t).Rows()
	for _, test := range []struct{ rule, command, name, want string }{
		{"an event expires nothing", "", "connected", ""},
		{"but an unknown line does", "", "unknown", "rename>none"},
		{"and an overlong one", "", "overlong", "rename>none"},
		{"a reply moves and expires", "USER", "named", "login>named rename>none"},
		{"a refusal expires", "PASS", "named", "rename>none"},
		{"a syntax error expires", "PASS", "syntax", "rename>none"},
		{"a stub expires", "PASS", "unwritten", "rename>none"},
		{"a missing permission expires", "RETR", "denied", "rename>none"},
		{"a command that is not offered expires", "SMNT", "not-offered", "rename>none"},
		{"first words of a command survive", "TYPE A", "ok", "type>ascii"},
		{"a refusal resets", "PASV", "logged-in", "rename>none data>none"},
		{"a move overrides a reset", "PASV", "ok", "rename>none data>passive"},
		{"a move overrides expiry", "RNFR", "pending", "rename>pending"},
		{"a transfer begins", "RETR", "opening", "rename>none transfer>busy"},
		{"a transfer ends, nothing expires", "RETR", "opening.done", "data>none transfer>idle"},
		{"a transfer ends by itself", "RETR", "opening.stalled", "data>none transfer>idle"},
		{"waiting closes after the transfer, nothing expires", "QUIT", "waiting", "session>closing"},
	} {
		if got := movesOf(row(t, rows, test.command, test.name)); got != test.want {
			t.Errorf("%s: %s/%s moves %q, want %q", test.rule, test.command, test.name, got, test.want)
		}
	}
}

func TestRowZeroIsConnected(t *testing.T) {
	s := real(t)
	declared := slices.DeleteFunc(spec.EventNames(), func(name string) bool {
		return !slices.ContainsFunc(s.Events, func(e spec.Event) bool { return e.Name == name })
	})
	if declared[0] != "connected" {
		t.Errorf("the first event is %s", declared[0])
	}
	for i, r := range s.Rows()[:len(declared)] {
		if name := declared[i]; r.Name != name || r.Kind != spec.KindEvent || r.Command != "" {
			t.Errorf("row %d is %s %s/%s, want the event %s", i, r.Kind, r.Command, r.Name, name)
		}
	}
}

// TestRealSpec: every event, need and reply has its row, and every command those that it gets by itself.
func TestRealSpec(t *testing.T) {
	s := real(t)
	rows := s.Rows()
	by, replies, needs, denied := map[spec.By]int{}, 0, 0, 0
	for i := range s.Commands {
		c := &s.Commands[i]
		if by[c.By]++; c.By == spec.ByNobody {
			continue
		}
		replies, needs = replies+len(c.Replies), needs+len(c.Needs)
		if slices.ContainsFunc(s.Capabilities, func(k spec.Capability) bool { return k.Permission != "" && slices.Contains(c.Does, k.Name) }) {
			denied++
		}
	}
	count := map[spec.Kind]int{}
	for i, r := range rows {
		count[r.Kind]++
		if r.Pos.Line == 0 || r.Pos.Column == 0 || !slices.Contains(s.Files, r.Pos.File) {
			t.Errorf("row %s has no position", rowLine(r, i))
		}
		for _, e := range r.Ends {
			if e <= i || rows[e].Command != r.Command || !strings.HasPrefix(rows[e].Name, r.Name+".") {
				t.Errorf("row %s ends in %s", rowLine(r, i), rowLine(rows[e], e))
			}
		}
	}
	for kind, n := range map[spec.Kind]int{
		spec.KindEvent: len(s.Events), spec.KindNotOffered: by[spec.ByNobody], spec.KindUnwritten: by[spec.ByHandler], spec.KindReply: replies, spec.KindNeed: needs, spec.KindDenied: denied,
	} {
		if count[kind] != n {
			t.Errorf("%d rows are of the kind %s, want %d", count[kind], kind, n)
		}
	}
	for _, c := range s.Commands {
		for _, n := range c.Needs {
			if n.Pos.Line == 0 || n.Else.Pos.Line == 0 {
				t.Errorf("%s: need %s has no position", c.Name, n.Name)
			}
		}
	}
}

func TestRowNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range real(t).Rows() {
		if key := r.Command + "/" + r.Name; seen[key] {
			t.Errorf("two rows %s", key)
		} else {
			seen[key] = true
		}
	}
}

func TestKind(t *testing.T) {
	var refusals []string
	for k := spec.KindReply; k <= spec.KindEvent; k++ {
		if k.Refusal() {
			refusals = append(refusals, k.String())
		}
	}
	if got, want := strings.Join(refusals, " "), "need denied syntax not-offered unwritten"; got != want {
		t.Errorf("refusals are %s, want %s", got, want)
	}
}

// TestDeclaredNames compares the names that the language knows with those that a good spec declares.
func TestDeclaredNames(t *testing.T) {
	s := decodeBase(t)
	declared := func(replies []spec.Reply) []string {
		var names []string
		for _, r := range replies {
			names = append(names, r.Name)
		}
		return names
	}
	nothing := func(string) bool { return false }
	wanted := slices.DeleteFunc(spec.TransferEndNames(), func(name string) bool { return !spec.WantedName(name, nothing) })
	if got := declared(s.Transfer.Ends); !slices.Equal(got, wanted) {
		t.Errorf("ends of transfers: %v, want %v", got, wanted)
	}
	if got := declared(s.Standard); !slices.Equal(got, spec.StandardNames()) {
		t.Errorf("standard replies: %v, want %v", got, spec.StandardNames())
	}
}

func TestGoTypes(t *testing.T) {
	s := decodeBase(t)
	for name, want := range map[string]string{"path": "storage.Path", "listener": "*fsm.PassiveListener", "none": ""} {
		if got := s.GoType(name); got != want {
			t.Errorf("GoType(%q) = %q, want %q", name, got, want)
		}
	}
}
