package diff

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// The server's spec with a fault that other servers have had: a file named by RNFR survives another command.
func TestServer(t *testing.T) {
	testcost.Long(t)
	book, err := spec.Open(filepath.Join("..", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	data := book.Text
	revision := func(edits ...string) Revision {
		s, err := spec.Decode("ftp.yaml", []byte(strings.NewReplacer(edits...).Replace(string(data))))
		if err != nil {
			t.Fatal(err)
		}
		return Revision{Name: strings.Join(edits, " -> "), Path: "ftp.yaml", Spec: s}
	}
	was := revision()
	const rename = "lasts: command, moved-by: [RNFR]"
	r := Compare(was, revision(rename, rename+", survives: [NOOP]"))
	if r.Verdict != Widened || len(r.Findings) == 0 {
		t.Fatalf("verdict %s", text(t, r))
	}
	f := &r.Findings[0]
	last := f.Witness[len(f.Witness)-1]
	if f.Severity != Destructive || f.Subject != "RNTO" || last.Command != "RNTO <to>" || f.Witness[len(f.Witness)-2].Command != "NOOP" {
		t.Errorf("%s", text(t, r))
	}
}
