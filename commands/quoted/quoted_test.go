package quoted_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/portolan-ftp/portolan/commands/quoted"
)

func TestParsePair(t *testing.T) {
	for arg, want := range map[string]string{
		`a b`:             `/d/a > /d/b`,
		` a  /b `:         `/d/a > /b`,
		`"my file" b`:     `/d/my file > /d/b`,
		`a "my ""copy"""`: `/d/a > /d/my "copy"`,
		`"a" "b"`:         `/d/a > /d/b`,
		`a b"c`:           `/d/a > /d/b"c`,
		`a ../../etc`:     `/d/a > /etc`,
		`a`:               `!`,
		`a b c`:           `!`,
		`"a"b`:            `!`,
		`"a" "b`:          `!`,
		`"" b`:            `!`,
		``:                `!`,
		"a b\x00":         `!`,
		"\"a\r\n\" b":     `!`,
	} {
		got := "!"
		if p, err := quoted.ParsePair(arg, "/d"); err == nil {
			got = fmt.Sprintf("%s > %s", p.From, p)
		}
		if got != want {
			t.Errorf("%q is read as %s; want %s", arg, got, want)
		}
	}
}

func TestParseCombination(t *testing.T) {
	for arg, want := range map[string]string{
		`"t" "1" "2"`: `/d/t = /d/1 + /d/2`,
		`t "part 1"`:  `/d/t = /d/part 1`,
		`t`:           `!`,
		``:            `!`,
		`"t" "1`:      `!`,
		"t " + strings.Repeat("p ", quoted.MaxParts+1): `!`,
	} {
		got := "!"
		if c, err := quoted.ParseCombination(arg, "/d"); err == nil {
			var parts []string
			for _, p := range c.Parts {
				parts = append(parts, string(p))
			}
			got = fmt.Sprintf("%s = %s", c, strings.Join(parts, " + "))
		}
		if got != want {
			t.Errorf("%q is read as %s; want %s", arg, got, want)
		}
	}
	if c, err := quoted.ParseCombination("t "+strings.Repeat("p ", quoted.MaxParts), "/"); err != nil || len(c.Parts) != quoted.MaxParts {
		t.Errorf("%d parts, %v; want %d", len(c.Parts), err, quoted.MaxParts)
	}
}

// FuzzParsers reads arbitrary arguments: whatever is read are paths.
func FuzzParsers(f *testing.F) {
	for _, arg := range []string{`a b`, `"a b" "c ""d"""`, `""""`, `" `, "\r\n", `a "b`} {
		f.Add(arg)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		if p, err := quoted.ParsePair(arg, "/d"); err == nil && !(p.From.Valid() && p.To.Valid()) {
			t.Errorf("%q is read as %q and %q", arg, p.From, p.To)
		}
		c, err := quoted.ParseCombination(arg, "/d")
		if err != nil {
			return
		}
		if !c.Target.Valid() || len(c.Parts) == 0 || len(c.Parts) > quoted.MaxParts {
			t.Errorf("%q is read as %+v", arg, c)
		}
		for _, p := range c.Parts {
			if !p.Valid() {
				t.Errorf("%q has the part %q", arg, p)
			}
		}
	})
}
