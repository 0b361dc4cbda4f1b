package line

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// TestTelnet: commands are taken from before a line, and nothing from within it.
func TestTelnet(t *testing.T) {
	long := strings.Repeat("x", maxSubnegotiation)
	for _, c := range []struct {
		name, in string
		want     []string
		answers  string
	}{
		{"DM whose IAC was taken out of the stream", "\xff\xf4\xf2ABOR\r\n\xf2\n\xf2A\xf2\n", []string{"ABOR", "A\xf2"}, ""},
		{"plain", "NOOP\r\n", []string{"NOOP"}, ""},
		{"abort as clients send it", "\xff\xf4\xff\xf2ABOR\r\n", []string{"ABOR"}, ""},
		{"NOP before each of two lines", "\xff\xf1NOOP\r\n\xff\xf1NOOP\r\n", []string{"NOOP", "NOOP"}, ""},
		{"an empty line between", "\xff\xf4\r\n\xff\xf2ABOR\r\n", []string{"ABOR"}, ""},
		{"WILL and DO are refused", "\xff\xfb\x01\xff\xfd\x03X\n", []string{"X"}, "\xff\xfe\x01\xff\xfc\x03"},
		{"WONT and DONT are not answered", "\xff\xfc\x01\xff\xfe\x03X\n", []string{"X"}, ""},
		{"an option is a byte like any other", "\xff\xfd\nX\n", []string{"X"}, "\xff\xfc\n"},
		{"a subnegotiation", "\xff\xfa\x18\x01\n\xff\xffx\xff\xf0B\n", []string{"B"}, ""},
		{"a subnegotiation that ends in time", "\xff\xfa" + long[4:] + "\xff\xf0A\nB\n", []string{"A", "B"}, ""},
		{"a subnegotiation without end", "\xff\xfaDELE a\r\n" + long + "DELE b\r\nNOOP\r\n", []string{"!", "NOOP"}, ""},
		{"and another", "\xff\xfa" + long + "\nNOOP\n\xff\xfa" + long + "\nNOOP\n", []string{"!", "NOOP", "!", "NOOP"}, ""},
		{"no command of Telnet", "\xff\x07B\n\xff\xefC\n", []string{"\xff\x07B", "\xff\xefC"}, ""},
		{"FF alone", "\xff\r\n", []string{"\xff"}, ""},
		{"FF at the end of a name", "DELE a\xff\r\n", []string{"DELE a\xff"}, ""},
		{"FF in the middle", "DELE a\xffb\r\n", []string{"DELE a\xffb"}, ""},
		{"FF before what would be commands", "DELE \xff\xf4\xff\xfb\x01\xff\xfa\xff\xf0\n", []string{"DELE \xff\xf4\xff\xfb\x01\xff\xfa\xff\xf0"}, ""},
		{"FF doubled", "RETR a\xff\xffb\xff\xff\r\n", []string{"RETR a\xffb\xff"}, ""},
		{"FF three times", "RETR \xff\xff\xff\n", []string{"RETR \xff\xff"}, ""},
		{"FF four times", "RETR \xff\xff\xff\xff\n", []string{"RETR \xff\xff"}, ""},
		{"a line that begins with FF", "\xff\xffNOOP\n", []string{"\xffNOOP"}, ""},
		{"inside a word", "NO\xff\xf1OP\r\n", []string{"NO\xff\xf1OP"}, ""},
		{"behind the end", "NOOP\r\n\xff\xf4", []string{"NOOP"}, ""},
		{"cut at the end", "NOOP\r\n\xff", []string{"NOOP"}, ""},
		{"an overlong line full of it", "\xff\xf4x" + strings.Repeat("\xff", Max) + "\nA\n", []string{"!", "A"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, in := range [][]string{{c.in}, bytewise(c.in)} {
				if got, answers := feed(t, in...); !slices.Equal(got, c.want) || answers != c.answers {
					t.Errorf("in %d pieces: %.80q answers %q, want %.80q %q", len(in), got, answers, c.want, c.answers)
				}
			}
		})
	}
}

// bytewise cuts a string between any two bytes.
func bytewise(s string) (pieces []string) {
	for i := range len(s) {
		pieces = append(pieces, s[i:i+1])
	}
	return pieces
}

// TestDoubling: what a reply says of a name is the name again when it is sent back, undoubled or not.
func TestDoubling(t *testing.T) {
	for _, name := range []string{"", "a", "\xff", "a\xff", "\xff\xff", "\xffa\xff\xff\xffb"} {
		told := Double([]byte("before\xff"+name), len("before\xff"))
		told = told[len("before\xff"):]
		asShown := undouble(bytes.Clone(told))
		byTelnet := undouble(Double(bytes.Clone(asShown), 0))
		if string(asShown) != name || string(byTelnet) != name {
			t.Errorf("%q is told as %q, and comes back as %q or %q", name, told, asShown, byTelnet)
		}
	}
}

// squeeze makes one FF of all that stand in a row, of which a line has half as many.
func squeeze(b []byte) []byte {
	return slices.CompactFunc(bytes.Clone(b), func(x, y byte) bool { return x == iac && y == iac })
}

// FuzzTelnet: cutting the stream anywhere changes nothing, and no line has lost a byte: each is a piece of what came,
// but for doubled FF.
func FuzzTelnet(f *testing.F) {
	f.Add([]byte("\xff\xf4\xff\xf2ABOR\r\n"), 2)
	f.Add([]byte("a\xff\xfa\xff\xf0\n\xff\xfb\x01b\n"), 3)
	f.Add([]byte("\xff\xfa\x18\n\xff\xf0NOOP\n\xff"), 4)
	f.Fuzz(func(t *testing.T, in []byte, cut int) {
		if len(in) > 2<<10 {
			return
		}
		cut = min(max(cut, 0), len(in))
		want, wantAnswers := feed(t, string(in))
		got, answers := feed(t, string(in[:cut]), string(in[cut:]))
		if !slices.Equal(got, want) || answers != wantAnswers {
			t.Fatalf("cut at %d: %q %q, whole: %q %q", cut, got, answers, want, wantAnswers)
		}
		sent := squeeze(in)
		for _, line := range want {
			if line != "!" && !bytes.Contains(sent, squeeze([]byte(line))) {
				t.Fatalf("%q was not sent in %q", line, in)
			}
		}
	})
}
