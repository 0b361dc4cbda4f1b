package spec

import (
	"os"
	"strings"
	"testing"
)

// shadows are edits of the server's spec by which a spelling takes what clients send as an argument: each is a fault, and
// none any more when the command says so.
var shadows = []struct{ at, edit, command, words string }{
	{"aliases: [XCWD]", "aliases: [XCWD, CWD UP]", "CWD", "words: UP"},
	{"aliases: [XCUP]", "aliases: [XCUP, CWD UP]", "CWD", "words: UP"},
	{"aliases: [OPTS UTF-8, ", "aliases: [OPTS UTF8 OFF, OPTS UTF-8, ", "OPTS", "words: [UTF8 OFF, "},
	{"  EPSV ALL:\n", "  EPSV 1: {rfc: 2428 4, by: table, needs: [logged-in], replies: {ok: {reply: ok}}, help: {en: one, zh: 一}}\n  EPSV ALL:\n", "EPSV", "words: [\"1\", "},
	{"aliases: [TYPE L 8, ", "aliases: [TYPE L 16, TYPE L 8, ", "TYPE L", "words: [\"16\", "},
	{"aliases: [XPWD]", "aliases: [XPWD, STAT HERE]", "STAT path", "words: HERE"},
	{"aliases: [XSHA]", "aliases: [XSHA, LANG X]", "LANG tag", "words: X"},
	{"aliases: [PROT E]", "aliases: [PROT E, PROT Z]", "PROT", "words: [Z, "},
}

func TestShadows(t *testing.T) {
	data, err := os.ReadFile("ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range shadows {
		text := string(data)
		if !strings.Contains(text, c.at) {
			t.Fatalf("the spec has no %q", c.at)
		}
		text = strings.Replace(text, c.at, c.edit, 1)
		_, err := Decode("ftp.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), "takes what may be an argument of \""+c.command+"\"") || strings.Count(err.Error(), "ftp.yaml:") != 1 {
			t.Errorf("%s: %v", c.edit, err)
		}
		head, body, _ := strings.Cut(text, "\n  "+c.command+":")
		if old, list := "\n    words: [", strings.TrimPrefix(c.words, "words: ["); list != c.words {
			body = strings.Replace(body, old, old+list, 1)
		} else {
			body = strings.Replace(body, "\n    arg: ", "\n    "+c.words+"\n    arg: ", 1)
		}
		if _, err := Decode("ftp.yaml", []byte(head+"\n  "+c.command+":"+body)); err != nil {
			t.Errorf("%s, declared: %v", c.edit, err)
		}
	}
}
