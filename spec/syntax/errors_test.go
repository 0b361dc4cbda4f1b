package syntax

import (
	"testing"

	"github.com/portolan-ftp/portolan/spec"
)

func TestErrorShowsTheLine(t *testing.T) {
	for _, test := range []struct {
		name string
		err  Error
		want string
	}{
		{"plain", Error{Pos: spec.Pos{File: "a.yaml", Line: 3, Column: 5}, Msg: "unknown key \"b\"", Source: "a: {b: c}"},
			"a.yaml:3:5: unknown key \"b\"\n    a: {b: c}\n        ^"},
		{"with a hint", Error{Pos: spec.Pos{File: "a.yaml", Line: 3, Column: 1}, Msg: "unknown", Hint: "did you mean \"b\"?", Source: "a"},
			"a.yaml:3:1: unknown; did you mean \"b\"?\n    a\n    ^"},
		{"a tab stays a tab", Error{Pos: spec.Pos{File: "a.yaml", Line: 1, Column: 3}, Msg: "x", Source: "\ta: b"},
			"a.yaml:1:3: x\n    \ta: b\n    \t ^"},
		{"wide characters take wide blanks", Error{Pos: spec.Pos{File: "a.yaml", Line: 1, Column: 4}, Msg: "x", Source: "完成。x"},
			"a.yaml:1:4: x\n    完成。x\n    \u3000\u3000\u3000^"},
		{"behind the end", Error{Pos: spec.Pos{File: "a.yaml", Line: 1, Column: 2}, Msg: "x", Source: "a"},
			"a.yaml:1:2: x\n    a\n     ^"},
	} {
		if got := test.err.Error(); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}

func TestReportSortsAndJoins(t *testing.T) {
	r := NewReport("a.yaml", []byte("one\r\ntwo\n"))
	r.Add(spec.Pos{Line: 2, Column: 2}, "", "second")
	r.Add(spec.Pos{Line: 1, Column: 3}, "", "first")
	r.Add(spec.Pos{Line: 2, Column: 2}, "", "another")
	r.Add(spec.Pos{Line: 2, Column: 2}, "", "second")
	r.Add(spec.Pos{Line: 9, Column: 9}, "", "behind the file")
	r.Add(spec.Pos{}, "", "nowhere")
	want := "a.yaml:1:1: nowhere\n    one\n    ^\n" +
		"a.yaml:1:3: first\n    one\n      ^\n" +
		"a.yaml:2:2: another\n    two\n     ^\n" +
		"a.yaml:2:2: second\n    two\n     ^\n" +
		"a.yaml:2:4: behind the file\n    two\n       ^"
	if got := r.Sorted().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDidYouMean(t *testing.T) {
	words := []string{"login", "rename", "restart", "data", "in", "policy.files"}
	for word, want := range map[string]string{
		"logn": "login", "lgoin": "login", "LOGIN": "", "loggin": "login", "log": "", "renam": "rename", "resart": "restart",
		"date": "data", "im": "in", "policy.file": "policy.files", "xyz": "", "": "", "login": "",
	} {
		if want != "" {
			want = "did you mean \"" + want + "\"?"
		}
		if got := DidYouMean(word, words); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"abcd", "acbd", 1},
		{"ca", "abc", 3}, {"完成", "完", 1}, {"same", "same", 0},
	} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
		if got := distance(test.b, test.a); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.b, test.a, got, test.want)
		}
	}
}

// TestMeant: a fault knows which word to replace by which.
func TestMeant(t *testing.T) {
	e := Error{Pos: spec.Pos{Line: 1, Column: 5}, Msg: `unknown need "loged-in"`, Hint: DidYouMean("loged-in", []string{"logged-in"}), Source: "    [loged-in]"}
	if word, instead, ok := e.Meant(); !ok || word != "loged-in" || instead != "logged-in" {
		t.Errorf("%q, %q, %t", word, instead, ok)
	}
	e.Hint = "it is a key of a command: indented too far?"
	if _, _, ok := e.Meant(); ok {
		t.Error("another hint is taken for a word")
	}
}
