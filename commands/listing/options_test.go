package listing

import (
	"strings"
	"testing"
)

func TestParseOptions(t *testing.T) {
	for _, c := range []struct {
		arg       string
		all, long bool
		rest      string
		options   bool // whether any were taken
	}{
		// The forms that clients send (Q42).
		{"", false, false, "", false},
		{"-a", true, false, "", true},
		{"-al", true, true, "", true},
		{"-la", true, true, "", true},
		{"-l", false, true, "", true},
		{"-L", false, false, "", true},
		{"-A", true, false, "", true},
		{"-aL", true, false, "", true},
		{"-1", false, false, "", true},
		{"-F", false, false, "", true},
		{"-CF", false, false, "", true},
		{"-lR", false, true, "", true},
		{"-ltr", false, true, "", true},
		{"-laR sub", true, true, "sub", true},
		{"-lS", false, true, "", true},
		{"-a -l", true, true, "", true},
		{"-la .", true, true, ".", true},
		{"-a /pub", true, false, "/pub", true},
		{"-la *.txt", true, true, "*.txt", true},
		// Blanks: those of the options go, those of the path stay.
		{"-la ", true, true, "", true},
		{"-la   sub", true, true, "sub", true},
		{"  -a sub", true, false, "sub", true},
		{"-a my  own file ", true, false, "my  own file ", true},
		{"my  own file ", false, false, "my  own file ", false},
		{" leading", false, false, " leading", false},
		{" ", false, false, " ", false},
		{"-l -a sub -R", true, true, "sub -R", true},
		{"sub -la", false, false, "sub -la", false},
		// Names with a dash (Q43).
		{"-x", false, false, "-x", false},
		{"-x.txt", false, false, "-x.txt", false},
		{"-", false, false, "-", false},
		{"-l -x", false, true, "-x", true},
		{"./-a", false, false, "./-a", false},
		{"-- -a", false, false, "-a", true},
		{"-l -- -l -a", false, true, "-l -a", true},
		{"--", false, false, "", true},
		{"--all", false, false, "--all", false},
		{"-a-l", false, false, "-a-l", false},
		{"-lB", false, false, "-lB", false},
		{"-w 5", false, false, "-w 5", false},
		{"-a\tb", false, false, "-a\tb", false},
		{"-ä", false, false, "-ä", false},
	} {
		o, rest := ParseOptions(c.arg)
		letters := strings.TrimSuffix(c.arg, c.rest)
		want := Options{All: c.all, Long: c.long, Deep: strings.Contains(letters, "R")}
		if c.options {
			want.Raw = c.arg
		}
		if o != want || rest != c.rest {
			t.Errorf("ParseOptions(%q) = %+v, %q, want %+v, %q", c.arg, o, rest, want, c.rest)
		}
	}
}

// FuzzParseOptions: the rest is the end of the argument; with no option taken
// it is the whole of it, and an option is never left at its front.
func FuzzParseOptions(f *testing.F) {
	for _, s := range []string{"-la x ", "-a -- -l", " -x", "--", "a -l"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		o, rest := ParseOptions(arg)
		switch {
		case !strings.HasSuffix(arg, rest):
			t.Fatalf("ParseOptions(%q) leaves %q", arg, rest)
		case o.Raw == "" && (rest != arg || o != Options{}):
			t.Fatalf("ParseOptions(%q) took options without saying so: %+v, %q", arg, o, rest)
		case o.Raw != "" && o.Raw != arg:
			t.Fatalf("ParseOptions(%q) keeps %q", arg, o.Raw)
		}
		if taken := strings.TrimSuffix(arg, rest); strings.Contains(taken, "--") {
			return
		}
		if again, _ := ParseOptions(rest); again.Raw != "" {
			t.Fatalf("ParseOptions(%q) leaves the options in %q", arg, rest)
		}
	})
}
