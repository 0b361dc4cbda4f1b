package decode

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/syntax"
)

// printed prints a file whose base is the base of this package's tests.
func printed(t *testing.T, f syntax.File) string {
	t.Helper()
	out, err := printWith(f, func(string) (*syntax.Book, error) {
		return syntax.Single(syntax.File{Name: "base.yaml", Data: []byte(base(t))}), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// strip leaves out of a model what printing changes: the places, the hash, and what only an overlay has.
func strip(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			strip(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			strip(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[spec.Pos]() {
			v.SetZero()
			return
		}
		for i := range v.NumField() {
			strip(v.Field(i))
		}
	}
}

func stripped(s *spec.Spec) spec.Spec {
	same := *s
	same.File, same.Files, same.Hash, same.Base, same.Extends, same.Imports, same.Relaxations = "", nil, "", nil, "", nil, nil
	strip(reflect.ValueOf(&same))
	return same
}

// TestPrintDecodes: what is printed is a spec by itself, and the same one.
func TestPrintDecodes(t *testing.T) {
	for _, name := range []string{"../ftp.yaml", "testdata/base.yaml"} {
		f := file(t, name)
		out, err := Print(f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		want, err := Text(f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		again(t, name, string(out), want)
	}
	over := file(t, everyOverlay)
	// A spec cannot name the packages that only an overlay imports.
	over.Data = []byte(strings.NewReplacer("notes.Note", "string", "notes.Parse", "argument.ParseText", "notes.Reader", "string",
		"imports: {notes: example.org/site/notes}\n", "").Replace(string(over.Data)))
	again(t, everyOverlay, printed(t, over), laid(t, over))
}

// again decodes what was printed and compares the models.
func again(t *testing.T, name, text string, want *spec.Spec) {
	t.Helper()
	got, err := Text("printed.yaml", []byte(text))
	var faults syntax.Errors
	errors.As(err, &faults)
	for _, f := range faults {
		if want.Base == nil || !strings.HasPrefix(f.Msg, "nothing uses ") {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if g, w := stripped(got), stripped(want); !reflect.DeepEqual(g, w) {
		t.Errorf("%s: the printed spec has another model:\n%+v\nwant\n%+v", name, g, w)
	}
}

// TestPrintGolden shows what is printed, and where each line comes from.
func TestPrintGolden(t *testing.T) {
	const golden = "testdata/overlay/every.resolved.yaml"
	got := printed(t, file(t, everyOverlay))
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(file(t, golden).Data); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestPrintFaulty: a file with faults is not printed.
func TestPrintFaulty(t *testing.T) {
	if _, err := Print("x.yaml", []byte("protocol: ftp\n")); err == nil {
		t.Error("a faulty spec was printed")
	}
	if _, err := Print("x.yaml", []byte("extends: ./none.yaml\n")); err == nil || !strings.HasPrefix(err.Error(),
		"x.yaml:1:10: the base cannot be read: open none.yaml: no such file or directory\n") {
		t.Errorf("an overlay without its base: %v", err)
	}
}
