package line

import (
	"strings"
	"testing"
)

// spellings of the commands of the tests; commands with a name in small letters behind it want an argument.
var names = []string{"NOOP", "CWD", "TYPE", "TYPE A", "TYPE L", "TYPE I", "STAT", "STAT path", "OPTS", "OPTS UTF8", "PRET RETR", "EPSV", "EPSV ALL", "LONGESTWORD12345",
	"SITE", "SITE UMASK", "SITE UMASK path", "SITE CHMOD path"}

func small() *Index {
	var all []Spelling
	takes := map[string]bool{"CWD": true, "TYPE": true, "TYPE L": true, "STAT path": true, "OPTS": true, "PRET RETR": true, "EPSV": true, "SITE": true, "SITE UMASK path": true, "SITE CHMOD path": true}
	for i, name := range names {
		text, variant := strings.CutSuffix(name, " path")
		all = append(all, Spelling{Text: text, Command: i, WithArg: variant, Takes: takes[name]})
	}
	alias := func(text, of string) {
		for i, name := range names {
			if name == of {
				all = append(all, Spelling{Text: text, Command: i, Takes: takes[of]})
			}
		}
	}
	alias("TYPE A N", "TYPE A")
	alias("TYPE L 8", "TYPE I")
	alias("OPTS UTF8 ON", "OPTS UTF8")
	alias("P@SW", "NOOP")
	return NewIndex(all)
}

func TestFind(t *testing.T) {
	x := small()
	for text, want := range map[string][3]string{
		"":                   {"", "", ""},
		"   ":                {"", "", ""},
		"NOOP":               {"NOOP", "", "NOOP"},
		"noop ":              {"NOOP", "", "noop"},
		"noop now":           {"NOOP", "now", "noop"},
		"NOOP\tnow":          {"", "", "NOOP\tnow"},
		"\tNOOP":             {"", "", "\tNOOP"},
		" NOOP":              {"", "", ""},
		"NOOP\x00":           {"", "", "NOOP\x00"},
		"p@sw":               {"NOOP", "", "p@sw"},
		"CWD /a  b ":         {"CWD", "/a  b ", "CWD"},
		"cwd  a":             {"CWD", " a", "cwd"},
		"TYPE A":             {"TYPE A", "", "TYPE"},
		"type a n":           {"TYPE A", "", "type"},
		"TYPE   A    N   ":   {"TYPE A", "  ", "TYPE"},
		"TYPE A N X":         {"TYPE", "A N X", "TYPE"},
		"TYPE A X":           {"TYPE", "A X", "TYPE"},
		"TYPE  A X":          {"TYPE", " A X", "TYPE"},
		"TYPE L":             {"TYPE L", "", "TYPE"},
		"TYPE L 36":          {"TYPE L", "36", "TYPE"},
		"TYPE L  8":          {"TYPE I", "", "TYPE"},
		"TYPE L 8 9":         {"TYPE L", "8 9", "TYPE"},
		"TYPE":               {"TYPE", "", "TYPE"},
		"TYPE  ":             {"TYPE", " ", "TYPE"},
		"TYPE\tA":            {"", "", "TYPE\tA"},
		"TYPE A\t":           {"TYPE", "A\t", "TYPE"},
		"SITE UMASK":         {"SITE UMASK", "", "SITE"},
		"SITE UMASK ":        {"SITE UMASK", "", "SITE"},
		"site  umask 022":    {"SITE UMASK path", "022", "site"},
		"SITE UMASK  ":       {"SITE UMASK path", " ", "SITE"},
		"SITE UMASKED":       {"SITE", "UMASKED", "SITE"},
		"SITE CHMOD":         {"SITE CHMOD path", "", "SITE"},
		"SITE CHMOD 0 a":     {"SITE CHMOD path", "0 a", "SITE"},
		"STAT":               {"STAT", "", "STAT"},
		"STAT ":              {"STAT", "", "STAT"},
		"STAT  ":             {"STAT path", " ", "STAT"},
		"STAT /a":            {"STAT path", "/a", "STAT"},
		"OPTS  UTF8  ON":     {"OPTS UTF8", "", "OPTS"},
		"OPTS UTF8 OFF":      {"OPTS", "UTF8 OFF", "OPTS"},
		"PRET RETR a":        {"PRET RETR", "a", "PRET"},
		"PRET  retr  a":      {"PRET RETR", " a", "PRET"},
		"PRET":               {"", "", "PRET"},
		"PRET NOOP":          {"", "NOOP", "PRET"},
		"EPSV all":           {"EPSV ALL", "", "EPSV"},
		"EPSV ALL 1":         {"EPSV", "ALL 1", "EPSV"},
		"longestword12345":   {"LONGESTWORD12345", "", "longestword12345"},
		"longestword123456":  {"", "", "longestword123456"},
		"ſTAT":               {"", "", "ſTAT"},
		"\xff\xffNOOP":       {"", "", "\xff\xffNOOP"},
		"TYPE longestword12": {"TYPE", "longestword12", "TYPE"},
	} {
		c, arg, word := x.Find([]byte(text))
		name := ""
		if c != None {
			name = names[c]
		}
		if got := [3]string{name, string(arg), string(word)}; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzFind holds Find against the rules in their plainest form: a line is a command when its words are, and of several
// commands it is the one with the most words, of which one without arguments matches the whole line only.
func FuzzFind(f *testing.F) {
	for _, name := range names {
		f.Add(name)
		f.Add(strings.ToLower(name) + "  x ")
	}
	f.Add("type  l   8")
	f.Add("opts utf8\ton")
	x := small()
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > Max || strings.Contains(text, "\n") {
			return
		}
		c, arg, _ := x.Find([]byte(text))
		if want, rest := plainest(text); c != want || c != None && string(arg) != rest {
			t.Errorf("%q: %d %q, want %d %q", text, c, arg, want, rest)
		}
	})
}

