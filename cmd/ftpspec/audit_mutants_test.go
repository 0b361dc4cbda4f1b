package main

import (
	"os"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/syntax"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestMisfit: the handlers fit their own spec, and not one that reads a time and a path as something else. Nothing is
// written.
func TestMisfit(t *testing.T) {
	testcost.Long(t)
	t.Chdir("../..")
	p, err := openProject("")
	if err != nil {
		t.Fatal(err)
	}
	if says, err := p.misfit(p.spec); says != "" || err != nil {
		t.Errorf("our own spec: %q, %v", says, err)
	}
	book, err := syntax.Open(p.file)
	if err != nil {
		t.Fatal(err)
	}
	text := book.Text
	other, err := decode.Text(p.file, []byte(strings.Replace(string(text), "go: attributes.Stamp, parse: attributes.ParseStamp,", "go: attributes.Dated, parse: attributes.ParseDated,", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if says, err := p.misfit(other); !strings.Contains(says, "does not compile") || err != nil {
		t.Errorf("another type: %q, %v", says, err)
	}
}

// TestVerdict: a reviewer is told the verdict, that texts differ, and that less is proved.
func TestVerdict(t *testing.T) {
	text, err := os.ReadFile("../../spec/audit/testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	decode := func(edits ...string) *spec.Spec {
		s, err := decode.Text("base.yaml", []byte(strings.NewReplacer(edits...).Replace(string(text))))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for want, now := range map[string]*spec.Spec{
		"same":              decode(),
		"same, other texts": decode(`"Password?"`, `"Word?"`),
	} {
		if got := verdict(decode(), now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
