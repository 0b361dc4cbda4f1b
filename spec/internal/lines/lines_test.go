package lines

import (
	"path/filepath"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
	"github.com/portolan-ftp/portolan/spec/internal/small"
)

func TestFind(t *testing.T) {
	s, err := decode.Load(filepath.Join("..", "..", "ftp.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	x := New(s)
	for text, want := range map[string][2]string{
		"":                 {"", ""},
		"NOOP":             {"NOOP", ""},
		"noop ":            {"NOOP", ""},
		"noop now":         {"NOOP", "now"},
		"XYZZY a":          {"", ""},
		"xcwd /a b":        {"CWD", "/a b"},
		"TYPE A":           {"TYPE A", ""},
		"type a n":         {"TYPE A", ""},
		"TYPE A X":         {"TYPE", "A X"},
		"TYPE L 8":         {"TYPE I", ""},
		"TYPE X":           {"TYPE", "X"},
		"TYPE":             {"TYPE", ""},
		"STAT":             {"STAT", ""},
		"STAT  ":           {"STAT path", " "},
		"STAT /a":          {"STAT path", "/a"},
		"EPSV ALL":         {"EPSV ALL", ""},
		"EPSV 1":           {"EPSV", "1"},
		"OPTS MLST a;b;":   {"OPTS MLST", "a;b;"},
		"OPTS utf8 on":     {"OPTS UTF8", ""},
		"OPTS UTF8 off":    {"OPTS", "UTF8 off"},
		"SITE HELP":        {"SITE HELP", ""},
		"SITE CHOWN 644 x": {"SITE", "CHOWN 644 x"},
		"ſITE HELP":        {"", ""},
		"OPTS  UTF8  ON":   {"OPTS UTF8", ""},
	} {
		name := ""
		c, arg := x.Find(text)
		if c != nil {
			name = c.Name
		}
		if name != want[0] || arg != want[1] {
			t.Errorf("%q: %q %q, want %q", text, name, arg, want)
		}
	}
}

// Every form of line is answered by some row of its command, whatever the state, unless it is another command's.
func TestForms(t *testing.T) {
	s := small.Spec(t)
	for name, want := range map[string]map[spec.Kind]uint8{
		"STAT":      {spec.KindReply: Bare, spec.KindNeed: Bare},
		"STAT path": {spec.KindReply: Arg, spec.KindSyntax: Bad, spec.KindNeed: Arg | Bad},
		"NOOP":      {spec.KindReply: Bare, spec.KindSyntax: Arg | Bad},
		"HELP":      {spec.KindReply: Bare | Arg, spec.KindSyntax: Bad},
		"RNTO":      {spec.KindReply: Arg, spec.KindSyntax: Bare | Bad, spec.KindNeed: All, spec.KindDenied: All},
		"ACCT":      {spec.KindNotOffered: All},
		"QUIT":      {spec.KindWaiting: All},
	} {
		for i := range s.Commands {
			if s.Commands[i].Name != name {
				continue
			}
			for kind, forms := range want {
				if got := New(s).Forms(&s.Commands[i], kind); got != forms {
					t.Errorf("%s %s: %b, want %b", name, kind, got, forms)
				}
			}
		}
	}
}
