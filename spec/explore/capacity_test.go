package explore

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/fsm/capacity"
	"github.com/portolan-ftp/portolan/fsm/line"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// sized are specs that fill each limit of fsm/capacity, and of fsm/line, with n of what it bounds: the edits of
// spec/decode/testdata/base.yaml, which has some already.
var sized = []struct {
	limit string
	most  int
	edits func(n int) []string // old, new, old, new …
}{
	{"capacity.Regions", capacity.Regions, func(n int) []string {
		const has = 7 // six regions and a policy
		regions, moves, given := "", "", ""
		for i := range n - has {
			regions += fmt.Sprintf("  r%d: {states: [a, b], lasts: session, moved-by: [TYPE]}\n", i)
			moves += fmt.Sprintf(", r%d: b", i)
			given += fmt.Sprintf(", r%d", i)
		}
		return []string{"types:\n", regions + "types:\n", "to: {type: image}", "to: {type: image" + moves + "}", "with: [type]", "with: [type" + given + "]"}
	}},
	{"capacity.States", capacity.States, func(n int) []string {
		const has = 2
		states, commands := "", ""
		for i := range n - has {
			states += fmt.Sprintf(", s%d", i)
			commands += fmt.Sprintf("  TYPE S%d: {rfc: 959 4.1.2, by: table, replies: {ok: {code: 200, to: {type: s%d}, text: {en: OK, zh: 好}}}, help: {en: other, zh: 其他}}\n", i, i)
		}
		return []string{"states: [ascii, image", "states: [ascii, image" + states, "  PASV:\n", commands + "  PASV:\n"}
	}},
	{"capacity.States", capacity.States, func(n int) []string {
		const has = 2
		return []string{"values: [writable, read-only", "values: [writable, read-only" + list(", v%d", n-has)}
	}},
	{"capacity.Carried", capacity.Carried, func(n int) []string {
		const has = 4 // user, cwd, from, listener
		return []string{"carries: {passive: {listener: listener", "carries: {passive: {listener: listener" + list(", x%d: word", n-has),
			"sets: [listener", "sets: [listener" + list(", x%d", n-has)}
	}},
	{"capacity.Arguments", capacity.Arguments, func(n int) []string {
		const has = 2
		return []string{"arg: {mode: word,", "arg: {mode: word," + list(" a%d: word,", n-has)}
	}},
	{"capacity.Rows", capacity.Rows, func(n int) []string {
		const each = 12 // of a transfer that two commands may begin: its reply, its end, and the four that the runtime gives
		more := n - rowsOfBase
		return []string{
			"replies:\n  denied:", "replies:\n  sending: {code: 150, text: {en: Go, zh: 去}}\n  denied:",
			"      missing: {reply: failed", list("      o%d: {reply: sending, then: send, ends: {done: {reply: failed}}}\n", more/each) + "      missing: {reply: failed",
			"  SMNT:", list("  N%d: {rfc: 959 1, by: nobody, help: {en: none, zh: 无}}\n", more%each) + "  SMNT:",
		}
	}},
	{"capacity.Valuations", capacity.Valuations, func(n int) []string {
		policies, asked := "", ""
		for i := 0; 2<<i < n; i++ {
			policies += fmt.Sprintf("  p%d: {values: [no, yes]}\n", i)
			asked += fmt.Sprintf(", policy.p%d: yes", i)
		}
		return []string{"\npolicies:\n", "\npolicies:\n" + policies, "unless: {policy.files: read-only", "unless: {policy.files: read-only" + asked}
	}},
	{"line.MaxWords", line.MaxWords, func(n int) []string {
		return []string{"aliases: [TYPE A N]", "aliases: [TYPE A N, TYPE" + strings.Repeat(" NO", n-1) + "]"}
	}},
	{"line.MaxWord", line.MaxWord, func(n int) []string {
		return []string{"aliases: [TYPE A N]", "aliases: [TYPE A N, " + strings.Repeat("N", n) + "]"}
	}},
}

// rowsOfBase is how many rows base.yaml has.
const rowsOfBase = 76

// list is n times a format with a number in it.
func list(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestCapacity: a spec that fills a limit is decoded and explored, and one with one more is refused by the limit's
// name, at the line of what is too much.
func TestCapacity(t *testing.T) {
	testcost.Some(t)
	data, err := os.ReadFile("../decode/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := decode.Text("base.yaml", data); err != nil || len(s.Rows()) != rowsOfBase {
		t.Fatalf("base.yaml has %d rows: %v", len(s.Rows()), err)
	}
	for i, c := range sized {
		t.Run(fmt.Sprintf("%d %s", i, c.limit), func(t *testing.T) {
			t.Parallel()
			full, err := decode.Text("full.yaml", []byte(edited(t, string(data), c.edits(c.most))))
			if err != nil {
				t.Fatalf("a spec that fills the limit: %.2000v", err)
			}
			if c.limit != "capacity.Rows" || testcost.All() { // so many rows take seconds
				m := NewMachine(full)
				if g := m.Explore(m.Valuations()[0]); len(g.Nodes) < 2 {
					t.Errorf("%d configurations are reached", len(g.Nodes))
				}
			}
			_, err = decode.Text("over.yaml", []byte(edited(t, string(data), c.edits(c.most+1))))
			faults, _ := err.(syntax.Errors)
			if len(faults) != 1 || !strings.HasSuffix(faults[0].Msg, "("+c.limit+")") {
				t.Errorf("one more: %.2000v", err)
			}
		})
	}
}

// edited is a text with the edits made.
func edited(t *testing.T, text string, edits []string) string {
	t.Helper()
	for i := 0; i < len(edits); i += 2 {
		if strings.Count(text, edits[i]) != 1 {
			t.Fatalf("%q is %d times there", edits[i], strings.Count(text, edits[i]))
		}
		text = strings.Replace(text, edits[i], edits[i+1], 1)
	}
	return text
}
