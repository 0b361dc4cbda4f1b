package learn

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAlphabets: what is wrong with a file is said; each alphabet that has a name says what it is about.
func TestAlphabets(t *testing.T) {
	for _, a := range Alphabets() {
		if b, err := Load(a.Name); err != nil || a.About == "" || len(b.Steps) == 0 {
			t.Errorf("%s: %v", a.Name, err)
		}
	}
	for text, want := range map[string]string{
		"steps: []":                                       "0 steps",
		"steps: [{name: A}]":                              "a step needs a name and a line",
		"steps: [{name: A, line: \"A\\r\\nB\"}]":          "a line ends where it ends",
		"begin: [\"A\\nB\"]\nsteps: [{name: A, line: A}]": "a line ends where it ends",
		"steps: [{name: A, line: A}, {name: A, line: B}]": "two steps have the name \"A\"",
		"steps: [{name: A, line: A, verb: B}]":            "verb",
		"":                                                "",
	} {
		file := filepath.Join(t.TempDir(), "mine.yaml")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, name := range []string{"none-such", "none-such.yaml"} {
		if _, err := Load(name); err == nil {
			t.Errorf("there is an alphabet %s", name)
		}
	}
}

// TestKind: answers are compared by what they mean.
func TestKind(t *testing.T) {
	for out, want := range map[string]struct {
		kind string
		done bool
	}{
		"250": {"2", true}, "350": {"3", true}, "550": {"5", false}, "202": {"2", false}, "150 226 whole": {"1 2 whole", true}, "150 426": {"1 4", false},
		Closed: {Closed, false}, "421 " + Closed: {"4 " + Closed, false}, Silent: {Silent, false}, "150 226 part": {"1 2 part", true}, "": {"", false},
	} {
		if kind(out) != want.kind || done(out) != want.done {
			t.Errorf("%q is %q, %v", out, kind(out), done(out))
		}
	}
}
