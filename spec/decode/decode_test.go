package decode

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"golang.org/x/tools/txtar"
)

// update writes what the tests find instead of comparing.
var update = flag.Bool("update", false, "rewrite the expected results in testdata, the schema and the reference")

// base is the small faultless spec that the files of testdata/bad change.
func base(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// section is the content of a section of an archive.
func section(a *txtar.Archive, name string) (string, bool) {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data), true
		}
	}
	return "", false
}

// badSpec is the faulty spec of an archive in testdata/bad: its section "spec", or the base with "old" made "new".
func badSpec(t *testing.T, a *txtar.Archive) string {
	t.Helper()
	if whole, ok := section(a, "spec"); ok {
		return whole
	}
	spec := base(t)
	for i, f := range a.Files {
		if f.Name != "old" {
			continue
		}
		old, changed := strings.TrimSuffix(string(f.Data), "\n"), strings.TrimSuffix(string(a.Files[i+1].Data), "\n")
		if n := strings.Count(spec, old); old == "" || n != 1 {
			t.Fatalf("the base has %q %d times, want once", old, n)
		}
		spec = strings.Replace(spec, old, changed, 1)
	}
	return spec
}

// decodeBase is the decoded base spec.
func decodeBase(t testing.TB) *spec.Spec {
	t.Helper()
	s, err := Text("base.yaml", []byte(base(t)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBaseHasNoFault(t *testing.T) {
	if _, err := Text("base.yaml", []byte(base(t))); err != nil {
		t.Fatal(err)
	}
}

// TestBad decodes one faulty spec for each rule of the language and compares everything that is reported.
func TestBad(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in testdata/bad: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Text("bad.yaml", []byte(badSpec(t, a)))
			if err == nil {
				t.Fatalf("no fault found; the rule is:\n%s", a.Comment)
			}
			got := err.Error() + "\n"
			if *update {
				last := &a.Files[len(a.Files)-1]
				last.Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want, _ := section(a, "err"); got != want {
				t.Errorf("got:\n%swant:\n%s", got, want)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	s, err := Load("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(base(t)))
	if s.File != "testdata/base.yaml" || s.Hash != hex.EncodeToString(sum[:]) || s.Protocol != "tiny" {
		t.Errorf("got file %q, hash %q, protocol %q", s.File, s.Hash, s.Protocol)
	}
	if _, err := Load("testdata/none.yaml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

// TestDecodeModel looks at each way in which the file and the model differ.
func TestDecodeModel(t *testing.T) {
	s := decodeBase(t)
	retr, user := s.Commands[5], s.Commands[0]
	for _, test := range []struct {
		what      string
		got, want any
	}{
		{"a word for a list", s.Needs[0].When, spec.Cond{{Region: "login", States: []string{"in"}, Pos: spec.Pos{File: "base.yaml", Line: 27, Column: 22}}}},
		{"a policy", s.Needs[1].Unless, spec.Cond{{Region: "files", Policy: true, States: []string{"read-only"}, Pos: spec.Pos{File: "base.yaml", Line: 28, Column: 24}}}},
		{"a shared reply in one word", s.Needs[1].Else.Share, "denied"},
		{"its text", s.Needs[1].Else.Text, spec.Text{"Permission denied.", "没有权限。"}},
		{"its own text wins", s.Capabilities[1].Else.Text, spec.Text{"Not you.", "不行。"}},
		{"with the shared code", s.Capabilities[1].Else.Code, 550},
		{"a need in a command", retr.Needs[0].Name, "logged-in"},
		{"a need written out", s.Commands[1].Needs[0].Name, "named"},
		{"a field by default", s.Capabilities[0].Field, "Files"},
		{"a value on two states", s.Regions[1].Carries[0].States, []string{"named", "in"}},
		{"first words survive", s.Regions[2].Survives, []string{"TYPE A", "TYPE I"}},
		{"an optional argument", s.Commands[1].Args, []spec.Arg{{Name: "password", Type: "name", Optional: true, Pos: spec.Pos{File: "base.yaml", Line: 63, Column: 11}}}},
		{"a handler by default", retr.By, spec.ByHandler},
		{"a table", user.By, spec.ByTable},
		{"waiting by default", retr.During, spec.DuringWait},
		{"a position", user.Pos, spec.Pos{File: "base.yaml", Line: 55, Column: 3}},
		{"an alias of an anchor", s.Commands[6].Replies[0].Ends[0].Text, spec.Text{"Done.", "完成。"}},
		{"an invariant", s.Invariants[0].Never.Does, []string{"files.*"}},
	} {
		if !reflect.DeepEqual(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", test.what, test.got, test.want)
		}
	}
}

// TestFaultySpecIsReturned: tools may show what there is.
func TestFaultySpecIsReturned(t *testing.T) {
	s, err := Text("bad.yaml", []byte(strings.Replace(base(t), "code: 221", "code: 281", 1)))
	if err == nil || s == nil || len(s.Commands) != 14 {
		t.Errorf("got %v, %v", s, err)
	}
	if s, err := Text("bad.yaml", []byte("- a\n")); s != nil || err == nil {
		t.Errorf("no mapping: got %v, %v", s, err)
	}
}

// TestAliasesAreBounded decodes a small file that asks for a hundred million texts.
func TestAliasesAreBounded(t *testing.T) {
	const n = 100
	var b strings.Builder
	list := func(name, value string) {
		b.WriteString(name + "{")
		for i := range n {
			fmt.Fprintf(&b, "a%d: %s, ", i, value)
			if i == 0 {
				value = "*" + value[1:strings.IndexByte(value, ' ')]
			}
		}
		b.WriteString("}\n")
	}
	b.WriteString("needs:\n  x: {else: &t {text: {en: x}}}\n")
	b.WriteString("commands:\n  A:\n    replies: &r\n      r:\n        ends: &e ")
	list("", "&d {text: {en: x}}")
	for i := range n {
		fmt.Fprintf(&b, "      r%d: {ends: *e}\n", i)
	}
	for i := range n {
		fmt.Fprintf(&b, "  B%d: {replies: *r}\n", i)
	}
	_, err := Text("bomb.yaml", []byte(b.String()))
	var faults syntax.Errors
	if !errors.As(err, &faults) {
		t.Fatalf("got %v", err)
	}
	if !slices.ContainsFunc(faults, func(e syntax.Error) bool { return e.Msg == "aliases unfold to more than 200000 values" }) {
		t.Errorf("the bound is not reported; %d errors, the first is %v", len(faults), faults[0])
	}
}

// FuzzDecode: no input makes Decode or Rows panic, and every error lies inside the file.
func FuzzDecode(f *testing.F) {
	f.Add(base(f))
	f.Add("")
	f.Add("a: &x {b: *x}")
	f.Add("protocol: [\n")
	f.Add("languages: [en]\nregions: {a: {states: [b], carries: {b: {c: d}}}}\n")
	for _, file := range []string{"../ftp.yaml", "testdata/every.yaml"} {
		book, err := syntax.Open(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(book.Text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Text("f.yaml", []byte(text))
		if s != nil {
			s.Rows()
		}
		if err == nil {
			return
		}
		var faults syntax.Errors
		if !errors.As(err, &faults) || len(faults) == 0 {
			t.Fatalf("the error is %T %v", err, err)
		}
		lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
		for i, e := range faults {
			if e.File != "f.yaml" || e.Line < 1 || e.Line > len(lines) || e.Source != lines[e.Line-1] {
				t.Errorf("no such line: %v", e)
			} else if e.Column < 1 || e.Column > len([]rune(e.Source))+1 {
				t.Errorf("no such column: %v", e)
			}
			if i > 0 && (e.Line < faults[i-1].Line || e.Line == faults[i-1].Line && e.Column < faults[i-1].Column) {
				t.Errorf("out of order: %v", e)
			}
			if e.Msg == "" || strings.ContainsAny(e.Msg, "\r\n") {
				t.Errorf("no message of one line: %q", e.Msg)
			}
		}
	})
}