// plainest finds a command by trying every spelling.
func plainest(text string) (command int, arg string) {
	command, most := None, 0
	x := small()
	try := func(spelling string, c int, takes, withArg bool) {
		words := strings.Split(spelling, " ")
		rest, ok := text, true
		for i, w := range words {
			if i > 0 {
				rest = strings.TrimLeft(rest, " ")
			}
			var first string
			first, rest, _ = strings.Cut(rest, " ")
			ok = ok && string(AppendUpper(nil, []byte(first))) == w
		}
		whole := strings.Trim(rest, " ") == ""
		only := len(words) == 1 || takes || whole || len(words) == 2 && x.verbs[words[0]].plain == None
		rank := 2 * len(words)
		if withArg {
			ok, rank = ok && rest != "", rank+1
		}
		if ok && only && rank > most {
			command, arg, most = c, rest, rank
		}
	}
	for verb, v := range x.verbs {
		if v.plain != None {
			try(verb, v.plain, true, false)
		}
		if v.withArg != None {
			try(verb, v.withArg, true, true)
		}
		for rest, m := range v.longer {
			if m.plain != None {
				try(verb+" "+rest, m.plain, m.takes, false)
			}
			if m.withArg != None {
				try(verb+" "+rest, m.withArg, true, true)
			}
		}
	}
	return command, arg
}

// BenchmarkLines reads five lines and looks them up. It allocates nothing.
func BenchmarkLines(b *testing.B) {
	x, buf := small(), make([]byte, 1<<10)
	const text = "NOOP\r\nCWD /pub/some/where\r\nTYPE A N\r\ntype i\r\nSTAT /x\r\n"
	var s Splitter
	b.ReportAllocs()
	for b.Loop() {
		for p := buf[:copy(buf, text)]; ; {
			line, n, what := s.Next(p)
			if what == Nothing {
				break
			}
			x.Find(line)
			p = p[n:]
		}
	}
}

// TestNoGarbage: reading a line and finding its command allocates nothing.
func TestNoGarbage(t *testing.T) {
	x, buf := small(), make([]byte, 1<<10)
	var s Splitter
	if n := testing.AllocsPerRun(100, func() {
		line, _, _ := s.Next(buf[:copy(buf, "\xff\xf4opts  utf8  on\xff\xff\r\n")])
		x.Find(line)
		x.Find([]byte("TYPE LONGESTWORD12345 LONGESTWORD12345"))
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
