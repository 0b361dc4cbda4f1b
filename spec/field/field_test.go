package field

import (
	"slices"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/spec"
	"github.com/portolan-ftp/portolan/spec/decode"
)

func load(t *testing.T) *spec.Spec {
	t.Helper()
	s, err := decode.Load("../ftp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStatus(t *testing.T) {
	s := load(t)
	for name, want := range map[string]string{
		"USER":         "yes",
		"XCUP":         "yes", // an alias
		"STAT path":    "yes",
		"MFCT":         "answers 502", // declared, and refused
		"ACCT":         "yes",
		"TYPE E":       "yes",
		"TYPE A C":     "yes",
		"SITE CHOWN x": "answers 504",
		"XYZZY":        "–",
		"XYZZY PLUGH":  "–",
		"RETR x":       "–", // an argument is no command
		"PORT":         "yes, unless active is refused",
		"CCC":          "yes, unless tls is off and if ccc is allowed",
	} {
		if got := Status(s, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestOurs: a command that nobody else has is told too, and a variant of a known one is not.
func TestOurs(t *testing.T) {
	s := load(t)
	f, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	here := f.ours(s)
	s.Commands = append(s.Commands,
		spec.Command{Name: "XYZZY", RFC: "959 4.1.3", Replies: []spec.Reply{{Code: 200}}},
		spec.Command{Name: "SITE PLUGH", RFC: "959 4.1.3", Replies: []spec.Reply{{Code: 200}}},
		spec.Command{Name: "TYPE L 36", RFC: "959 3.1.1.4", Replies: []spec.Reply{{Code: 200}}},
	)
	if got := f.ours(s); !slices.Equal(got, append(here, "XYZZY", "SITE PLUGH")) {
		t.Errorf("here alone are %q", got)
	}
	s.Commands = slices.DeleteFunc(s.Commands, func(c spec.Command) bool { return slices.Contains(here, c.Name) })
	document, err := Document(s)
	if err != nil {
		t.Fatal(err)
	}
	want := "\n## Here alone\n\n| command | document | Portolan | other servers | Go libraries |\n|---|---|---|---|---|\n" +
		"| XYZZY, SITE PLUGH | RFC 959 4.1.3 | yes |  |  |\n"
	if !strings.HasSuffix(string(document), want) {
		t.Errorf("the document ends\n%s\nwant\n%s", document[max(0, len(document)-300):], want)
	}
}

func TestDocument(t *testing.T) {
	document, err := Document(load(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| QUIT | RFC 959 4.1.1 | yes | all 9 | L G (Z) |\n",
		"| SMNT | RFC 959 4.1.1 | yes | IIS |  |\n",
		"| EPSV ALL | RFC 2428 4 | yes, unless passive is refused | PRO PUR PYF FZ FUB (VS) |  |\n",
		"| MODE Z | draft-preston-ftpext-deflate | yes | PRO APA | L |\n",
		"| LPRT | RFC 1639 2 | yes, unless active is refused |  | (G) |\n",
	} {
		if !strings.Contains(string(document), want) {
			t.Errorf("the document lacks %q", want)
		}
	}
}

// TestSummary: each standard has a line, and each command of the field stands in one.
func TestSummary(t *testing.T) {
	s := load(t)
	summary, err := Summary(s)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(summary), "\n")[2:]
	for i, want := range []string{"| RFC 959 | ", "| RFC 1123 | ", "| RFC 1639 | "} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d is %q, want %q", i, lines[i], want)
		}
	}
	for _, want := range []string{
		"| RFC 1639 |  | **LPRT** **LPSV** |  | 2 of 2 | none |\n",
		"| RFC 2389 | FEAT |  |  | 1 of 1 | 1 (11 servers) |\n",
		"| draft-bryan-ftp-range | RANG |  |  | 1 of 1 | 1 (ProFTPD) |\n",
	} {
		if !strings.Contains(summary, want) {
			t.Errorf("the summary lacks %q", want)
		}
	}
	f, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range f.Groups {
		for _, e := range g.Commands {
			for _, name := range e.Names {
				if shown := strings.ReplaceAll(name, " ", "\u00a0"); strings.Count(strings.ReplaceAll(summary, "*", "")+" ", shown+" ") == 0 {
					t.Errorf("the summary lacks %s", name)
				}
			}
		}
	}
}

func TestReadRefuses(t *testing.T) {
	const head = "servers: {A: Ann's, B: Bob's, L: a library}\nlibraries: [L]\ngroups:\n  - title: All\n    commands:\n"
	for source, want := range map[string]string{
		head + "      - {names: [X], by: A C}":              `field: X: there is no server "C"`,
		head + "      - {names: [X, Y], partly: all D}":     `field: X, Y: there is no server "D"`,
		head + "      - {names: [X]}\n      - {names: [X]}": `field: X: it is there twice`,
		head + "      - {name: X}":                          "field: ",
		"groups: [":                                         "field: ",
	} {
		_, err := read([]byte(source))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", source, err, want)
		}
	}
	f, err := read([]byte(head + "      - {names: [X], rfc: practice, by: all, partly: L}"))
	if err != nil {
		t.Fatal(err)
	}
	e := f.Groups[0].Commands[0]
	if got := strings.Join(e.By, " ") + "/" + strings.Join(e.Partly, " "); got != "A B/L" {
		t.Errorf("all and L are %q, want A B/L", got)
	}
}
