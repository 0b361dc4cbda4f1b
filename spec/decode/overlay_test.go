package decode

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/grammar"
	"github.com/portolan-ftp/portolan/spec/merge"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"golang.org/x/tools/txtar"
)

// everyOverlay has every key that overlays have; its base is testdata/base.yaml.
const everyOverlay = "testdata/overlay/every.yaml"

// file reads a file of the tree.
func file(t testing.TB, name string) syntax.File {
	t.Helper()
	book, err := syntax.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return syntax.File{Name: name, Data: book.Text}
}

// laid is the overlay on the base of this package's tests.
func laid(t testing.TB, over syntax.File) *spec.Spec {
	t.Helper()
	s, err := Overlay(over, syntax.File{Name: "base.yaml", Data: []byte(base(t))})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestOverlayModel looks at each way in which an overlay makes the model differ from its base's.
func TestOverlayModel(t *testing.T) {
	s := laid(t, file(t, everyOverlay))
	at := func(line, column int) spec.Pos { return spec.Pos{File: everyOverlay, Line: line, Column: column} }
	command := func(name string) spec.Command {
		return s.Commands[slices.IndexFunc(s.Commands, func(c spec.Command) bool { return c.Name == name })]
	}
	retr := command("RETR")
	needs := make([]string, len(retr.Needs))
	for i, n := range retr.Needs {
		needs[i] = n.Name
	}
	for _, test := range []struct {
		what      string
		got, want any
	}{
		{"the base", s.Base.File + " " + s.Extends, "base.yaml ./base.yaml"},
		{"the order of the commands", []string{s.Commands[0].Name, s.Commands[len(s.Commands)-1].Name}, []string{"USER", "XNOTE"}},
		{"the order of the regions", []string{s.Regions[0].Name, s.Regions[len(s.Regions)-1].Name}, []string{"session", "note"}},
		{"states behind the base's", s.Regions[1].States, []string{"out", "named", "in", "waiting"}},
		{"a carried value of the base on a new state", s.Regions[1].Carries[0].States, []string{"named", "in", "waiting"}},
		{"survivors", s.Regions[2].Survives, []string{"QUIT"}},
		{"a region that expires now", s.Regions[5].Lasts, []string{"command"}},
		{"other lifetimes of a region", s.Regions[3].Lasts, []string{"transfer", "evening"}},
		{"who else moves a region", s.Regions[5].MovedBy, []string{"TYPE", "PASS", "RETR"}},
		{"what ends a lifetime of the base", s.Lifetimes[0].Ends, []string{"ABOR"}},
		{"every answer of what does", s.Lifetimes[0].Answers, []string{"RETR"}},
		{"a lifetime of its own", s.Lifetimes[1].Within, "lock"},
		{"languages", s.Languages, []string{"zh", "en"}},
		{"a translation", s.Needs[0].Else.Text, spec.Text{"先登录。", "Log in."}},
		{"a changed shared reply", s.Events[1].Text, spec.Text{"坏。", "Failed."}},
		{"its code", s.Events[1].Code, 450},
		{"a text that a reply had from a shared one", s.Events[9].Text, spec.Text{"关。", "We close."}},
		{"a need's words", s.Needs[1].Else.Text, spec.Text{"冻。", "Frozen."}},
		{"needs", needs, []string{"no-note", "evening"}},
		{"capabilities", retr.Does, []string{"files.rename"}},
		{"an outcome behind the base's", retr.Replies[len(retr.Replies)-1].Name, "busy"},
		{"where it stands", retr.Replies[len(retr.Replies)-1].Pos, at(60, 17)},
		{"where an outcome of the base stands", retr.Replies[0].Pos, spec.Pos{File: "base.yaml", Line: 85, Column: 7}},
		{"a completion behind the base's", retr.Replies[0].Ends[2].Name, "cut"},
		{"a changed completion", retr.Replies[0].Ends[0].Code, 250},
		{"another command with the same anchor", command("LIST").Replies == nil, true},
		{"a command that nobody answers any more", command("LIST").By, spec.ByNobody},
		{"a move more", command("PASS").Replies[0].To, []spec.Move{
			{Region: "login", State: "in", Pos: spec.Pos{File: "base.yaml", Line: 67, Column: 34}}, {Region: "type", State: "image", Pos: at(73, 26)}}},
		{"a budget", s.Invariants[4].Budget.Commands, []string{"USER", "QUIT", "PASS"}},
		{"an invariant that is dropped", slices.ContainsFunc(s.Invariants, func(v spec.Invariant) bool { return v.Name == "quit" }), false},
		{"a package", s.Imports, map[string]string{"notes": "example.org/site/notes"}},
		{"a relaxation", s.Relaxations[0], spec.Relaxation{What: "rename survives QUIT", Why: "it has to be", Pos: at(86, 5)}},
		{"the base's own model", s.Base.Commands[5].Does, []string{"files.read"}},
	} {
		if !reflect.DeepEqual(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", test.what, test.got, test.want)
		}
	}
}

// TestOverlayExample decodes the overlay of the language reference, on the real spec.
func TestOverlayExample(t *testing.T) {
	text, err := os.ReadFile("../grammar/overlay.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(text), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	s, err := Overlay(syntax.File{Name: "site.yaml", Data: []byte(example)}, file(t, "../ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Relaxations) != 2 || len(s.Commands) != len(s.Base.Commands)+2 {
		t.Errorf("%d relaxations, %d commands on a base with %d", len(s.Relaxations), len(s.Commands), len(s.Base.Commands))
	}
}

// TestBadOverlay decodes one faulty overlay for each rule, on the base of testdata/bad, and compares everything
// that is reported.
func TestBadOverlay(t *testing.T) {
	files, err := filepath.Glob("testdata/overlay/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in testdata/overlay: %v", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			over, _ := section(a, "over")
			plain := base(t)
			if _, changed := section(a, "old"); changed {
				plain = badSpec(t, a)
			}
			_, err = Overlay(syntax.File{Name: "site.yaml", Data: []byte(over)}, syntax.File{Name: "base.yaml", Data: []byte(plain)})
			if err == nil {
				t.Fatalf("no fault found; the rule is:\n%s", a.Comment)
			}
			got := err.Error() + "\n"
			if *update {
				last := &a.Files[len(a.Files)-1]
				last.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want, _ := section(a, "err"); got != want {
				t.Errorf("got:\n%swant:\n%s", got, want)
			}
		})
	}
}

