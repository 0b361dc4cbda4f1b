package gen

import (
	"errors"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
)

func TestNames(t *testing.T) {
	for _, c := range []struct{ name, exported, lower, variable string }{
		{"RETR", "Retr", "retr", "retr"},
		{"STAT path", "StatPath", "statPath", "statPath"},
		{"TYPE L 8", "TypeL8", "typeL8", "typeL8"},
		{"not-exist", "NotExist", "notExist", "notExist"},
		{"opening.local-error", "OpeningLocalError", "openingLocalError", "openingLocalError"},
		{"P@SW", "PSw", "pSw", "pSw"},
		{"type", "Type", "type", "typeValue"},
		{"time", "Time", "time", "timeValue"},
		{"body", "Body", "body", "bodyValue"},
		{"", "", "", ""},
	} {
		if got := goName(c.name); got != c.exported {
			t.Errorf("goName(%q) = %q, want %q", c.name, got, c.exported)
		}
		if got := lowerName(c.name); got != c.lower {
			t.Errorf("lowerName(%q) = %q, want %q", c.name, got, c.lower)
		}
		if got := varName(c.name); got != c.variable {
			t.Errorf("varName(%q) = %q, want %q", c.name, got, c.variable)
		}
	}
}

func TestClaims(t *testing.T) {
	var c claims
	at := func(line int) spec.Pos { return spec.Pos{File: "x.yaml", Line: line, Column: 3} }
	if got := c.take("Retr", "command RETR", at(1)); got != "Retr" {
		t.Errorf("take returned %q", got)
	}
	c.take("Stor", "command STOR", at(2))
	if err := c.err(); err != nil {
		t.Errorf("different names clash: %v", err)
	}
	c.take("Retr", "region retr", at(5))
	want := "x.yaml:5:3: the Go name Retr of region retr is also that of command RETR at x.yaml:1:3"
	if err := c.err(); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if !errors.Is(c.err(), c.errs[0]) {
		t.Error("the joined error does not wrap its parts")
	}
}

func TestStateBits(t *testing.T) {
	if got, want := stateBits("Login", []string{"out", "named"}), "1<<LoginOut | 1<<LoginNamed"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestList(t *testing.T) {
	if got := list("moves", nil); got != "" {
		t.Errorf("an empty list is %q", got)
	}
	if got, want := list("names", quoted([]string{"a", `b"`})), `names{"a", "b\""}`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		name    string
		words   int
		variant bool
	}{{"RETR", 1, false}, {"STAT path", 1, true}, {"TYPE L 8", 3, false}, {"P@SW", 1, false}} {
		if got := len(literalWords(c.name)); got != c.words {
			t.Errorf("%s has %d words, want %d", c.name, got, c.words)
		}
		if got := variant(c.name); got != c.variant {
			t.Errorf("variant(%q) = %v", c.name, got)
		}
	}
}
