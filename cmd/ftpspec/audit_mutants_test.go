package main

import (
	"os"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
)

// TestMisfit: the handlers fit their own spec, and not one that reads a path as something else. Nothing is written.
func TestMisfit(t *testing.T) {
	t.Chdir("../..")
	p, err := openProject("")
	if err != nil {
		t.Fatal(err)
	}
	if says, err := p.misfit(p.spec); says != "" || err != nil {
		t.Errorf("our own spec: %q, %v", says, err)
	}
	text, err := os.ReadFile(p.file)
	if err != nil {
		t.Fatal(err)
	}
	other, err := spec.Decode(p.file, []byte(strings.Replace(string(text), "parse: fsm.ParsePath,", "parse: fsm.ParseName,", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if says, err := p.misfit(other); !strings.Contains(says, "does not compile") || err != nil {
		t.Errorf("another type: %q, %v", says, err)
	}
}
