package spec

import (
	"reflect"
	"testing"
)

func TestSplitName(t *testing.T) {
	for name, want := range map[string][2]string{
		"RETR": {"RETR", ""}, "EPSV ALL": {"EPSV ALL", ""}, "STAT path": {"STAT", "path"}, "TYPE L 8": {"TYPE L 8", ""},
		"OPTS UTF8": {"OPTS UTF8", ""}, "SITE DO it": {"SITE DO", "it"}, "P@SW": {"P@SW", ""},
	} {
		c := Command{Name: name}
		if got := [2]string{c.Spelling(), c.Variant()}; got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestCovers(t *testing.T) {
	for _, test := range []struct {
		name, command string
		want          bool
	}{
		{"TYPE", "TYPE", true}, {"TYPE", "TYPE A", true}, {"TYPE A", "TYPE", false}, {"TYP", "TYPE", false},
		{"STAT", "STAT path", true}, {"TYPE L", "TYPE L 8", true},
	} {
		if got := Covers(test.name, test.command); got != test.want {
			t.Errorf("covers(%q, %q) = %t", test.name, test.command, got)
		}
	}
}

func TestSyntax(t *testing.T) {
	s := &Spec{Types: []Type{{Name: "path", Syntax: "<path>"}, {Name: "name"}, {Name: "list", Syntax: "[-l] [<path>]"}}}
	for _, test := range []struct {
		command Command
		want    string
	}{
		{Command{Name: "NOOP"}, "NOOP"},
		{Command{Name: "RETR", Args: []Arg{{Name: "file", Type: "path"}}}, "RETR <path>"},
		{Command{Name: "STAT path", Args: []Arg{{Name: "file", Type: "path"}}}, "STAT <path>"},
		{Command{Name: "USER", Args: []Arg{{Name: "user", Type: "name"}}}, "USER <user>"},
		{Command{Name: "HELP", Args: []Arg{{Name: "topic", Type: "name", Optional: true}}}, "HELP [<topic>]"},
		{Command{Name: "LIST", Args: []Arg{{Name: "what", Type: "list", Optional: true}}}, "LIST [-l] [<path>]"},
		{Command{Name: "MFMT", Args: []Arg{{Name: "time", Type: "name"}, {Name: "file", Type: "path"}}}, "MFMT <time> <path>"},
	} {
		if got := s.Syntax(&test.command); got != test.want {
			t.Errorf("%s: got %q, want %q", test.command.Name, got, test.want)
		}
	}
}

// TestExample: what a type does not say itself follows from its Go type.
func TestExample(t *testing.T) {
	s := &Spec{Types: []Type{{Name: "path", Go: "storage.Path"}, {Name: "word", Go: "string"}, {Name: "count", Go: "uint32"}, {Name: "secret", Go: "string", Secret: true},
		{Name: "address", Go: "netip.AddrPort"}, {Name: "pair", Go: "quoted.Pair", Example: "f g"}, {Name: "file", Go: "storage.Path", Example: "d"}}}
	for name, want := range map[string]string{"path": "f", "word": "x", "count": "1", "secret": "pw", "address": ExampleAddress, "pair": "f g", "file": "d", "none": "x"} {
		if got := s.Example(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestPlaceholders(t *testing.T) {
	for text, want := range map[string][]Placeholder{
		"":                         nil,
		"plain":                    nil,
		"{a}":                      {{Name: "a"}},
		"x {a:path} y {b-c:int64}": {{Name: "a", Format: "path", Offset: 2}, {Name: "b-c", Format: "int64", Offset: 13}},
		"(|||{port:int64}|)":       {{Name: "port", Format: "int64", Offset: 4}},
		"完 {a}":                    {{Name: "a", Offset: 4}},
		"{ open":                   nil,
		"shut }":                   nil,
	} {
		if got := Placeholders(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestImport(t *testing.T) {
	for name, want := range map[string]struct {
		path string
		ok   bool
	}{
		"string":             {"", true},
		"*int64":             {"", true},
		"storage.Path":       {"github.com/portolan-ftp/portolan/storage", true},
		"*accounts.Account":  {"github.com/portolan-ftp/portolan/accounts", true},
		"argument.ParsePath": {"github.com/portolan-ftp/portolan/fsm/argument", true},
		"listing.Facts":      {"github.com/portolan-ftp/portolan/commands/listing", true},
		"netip.AddrPort":     {"net/netip", true},
		"time.Time":          {"time", true},
		"os.File":            {"", false},
	} {
		if path, ok := new(Spec).Import(name); path != want.path || ok != want.ok {
			t.Errorf("%s: got %q %t, want %q %t", name, path, ok, want.path, want.ok)
		}
	}
}
