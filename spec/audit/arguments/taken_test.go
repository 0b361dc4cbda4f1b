package arguments

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/audit/check"
	"github.com/portolan-ftp/portolan/spec/testcost"
)

// takings are edits of the server's spec by which a spelling takes what clients send as an argument: each is a fault, and
// none any more when the command says so.
var takings = []struct{ old, edit, command, words string }{
	{"aliases: [XCWD]", "aliases: [XCWD, CWD UP]", "CWD", "words: UP"},
	{"aliases: [XCUP]", "aliases: [XCUP, CWD UP]", "CWD", "words: UP"},
	{"aliases: [OPTS UTF-8, ", "aliases: [OPTS UTF8 OFF, OPTS UTF-8, ", "OPTS", "words: [UTF8 OFF, "},
	{"  EPSV ALL:\n", "  EPSV 1: {rfc: 2428 4, by: table, needs: [logged-in], replies: {yes: {code: 200, text: {en: IPv4., zh: IPv4。}}}, help: {en: IPv4, zh: IPv4}}\n  EPSV ALL:\n", "EPSV", "words: [\"1\", "},
	{"aliases: [TYPE L 8, ", "aliases: [TYPE L 16, TYPE L 8, ", "TYPE L", "words: [\"16\", "},
	{"aliases: [XPWD]", "aliases: [XPWD, STAT HERE]", "STAT path", "words: HERE"},
	{"aliases: [XSHA]", "aliases: [XSHA, LANG X]", "LANG tag", "words: X"},
	{"aliases: [PROT E]", "aliases: [PROT E, PROT Z]", "PROT", "words: [Z, "},
}

func TestTakings(t *testing.T) {
	testcost.Some(t)
	book, err := spec.Open(filepath.Join("..", "..", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	data := book.Text
	found := func(text string) []check.Finding {
		s, err := spec.Decode("ftp.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return taken.Run(check.NewRowModel(s))
	}
	for _, c := range takings {
		if !strings.Contains(string(data), c.old) {
			t.Fatalf("the spec has no %q", c.old)
		}
		text := strings.Replace(string(data), c.old, c.edit, 1)
		if all := found(text); len(all) != 1 || !strings.Contains(all[0].Message, "argument of "+c.command+";") {
			t.Errorf("%s: %v", c.edit, all)
		}
		head, body, _ := strings.Cut(text, "\n  "+c.command+":")
		old := "\n    words: ["
		if list, some := strings.CutPrefix(c.words, old[len("\n    "):]); some {
			body = strings.Replace(body, old, old+list, 1)
		} else {
			body = strings.Replace(body, "\n    arg: ", "\n    "+c.words+"\n    arg: ", 1)
		}
		if all := found(head + "\n  " + c.command + ":" + body); len(all) != 0 {
			t.Errorf("%s, declared: %v", c.edit, all)
		}
	}
}
