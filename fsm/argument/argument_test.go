package argument

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestParseOffset(t *testing.T) {
	for in, want := range map[string]int64{
		"0": 0, "1": 1, " 42 ": 42, "9223372036854775807": math.MaxInt64, "007": 7,
		"": -1, "-1": -1, "+5": -1, "5 5": -1, "9223372036854775808": -1, "18446744073709551616": -1,
		"00000000000000000001": -1, "1e3": -1, "٣": -1, "0x10": -1,
	} {
		got, err := ParseOffset(in, "/")
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %d, want %d", in, got, want)
		}
	}
}

func TestParseHostPort(t *testing.T) {
	for in, want := range map[string]string{
		"127,0,0,1,4,1":   "127.0.0.1:1025",
		" 10,0,0,255,0,0": "10.0.0.255:0",
		"1,2":             "", "1,2,3,4,5": "", "1,2,3,4,5,6,7": "", "1,2,3,4,5,": "", "256,0,0,1,4,1": "",
		"127,0,0,1,4,-1": "", "127,0,0,1,4,+1": "", "0127,0,0,1,4,1": "", "a,b,c,d,e,f": "", "": "", "1, 2,3,4,5,6": "",
	} {
		got, err := ParseHostPort(in, "/")
		if (err == nil) != (want != "") || err == nil && got.String() != want {
			t.Errorf("%q: %v %v, want %q", in, got, err, want)
		}
	}
}

func TestParseNetAddress(t *testing.T) {
	for in, want := range map[string]string{
		"|1|132.235.1.2|6275|":         "1 132.235.1.2:6275",
		"|2|1080::8:800:200C:417A|99|": "2 [1080::8:800:200c:417a]:99",
		"!1!127.0.0.1!1024!":           "1 127.0.0.1:1024",
		"|3|x|1|":                      "3 invalid AddrPort",
		"|2|::ffff:127.0.0.1|1024|":    "2 127.0.0.1:1024",
		"|1|::1|1024|":                 "", "|2|127.0.0.1|1024|": "", "|1|127.0.0.1|65536|": "", "|1|127.0.0.1|1024": "",
		"|1|127.0.0.1|1024|x": "", "||127.0.0.1|1024|": "", "|0|127.0.0.1|1024|": "", "": "", "|": "", "|2|fe80::1%eth0|1024|": "",
		"|1|127.0.0.01|1024|": "",
	} {
		got, err := ParseNetAddress(in, "/")
		text := fmt.Sprint(int(got.Family), " ", got.Address)
		if (err == nil) != (want != "") || err == nil && text != want {
			t.Errorf("%q: %q %v, want %q", in, text, err, want)
		}
	}
}

func TestParseAllocation(t *testing.T) {
	for in, want := range map[string]Allocation{
		"100": {Bytes: 100}, "100 R 50": {100, 50}, "100 r 50": {100, 50}, " 0 ": {},
		"": {-1, 0}, "R 5": {-1, 0}, "100 R": {-1, 0}, "100 X 5": {-1, 0}, "-1": {-1, 0}, "1 R -1": {-1, 0},
	} {
		got, err := ParseAllocation(in, "/")
		if err != nil {
			got = Allocation{Bytes: -1}
		}
		if got != want {
			t.Errorf("%q: %v, want %v", in, got, want)
		}
	}
}

func TestParseNames(t *testing.T) {
	for in, want := range map[string]string{"alice": "alice", " bob ": "bob", "a b": "a b", "": "!", "a\x00": "!", "a\r": "!", "\x7f": "!"} {
		got, err := ParseName(in, "")
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("name %q: %q, want %q", in, got, want)
		}
	}
	for _, secret := range []string{" p w ", "\x01\t\x1b\x7f", "\xff\xfe", "e\u0301", "\u00e9", strings.Repeat("x", 4000), ""} {
		if s, err := ParseSecret(secret, ""); s != secret || err != nil {
			t.Errorf("secret %q: %q %v", secret, s, err)
		}
	}
	for _, line := range []string{"p\r", "p\nw", "\x00"} {
		if s, err := ParseSecret(line, ""); err == nil {
			t.Errorf("secret %q: %q", line, s)
		}
	}
	if w, err := ParseWord(" on ", ""); w != "on" || err != nil {
		t.Errorf("word: %q %v", w, err)
	}
	if w, err := ParseWord("on off", ""); err == nil {
		t.Errorf("word: %q accepted", w)
	}
}

