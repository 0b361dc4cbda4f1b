package fsm

import (
	"bytes"
	"testing"
)

func TestTelnetFilter(t *testing.T) {
	for _, c := range []struct{ name, in, kept, answers string }{
		{"plain", "NOOP\r\n", "NOOP\r\n", ""},
		{"abort as clients send it", "\xff\xf4\xff\xf2ABOR\r\n", "ABOR\r\n", ""},
		{"escaped 255 in a name", "RETR a\xff\xffb\r\n", "RETR a\xffb\r\n", ""},
		{"Telnet NOP inside a word", "NO\xff\xf1OP\r\n", "NOOP\r\n", ""},
		{"WILL and DO are refused", "\xff\xfb\x01\xff\xfd\x03X", "X", "\xff\xfe\x01\xff\xfc\x03"},
		{"WONT and DONT are not answered", "\xff\xfc\x01\xff\xfe\x03X", "X", ""},
		{"subnegotiation", "A\xff\xfa\x18\x01\n\xff\xffx\xff\xf0B", "AB", ""},
		{"truncated at the end", "A\xff", "A", ""},
		{"unknown command byte", "A\xff\x07B", "AB", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var m telnet
			kept, answers := m.filter([]byte(c.in), nil)
			if string(kept) != c.kept || string(answers) != c.answers {
				t.Errorf("kept %q answers %q, want %q %q", kept, answers, c.kept, c.answers)
			}
		})
	}
}

// TestTelnetTotal: every byte in every state leads somewhere, and only data bytes are kept.
func TestTelnetTotal(t *testing.T) {
	for state := telnetData; state <= telnetSubIAC; state++ {
		for b := range 256 {
			m := telnet{state: state, option: do}
			keep, answer := m.step(byte(b))
			wantKeep := state == telnetData && b != iac || state == telnetIAC && b == iac
			if keep != wantKeep {
				t.Errorf("state %d byte %d: keep %v", state, b, keep)
			}
			if (answer != noReply) != (state == telnetOption) {
				t.Errorf("state %d byte %d: answer %d", state, b, answer)
			}
			if m.state > telnetSubIAC {
				t.Errorf("state %d byte %d: leads to %d", state, b, m.state)
			}
		}
	}
}

// FuzzTelnet: cutting the stream anywhere changes nothing.
func FuzzTelnet(f *testing.F) {
	f.Add([]byte("\xff\xf4\xff\xf2ABOR\r\n"), 2)
	f.Add([]byte("a\xff\xfa\xff\xf0\xff\xfb\x01b"), 3)
	f.Fuzz(func(t *testing.T, in []byte, cut int) {
		var whole, parts telnet
		want, wantAnswers := whole.filter(bytes.Clone(in), nil)
		cut = min(max(cut, 0), len(in))
		a, answers := parts.filter(bytes.Clone(in[:cut]), nil)
		b, answers := parts.filter(bytes.Clone(in[cut:]), answers)
		if got := append(a, b...); !bytes.Equal(got, want) || !bytes.Equal(answers, wantAnswers) || whole != parts {
			t.Fatalf("cut at %d: %q %q, whole: %q %q", cut, got, answers, want, wantAnswers)
		}
	})
}
