package audit

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/audittest"
	"github.com/portolan-ftp/portolan/spec/audit/check"
)

// example is a change of a small spec, and what is then found; it stands in a check's doc comment.
type example struct {
	check, where string
	tls          bool // it changes base.yaml together with tls.yaml
	refused      bool // by the decoder too
	change, want string
}

// spec is the changed spec, and its text.
func (e example) spec(t *testing.T) (*spec.Spec, []byte) {
	t.Helper()
	changes := []string{e.change}
	if e.tls {
		changes = []string{tlsChange(t), e.change}
	}
	data := audittest.Overlaid(t, "testdata/base.yaml", changes...)
	return audittest.Decoded(t, data, e.refused), data
}

func tlsChange(t testing.TB) string {
	t.Helper()
	return string(audittest.Overlaid(t, "testdata/tls.yaml"))
}

// TestBases: the specs that the examples change have no findings themselves.
func TestBases(t *testing.T) {
	for name, data := range map[string][]byte{
		"base": audittest.Overlaid(t, "testdata/base.yaml"), "tls": audittest.Overlaid(t, "testdata/base.yaml", tlsChange(t)),
	} {
		s := audittest.Decoded(t, data, false)
		for _, f := range Audit(check.NewModel(s), Checks()).Findings {
			t.Errorf("%s: %v", name, f)
		}
	}
}

// TestExamples runs the examples of all checks. Each check has one at least, in a file of its own.
func TestExamples(t *testing.T) {
	examples := readExamples(t)
	for _, c := range Checks() {
		var where string
		n := 0
		for _, e := range examples {
			if e.check != c.ID {
				continue
			}
			if n++; where != "" && where != e.where {
				t.Errorf("%s has examples in %s and in %s", c.ID, where, e.where)
			}
			where = e.where
			t.Run(c.ID+"/"+string(rune('0'+n)), func(t *testing.T) { e.run(t, c) })
		}
		if n == 0 {
			t.Errorf("%s has no example", c.ID)
		}
	}
}

func (e example) run(t *testing.T, c check.Check) {
	s, data := e.spec(t)
	m := check.NewRowModel(s)
	if !c.Rows {
		m.Explore()
	}
	var got []string
	for _, f := range c.Run(m) {
		if f.Check != c.ID {
			t.Errorf("%s reports a finding of %s", c.ID, f.Check)
		}
		checkPos(t, &f, data)
		got = append(got, strings.TrimRight(f.At+": "+f.Message+"\n"+audittest.IndentBlock(f.Evidence()), "\n"))
	}
	want := e.want
	if short, others := strings.CutSuffix(want, "\n…"); others && len(got) > 1 {
		want, got = short, got[:strings.Count(short, "\n")-strings.Count(short, "\n    ")+1]
	}
	if all := strings.Join(got, "\n"); all != want {
		t.Errorf("%s: example of %s\n%sgot:\n%s\nwant:\n%s", e.where, c.ID, e.change, all, want)
	}
}

// checkPos: the position of a finding is in the spec, at a word of what it is about, or of the parts that are
// declared once for many commands.
func checkPos(t *testing.T, f *check.Finding, data []byte) {
	t.Helper()
	all := audittest.Lines(data)
	if f.Pos.Line < 1 || f.Pos.Line > len(all) || f.Pos.Column < 1 || f.Pos.Column > len(all[f.Pos.Line-1]) {
		t.Errorf("%s: position %v is not in the spec", f.At, f.Pos)
		return
	}
	word := regexp.MustCompile(`^[A-Za-z0-9@-]+( [A-Z0-9-]+)*`).FindString(string(all[f.Pos.Line-1][f.Pos.Column-1:]))
	shared := []string{"else", "transfer", "name", "session", "login", "logged-in", "writable", "any-setup"}
	if !strings.Contains(f.At+" "+f.Step, word) && !slices.Contains(shared, word) || word == "" {
		t.Errorf("%s: position %v is at %q", f.At, f.Pos, word)
	}
}

// readExamples reads the doc comments of the package.
func readExamples(t *testing.T) []example {
	t.Helper()
	names, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []example
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "documents") {
			continue // the checks of the standards have tests of their own
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && strings.Contains(f.Doc.Text(), "Example") {
				all = append(all, parseExamples(t, name, f.Doc.Text())...)
			}
		}
	}
	return all
}

var checkID = regexp.MustCompile(`^[a-zA-Z]+ is ([TPI][0-9]{2}): `)

// parseExamples cuts a doc comment into its examples.
func parseExamples(t *testing.T, where, doc string) []example {
	t.Helper()
	id := checkID.FindStringSubmatch(doc)
	if id == nil {
		t.Fatalf("%s: the comment begins %.40q, want \"NAME is T01: …\"", where, doc)
	}
	parts := regexp.MustCompile(`(?m)^Example( on tls)?:\n\n`).Split(doc, -1)
	heads := regexp.MustCompile(`(?m)^Example( on tls)?:\n\n`).FindAllString(doc, -1)
	var all []example
	for i, part := range parts[1:] {
		change, want, found := strings.Cut(part, "\nFinding:\n\n")
		if !found {
			t.Fatalf("%s: an example without its finding", where)
		}
		all = append(all, example{
			check: id[1], where: where, tls: strings.Contains(heads[i], "tls"),
			refused: strings.Contains(parts[i], "The decoder refuses it too."),
			change:  audittest.Unindent(change), want: strings.TrimSpace(audittest.Unindent(audittest.Block(want))),
		})
	}
	return all
}