func TestParseLanguage(t *testing.T) {
	for in, want := range map[string]string{
		"en": "en", " zh-Hant-TW ": "zh-Hant-TW", "i-klingon": "i-klingon", "es-419": "es-419", "abcdefgh": "abcdefgh",
		"": "!", "-": "!", "en-": "!", "-en": "!", "en--us": "!", "419": "!", "en us": "!", "abcdefghi": "!", "en-abcdefghi": "!",
		"zé": "!", "en_US": "!", "e[": "!", "en@": "!", "en\x00": "!",
	} {
		got, err := ParseLanguage(in, "")
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestParseHost(t *testing.T) {
	long := strings.Repeat("a", 63)
	for in, want := range map[string]string{
		"FTP.Example.com": "ftp.example.com", " a ": "a", "xn--bcher-kva": "xn--bcher-kva", "1.a": "1.a", "1a": "1a",
		"127.0.0.1": "127.0.0.1", "[::1]": "::1", "[2001:DB8::0:1]": "2001:db8::1", "[::ffff:1.2.3.4]": "::ffff:1.2.3.4",
		long + ".b": long + ".b", "": "!", "a:21": "!", "[::1": "!", "::1": "!", "[::1]:21": "!", "[127.0.0.1]": "!", "[fe80::1%1]": "!",
		"a.": "!", ".a": "!", "a..b": "!", "-a": "!", "a-": "!", "a_b": "!", "a b": "!", "bücher": "!", "1.2.3": "!", "256.1.1.1": "!", "01.1.1.1": "!",
		long + "a": "!", strings.Repeat("a.", 126) + "aa": "!", strings.Repeat("a.", 126) + "a": strings.Repeat("a.", 126) + "a", "a@": "!", "a[": "!",
	} {
		got, err := ParseHost(in, "")
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// FuzzParse: no parser panics, and what it accepts means what was sent.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"0", "127,0,0,1,4,1", "|1|127.0.0.1|1024|", "|2|::1|1024|", "10 R 5", "~/x", "name"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		if n, err := ParseOffset(arg, "/"); err == nil && strings.TrimLeft(strings.Trim(arg, " "), "0") != strings.TrimLeft(strconv.FormatInt(n, 10), "0") {
			t.Errorf("offset %q: %d", arg, n)
		}
		if a, err := ParseHostPort(arg, "/"); err == nil && (!a.IsValid() || strings.Count(arg, ",") != 5) {
			t.Errorf("host-port %q: %v", arg, a)
		}
		if a, err := ParseNetAddress(arg, "/"); err == nil && a.Family <= IPv6 && !a.Address.IsValid() {
			t.Errorf("net address %q: %v", arg, a)
		}
		if a, err := ParseAllocation(arg, "/"); err == nil && (a.Bytes < 0 || a.Record < 0) {
			t.Errorf("allocation %q: %v", arg, a)
		}
		if p, err := ParsePath(arg, "/home"); err == nil && p[0] != '/' {
			t.Errorf("path %q: %q", arg, p)
		}
		for _, parse := range []Parser[string]{ParseName, ParseText, ParseSecret, ParseWord, ParseLanguage, ParseHost} {
			if s, err := parse(arg, ""); err == nil && strings.ContainsAny(s, "\r\n\x00") {
				t.Errorf("text %q: %q", arg, s)
			}
		}
		ParseFamily(arg, "")
		CutWord(arg)
	})
}
