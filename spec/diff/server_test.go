package diff

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// The server's spec with a fault that other servers have had: a file named by RNFR survives another command.
func TestServer(t *testing.T) {
	testcost.Long(t)
	book, err := syntax.Open(filepath.Join("..", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	data := book.Text
	revision := func(edits ...string) Revision {
		s, err := decode.Text("ftp.yaml", []byte(strings.NewReplacer(edits...).Replace(string(data))))
		if err != nil {
			t.Fatal(err)
		}
		return Revision{Name: strings.Join(edits, " -> "), Path: "ftp.yaml", Spec: s}
	}
	was := revision()
	const rename = "lasts: command, moved-by: [RNFR]"
	r := Compare(was, revision(rename, rename+", survives: [NOOP]"))
	if r.Verdict != Widened || len(r.Findings) == 0 {
		t.Fatalf("verdict %s", text(t, r))
	}
	f := &r.Findings[0]
	last := f.Witness[len(f.Witness)-1]
	if f.Severity != Destructive || f.Subject != "RNTO" || last.Command != "RNTO <to>" || f.Witness[len(f.Witness)-2].Command != "NOOP" {
		t.Errorf("%s", text(t, r))
	}
}

// Whatever a revision changes about the settings of the server's spec, none of them is in the nodes: with all of them
// there a comparison takes gigabytes.
func TestServerSettings(t *testing.T) {
	load := func() *spec.Spec {
		s, err := decode.Load(filepath.Join("..", "ftp.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	moveNothing := func(s *spec.Spec, verbs ...string) {
		for i := range s.Commands {
			if verb, _, _ := strings.Cut(s.Commands[i].Name, " "); slices.Contains(verbs, verb) {
				for j := range s.Commands[i].Replies {
					s.Commands[i].Replies[j].To = nil
				}
			}
		}
	}
	for what, change := range map[string]func(*spec.Spec){
		"nothing":                   func(*spec.Spec) {},
		"STRU moves nothing":        func(s *spec.Spec) { moveNothing(s, "STRU") },
		"TYPE and MODE do not, too": func(s *spec.Spec) { moveNothing(s, "STRU", "TYPE", "MODE") },
		"host has a state less": func(s *spec.Spec) {
			r := &s.Regions[region(s, "host")]
			r.States = r.States[:2]
		},
	} {
		old, now := load(), load()
		change(old)
		c := newComparison(old, now, usualLimits)
		want := slices.Clone(c.now.settings())
		shareInputs(c.old, c.now)
		c.settle(newAlphabet(nil, c.old, c.now))
		if got := c.now.settings(); !slices.Equal(got, want) {
			t.Errorf("%s: the settings beside the nodes are %q, want %q", what, got, want)
		}
		for _, name := range want {
			if !slices.ContainsFunc(c.settings, func(x setting) bool { return x.name == name }) {
				t.Errorf("%s: %s is kept nowhere", what, name)
			}
		}
	}
}
