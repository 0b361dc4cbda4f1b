package format

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

var update = flag.Bool("update", false, "rewrite the canonical forms in testdata")

// TestGolden: each file of testdata has a text, why its canonical form is as it is, and that form, which is its own.
func TestGolden(t *testing.T) {
	for _, file := range glob(t, "testdata/*.txtar") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil || len(a.Files) != 2 {
				t.Fatalf("%d files in the archive, want in.yaml and what becomes of it; %v", len(a.Files), err)
			}
			got, err := Format("in.yaml", a.Files[0].Data)
			if err != nil {
				got = []byte(err.Error() + "\n")
			}
			if *update {
				a.Files[1].Data = got
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if string(got) != string(a.Files[1].Data) {
				t.Errorf("got:\n%s", got)
			}
			if err == nil {
				again(t, got)
			}
		})
	}
}

// again formats a canonical form once more.
func again(t *testing.T, text []byte) {
	t.Helper()
	if got, err := Format("again.yaml", text); err != nil || string(got) != string(text) {
		t.Errorf("the canonical form has another one: %v\n%s", err, got)
	}
}

// glob are the files of a pattern, of which there is at least one.
func glob(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no file %s: %v", pattern, err)
	}
	return files
}

// TestBook: the canonical form of every spec and overlay of this repository means the same.
func TestBook(t *testing.T) {
	testcost.Some(t)
	for _, pattern := range []string{
		"../ftp.yaml", "../decode/testdata/*.yaml", "../audit/testdata/*.yaml", "../decode/testdata/overlay/every.yaml",
		"../../gen/testdata/*.yaml", "../../gen/testdata/overlay/*/site.yaml", "../../cmd/ftpspec/testdata/*/*.yaml",
	} {
		for _, file := range glob(t, pattern) {
			b, err := syntax.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			formatted := map[string][]byte{}
			for _, f := range b.Files {
				out, err := Format(f.Name, f.Data)
				if err != nil {
					t.Fatal(err)
				}
				again(t, out)
				formatted[f.Name] = out
			}
			now, err := syntax.Bind(syntax.File{Name: file, Data: formatted[file]}, func(name string) ([]byte, error) { return formatted[name], nil })
			if err != nil {
				t.Fatal(err)
			}
			compare(t, file, func() (*spec.Spec, error) { return decode.Book(b) }, func() (*spec.Spec, error) { return decode.Book(now) })
		}
	}
}

// TestBad: faulty specs too have a canonical form if they are YAML, with the same faults.
func TestBad(t *testing.T) {
	testcost.Some(t)
	base, err := os.ReadFile("../decode/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, file := range glob(t, "../decode/testdata/bad/*.txtar") {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(base)
		for i, f := range a.Files {
			switch f.Name {
			case "spec":
				text = string(f.Data)
			case "old":
				text = strings.Replace(text, strings.TrimSuffix(string(f.Data), "\n"), strings.TrimSuffix(string(a.Files[i+1].Data), "\n"), 1)
			}
		}
		out, err := Format(file, []byte(text))
		if err != nil {
			var faults syntax.Errors
			if !errors.As(err, &faults) {
				t.Errorf("%s: %v", file, err)
			}
			continue
		}
		tried++
		again(t, out)
		decoder := func(text string) func() (*spec.Spec, error) {
			return func() (*spec.Spec, error) { return decode.Text("bad.yaml", []byte(text)) }
		}
		compare(t, file, decoder(text), decoder(string(out)))
	}
	if tried < 200 {
		t.Errorf("only %d faulty specs are YAML", tried)
	}
}

// compare compares what two texts decode to, and their faults, but for where everything stands.
func compare(t *testing.T, what string, before, after func() (*spec.Spec, error)) {
	t.Helper()
	want, fault := before()
	got, err := after()
	if a, b := messages(err), messages(fault); !slices.Equal(a, b) {
		t.Errorf("%s: the faults are\n%s\nand were\n%s", what, strings.Join(a, "\n"), strings.Join(b, "\n"))
	}
	if (got == nil) != (want == nil) {
		t.Fatalf("%s: one of them has no model", what)
	}
	if got == nil {
		return
	}
	for _, s := range []*spec.Spec{got, want} {
		for ; s != nil; s = s.Base {
			s.Hash = ""
		}
		nowhere(reflect.ValueOf(got))
		nowhere(reflect.ValueOf(want))
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: the canonical form decodes to another model", what)
	}
}

// placed finds positions in messages.
var placed = regexp.MustCompile(`\S*:\d+:\d+`)

// messages are the messages of faults without positions, sorted.
func messages(err error) []string {
	var faults syntax.Errors
	errors.As(err, &faults)
	var out []string
	for _, f := range faults {
		out = append(out, placed.ReplaceAllString(f.Msg+"; "+f.Hint, ""))
	}
	slices.Sort(out)
	return out
}

// nowhere takes the positions out of a model.
func nowhere(v reflect.Value) {
	if v.Type() == reflect.TypeFor[spec.Pos]() {
		v.SetZero()
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			nowhere(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				nowhere(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			nowhere(v.Index(i))
		}
	}
}

// FuzzFormat: a text is refused with a fault inside it, or has a canonical form that says the same, with the same
// comments, and is its own canonical form.
func FuzzFormat(f *testing.F) {
	for _, file := range glob(f, "testdata/*.txtar") {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(a.Files[0].Data)
	}
	for _, file := range glob(f, "../decode/testdata/*.yaml") {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		out, err := Format("fuzz.yaml", text)
		var faults syntax.Errors
		switch {
		case err == nil:
			again(t, out)
		case !errors.As(err, &faults) || len(faults) == 0:
			t.Error(err)
		}
	})
}
