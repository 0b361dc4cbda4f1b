package listing

import (
	"errors"
	"path"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct{ pattern, matches, misses string }{
		{"*.txt", "a.txt|b.c.txt|ä.txt", "a.txtx|atxt|.txt|.a.txt|a.TXT"},
		{"*", "a|a b|-x|\xff", ".a|.|.."},
		{"**", "a", ".a"},
		{".*", ".a|.|..|.a.b", "a"},
		{`\.*`, ".a", "a"},
		{"[.]a", "", ".a"},
		{"?", "a|ä|€|😀|\xff", "ab|.|"},
		{"??", "ab|äö|\xff\xfe", "ä|abc"},
		{"a?c", "abc|a€c|a.c", "ac|abbc"},
		{"[a-z]x", "ax|zx|mx", "Ax|x|äx|axx"},
		{"[!a-z]x", "Ax|äx|0x|\xffx", "ax|x|.x"},
		{"[^a]", "b|^|!", "a"},
		{"[a^!]", "a|^|!", "b"},
		{"[]a]", "]|a", "b|[]a]"},
		{"[!]a]", "b", "]|a"},
		{"[a-]", "a|-", "b"},
		{"[-a]", "a|-", "b"},
		{"[a\\-c]", "a|-|c", "b|\\"},
		{"[\\]]", "]", "\\"},
		{"[z-a]", "", "a|m|z"},
		{"[ä-ü]", "ä|ö|ü", "a|\xc3"},
		{"[\xfe\xff]", "\xff|\xfe", "\xfd|þ|ÿ"},
		{"[[:a]", "[|:|a", "b"},
		{"a*b*c", "abc|aXbYc|abcbc|abbcc", "ab|acb|abcd"},
		{"*ab*ab", "abab|xabyab|aabab", "ab|aba"},
		{`a\*b`, "a*b", "axb|a\\*b"},
		{`\a\[`, "a[", "a"},
		{"{a,b}*", "{a,b}|{a,b}x", "a|b"},
		{"a]", "a]", "a"},
		{"a", "a", "b|aa|"},
		{"-*", "-x|-", "x"},
		{"a*", "a|ab", "b|ba"},
	} {
		p, err := Compile(c.pattern)
		if err != nil {
			t.Errorf("Compile(%q): %v", c.pattern, err)
			continue
		}
		for list, want := range map[string]bool{c.matches: true, c.misses: false} {
			for name := range strings.SplitSeq(list, "|") {
				if name == "" && want {
					continue // no matches given
				}
				if got := p.Match(name); got != want {
					t.Errorf("%q matches %q: %v", c.pattern, name, got)
				}
			}
		}
	}
}

// With -a a leading dot is a character like others, and showing hidden names
// never takes a match away.
func TestHidden(t *testing.T) {
	for pattern, names := range map[string][]string{
		"*": {".a", "..", "a"}, "?a": {".a"}, "[.]a": {".a"}, "[!b]a": {".a"}, ".*": {".a"}, "*.txt": {".txt", ".a.txt"},
	} {
		p, err := Compile(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !p.Hidden(true).Match(name) {
				t.Errorf("%q with -a does not match %q", pattern, name)
			}
			if want := name[0] != '.' || pattern[0] == '.'; p.Match(name) != want || p.Hidden(false).Match(name) != want {
				t.Errorf("%q without -a matches %q: %v", pattern, name, !want)
			}
		}
	}
}

func TestCompileErrors(t *testing.T) {
	for pattern, want := range map[string]string{
		"[a":                              "listing: not a pattern: set without end",
		"[":                               "listing: not a pattern: set without end",
		"[!":                              "listing: not a pattern: set without end",
		"[]":                              "listing: not a pattern: set without end",
		"[!]":                             "listing: not a pattern: set without end",
		"[a-":                             "listing: not a pattern: set without end",
		`[a-\`:                            "listing: not a pattern: set without end",
		`[\`:                              "listing: not a pattern: set without end",
		`a\`:                              "listing: not a pattern: backslash at the end",
		"*/../*":                          "listing: not a pattern: more than one level",
		"/*":                              "listing: not a pattern: more than one level",
		strings.Repeat("*", maxPattern+1): "listing: not a pattern: longer than 256 bytes",
	} {
		p, err := Compile(pattern)
		if !errors.Is(err, ErrPattern) || err.Error() != want || p.tokens != nil {
			t.Errorf("Compile(%q) = %+v, %v, want %s", pattern, p, err, want)
		}
	}
	if _, err := Compile(strings.Repeat("a*", maxPattern/2)); err != nil {
		t.Errorf("Compile of %d bytes: %v", maxPattern, err)
	}
}

func TestHasMeta(t *testing.T) {
	for s, want := range map[string]bool{
		"*": true, "a?": true, "[": true, `\*`: true,
		"": false, "a.txt": false, `a\b`: false, "]": false, "{a,b}": false, "-x": false,
	} {
		if got := HasMeta(s); got != want {
			t.Errorf("HasMeta(%q) = %v", s, got)
		}
	}
}

// S49: patterns that blow up other matchers come to an end. Each takes at most
// len(name)*len(pattern) = 51 million steps here; one that branches at every
// star would outlive the test run. Nothing is allocated.
func TestMatchIsLinear(t *testing.T) {
	name := strings.Repeat("a", 200_000)
	for _, pattern := range []string{
		strings.Repeat("a*", 127) + "b",
		strings.Repeat("*a", 127) + "b",
		strings.Repeat("*?", 127) + "b",
		strings.Repeat("?*", 127) + "b",
		strings.Repeat("*", 255) + "b",
		"*" + strings.Repeat("a", 254) + "b",
		strings.Repeat("*[!b]", 51) + "b",
		strings.Repeat("{a,b}", 51) + "*",
	} {
		p, err := Compile(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if p.Match(name) {
			t.Errorf("%q matches", pattern)
		}
		if n := testing.AllocsPerRun(10, func() { _ = p.Match("aaaa") }); n != 0 {
			t.Errorf("%q allocates %v times", pattern, n)
		}
	}
}

// FuzzPattern: where path.Match takes a pattern too and means the same by it,
// both agree on every name.
func FuzzPattern(f *testing.F) {
	for _, p := range []string{"*.txt", "a?c", "[a-z]*", `\*[^b]`, "*a*b*", "[ä-ü]?", "[!a]", "[]a]"} {
		f.Add(p, "abc.txt")
		f.Add(p, "äb")
	}
	f.Fuzz(func(t *testing.T, pattern, name string) {
		p, err := Compile(pattern)
		if err != nil {
			if !errors.Is(err, ErrPattern) {
				t.Fatalf("Compile(%q): %v", pattern, err)
			}
			return
		}
		got := p.Hidden(true).Match(name)
		if p.Match(name) && !got {
			t.Fatalf("%q matches %q only without -a", pattern, name)
		}
		want, err := path.Match(pattern, name)
		if err != nil || strings.Contains(name, "/") || strings.Contains(pattern, "[!") {
			return
		}
		if strings.Contains(pattern, "[") && !utf8.ValidString(name) {
			return // path.Match takes an invalid byte for U+FFFD
		}
		if got != want {
			t.Fatalf("%q matches %q: %v, path.Match says %v", pattern, name, got, want)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	p, err := Compile("*[0-9]*.t?t")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if !p.Match("some-file-name-2026.txt") {
			b.Fatal("no match")
		}
	}
}
