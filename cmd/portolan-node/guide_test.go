package main

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/accounts/postgres/postgrestest"
	"github.com/portolan-ftp/portolan/cmd/internal/readme"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// TestGuideDatabase does what the guide says about users in a database.
func TestGuideDatabase(t *testing.T) {
	testcost.Some(t)
	if _, err := exec.LookPath("curl"); err != nil {
		testcost.Lacking(t, "curl is not installed: apt-get install curl")
	}
	db := postgrestest.Start(t)
	place, err := url.Parse(db.URL())
	if err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile("../portolan/README.md")
	if err != nil {
		t.Fatal(err)
	}
	programs, program := t.TempDir(), ""
	if program, err = filepath.Abs(os.Args[0]); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\n" + asProgram + "=1 exec '" + program + "' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(programs, "portolan-node"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	shell := &readme.Shell{
		Dir: t.TempDir(),
		Env: []string{"PATH=" + programs + string(os.PathListSeparator) + os.Getenv("PATH")},
		Instead: strings.NewReplacer("127.0.0.1:2121", freePort(t, "127.0.0.1"), "127.0.0.1:2122", freePort(t, "127.0.0.1"),
			"postgres://portolan@db.example.org/portolan", db.URL(), "postgres://db.example.org:5432/portolan", "postgres://"+place.Host+place.Path),
		Patience: patience,
	}
	blocks := readme.Blocks(string(guide), "database")
	if len(blocks) != 2 {
		t.Fatalf("the guide has %d steps", len(blocks))
	}
	for _, b := range blocks {
		shell.Run(t, b)
	}
}
