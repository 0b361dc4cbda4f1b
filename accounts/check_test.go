package accounts

import (
	"math"
	"regexp"
	"strings"
	"testing"
)

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestCheckName(t *testing.T) {
	tests := []struct{ name, want string }{
		{"alice", ""},
		{"alice@example.com", ""},
		{"Ünïcödé 小", ""},
		{"%s'--", ""},
		{strings.Repeat("a", 64), ""},
		{"", `user name is empty`},
		{strings.Repeat("a", 65), `user name has 65 bytes, more than 64`},
		{"a:b", `user name "a:b" contains a colon`},
		{"#alice", `user name "#alice" starts like a comment`},
		{"a\x00b", `user name "a\x00b" contains the control character 0x00`},
		{"a\x1f", `user name "a\x1f" contains the control character 0x1f`},
		{"a\r\nb", `user name "a\r\nb" contains the control character 0x0d`},
		{"a\x7f", `user name "a\x7f" contains the control character 0x7f`},
		{"a\xc0\xaf", `user name "a\xc0\xaf" is not valid UTF-8`},
		{"\ufeffalice", `user name "\ufeffalice" contains the invisible character U+FEFF`},
		{"a\u200bb", `user name "a\u200bb" contains the invisible character U+200B`},
		{" alice", `user name " alice" starts or ends with a space`},
		{"alice ", `user name "alice " starts or ends with a space`},
	}
	for _, test := range tests {
		if got := errorText(checkName(test.name)); got != test.want {
			t.Errorf("checkName(%q): %q, want %q", test.name, got, test.want)
		}
	}
}

func TestCheckHome(t *testing.T) {
	tests := []struct{ home, want string }{
		{"", ""},
		{"alice", ""},
		{"a/b..c/...", ""},
		{"/srv/ftp/a b", ""},
		{`C:\ftp`, ""},
		{"..", `home ".." climbs with ".."`},
		{"a/../../b", `home "a/../../b" climbs with ".."`},
		{`a\..\b`, `home "a\\..\\b" climbs with ".."`},
		{"/srv/..", `home "/srv/.." climbs with ".."`},
		{"a\tb", `home "a\tb" contains the control character 0x09`},
		{"alice ", `home "alice " starts or ends with a space`},
		{strings.Repeat("a", 4097), `home has 4097 bytes, more than 4096`},
	}
	for _, test := range tests {
		if got := errorText(checkHome(test.home)); got != test.want {
			t.Errorf("checkHome(%q): %q, want %q", test.home, got, test.want)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	tests := []struct{ password, want string }{
		{" correct: horse \xff小", ""},
		{strings.Repeat("a", 256), ""},
		{"", `password is empty`},
		{strings.Repeat("a", 257), `password has 257 bytes, more than 256`},
		{"secret\r", `password contains the control character 0x0d, which no client can send`},
		{"sec\x00ret", `password contains the control character 0x00, which no client can send`},
		{"se\ncret", `password contains the control character 0x0a, which no client can send`},
		{"\x01sec\x7fret\t", ""},
	}
	for _, test := range tests {
		if got := errorText(checkPassword(test.password)); got != test.want {
			t.Errorf("checkPassword(%q): %q, want %q", test.password, got, test.want)
		}
	}
}

func TestRandomPassword(t *testing.T) {
	if bits := passwordSymbols * math.Log2(float64(len(passwordAlphabet))); bits < 96 {
		t.Errorf("a password has %.1f bits, want 96 or more", bits)
	}
	form := regexp.MustCompile(`^[a-hj-km-np-z2-9]{5}(-[a-hj-km-np-z2-9]{5}){3}$`)
	const draws = 2000
	seen := map[string]bool{}
	counts := map[byte]int{}
	for range draws {
		password := RandomPassword()
		if !form.MatchString(password) {
			t.Fatalf("password %q is not of the form %s", password, form)
		}
		if seen[password] {
			t.Fatalf("password %q came twice", password)
		}
		seen[password] = true
		for i := range len(password) {
			counts[password[i]]++
		}
	}
	delete(counts, '-')
	if len(counts) != len(passwordAlphabet) {
		t.Errorf("%d symbols occur, want %d", len(counts), len(passwordAlphabet))
	}
	// Each symbol is expected 1290 times with a deviation of 35. Ten deviations
	// never happen by chance; wrapping bytes round would double a symbol's share.
	mean := draws * passwordSymbols / len(passwordAlphabet)
	for symbol, n := range counts {
		if n < mean-350 || n > mean+350 {
			t.Errorf("symbol %q occurs %d times, want about %d", symbol, n, mean)
		}
	}
}
