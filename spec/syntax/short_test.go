package syntax

import (
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec/grammar"
)

// TestShortRows: a row in a word is what it is short for.
func TestShortRows(t *testing.T) {
	for word, long := range map[string]string{
		"x: 350":                   "x: {code: 350}",
		"x: missing":               "x: {reply: missing}",
		"x: 350 -> rename.pending": "x: {code: 350, to: {rename: pending}}",
		"x: missing -> rename.pending, login.state": "x: {reply: missing, to: {rename: pending, login: state}}",
	} {
		read := func(text string) string {
			r := &Parser{Report: NewReport("x.yaml", []byte(text))}
			n := r.Read(nil, r.yaml([]byte(text)), grammar.MapOf(grammar.WordName, grammar.Shaped(grammar.ShapeReply)))
			if len(r.Errs) > 0 {
				t.Fatal(r.Errs)
			}
			p := printer{}
			p.flow(n)
			return p.out.String()
		}
		if got, want := read(word), read(long); got != want {
			t.Errorf("%s is %s, want %s", word, got, want)
		}
	}
	r := &Parser{Report: NewReport("x.yaml", []byte("x: 350 -> a.b, a.c, d"))}
	r.Read(nil, r.yaml([]byte("x: 350 -> a.b, a.c")), grammar.MapOf(grammar.WordName, grammar.Shaped(grammar.ShapeReply)))
	r.Read(nil, r.yaml([]byte("x: 350 => a.b")), grammar.MapOf(grammar.WordName, grammar.Shaped(grammar.ShapeReply)))
	if len(r.Errs) != 2 || !strings.Contains(r.Errs[0].Error(), `x.yaml:1:16: "a" is moved twice`) || !strings.Contains(r.Errs[1].Error(), "is not a code or the name") {
		t.Errorf("faults of rows: %v", r.Errs)
	}
}
