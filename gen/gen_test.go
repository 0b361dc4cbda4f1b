package gen

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// update makes the golden tests write what they would compare.
var update = flag.Bool("update", false, "write the golden files")

// smallFile is a spec with one of everything that the generator treats in its own way.
const smallFile = "testdata/small.yaml"

// smallOptions place the generated package of the small spec.
var smallOptions = Options{SpecPath: "gen/" + smallFile, Dir: "commands/small", Docs: "docs"}

// decoded reads a spec, after edits.
func decoded(t *testing.T, file string, edits ...string) *spec.Spec {
	t.Helper()
	book, err := syntax.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	data := book.Text
	for i := 0; i < len(edits); i += 2 {
		if bytes.Count(data, []byte(edits[i])) != 1 {
			t.Fatalf("%s has %q %d times, not once", file, edits[i], bytes.Count(data, []byte(edits[i])))
		}
		data = bytes.Replace(data, []byte(edits[i]), []byte(edits[i+1]), 1)
	}
	s, err := decode.Text(file, data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// generate generates s.
func generate(t *testing.T, s *spec.Spec, o Options) map[string][]byte {
	t.Helper()
	files, err := Generate(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// made is the module's own spec, explored, with the files that it makes, which no test changes.
type made struct {
	model *check.Model
	files map[string][]byte
}

// ours is made once: it takes a second.
var ours = sync.OnceValues(func() (made, error) {
	s, err := decode.Load(specFile)
	if err != nil {
		return made{}, err
	}
	m := check.NewModel(s)
	files, err := Generate(s, Options{Graph: m.Graph})
	return made{m, files}, err
})

// our is the module's own spec with the files that it makes.
func our(t *testing.T) (*spec.Spec, map[string][]byte) {
	t.Helper()
	m, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	return m.model.Spec, m.files
}

// ourModel is the module's own spec, explored. Where a spec differs from it in texts and codes alone, the graph is the
// same.
func ourModel(t *testing.T) *check.Model {
	t.Helper()
	m, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	return m.model
}

func TestGolden(t *testing.T) {
	files := generate(t, decoded(t, smallFile), smallOptions)
	golden := map[string][]byte{}
	for name, content := range files {
		golden[path.Base(name)+".golden"] = content
	}
	if *update {
		for name, content := range golden {
			if err := os.WriteFile(filepath.Join("testdata/golden", name), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, content := range golden {
		want, err := os.ReadFile(filepath.Join("testdata/golden", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(content, want) {
			t.Errorf("%s differs from its golden file; see go test ./gen -run Golden -update and git diff\n%s", name, firstDifference(want, content))
		}
	}
	entries, err := os.ReadDir("testdata/golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, ok := golden[e.Name()]; !ok {
			t.Errorf("testdata/golden/%s is of a file that is not generated", e.Name())
		}
	}
}

// firstDifference shows the first line in which two files differ.
func firstDifference(want, got []byte) string {
	w, g := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "want " + w[i] + "\ngot  " + g[i]
		}
	}
	return "one is longer"
}

// Generating twice, from two decodings, gives the same bytes: no map's order shows.
func TestGenerateIsDeterministic(t *testing.T) {
	first := generate(t, decoded(t, smallFile), smallOptions)
	for range 5 {
		again := generate(t, decoded(t, smallFile), smallOptions)
		if !maps.EqualFunc(first, again, bytes.Equal) {
			t.Fatal("the same spec gave different files")
		}
	}
}

func TestGeneratedPaths(t *testing.T) {
	files := generate(t, decoded(t, smallFile), Options{
		Dir: "commands/small", Docs: "docs", Schemas: map[string][]byte{"ftp.schema.json": []byte("{}\n")}, Language: []byte("# Language\n"),
	})
	want := []string{
		"commands/small/commands_gen.go", "commands/small/dispatch_gen.go", "commands/small/grants_gen.go",
		"commands/small/names_gen.go", "commands/small/replies_gen.go", "commands/small/table_gen.go",
		"docs/README.md", "docs/TABLE.md",
		"docs/diagrams/data.mmd", "docs/diagrams/login.mmd", "docs/diagrams/rename.mmd",
		"docs/diagrams/session.mmd", "docs/diagrams/transfer.mmd", "docs/diagrams/type.mmd",
		"docs/ftp.schema.json",
	}
	if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// Every Go file has the standard header with the spec's path and hash, and no date.
func TestHeader(t *testing.T) {
	s := decoded(t, smallFile)
	want := "// Code generated by ftpspec generate from gen/testdata/small.yaml. DO NOT EDIT.\n"
	for name, content := range generate(t, s, smallOptions) {
		if strings.HasSuffix(name, ".go") && !strings.HasPrefix(string(content), want) {
			t.Errorf("%s does not begin with %q", name, want)
		}
	}
}

// Two parts of a spec that claim one Go name are reported with both positions.
func TestNameClash(t *testing.T) {
	s := decoded(t, smallFile, "      failed:  {code: 550, on: [other], text: {en: \"Could not be done.\"",
		"      error:   {code: 550, on: [other], text: {en: \"Could not be done.\"")
	_, err := Generate(s, smallOptions)
	if err == nil {
		t.Fatal("a reply that is named like the classifier was accepted")
	}
	want := "testdata/small.yaml:106:3: the Go name RetrError of what RETR may answer is also that of what RETR may answer at testdata/small.yaml:106:3"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

// realSpec is the module's own spec file.
func realSpec(t *testing.T) syntax.File {
	t.Helper()
	file, err := readSpec()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func readSpec() (syntax.File, error) {
	book, err := syntax.Open(specFile)
	if err != nil {
		return syntax.File{}, err
	}
	return syntax.File{Name: specFile, Data: book.Text}, nil
}