// result is everything that a tree of an overlay comes to: the model, and what is reported.
func result(t *testing.T, changes *syntax.Node) string {
	t.Helper()
	r := &syntax.Parser{Report: syntax.NewReport("base.yaml", []byte(base(t)))}
	root := r.Document([]byte(base(t)), grammar.ShapeTop)
	m := merge.Merger{Report: r.Report, Base: root, Over: changes, File: everyOverlay}
	m.Merge()
	newChecker(r.Report, root).mergeShared()
	s := build(&spec.Spec{
		Extends: changes.Get("extends").Text(), Imports: buildImports(changes.Get("imports")),
		Relaxations: each(changes.Get("relaxes"), buildRelaxation),
	}, root)
	return fmt.Sprintf("%+v\n%v", *s, r.Sorted())
}

// TestEveryOverlayKeyIsConsumed takes each key out of an overlay that has them all: the model, or what is
// reported, must change.
func TestEveryOverlayKeyIsConsumed(t *testing.T) {
	tree := func() *syntax.Node {
		over := file(t, everyOverlay)
		// A shared reply of the base has no last lines that could be changed without a fault.
		data := strings.Replace(string(over.Data), `text: {zh: "坏。"}`, `text: {zh: "坏。"}, end: {zh: "完。"}, cut: {zh: "断。"}`, 1)
		r := &syntax.Parser{Report: syntax.NewReport(over.Name, []byte(data))}
		return r.Document([]byte(data), grammar.ShapeOverlay)
	}
	want := result(t, tree())
	consumed := map[string]bool{}
	for at, n := range shapedNodes(tree()) {
		for item, entry := range n.Items {
			changes := tree()
			without := shapedNodes(changes)[at]
			without.Items = slices.Delete(without.Items, item, item+1)
			name := n.Shape.Name + "/" + entry.Key
			consumed[name] = consumed[name] || result(t, changes) != want
		}
	}
	for _, s := range grammar.OverlayShapes {
		for _, f := range s.Fields {
			if !consumed[s.Name+"/"+f.Key] {
				t.Errorf("nothing consumes the key %q of %s", f.Key, s.Name)
			}
			if f.Doc == "" {
				t.Errorf("the key %q of %s has no documentation", f.Key, s.Name)
			}
		}
	}
}

// TestDecodeRefusesOverlays: what needs a base is no spec by itself.
func TestDecodeRefusesOverlays(t *testing.T) {
	over := file(t, everyOverlay)
	_, err := Text(over.Name, over.Data)
	var faults syntax.Errors
	if !errors.As(err, &faults) || len(faults) != 1 {
		t.Fatalf("got %v", err)
	}
	if want := everyOverlay + `:2:1: this is an overlay, which is read together with its base`; !strings.HasPrefix(faults[0].Error(), want) {
		t.Errorf("got %s", faults[0].Error())
	}
}

// TestOverlayHash: the hash changes with the base, with the overlay, and with nothing else.
func TestOverlayHash(t *testing.T) {
	over, plain := file(t, everyOverlay), syntax.File{Name: "base.yaml", Data: []byte(base(t))}
	hash := func(over, base syntax.File) string {
		t.Helper()
		s, err := Overlay(over, base)
		if err != nil {
			t.Fatal(err)
		}
		return s.Hash
	}
	first := hash(over, plain)
	if again := hash(syntax.File{Name: "other.yaml", Data: over.Data}, syntax.File{Name: "b.yaml", Data: plain.Data}); again != first {
		t.Error("the hash depends on the files' names")
	}
	longer := append(slices.Clone(over.Data), "# x\n"...)
	if hash(syntax.File{Name: over.Name, Data: longer}, plain) == first || hash(over, syntax.File{Name: plain.Name, Data: append(slices.Clone(plain.Data), '\n')}) == first {
		t.Error("the hash does not depend on both files")
	}
}
